"""Services: queues that meet Erlang (O8, O9) and Little (O23), money that binds, patience, forms, regional training."""

from math import exp, factorial, log

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from simulation import status
from simulation.capacity import QUANTILES
from simulation.ensemble import simulate
from simulation.layout import PARAM_OFFSET, TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.quantiles import lognormal_table_of_mean
from tests.simulation.worlds import ground, settings

QUIET = {
    "visit_quota": 0.0,
    "request_rate": 0.0,
    "inspectors_start": 10.0,
    "conflict_noise": 0.0,
    "resources_noise": 0.0,
    "exchange_noise": 0.0,
}
LINE, OTHER_LINE = 3, 4
COOPERATION, SUPPORT, ASSISTANCE, TRAINING, EQUIPMENT = range(5)
END = 1.0 / 4096.0


def exponential_table(mean):
    """Quantiles of the exponential law, as the tables of simulation.quantiles are cut, brought to their mean."""
    steps = [min(max(i / (QUANTILES - 1), END), 1.0 - END) for i in range(QUANTILES)]
    table = -np.log1p(-np.array(steps))
    return mean * table / ((table[1:] + table[:-1]) / 2).mean()


def service(theme=COOPERATION, line=LINE, share=1.0, unit_cost=0.0, days=30.0, cv=0.0, servers=1, **more):
    row = {"theme": theme, "line": line, "share": share, "unit_cost": unit_cost, "servers": servers}
    row |= {"days": lognormal_table_of_mean(days, cv) if isinstance(days, float) else days}
    return row | {"patience": 1e9, "exponent": 0.0, "urgent": 0} | more


def world(services, values=None, rates=(), years=6, backlog=()):
    """Ground truth and settings with these services, the lines of the test world paying them."""
    g = ground(years=years, commitments=(), facilities=(), payers=1, hosts=((1,),), quota=(1.0,), kinds=())
    g["service_n"] = len(services)
    for s, row in enumerate(services):
        for column, value in row.items():
            g[f"service_{column}"][0, s] = value
    p = settings({**QUIET, **(values or {})})
    for name, given_values in (("service_rate", rates), ("service_backlog", backlog)):
        for s, value in enumerate(given_values):
            p["unmoved"][0, PARAM_OFFSET[name] + s] = value
    return g, p


def sums(cases, tally, years=slice(None)):
    return cases.monthly[:, TALLY_INDEX[tally]].reshape(len(cases.monthly), -1, 12)[:, years].sum()


