"""Requests that can't wait break off visits: only if that suffices, the latest first, and no day is lost on the way."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

KINDS = ((12, 120.0, 30, 1.0),)
BUSY = {
    "inspectors_start": 16.0,
    "visit_quota": 400.0,
    "request_rate": 3.0,
    "duration_factor": 2.0,
    "overrun_days": 200.0,
}
HOUSE = {"inspector_cost": 1e3, "visit_cost": 0.0, "mission_day_cost": 0.0, "envelope_target": 1.0}


def busy(urgent=(0,), **values):
    return ground(kinds=KINDS, commitments=(), urgent=urgent), settings({**BUSY, **HOUSE, **values})


def total(g, p, tally, replicates=20):
    return simulate(g, p, 3, 0, replicates).monthly[:, TALLY_INDEX[tally]].sum()


@pytest.mark.parametrize(("urgent", "preemption"), [((0,), 0.0), ((), 1.0)])
def test_nothing_is_broken_off_for_what_can_wait_or_where_the_rule_is_off(urgent, preemption):
    assert total(*busy(urgent, preemption=preemption), "visits_broken_off") == 0


def test_urgent_requests_leave_sooner_at_the_cost_of_visits():
    on, off = busy(preemption=1.0), busy(preemption=0.0)
    assert total(*on, "visits_broken_off") > 100
    assert total(*on, "response_days") < total(*off, "response_days")
    assert total(*on, "requests") == total(*off, "requests")


def test_nothing_is_broken_off_in_vain():
    """A team of 30 out of 16 inspectors never leaves, whatever is broken off."""
    g, p = ground(kinds=((30, 120.0, 30, 1.0),), commitments=()), settings({**BUSY, **HOUSE, "recruit_cap": 0.0})
    assert total(g, p, "requests") > 100
    assert total(g, p, "visits_broken_off") == 0


def _days_on_which_visits_are_broken_off(model):
    """Before and after such days: the table of missions and the mission of each row."""
    while not model.is_over:
        before = model.case()
        model.step()
        mission, earlier = model.world["mission"][0], before["mission"][0]
        n = int(earlier["n"])
        broken = np.flatnonzero(mission["days"][:n] != earlier["days"][:n])
        if len(broken):
            yield before, model.world, broken


def test_the_visits_that_began_last_are_broken_off_first():
    g, p = busy()
    looked = 0
    for before, after, broken in _days_on_which_visits_are_broken_off(QuadrilleModel(g, p, 3)):
        day, mission, n = int(before["clock"]["day"][0]), before["mission"][0], int(before["mission"]["n"][0])
        under_way = [m for m in range(n) if mission["kind"][m] == 0 and mission["start"][m] + mission["days"][m] > day]
        later = [m for m in under_way if m > broken.min()]
        left_alone = set(later) - set(broken.tolist())
        budget_left = 130 + 200 - int(after["mission"]["days"][0][n])
        for m in left_alone:
            rows = before["staff"]["mission"][0] == m
            days_left = mission["start"][m] + mission["days"][m] - day
            assert (before["staff"]["used"][0][rows] - days_left > budget_left).all()
        assert (after["mission"]["start"][0][broken] + after["mission"]["days"][0][broken] == day).all()
        assert after["mission"]["kind"][0][n] == 2
        looked += 1
    assert looked > 2


worlds = st.fixed_dictionaries({
    "inspectors_start": st.floats(6, 60), "visit_quota": st.floats(0, 600), "request_rate": st.floats(0, 8),
    "duration_factor": st.floats(0.2, 4), "team_factor": st.floats(0.2, 3), "quit_rate": st.floats(0, 1),
    "overrun_days": st.floats(0, 200), "inspector_day_budget": st.floats(20, 300), "rest_days": st.floats(0, 30),
    "back_to_back": st.sampled_from([0.0, 0.6, 1.0]), "travel_days_saved": st.floats(0, 6),
})  # fmt: skip


@budget(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds, st.integers(0, 50), st.floats(0.3, 3))
def test_no_day_is_lost_or_charged_twice(values, replicate, size):
    """Days charged to inspectors are the days of the missions of a year, those taken back left out; visits add up."""
    g, p = ground(years=2), settings({**values, "request_size": size})
    model = QuadrilleModel(g, p, replicate=replicate)
    turn = int(g["month_start"][0, 12])
    model.advance(turn)
    _charged_as_sent(model, 0)
    model.run_to_end()
    totals = {name: model.tallies()[i].sum() for name, i in TALLY_INDEX.items()}
    mission = model.world["mission"][0]
    sent = mission["team"][: mission["n"]].astype(float) @ mission["days"][: mission["n"]].astype(float)
    assert totals["delivered_days"] == sent
    assert totals["required_days"] >= totals["delivered_days"]
    visits = mission["kind"][: mission["n"]] == 0
    both = visits & (mission["second"][: mission["n"]] >= 0)
    kept = np.count_nonzero(visits) + np.count_nonzero(both) - totals["visits_broken_off"]
    assert totals["visits_done"] == kept <= totals["visits_planned"]
    assert model.tallies()[TALLY_INDEX["undelivered_days"]].reshape(2, 12).sum(axis=1).min() >= 0.0


def _charged_as_sent(model, first):
    """Of those still on board or gone, nobody was charged for a day that no mission of the year holds."""
    staff, mission = model.world["staff"][0], model.world["mission"][0]
    n = int(mission["n"])
    of_year = mission["start"][:n] >= first
    sent = int((mission["team"][:n] * mission["days"][:n])[of_year].sum())
    charged = int(staff["used"].sum())
    assert charged <= sent
    if int(staff["left"]) == 0:
        assert charged == sent
