"""Facilities that come with requests: closed until then, in no plan made before, and conserved like all others."""

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import add_event, ground, settings

QUIET = {
    "request_rate": 0.0,
    "visit_quota": 0.0,
    "inspectors_start": 120.0,
    "inspector_cost": 1.0,
    "stoppage_factor": 0.0,
}
TEMPLATE = {"mode": 0, "start": 0, "end": 9000, "team": 5, "rotation": 42, "delay": 100, "length": 200}
FIRST = TEMPLATE | {"kind": 1, "nth": 0}
SECOND = TEMPLATE | {"kind": 1, "nth": 1, "team": 3}


def world(*facilities, **values):
    return ground(commitments=(), facilities=facilities), settings({**QUIET, **values})


def days(g, p, tally, replicates=1):
    return simulate(g, p, 1, 0, replicates).monthly[:, TALLY_INDEX[tally]].sum(axis=1)


def test_nothing_opens_without_a_request():
    g, p = world(FIRST, SECOND)
    for other in (p, add_event(p, 1, 300)):
        for tally in ("presence_planned", "presence_days", "presence_required"):
            assert days(g, other, tally).max() == 0.0


def test_no_slip_delays_it():
    g, p = world(FIRST, slip_months=12.0)
    assert days(g, add_event(p, 0, 500, 1.0), "presence_days")[0] == 5 * 200


@pytest.mark.parametrize(("day", "stays"), [(0, 200), (500, 200), (1600, 126), (1800, 0)])
def test_it_is_there_so_many_days_after_the_request_for_so_many_days(day, stays):
    """Presence in inspector-days is the team times the days within the horizon."""
    g, p = world(FIRST)
    assert days(g, add_event(p, 0, day, 1.0), "presence_days")[0] == 5 * stays


def test_the_nth_request_brings_the_nth_facility_and_a_further_one_none():
    g, p = world(FIRST, SECOND)
    expected = [0.0, 5 * 200.0, 8 * 200.0, 8 * 200.0]
    for n in range(4):
        assert days(g, p, "presence_days")[0] == expected[n]
        p = add_event(p, 0, 100 + 90 * n, 1.0)


def test_the_plan_of_the_year_does_not_know_it_and_the_next_one_does():
    """Made in June for 200 days from the end of September: 108 of them lie in the year after."""
    g, p = world(FIRST)
    june, opens, year = 165, 265, 365
    planned = simulate(g, add_event(p, 0, june, 1.0), 1, 0, 1).monthly[0, TALLY_INDEX["presence_planned"]]
    a_year = planned.reshape(5, 12).sum(axis=1)
    assert a_year[0] == 0.0
    assert a_year[1] == pytest.approx(5 * (opens + 200 - year))
    assert a_year[2:].max() == 0.0


def test_a_request_of_january_comes_after_the_plan():
    g, p = world(FIRST)
    model = QuadrilleModel(g, add_event(p, 0, 365, 1.0))
    model.advance(366)
    assert model.world["presence"]["planned_days"][0] == 0.0
    assert model.world["facility"]["opens"][0, 0] == 465


def test_days_are_conserved_for_all_that_came():
    """What facilities required is what was delivered and what was lost, whoever opened them."""
    g, p = world(FIRST, SECOND, request_rate=2.0, stoppage_factor=1.0, inspectors_start=10.0)
    required, delivered, lost = (days(g, p, f"presence_{t}", 60) for t in ("required", "days", "lost"))
    assert required == pytest.approx(delivered + lost)
    assert (lost > 0.0).any()


def test_stock_counts_once_declared_and_is_conserved():
    g, p = world(FIRST | {"stock": 90.0, "rate": 1.0})
    cases = simulate(g, add_event(p, 0, 200, 1.0), 1, 0, 1).monthly[0]
    declared, done = cases[TALLY_INDEX["stock_declared"]], cases[TALLY_INDEX["stock_done"]]
    assert declared[5] == 0.0
    assert declared[6] == declared[-1] == 90.0
    assert done[-1] == 90.0
    assert (done <= declared).all()


def test_availability_of_what_a_request_opened_is_that_of_any_facility():
    """O20 for facilities that came with requests: 1 / (1 + sum of rate x mean length)."""
    rows = [
        TEMPLATE | {"kind": 1, "nth": n, "length": 9000, "delay": 0, "stock": 1e6, "rate": 1.0, "team": 1}
        for n in range(30)
    ]
    g = ground(commitments=(), facilities=rows, years=6)
    p = settings({**QUIET, "stoppage_factor": 1.0})
    for n in range(30):
        p = add_event(p, 0, n, 1.0)
    done = simulate(g, p, 1, 0, 60).monthly[:, TALLY_INDEX["stock_done"]]
    first, last = g["month_start"][0, [12, 72]]
    assert (done[:, -1] - done[:, 11]).mean() / (30 * (last - first)) == pytest.approx(0.7906, abs=0.008)


def test_facilities_that_never_open_leave_the_rest_as_it_was():
    rows = [{"start": 100, "end": 3000, "team": 5, "rotation": 42, "stock": 300.0, "rate": 1.0}]
    p = settings({"request_rate": 1.0, "slip_months": 3.0})
    alone, more = (
        simulate(ground(facilities=given), p, 1, 0, 20).monthly for given in (rows, [*rows, FIRST | {"nth": 1000}])
    )
    assert np.array_equal(alone, more)
