"""Requests in clusters: a Hawkes process as a branching process, whose numbers are known in closed form."""

import math

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

QUIET = {"visit_quota": 0.0, "inspectors_start": 100, "conflict_noise": 0.0, "resources_noise": 0.0}
BRANCHING, DAYS = 0.3, 1826
YEARS = DAYS / 365.25


def world():
    return ground(years=5, kinds=((1, 5.0, 30, 0.0),), commitments=(), payers=1)


def made(replicates, quadrant="resurgence", **values):
    cases = simulate(
        world(), settings({**QUIET, "branching": BRANCHING, **values}, quadrant=quadrant), 1, 0, replicates
    )
    assert not cases.status.any()
    return cases.monthly[:, TALLY_INDEX["requests"]].sum(axis=1)


def missing_at_the_start(days):
    """Requests of a rate of one a year that never come because nothing came before the first day to be followed."""
    return BRANCHING / (1.0 - BRANCHING) * days / 365.25 * (1.0 - math.exp(-(1.0 - BRANCHING) * DAYS / days))


@pytest.mark.parametrize("days", [10.0, 60.0, 200.0])
def test_the_mean_number_is_that_of_the_rate(days):
    found = made(6000, request_rate=1.0, cluster_days=days)
    assert found.mean() == pytest.approx(YEARS - missing_at_the_start(days), abs=4.0 * found.std() / math.sqrt(6000))


def test_numbers_scatter_as_those_of_a_branching_process():
    found = made(8000, request_rate=1.0, cluster_days=5.0)
    assert found.var() / found.mean() == pytest.approx((1.0 - BRANCHING) ** -2, rel=0.08)


def requests(replicate, quadrant="resurgence", **values):
    model = QuadrilleModel(world(), settings({**QUIET, **values}, quadrant=quadrant), replicate=replicate)
    model.run_to_end()
    table = model.world["request"][0]
    columns = [table[name][: table["n"]].tolist() for name in ("key", "number", "day", "preparation")]
    return list(zip(*columns, strict=True)), int(model.key)


def test_the_mean_size_of_a_cluster():
    firsts = everyone = 0
    for replicate in range(300):
        rows, key = requests(replicate, branching=BRANCHING, request_rate=4.0, cluster_days=5.0)
        firsts += sum(row[0] == key for row in rows)
        everyone += len(rows)
    assert everyone / firsts == pytest.approx(1.0 / (1.0 - BRANCHING), rel=0.05)


def test_who_follows_nobody_is_the_same_without_clusters():
    """Followers change the day of the others, because they leave them less of the rate, and nothing else."""
    for replicate in range(20):
        (alone, _), (together, key) = (requests(replicate, branching=b, request_rate=2.0) for b in (0.0, BRANCHING))
        usual = {number: (day, preparation) for _, number, day, preparation in alone}
        firsts = {number: (day, preparation) for k, number, day, preparation in together if k == key}
        assert firsts.keys() <= usual.keys()
        assert all(firsts[number][1] == usual[number][1] for number in firsts)
        assert all(firsts[number][0] >= usual[number][0] for number in firsts)


def test_without_conflict_clusters_leave_every_bit_as_it_was():
    with_them, without = (
        simulate(ground(), settings({"request_rate": 2.0, "branching": b}, quadrant="satisfaction"), 1, 0, 20).monthly
        for b in (0.5, 0.0)
    )
    assert np.array_equal(with_them, without)


def test_the_mean_stays_when_conflict_comes_and_goes():
    """At the centre conflict crosses one half again and again; followers that stay away are made up for."""
    found = made(6000, "centre", request_rate=1.0, cluster_days=60.0, conflict_noise=0.3)
    error = 4.0 * found.std() / math.sqrt(6000)
    assert YEARS - missing_at_the_start(60.0) - error <= found.mean() <= YEARS + error


def test_a_follower_is_known_by_whom_it_follows():
    """Another time between requests moves followers and keeps who they are: the same keys and preparations."""
    for replicate in range(20):
        (fast, _), (slow, _) = (
            requests(replicate, branching=0.6, request_rate=1.0, cluster_days=days) for days in (1.0, 30.0)
        )
        usual = {(key, number): preparation for key, number, _, preparation in fast}
        assert all(usual.get((key, number), preparation) == preparation for key, number, _, preparation in slow)
        assert len(usual) == len(fast)
