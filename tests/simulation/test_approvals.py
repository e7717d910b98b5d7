"""Measures that wait for sessions: when a body approves follows a geometric law, several bodies a maximum of such."""

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

SESSIONS = ((0, -20), (0, 340), (1, 200), (0, 700), (1, 560), (1, 930), (0, 1060))
"""Body and day; one lies before the first day."""
N = 2000


def _worlds(bodies, probability, asked=-30, start=0):
    g, p = ground(obligations=()), settings()
    rows = sorted(SESSIONS, key=lambda row: row[1])
    g["body_n"], g["session_n"] = 2, len(rows)
    for i, (body, day) in enumerate(rows):
        g["session_body"][0, i], g["session_day"][0, i] = body, day
    p["measure_n"], p["measure_line"], p["measure_bodies"][0, 0] = 1, -1, bodies
    p["measure_gate"][0, 0], p["measure_asked"][0, 0], p["measure_start"][0, 0] = probability, asked, start
    return g, p


def _begins(g, p):
    """Month in which the measure begins in each case; -1 never."""
    months = []
    for replicate in range(N):
        measure = QuadrilleModel(g, p, 1, replicate).world["measure"][0]
        months.append(int(measure["begins"][0]) if measure["approved"][0] else -1)
    return np.array(months)


def _month(day):
    return int(np.searchsorted(ground()["month_start"][0, :61], day, side="right"))


@pytest.mark.parametrize("bodies", [0, 1, 2, 3])
def test_what_is_certain_begins_after_the_first_session_of_the_last_body(bodies):
    g, p = _worlds(bodies, 1.0)
    model = QuadrilleModel(g, p)
    assert model.world["measure"]["begins"][0, 0] == {0: 0, 1: 0, 2: _month(200), 3: _month(200)}[bodies]


def test_a_start_after_the_approval_stays():
    g, p = _worlds(1, 1.0, start=30)
    assert QuadrilleModel(g, p).world["measure"]["begins"][0, 0] == 30


@pytest.mark.parametrize("probability", [0.3, 0.7])
def test_the_session_that_approves_follows_a_geometric_law(probability):
    g, p = _worlds(1, probability)
    found = _begins(g, p)
    for j, day in enumerate((-20, 340, 700, 1060)):
        expected = probability * (1 - probability) ** j
        share = (found == (_month(day) if day > 0 else 0)).mean()
        assert share == pytest.approx(expected, abs=3.5 * np.sqrt(expected / N))
    assert (found == -1).mean() == pytest.approx((1 - probability) ** 4, abs=3.5 / np.sqrt(4 * N))


def test_several_bodies_adopt_apart_and_the_last_one_counts():
    """The product of two geometric laws: by the second session of each, both have approved with (1 - q^2)^2."""
    g, p = _worlds(3, 0.6, asked=100)
    by_second = ((found := _begins(g, p)) >= 0) & (found <= _month(700))
    expected = (1 - 0.4**2) ** 2
    assert by_second.mean() == pytest.approx(expected, abs=3.5 * np.sqrt(expected * (1 - expected) / N))


def test_sessions_before_the_question_do_not_count():
    g, p = _worlds(1, 1.0, asked=0)
    assert QuadrilleModel(g, p).world["measure"]["begins"][0, 0] == _month(340)


def test_effects_and_costs_wait_for_the_approval():
    g, p = _worlds(2, 1.0)
    p["measure_line"][0, 0], p["measure_per_year"][0, 0] = 4, 600_000.0
    p["unmoved"], plain = p["unmoved"].copy(), settings()
    without, with_cost = (
        simulate(g, q, 1, 0, 1).monthly[0, TALLY_INDEX["services"]].reshape(5, 12).sum(1) for q in (plain, p)
    )
    paid = 600_000.0 * (12 - _month(200)) / 12
    assert (without - with_cost)[0] == pytest.approx(paid, rel=0.02)
    assert (without - with_cost)[1] == pytest.approx(600_000.0, rel=0.02)
