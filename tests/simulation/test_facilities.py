"""Facilities: availability (O20), conservation of stock, windows, standby, plan and realisation."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.phases import CLOSED, IDLE, OPERATING, STOPPED, WAITING
from tests.simulation.worlds import STOPPAGES, ground, settings

WORKS = {"mode": 0, "start": -10, "end": 9000, "team": 1, "standby": 0, "rotation": 42}
QUIET = {"request_rate": 0.0, "visit_quota": 0.0, "inspectors_start": 100.0, "inspector_cost": 1.0}
PLENTY = QUIET | {"inspectors_start": 250.0, "inspector_day_budget": 365.0, "tenure_years": 60.0, "quit_rate": 0.0}
CALM = {"stoppages": (), "commitments": ()}


def works(*facilities, **tables):
    return ground(**{"commitments": (), "facilities": [WORKS | f for f in facilities], **tables})


def days_in(model, days):
    """State and need by day and facility."""
    states, needs = [], []
    for _ in range(days):
        model.step()
        facility = model.world["facility"][0]
        n = int(model.ground["facility_n"][0])
        states.append(facility["state"][:n].copy())
        needs.append(facility["need"][:n].copy())
    return np.array(states), np.array(needs)


@pytest.mark.parametrize(
    ("causes", "availability"), [(STOPPAGES, 0.7906), (((365.0 / 120.0, 40.0),), 0.75)], ids=["default", "120/40"]
)
def test_availability_is_that_of_alternating_renewal(causes, availability):
    """O20: 1 / (1 + sum of rate x mean length), over 64 facilities in 40 cases and six years."""
    assert 1.0 / (1.0 + sum(rate * days for rate, days in causes) / 365.0) == pytest.approx(availability, abs=5e-5)
    g = works(*[{"stock": 1e6, "rate": 1.0}] * 64, stoppages=causes, years=6)
    cases = simulate(g, settings(QUIET), 1, 0, 40)
    # Work at a pace of one a day counts operating days. The first months, all in operation, are left out.
    done = cases.monthly[:, TALLY_INDEX["stock_done"]]
    first, last = g["month_start"][0, [12, 72]]
    assert (done[:, -1] - done[:, 11]).mean() / (64 * (last - first)) == pytest.approx(availability, abs=0.006)


facilities = st.lists(
    st.fixed_dictionaries({
        "mode": st.integers(0, 2), "start": st.integers(-800, 1500), "end": st.integers(1, 3000),
        "team": st.integers(1, 9), "standby": st.integers(0, 1), "rotation": st.integers(5, 60),
        "overlap": st.integers(0, 4), "per_year": st.integers(1, 4), "campaign": st.integers(1, 90),
        "stock": st.one_of(st.just(0.0), st.floats(0.001, 1e6)), "rate": st.floats(1e-4, 1e3),
    }),
    min_size=1, max_size=8,
)  # fmt: skip
rules = st.fixed_dictionaries({
    "stoppage_factor": st.floats(0, 10), "slip_months": st.floats(0, 12), "learning_start": st.floats(0.05, 1),
    "tail_factor": st.floats(0.1, 1), "standby_after_days": st.floats(0, 30), "plan_correction": st.floats(0, 0.5),
    "inspectors_start": st.floats(1, 100), "request_rate": st.floats(0, 4),
})  # fmt: skip


@budget(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facilities, rules, st.integers(0, 50), st.integers(1, 1826))
def test_stock_and_days_are_conserved_on_random_worlds(rows, values, replicate, days):
    """Declared = done + left, to the last bit; presence required = delivered + lost; so are missions."""
    model = QuadrilleModel(ground(facilities=rows), settings(values), replicate=replicate)
    model.advance(days)
    facility, mission = model.world["facility"][0], model.world["mission"][0]
    assert np.array_equal(facility["stock"], facility["done"] + facility["left"])
    assert (facility["left"] >= 0.0).all()
    n = int(mission["n"])
    assert (mission["days"][:n] > 0).all()
    sent = mission["team"][:n].astype(float) @ mission["days"][:n].astype(float)
    totals = {name: float(model.tallies()[i].sum()) for name, i in TALLY_INDEX.items()}
    assert sent == totals["delivered_days"] + float(mission["delivered_month"].sum())
    required = totals["presence_required"] + float(mission["required_month"][1])
    delivered = totals["presence_days"] + float(mission["delivered_month"][1])
    assert required == delivered + totals["presence_lost"] + float(model.world["presence"]["lost_month"][0])
    assert (model.world["staff"]["used"][0] >= 0).all()


@pytest.mark.parametrize("people", [48.0, 72.0])
def test_inspectors_move_no_stock(people):
    """A fifth fewer or more inspectors: paths of stock are the same to the last bit, days without a team are not."""
    g = works(*[{"team": 8, "stock": 900.0, "rate": 1.0, "start": 100 * i - 50} for i in range(9)])
    learning = {"learning_start": 0.5, "tail_factor": 0.6, "slip_months": 4.0, "request_rate": 2.0}
    base, changed = (
        simulate(g, settings({**learning, "inspectors_start": n}), 3, 0, 20).monthly for n in (60.0, people)
    )
    paths = TALLY_INDEX["stock_done"]
    assert np.array_equal(base[:, paths], changed[:, paths])
    assert not np.array_equal(base[:, TALLY_INDEX["unverified_days"]], changed[:, TALLY_INDEX["unverified_days"]])


def test_a_plain_year_realises_seven_to_eight_and_a_half_tenths_of_its_plan():
    """Default causes, slips of 4 months: eight facilities at work, four to be commissioned through the third year."""
    first = int(ground()["month_start"][0, 24])
    new = [{"start": first + 73 * i, "team": 6} for i in range(1, 5)]
    g = works(*[{"start": -300, "team": 6, "standby": 2}] * 8, *new)
    cases = simulate(g, settings(PLENTY | {"slip_months": 4.0}), 1, 0, 200)
    required, planned = (
        cases.monthly[:, TALLY_INDEX[t], 24:36].sum() for t in ("presence_required", "presence_planned")
    )
    assert 0.70 <= required / planned <= 0.85


def test_campaigns_operate_in_their_windows_only():
    g = works({"mode": 1, "per_year": 3, "campaign": 42, "start": 130, "end": 1000, "team": 4}, **{"stoppages": ()})
    states, needs = days_in(QuadrilleModel(g, settings(QUIET)), 1100)
    opens = [year + j * 365 // 3 for year in (0, 365, 731) for j in range(3)]
    expected = {d for day in opens for d in range(day, day + 42) if 130 <= d < 1000}
    assert set(np.flatnonzero(states[:, 0] == OPERATING)) == expected
    assert set(np.flatnonzero(needs[:, 0] == 4)) == expected
    assert set(states[:130, 0]) == {WAITING}
    assert IDLE in states[170:, 0]
    assert set(states[1000:, 0]) == {CLOSED}


def test_periodic_inspections_are_as_many_as_planned():
    g = works({"mode": 2, "per_year": 4, "campaign": 5, "rotation": 5, "team": 3}, **CALM)
    model = QuadrilleModel(g, settings(QUIET))
    model.run_to_end()
    mission = model.world["mission"][0]
    n = int(mission["n"])
    assert n == 20
    assert set(mission["days"][:n]) == {5}
    assert set(np.diff(mission["start"][:n])) <= {91, 92}
    assert model.tallies()[TALLY_INDEX["presence_planned"]].sum() == pytest.approx(20 * 15)
    assert model.tallies()[TALLY_INDEX["presence_required"]].sum() == 20 * 15


def test_standby_takes_over_after_a_fortnight():
    g = works({"team": 6, "standby": 2}, stoppages=((2.0, 60.0),))
    model = QuadrilleModel(g, settings(QUIET))
    states, needs = days_in(model, 1800)
    stopped = states[:, 0] == STOPPED
    starts = np.flatnonzero(stopped[1:] & ~stopped[:-1]) + 1
    long = [day for day in starts if day + 30 < 1800 and stopped[day : day + 30].all()]
    assert len(long) >= 2
    for day in long:
        assert set(needs[day : day + 14, 0]) == {6}
        assert set(needs[day + 14 : day + 30, 0]) == {2}
    assert set(needs[states[:, 0] == OPERATING, 0]) == {6}


def test_a_rotation_that_is_not_needed_any_more_ends_early():
    """Inspectors are free on that day, after a rest if they were away four weeks; their days are taken back."""
    g = works(
        {"start": 0, "team": 6, "rotation": 100, "stock": 20.0, "rate": 1.0},
        {"start": 0, "team": 5, "stock": 50.0, "rate": 1.0},
        **CALM,
    )
    model = QuadrilleModel(g, settings(QUIET | {"rest_days": 14.0}))
    model.advance(60)
    mission, staff = model.world["mission"][0], model.world["staff"][0]
    sent = list(
        zip(mission["start"][:3].tolist(), mission["days"][:3].tolist(), mission["team"][:3].tolist(), strict=True)
    )
    assert sent == [(0, 20, 6), (0, 42, 5), (42, 8, 5)]
    assert sorted(staff["used"][staff["used"] > 0].tolist()) == [8] * 5 + [20] * 6 + [42] * 5
    assert set(staff["free"][staff["used"] == 20]) == {20}
    required = model.tallies()[TALLY_INDEX["presence_required"]].sum() + model.world["mission"]["required_month"][0, 1]
    assert required == 6 * 20 + 5 * 50


def test_work_follows_learning_and_tail():
    """The finishing day of a stock of 100 at nameplate 1: the sum of its days at the pace of each interval."""
    g = works({"start": 0, "stock": 100.0, "rate": 1.0}, **CALM)
    plain, slow = (
        QuadrilleModel(g, settings(QUIET | values)) for values in ({}, {"learning_start": 0.5, "tail_factor": 0.5})
    )
    states, _ = days_in(plain, 150)
    assert list(states[:, 0]).index(CLOSED) == 100
    states, _ = days_in(slow, 300)
    # Month by month: share done 0, then as booked; the exact day follows from paces of whole intervals.
    done, day, paces = 0.0, 0, []
    for end in (31, 59, 90, 120, 151, 181, 212):
        pace = (0.5 + 0.5 * (1 - np.exp(-done / 100 / 0.15))) * (0.5 if 100 - done <= 10 else 1.0)
        needed = int(np.ceil((100 - done) / pace))
        paces.append(pace)
        if day + needed <= end:
            day += needed
            break
        done, day = done + pace * (end - day), end
    assert list(states[:, 0]).index(CLOSED) == day
    assert paces[0] == 0.5


def test_slips_delay_only_what_is_still_to_be_commissioned():
    g = works(
        {"start": 0}, {"start": -5}, {"start": 300}, {"start": 300, "mode": 2, "per_year": 1, "campaign": 9}, **CALM
    )
    starts = np.array([
        QuadrilleModel(g, settings(QUIET | {"slip_months": 4.0}), replicate=r).world["facility"]["start"][0, :4]
        for r in range(400)
    ])  # fmt: skip
    assert (starts[:, [0, 1, 3]] == [0, -5, 300]).all()
    assert np.median(starts[:, 2]) == pytest.approx(300 + 4 * 30.4375, rel=0.05)


def test_plan_follows_nameplate_stock_and_correction():
    g = works({"team": 6, "stock": 500.0, "rate": 1.0}, {"team": 2, "mode": 1, "per_year": 2, "campaign": 50}, **CALM)
    model = QuadrilleModel(g, settings(QUIET | {"plan_correction": 0.1}))
    model.advance(400)
    planned = model.tallies()[TALLY_INDEX["presence_planned"]]
    assert planned[:12].sum() == pytest.approx(0.9 * (6 * 365 + 2 * 100))
    assert planned[12] * 12 == pytest.approx(0.9 * (6 * 135 + 2 * 100 * 366 / 365))


def test_days_without_a_team_are_counted():
    g = works({"team": 9}, **CALM)
    cases = simulate(g, settings(QUIET | {"inspectors_start": 5.0, "recruit_cap": 0.0}), 1, 0, 1)
    assert cases.monthly[0, TALLY_INDEX["unverified_days"]].sum() == 1826
    assert cases.monthly[0, TALLY_INDEX["presence_lost"]].sum() == 9 * 1826


def test_a_facility_at_work_before_the_first_day_has_learned_already():
    """The same stock, of which more was done before, goes faster; without learning it makes no difference."""
    slow = {"learning_start": 0.5, "tail_factor": 1.0, "stoppage_factor": 0.0}

    def done(before, values):
        model = QuadrilleModel(works({"stock": 5000.0, "rate": 1.0, "before": before}), settings(values))
        model.advance(365)
        return float(model.world["facility"]["done"][0, 0])

    assert done(2000.0, slow) > done(0.0, slow)
    assert done(2000.0, {**slow, "learning_start": 1.0}) == done(0.0, {**slow, "learning_start": 1.0})


def test_the_share_of_all_ever_declared_counts_what_was_done_before():
    """100 of 400 done before the first day, one a day from then on: after 300 days all that was declared is done."""
    g = works({"stock": 300.0, "rate": 1.0, "start": 0, "before": 100.0}, {"stock": 0.0}, stoppages=())
    monthly = simulate(g, settings(QUIET), 1, 0, 1).monthly[0]
    share = monthly[TALLY_INDEX["stock_done_ever"]] / monthly[TALLY_INDEX["stock_declared_ever"]]
    assert share[0] == pytest.approx((100 + 31) / 400)
    assert share[-1] == 1.0
    assert (monthly[TALLY_INDEX["stock_declared_ever"]] == 400.0).all()