def erlang_c(servers, load):
    """Probability of waiting in M/M/c (A. K. Erlang, 1917)."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**n / factorial(n) for n in range(servers)) + last)


@pytest.mark.parametrize(("load", "servers", "c", "wait"), [(8, 10, 0.40918, 0.20459), (12, 15, 0.31919, 0.10640)])
def test_waits_are_those_of_erlang(load, servers, c, wait):
    """O8: with money enough the queue of a service is M/M/c. Started empty, so the first year is left out."""
    assert erlang_c(servers, load) == pytest.approx(c, abs=1e-5)
    rate = 400.0
    days = load / rate * 365.25
    g, p = world([service(days=exponential_table(days), servers=servers)], rates=(rate,))
    cases = simulate(g, p, 1, 0, 300)
    mean = sums(cases, "cooperation_waited", slice(1, 6)) / sums(cases, "cooperation_served", slice(1, 6))
    assert c / (servers - load) == pytest.approx(wait, abs=1e-5)
    assert mean / days == pytest.approx(wait, rel=0.03)


@pytest.mark.parametrize(("table", "factor"), [("exponential", 4.0), ("fixed", 2.0)])
def test_one_server_waits_as_pollaczek_and_khinchine_say(table, factor):
    """O8: rho = .8; M/M/1 waits 4 and M/D/1 2 service times."""
    rate, days = 500.0, 0.8 * 365.25 / 500.0
    law = exponential_table(days) if table == "exponential" else days
    g, p = world([service(days=law)], rates=(rate,))
    cases = simulate(g, p, 1, 0, 300)
    mean = sums(cases, "cooperation_waited", slice(1, 6)) / sums(cases, "cooperation_served", slice(1, 6))
    assert mean / days == pytest.approx(factor, rel=0.04)


def test_one_shared_queue_waits_a_fifth_of_three_apart():
    """O9: three M/M/2 with load 1.4 against one M/M/6 with load 4.2: waits .96078 and .18665 service times."""
    rate = 300.0
    days = 1.4 / rate * 365.25
    apart, p_apart = world([service(days=exponential_table(days), servers=2)] * 3, rates=(rate,) * 3)
    pooled, p_pooled = world([service(days=exponential_table(days), servers=6)], rates=(3 * rate,))
    waits = []
    for g, p in ((apart, p_apart), (pooled, p_pooled)):
        cases = simulate(g, p, 1, 0, 200)
        waits.append(sums(cases, "cooperation_waited", slice(1, 6)) / sums(cases, "cooperation_served", slice(1, 6)))
    assert waits[0] / days == pytest.approx(0.96078, rel=0.03)
    assert waits[1] / days == pytest.approx(0.18665, rel=0.03)


def test_the_mean_queue_is_rate_times_wait():
    """O23, Little's law: month-end looks at the queue against arrivals a day times the mean wait."""
    rate, days = 400.0, 0.85 * 2 * 365.25 / 400.0
    g, p = world([service(days=exponential_table(days), servers=2)], rates=(rate,))
    cases = simulate(g, p, 1, 0, 400)
    queue = cases.monthly[:, TALLY_INDEX["cooperation_backlog"], 12:].mean()
    waited, served = (sums(cases, f"cooperation_{t}", slice(1, 6)) for t in ("waited", "served"))
    assert queue == pytest.approx(rate / 365.25 * waited / served, rel=0.04)


def test_requests_are_poisson_and_a_higher_rate_moves_them_forward():
    g, p = world([service(days=1e-6)], rates=(40.0,))
    made = simulate(g, p, 1, 0, 2000).monthly[:, TALLY_INDEX["cooperation_requests"]].sum(axis=1)
    assert made.mean() == pytest.approx(240.0, rel=0.01)
    assert made.var() / made.mean() == pytest.approx(1.0, abs=0.1)
    _, faster = world([service(days=1e-6)], rates=(60.0,))
    more = simulate(g, faster, 1, 0, 200).monthly[:, TALLY_INDEX["cooperation_requests"]]
    few = simulate(g, p, 1, 0, 200).monthly[:, TALLY_INDEX["cooperation_requests"]]
    assert (more.cumsum(axis=1) >= few.cumsum(axis=1)).all()


def test_money_binds():
    """Units begun are those that the money of the line pays, to within a unit a year; half the money serves half."""
    served = []
    for cost in (2e5, 4e5):
        g, p = world([service(unit_cost=cost, days=1.0, servers=32)], rates=(300.0,))
        g["service_patience"][0, 0] = 90.0
        p["unmoved"][0, PARAM_OFFSET["line_rung"] + LINE] = 0.0
        cases = simulate(g, p, 1, 0, 20)
        begun = sums(cases, "cooperation_served")
        money = _money_of_the_line(g, p, 20)
        assert money / cost - 20 * 7 <= begun <= money / cost + 20 * 7
        served.append(begun)
    assert served[1] == pytest.approx(served[0] / 2, rel=0.03)


def _money_of_the_line(g, p, replicates):
    """What the line gives at base-year prices, from the tally of a service of the theme support in its place."""
    twin = g.copy()
    twin["service_theme"][0, 0] = SUPPORT
    return sums(simulate(twin, p, 1, 0, replicates), "support_money")


def test_a_line_that_is_postponed_serves_nobody():
    g, p = world([service(unit_cost=1e5, days=1.0, servers=32)], {"ladder_days": 365.0}, rates=(100.0,))
    p["unmoved"][0, PARAM_OFFSET["line_rung"] + LINE] = 1.0
    cases = simulate(g, p, 1, 0, 10)
    austere = cases.monthly[:, TALLY_INDEX["austerity_months"], 23] > 0
    assert austere.any()
    served = cases.monthly[:, TALLY_INDEX["cooperation_served"], 24:]
    assert served.sum() < 0.2 * cases.monthly[:, TALLY_INDEX["cooperation_requests"], 24:].sum()


