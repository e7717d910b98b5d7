"""Requests: Poisson arrivals, concurrent requests (O10), clocks that move and never reshuffle, limits missed."""

import numpy as np
import pytest
from scipy import stats

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

CALM = {"visit_quota": 0.0, "inspectors_start": 250, "conflict_noise": 0.0, "resources_noise": 0.0, "recruit_cap": 1.0}


def test_arrivals_are_poisson():
    kinds = ((2, 10.0, 30, 0.0),)
    cases = simulate(
        ground(years=5, kinds=kinds, commitments=(), payers=1), settings({**CALM, "request_rate": 0.6}), 1, 0, 5000
    )
    made = cases.monthly[:, TALLY_INDEX["requests"]].sum(axis=1)
    assert made.mean() == pytest.approx(3.0, rel=0.02)
    assert made.var() / made.mean() == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize(
    ("rate", "expected", "cases"),
    [
        (2.0, 0.090204, 600),
        pytest.param(2.0, 0.090204, 3000, marks=pytest.mark.long),
        pytest.param(0.3, 0.002676, 3000, marks=pytest.mark.long),
    ],
)
def test_concurrent_requests_are_those_of_infinitely_many_servers(rate, expected, cases):
    """O10: at a random time Poisson(rate x mean duration) requests are under way; P(two and more)."""
    assert stats.poisson.sf(1, rate * 0.25) == pytest.approx(expected, abs=1e-6)
    quarter = 365.25 / 4
    kinds = ((1, quarter, 366, 0.0),)
    g = ground(years=5, kinds=kinds, commitments=(), payers=1, preparation=1e-9)
    g["kind_size"][0, 0] = quarter
    p, hits, looks = settings({**CALM, "request_rate": rate}), 0, 0
    for replicate in range(cases):
        model = QuadrilleModel(g, p, replicate=replicate)
        model.run_to_end()
        n, request = int(model.world["request"]["n"][0]), model.world["request"][0]
        start = request["day"][:n].astype(float)
        for day in (400, 800, 1200, 1600):
            hits += np.count_nonzero((start <= day) & (day < start + quarter)) >= 2
            looks += 1
    share = hits / looks
    assert share == pytest.approx(expected, abs=5 * np.sqrt(expected / looks))


def _days_of(rate, replicate=0):
    model = QuadrilleModel(ground(commitments=()), settings({**CALM, "request_rate": rate}), replicate=replicate)
    model.run_to_end()
    n, request = int(model.world["request"]["n"][0]), model.world["request"][0]
    return {
        (int(k), int(m)): int(d)
        for k, m, d in zip(request["kind"][:n], request["number"][:n], request["day"][:n], strict=True)
    }


def test_a_higher_rate_moves_requests_forward_and_loses_none():
    slow, fast = _days_of(1.0), _days_of(2.0)
    assert slow.keys() < fast.keys()
    assert all(fast[request] <= slow[request] for request in slow)


def test_long_requests_are_served_rotation_by_rotation():
    kinds = ((4, 4 * 100.0, 42, 0.0),)
    g = ground(kinds=kinds, commitments=())
    g["kind_size"][0, 0] = 400.0
    model = QuadrilleModel(g, settings({**CALM, "request_rate": 0.4, "rest_days": 0.0}))
    model.run_to_end()
    mission = model.world["mission"][0]
    first = mission["ref"][: mission["n"]] == 0
    assert list(mission["days"][: mission["n"]][first][:3]) == [42, 42, 16]


def test_a_request_that_nobody_can_serve_is_late():
    """None escapes the count because its team never left."""
    kinds = ((100, 400.0, 42, 1.0),)
    p = settings({**CALM, "request_rate": 2.0, "inspectors_start": 20})
    cases = simulate(ground(kinds=kinds, commitments=()), p, 1, 0, 200)
    late, limited = (cases.monthly[:, TALLY_INDEX[t]].sum() for t in ("requests_late", "requests_limited"))
    assert limited > 1500
    assert late / limited > 0.99
