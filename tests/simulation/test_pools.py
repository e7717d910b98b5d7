"""On-call inspectors and former staff: pools in closed form, nobody lost or doubled, nothing moved by those unused."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.rules.pools import ON_CALL
from simulation.teams import ABSENT
from tests.simulation.worlds import ground, settings

STEADY = {
    **{"quit_rate": 0.0, "tenure_years": 60.0, "recruit_cap": 0.0, "downsize_cap": 0.0, "request_rate": 0.0},
    **{"stoppage_factor": 0.0, "visit_quota": 0.0, "mission_day_cost": 0.0, "envelope_target": 1.0},
    **{"inspector_day_budget": 365.0, "overrun_days": 235.0, "inflation": 0.0, "staff_step": 0.0},
    **{"exchange_noise": 0.0, "inspectors_start": 1.0, "inspector_cost": 365.0},
}
TEAM, DAYS = 6, 1826
RETURN = {"return_willingness": 0.4}


def tally(cases, name):
    assert not cases.status.any()
    return cases.monthly[:, TALLY_INDEX[name]]


def pool_in_closed_form(leavers, willing, half_life, years):
    """Leavers a year x willing x integral of 2 ** (-t / half life) over the years."""
    return leavers * willing * half_life / np.log(2.0) * (1.0 - 2.0 ** (-years / half_life))


@pytest.mark.parametrize(("willing", "half_life", "years"), [(0.4, 3.0, 5.0), (1.0, 1.0, 5.0), (0.7, 8.0, 3.0)])
def test_the_pool_of_former_staff_in_closed_form(willing, half_life, years):
    """A roster of 50 that is filled at once, from the first year (leavers before the first day) to the fifth."""
    at_once = {"recruit_lead_months": 0.0, "training_weeks": 0.0, "recruit_cap": 1.0, "inspector_cost": 1e4}
    posts = {"inspectors_start": 50.0, "visit_quota": 440.0, "request_rate": 0.0, "quit_rate": 0.1}
    pool = {"return_willingness": willing, "return_half_life": half_life, "return_years": years}
    cases = simulate(ground(commitments=()), settings({**at_once, **posts, **pool}), 3, 0, 1500)
    leavers = tally(cases, "leavers").sum(axis=1).mean() / 5.0
    by_year = tally(cases, "former_staff")[:, 11::12].mean(axis=0)
    assert by_year == pytest.approx(pool_in_closed_form(leavers, willing, half_life, years), rel=0.04)


def test_on_call_inspectors_come_when_they_are_asked_and_stay_as_long_as_they_are_needed():
    """One inspector on staff, a team of six for ever: what is lost are the days until the first five come."""
    g = ground(commitments=((0, 3000, TEAM, 20),))
    pool = {"on_call_pool": 5.0, "on_call_days": 4.0, "on_call_cost": 1.3}
    cases = simulate(g, settings({**STEADY, **pool}), 1, 0, 1)
    assert tally(cases, "presence_lost").sum() == TEAM * 4
    assert tally(cases, "called_up").sum() == 5
    assert tally(cases, "temporary_days").sum() == 5 * (DAYS - 4)
    assert tally(cases, "temporary_pay").sum() == pytest.approx(1.3 * 5 * (DAYS - 4))
    assert tally(cases, "knowledge_presence")[0, -1] > 0.0


@pytest.mark.parametrize("pool", [0.0, 4.0])
def test_a_pool_too_small_serves_nothing(pool):
    g = ground(commitments=((0, 3000, TEAM, 20),))
    cases = simulate(g, settings({**STEADY, "on_call_pool": pool}), 1, 0, 1)
    assert tally(cases, "presence_lost").sum() == TEAM * DAYS


def test_on_call_inspectors_serve_at_presence_alone():
    g = ground(commitments=())
    cases = simulate(g, settings({"on_call_pool": 64.0, "inspectors_start": 8.0, "request_rate": 4.0}), 1, 0, 20)
    assert tally(cases, "requests").sum() > 100
    assert tally(cases, "called_up").sum() == 0


def _waits(model):
    """Days that requests waited for a team after they were ready, of those that found one."""
    request = model.world["request"][0]
    n = int(request["n"])
    gone = request["first"][:n] >= 0
    ready = request["day"][:n] + request["preparation"][:n].astype(int)
    return (request["first"][:n] - ready)[gone]


def test_former_staff_come_after_their_refresher():
    """A team of twelve out of eight on staff leaves with former staff alone, when their training is over."""
    g = ground(commitments=(), kinds=((12, 60.0, 20, 0.0),))
    values = {"inspectors_start": 8.0, "request_rate": 0.5, "visit_quota": 0.0, "recruit_cap": 0.0, "downsize_cap": 0.0}
    pool = {"return_willingness": 1.0, "return_half_life": 50.0, "return_years": 20.0}
    waits = []
    for replicate in range(20):
        with_pool, without = (
            QuadrilleModel(g, settings({**values, **v}), 1, replicate) for v in ({**pool, "refresher_days": 13.0}, {})
        )
        with_pool.run_to_end()
        without.run_to_end()
        assert len(_waits(without)) == 0
        waits += _waits(with_pool).tolist()
    assert len(waits) > 20
    assert sorted(waits)[len(waits) // 2] == 13
    assert min(waits) >= 0


def test_more_willing_people_only_add_to_the_pool():
    """Who would return at a share of .2 would at .6 too: a pool grows, and is never drawn anew."""
    few, many = (settings({"return_willingness": w, "request_rate": 0.0}) for w in (0.2, 0.6))
    a, b = (tally(simulate(ground(), p, 1, 0, 50), "former_staff") for p in (few, many))
    assert (a <= b).all()
    assert a.sum() > 0


def test_who_is_never_called_moves_nothing():
    """A pool that nobody needs leaves every tally but its own size as it was."""
    easy = {"request_rate": 0.0, "inspectors_start": 120.0, "rest_days": 0.0}
    without, with_pool = (
        simulate(ground(), settings({**easy, **v}), 1, 0, 20) for v in ({}, {**RETURN, "on_call_pool": 20.0})
    )
    assert tally(with_pool, "called_up").sum() == 0
    others = [i for name, i in TALLY_INDEX.items() if name != "former_staff"]
    assert np.array_equal(without.monthly[:, others], with_pool.monthly[:, others])


def test_circumstances_and_the_first_recruits_are_those_of_the_world_without_a_pool():
    busy = {"request_rate": 5.0, "inspectors_start": 25.0}
    without, with_pool = (
        simulate(ground(), settings({**busy, **v}), 1, 0, 50) for v in ({}, {**RETURN, "on_call_pool": 20.0})
    )
    assert tally(with_pool, "called_up").sum() > 100
    for name in ("requests", "conflict", "appropriation", "posts", "stock_done"):
        assert np.array_equal(tally(without, name), tally(with_pool, name))


worlds = st.fixed_dictionaries({
    "inspectors_start": st.floats(1, 60), "quit_rate": st.floats(0, 1), "tenure_years": st.floats(0.6, 20),
    "recruit_cap": st.floats(0, 1), "recruit_lead_months": st.floats(0, 12), "request_rate": st.floats(0, 8),
    "visit_quota": st.floats(0, 400), "rest_days": st.floats(0, 30), "overrun_days": st.floats(0, 60),
    "on_call_pool": st.floats(0, 64), "on_call_days": st.floats(0, 30), "return_willingness": st.floats(0, 1),
    "refresher_days": st.floats(0, 30), "qualified_share": st.floats(0, 1), "stoppage_factor": st.floats(0, 4),
})  # fmt: skip


@budget(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds, st.integers(0, 50), st.integers(1, 1826))
def test_people_are_conserved(values, replicate, days):
    """Staff: started = joined - left. Others: called up or at home, in one row each, on missions they may serve."""
    model = QuadrilleModel(ground(qualified=(4,)), settings(values), replicate=replicate)
    start, before = int(model.world["staff"]["present_n"][0]), int(model.world["pool"]["former_n"][0])
    model.advance(days)
    staff, pool, mission = (model.world[group][0] for group in ("staff", "pool", "mission"))
    on_board = staff["free"] != ABSENT
    helpers = on_board & (staff["contract"] != 0)
    assert int(staff["present_n"]) == int((on_board & (staff["contract"] == 0)).sum())
    assert int(staff["present_n"]) == start + int(staff["hired"]) - int(staff["left"])
    assert int(pool["former_n"]) == before + int(staff["left"])
    assert int(staff["temporary_n"]) == int(helpers.sum()) == int((pool["free"] == ABSENT).sum())
    assert set(staff["person"][helpers]) == set(np.flatnonzero(pool["free"] == ABSENT))
    assert ((staff["person"][helpers] < ON_CALL) == (staff["contract"][helpers] == 1)).all()
    serving = helpers & (staff["mission"] >= 0)
    kinds = mission["kind"][staff["mission"][serving]]
    assert (kinds != 0).all()
    assert (kinds[staff["contract"][serving] == 1] == 1).all()
    assert not (staff["contract"][~on_board] != 0).any()
    assert (staff["used"] <= 130 + values["overrun_days"]).all()