def test_who_waits_longer_than_patience_lapses():
    g, p = world([service(unit_cost=1e15, days=10.0, patience=100.0)], rates=(50.0,), backlog=(5.0,))
    cases = simulate(g, p, 1, 0, 50)
    made, served, lapsed = (sums(cases, f"cooperation_{t}") for t in ("requests", "served", "lapsed"))
    waiting = cases.monthly[:, TALLY_INDEX["cooperation_backlog"], -1].sum()
    assert served == 0
    assert made + 5 * 50 == lapsed + waiting
    assert waiting / 50 == pytest.approx(50.0 * 100.0 / 365.25, rel=0.1)


def test_an_urgent_service_takes_the_money_of_its_line():
    rows = [
        service(ASSISTANCE, share=1.0, unit_cost=1e6, days=1.0, servers=32),
        service(COOPERATION, share=0.0, unit_cost=1e6, days=1.0, servers=32, urgent=1),
    ]
    g, p = world(rows, rates=(100.0, 2.0))
    cases = simulate(g, p, 1, 0, 30)
    assert sums(cases, "cooperation_served") >= 0.9 * sums(cases, "cooperation_requests")
    g["service_urgent"] = 0
    assert sums(simulate(g, p, 1, 0, 30), "cooperation_served") == 0


def test_online_units_reach_more_at_a_lower_cost_a_head_and_less_depth():
    """Reach x 3, a quarter of the cost a head, two fifths of the depth: cost .75, output 1.2 of an ordinary unit."""
    online = {"online_reach": 3.0, "online_cost": 0.25, "online_depth": 0.4}
    row = service(SUPPORT, unit_cost=1e4, days=1.0, servers=32)
    ratio = {}
    for share in (0.0, 1.0):
        g, p = world([row], online, rates=(20.0,))
        p["unmoved"][0, PARAM_OFFSET["online_share"]] = share
        cases = simulate(g, p, 1, 0, 20)
        served = sums(cases, "support_served")
        ratio[share] = [sums(cases, f"support_{t}") / served for t in ("cost", "reach", "output")]
    assert ratio[0.0] == pytest.approx([1e4, 1.0, 1.0])
    assert ratio[1.0] == pytest.approx([0.75e4, 3.0, 1.2])


def test_output_follows_knowledge_to_the_power_of_the_exponent():
    """Skill that fades with a half-life of a year and no practice; the exponent 1 gives output per unit of K / K0."""
    fading = {"skill_half_life": 1.0, "practice_visits": 366.0, "practice_presence": 366.0, "practice_requests": 366.0}
    g, p = world([service(days=1e-6, servers=32, exponent=1.0)], fading, rates=(200.0,))
    cases = simulate(g, p, 1, 0, 20)
    last = slice(69, 72)
    known = sum(cases.monthly[:, TALLY_INDEX[f"knowledge_{f}"], 69].mean() for f in ("visits", "presence", "requests"))
    at_start = QuadrilleModel(g, p).world["knowledge"]["start"][0].sum()
    output, served = (cases.monthly[:, TALLY_INDEX[f"cooperation_{t}"], last].sum() for t in ("output", "served"))
    assert output / served == pytest.approx(known / at_start, rel=0.02)
    off = settings({**QUIET, **fading, "service_quality": 0.0})
    off["unmoved"][0, PARAM_OFFSET["service_rate"]] = 200.0
    same = simulate(g, off, 1, 0, 20)
    assert sums(same, "cooperation_output") == pytest.approx(sums(same, "cooperation_served"), rel=1e-12)


REGIONS = {
    "assistance_regions": 5.0, "trained_start": 0.0, "trainees": 20.0, "equipment_start": 10.0,
    "equipment_half_life": 50.0, "trained_half_life": 3.0,
}  # fmt: skip
RICH = [service(TRAINING, unit_cost=1.0, days=1.0)]


