"""Whole people and whole days behind fractions: shorter visits, equipment in place of inspectors, cushioned change."""

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

EASY = {"request_rate": 0.0, "inspectors_start": 120.0, "downsize_cap": 0.0, "visits_rung": 0.0, "visit_cost": 0.0}


def tally(cases, name):
    assert not cases.status.any()
    return cases.monthly[:, TALLY_INDEX[name]]


def _visits(factor, replicate=0):
    """Days away of each visit, by site and day of departure."""
    model = QuadrilleModel(ground(commitments=()), settings({**EASY, "duration_factor": factor}), 1, replicate)
    model.run_to_end()
    mission = model.world["mission"][0]
    n = int(mission["n"])
    return {
        (int(r), int(s)): int(d) for r, s, d in zip(*(mission[c][:n] for c in ("ref", "start", "days")), strict=True)
    }


@pytest.mark.parametrize("factor", [0.95, 0.8, 1.3])
def test_visits_take_whole_days_and_as_many_as_asked_for_on_average(factor):
    """In closed form: of visits of 4 days and a factor of .95, one in five takes three days."""
    days = np.array([d for replicate in range(8) for d in _visits(factor, replicate).values()])
    assert set(days) == {int(4 * factor), int(4 * factor) + 1}
    error = np.sqrt(0.25 / len(days))
    assert days.mean() == pytest.approx(4 * factor, abs=3.5 * error)


def test_a_shorter_mean_never_lengthens_a_visit():
    shorter, short = _visits(0.8), _visits(0.95)
    both = shorter.keys() & short.keys()
    assert len(both) > 0.9 * len(short)
    assert all(shorter[visit] <= short[visit] for visit in both)


def test_whole_factors_draw_nothing():
    assert set(_visits(1.0).values()) == {4}
    assert set(_visits(0.75).values()) == {3}


@pytest.mark.parametrize(("shift", "team"), [(0.0, 6), (-0.4, 6), (-0.6, 5), (-1.4, 5), (-1.6, 4), (-9.0, 1), (1.0, 7)])
def test_equipment_takes_the_place_of_whole_inspectors_at_continuous_facilities(shift, team):
    """Days of presence in closed form: so many inspectors every day; campaigns keep their team."""
    steady = {**EASY, "stoppage_factor": 0.0, "visit_quota": 0.0, "rest_days": 0.0, "equipment_shift": shift}
    g = ground(commitments=((0, 3000, 6, 42),))
    cases = simulate(g, settings(steady), 1, 0, 1)
    assert tally(cases, "presence_days").sum() == team * 1826
    assert tally(cases, "presence_planned")[0, :12].sum() == pytest.approx(team * 365)
    g["facility_mode"][0, 0], g["facility_per_year"][0, 0], g["facility_campaign"][0, 0] = 1, 1, 365
    campaigns = simulate(g, settings(steady), 1, 0, 1)
    assert tally(campaigns, "presence_days")[0, :12].sum() == 6 * 365


def test_resignations_follow_the_factor_while_posts_fall():
    """Posts fall in the first year and stay then: of 200, exp(-rate x factor) stay through the first."""
    values = {
        "inspectors_start": 200.0,
        "quit_rate": 0.3,
        "tenure_years": 60.0,
        "recruit_cap": 0.0,
        "request_rate": 0.0,
    }
    values |= {"visit_quota": 50.0, "inspector_cost": 1e3, "downsize_cap": 1.0, "envelope_target": 1.0}
    for factor in (0.0, 0.7, 1.0, 2.0):
        cases = simulate(ground(commitments=()), settings({**values, "downsizing_quit": factor}), 1, 0, 100)
        left = tally(cases, "leavers")[:, 1:12].sum(axis=1).mean()
        assert left == pytest.approx(
            200.0 * np.exp(-0.3 * factor / 12.0) * (1.0 - np.exp(-0.3 * factor * 11 / 12)), rel=0.05
        )
        if factor == 0.0:
            assert tally(cases, "leavers")[:, 12:24].sum() > 0


def test_resignations_are_as_ever_where_posts_stand():
    values = {"inspectors_start": 50.0, "visit_quota": 440.0, "request_rate": 0.0, "inspector_cost": 1e4}
    plain, cushioned = (
        simulate(ground(commitments=()), settings({**values, "downsizing_quit": f}), 1, 0, 20) for f in (1.0, 0.3)
    )
    assert np.array_equal(plain.monthly, cushioned.monthly)
