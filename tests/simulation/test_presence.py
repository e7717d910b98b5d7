"""Planned presence as a hard constraint: visits, then rests, give way to it, and only then is a day lost."""

import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from tests.simulation.worlds import ground, settings

NOTHING, VISITS, RESTS = 0.0, 1.0, 2.0
STEADY = {
    **{"quit_rate": 0.0, "tenure_years": 60.0, "recruit_cap": 0.0, "downsize_cap": 0.0, "request_rate": 0.0},
    **{"stoppage_factor": 0.0, "inspector_cost": 1.0, "visit_cost": 0.0, "mission_day_cost": 0.0},
    **{"envelope_target": 1.0, "inspector_day_budget": 365.0, "overrun_days": 235.0, "visits_rung": 0.0},
}
TEAM, ROTATION, REST, DAYS = 6, 42, 14, 1826


def total(g, tally, replicates=1, **values):
    cases = simulate(g, settings({**STEADY, **values}), 1, 0, replicates)
    assert not cases.status.any()
    return cases.monthly[:, TALLY_INDEX[tally]].sum()


@pytest.mark.parametrize("level", [NOTHING, VISITS])
def test_one_team_serves_rotation_over_rotation_and_rest_where_rests_are_kept(level):
    """In closed form: every rotation but the first begins with the rest from the one before, and loses just that."""
    g = ground(commitments=((0, 3000, TEAM, ROTATION),))
    values = {"inspectors_start": TEAM, "rest_days": REST, "visit_quota": 0.0, "presence_preemption": level}
    whole, begun = divmod(DAYS - ROTATION, ROTATION)
    lost = REST * whole + min(begun, REST)
    assert total(g, "presence_lost", **values) == TEAM * lost
    assert total(g, "rests_cut", **values) == 0


def test_one_team_serves_every_day_where_rests_give_way():
    g = ground(commitments=((0, 3000, TEAM, ROTATION),))
    values = {"inspectors_start": TEAM, "rest_days": REST, "visit_quota": 0.0, "presence_preemption": RESTS}
    assert total(g, "presence_lost", **values) == 0
    assert total(g, "presence_days", **values) == TEAM * DAYS
    assert total(g, "rests_cut", **values) == TEAM * ((DAYS - 1) // ROTATION)


def test_the_days_of_the_year_bind_whoever_is_recalled():
    """A team of 100 days a year serves about 100 days a year, whatever gives way."""
    g = ground(commitments=((0, 3000, TEAM, 20),))
    values = {"inspectors_start": TEAM, "inspector_day_budget": 100.0, "overrun_days": 0.0, "visit_quota": 0.0}
    served = total(g, "presence_days", presence_preemption=RESTS, **values)
    assert served <= TEAM * 5 * 120
    assert total(g, "presence_lost", presence_preemption=RESTS, **values) == TEAM * DAYS - served > 0


def test_nobody_waits_for_those_on_visits():
    """While inspectors are at home or on visits, and enough for a team, no day of presence is lost."""
    g = ground(commitments=((40, 400, TEAM, 20), (500, 900, TEAM, 20)))
    values = {"inspectors_start": 8.0, "visit_quota": 400.0, "duration_factor": 4.0}
    assert total(g, "presence_lost", 20, presence_preemption=NOTHING, **values) > 0
    assert total(g, "presence_lost", 20, presence_preemption=VISITS, **values) == 0
    assert total(g, "visits_broken_off", 20, presence_preemption=VISITS, **values) > 0
    assert total(g, "visits_broken_off", 20, presence_preemption=NOTHING, **values) == 0


def test_nothing_gives_way_in_vain():
    """A team of nine out of eight never leaves, whatever is broken off."""
    g = ground(commitments=((40, 400, 9, 20),))
    values = {"inspectors_start": 8.0, "visit_quota": 400.0, "duration_factor": 4.0}
    assert total(g, "presence_lost", 5, **values) == 5 * 9 * 360
    assert total(g, "visits_broken_off", 5, **values) == total(g, "rests_cut", 5, **values) == 0


def test_urgent_requests_break_off_no_presence():
    g = ground(commitments=((0, 3000, TEAM, ROTATION),), kinds=((TEAM, 400.0, 42, 0.0),))
    values = {"inspectors_start": TEAM, "visit_quota": 0.0, "request_rate": 4.0, "rest_days": 0.0}
    alone = total(g, "presence_days", **{**values, "request_rate": 0.0})
    assert total(g, "request_days", **values) + total(g, "presence_days", **values) == pytest.approx(alone, rel=0.05)


@pytest.mark.parametrize("wait", [0, 5, 28, 35, 60])
def test_a_team_stays_until_its_relief_comes_or_its_patience_ends(wait):
    """In closed form: the second rotation loses the rest of the first, later by the wait, as far as it lies within."""
    g = ground(commitments=((0, 2 * ROTATION, TEAM, ROTATION),))
    values = {"inspectors_start": TEAM, "rest_days": REST, "visit_quota": 0.0, "presence_preemption": NOTHING}
    lost = min(REST, max(ROTATION - wait, 0))
    assert total(g, "presence_lost", relief_wait=wait, **values) == TEAM * lost
    assert total(g, "presence_days", relief_wait=wait, **values) == TEAM * (2 * ROTATION - lost)
    assert total(g, "unverified_days", relief_wait=wait, **values) == lost


def test_nothing_is_lost_during_the_overlap():
    """Of two teams one rests while the other serves; while relief lacks, the overlap covers the day."""
    overlap = [{"mode": 0, "start": 0, "end": 60, "team": TEAM, "rotation": 30, "overlap": 10}]
    g = ground(commitments=(), facilities=overlap, stoppages=())
    values = {"inspectors_start": TEAM, "rest_days": 0.0, "visit_quota": 0.0, "presence_preemption": NOTHING}
    assert total(g, "presence_lost", **values) == 0
    assert total(g, "presence_days", **values) == TEAM * 60