def test_trained_people_follow_a_yearly_cohort_that_decays():
    """After n years of complete cycles: sum of 20 x 2^(-(age + 1/4) / 3) over cohorts of age 0 to n - 1."""
    g, p = world(RICH, REGIONS)
    cases = simulate(g, p, 1, 0, 3)
    trained = cases.monthly[:, TALLY_INDEX["assistance_trained"], 11::12] / 5
    for year in range(6):
        expected = sum(20.0 * exp(-log(2.0) * (age + 0.25) / 3.0) for age in range(year + 1))
        assert trained[:, year] == pytest.approx([expected] * 3, rel=1e-9)
    assert sums(cases, "training_cycles") == sums(cases, "training_cycles_due") == 3 * 6 * 5


def test_a_cycle_that_is_not_complete_in_its_year_is_lost():
    """With stages that slip with probability s, a cycle is complete when no stage of the last quarter slips."""
    slip = 0.3
    g, p = world(RICH, {**REGIONS, "stage_slip": slip})
    cases = simulate(g, p, 1, 0, 800)
    share = sums(cases, "training_cycles") / sums(cases, "training_cycles_due")
    assert share == pytest.approx(_chance_of_a_cycle(slip), abs=0.01)
    assert sums(cases, "training_stages_lost") > 0


def _chance_of_a_cycle(slip):
    """Stages held by the end of each quarter: as many more as are due until one slips."""
    held = {0: 1.0}
    for quarter in range(4):
        after: dict[int, float] = {}
        for stages, probability in held.items():
            due = quarter + 1 - stages
            for more in range(due + 1):
                ends = 1.0 if more == due else slip
                after[stages + more] = after.get(stages + more, 0.0) + probability * (1 - slip) ** more * ends
        held = after
    return held[4]


def test_no_more_are_trained_than_the_equipment_has_room_for():
    few = {**REGIONS, "equipment_start": 0.5, "trainer_gain": 5.0, "equipment_half_life": 50.0}
    g, p = world(RICH, few)
    cases = simulate(g, p, 1, 0, 3)
    for year in range(6):
        room = 5 * 25.0 * 0.5 * exp(-log(2.0) * year / 50.0)
        assert sums(cases, "people_trained", slice(year, year + 1)) / 3 == pytest.approx(room, rel=1e-9)


def test_trainers_make_training_compound():
    g, p = world(RICH, {**REGIONS, "trainer_gain": 0.3})
    plain = world(RICH, REGIONS)[1]
    more, less = (simulate(g, s, 1, 0, 3).monthly[0, TALLY_INDEX["assistance_trained"], 11::12] for s in (p, plain))
    gain = more / less
    assert (np.diff(gain) > 0).all()


def test_readiness_and_response_are_those_of_the_stocks():
    """Half the smaller, half the mean: .5 x .2 + .5 x .35; regional 1.5 / readiness, from abroad 5 x (2 - detail)."""
    stocks = {**REGIONS, "trained_start": 20.0, "trained_full": 100.0, "equipment_full": 20.0, "equipment_start": 10.0}
    g, p = world([service(TRAINING, unit_cost=1e15, days=1.0)], {**stocks, "pledge_detail": 0.4})
    model = QuadrilleModel(g, p)
    assert model.world["assistance"]["ready"][0, :5] == pytest.approx([0.5 * 0.2 + 0.5 * 0.35] * 5)
    cases = simulate(g, p, 1, 0, 1)
    ready = cases.monthly[0, TALLY_INDEX["assistance_readiness"], 2] / 5
    regional, abroad, first = (cases.monthly[0, TALLY_INDEX[f"reference_{t}"], 2] / 5
                               for t in ("regional", "foreign", "response"))  # fmt: skip
    assert regional == pytest.approx(1.5 / ready)
    assert abroad == pytest.approx(5.0 * 1.6)
    assert first == min(regional, abroad)


def test_detailed_pledges_make_help_from_abroad_sooner_and_surer():
    spread, looks = {}, []
    for detail in (0.2, 0.8):
        values = {**REGIONS, "pledge_detail": detail, "foreign_spread": 0.5, "trained_start": 1.0}
        g, p = world([service(TRAINING, unit_cost=1e15, days=1.0)], values)
        days = simulate(g, p, 1, 0, 400).monthly[:, TALLY_INDEX["reference_foreign"], 2::3] / 5
        spread[detail] = days.std()
        looks.append(days.mean())
    assert looks[1] < looks[0]
    assert spread[0.8] < 0.4 * spread[0.2]


def test_a_full_queue_stops_the_world():
    g, p = world([service(unit_cost=1e15)], rates=(900.0,))
    cases = simulate(g, p, 1, 0, 2)
    assert (cases.status == status.QUEUE_FULL).all()
    assert status.QUEUE_FULL in status.NAMES


def test_services_that_a_pack_does_not_have_change_nothing():
    g, p = ground(), settings()
    without = simulate(g, p, 1, 0, 5).monthly
    rich = settings({"service_rate": 100.0, "online_share": 0.5})
    assert np.array_equal(without, simulate(g, rich, 1, 0, 5).monthly)
    assert not without[:, TALLY_INDEX["cooperation_requests"]].any()


THEME = st.sampled_from([COOPERATION, SUPPORT, ASSISTANCE, TRAINING, EQUIPMENT])
ROWS = st.lists(
    st.builds(
        service, theme=THEME, line=st.sampled_from([LINE, OTHER_LINE]), share=st.floats(0, 1),
        unit_cost=st.sampled_from([0.0, 1.0, 3e4, 4e5, 1e9]), days=st.floats(0.01, 400), cv=st.floats(0, 3),
        servers=st.integers(1, 32), patience=st.floats(1, 1000), exponent=st.floats(0, 2),
        urgent=st.integers(0, 1),
    ), min_size=1, max_size=8,
)  # fmt: skip
VALUES = st.fixed_dictionaries({
    "ladder_days": st.floats(0, 200), "stage_slip": st.floats(0, 1), "trainer_gain": st.floats(0, 5),
    "assistance_regions": st.integers(0, 8).map(float), "trainees": st.floats(0, 100),
    "tailored_share": st.floats(0, 1),
    "equipment_start": st.floats(0, 50), "trained_start": st.floats(0, 500), "pledge_detail": st.floats(0, 1),
    "foreign_spread": st.floats(0, 2), "online_share": st.floats(0, 1), "tailored_cost": st.floats(0.1, 5),
})  # fmt: skip


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, VALUES, st.lists(st.floats(0, 150), min_size=8, max_size=8), st.integers(0, 2**16))
def test_what_was_asked_for_is_served_lapsed_or_waits(rows, values, rates, seed):
    """On random worlds: nothing is lost, no purse is overdrawn, training stays within its room, all is finite."""
    g, p = world(rows, values, rates=rates[: len(rows)], backlog=[3.0] * len(rows))
    model = QuadrilleModel(g, p, seed=seed)
    model.run_to_end()
    assert model.world["clock"]["status"][0] in (status.OK, status.QUEUE_FULL)
    of, n = model.world["service"][0], len(rows)
    tallies = model.tallies()
    asked = sum(tallies[TALLY_INDEX[f"{t}_requests"]].sum() for t in ("cooperation", "support", "assistance"))
    done = sum(tallies[TALLY_INDEX[f"{t}_{how}"]].sum() for t in ("cooperation", "support", "assistance")
               for how in ("served", "lapsed"))  # fmt: skip
    assert (of["first"][:n] <= of["last"][:n]).all()
    if model.world["clock"]["status"][0] == status.OK:
        assert asked + of["opening"][:n].sum() == done + (of["last"] - of["first"])[:n].sum()
    assert (of["purse"][:n] >= -1e-6).all()
    ready = model.world["assistance"]["ready"][0]
    assert ((ready >= 0.0) & (ready <= 1.0)).all()
    assert np.isfinite(tallies).all()
