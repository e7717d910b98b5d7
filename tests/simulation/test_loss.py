"""The roster as a loss system: Erlang B (O6) and Kaufman-Roberts (O7) met by the engine's own teams.

A Poisson stream asks `send_team` and `send_mixed_team` for teams; one that finds none is lost. There is no rest and no
day budget. Such a system is insensitive to the law of service, of which only the mean counts (B. A. Sevastyanov, Theory
of Probability and its Applications 2 (1957) 104-112), so the engine's whole days do, when there are many.
"""

import numba
import numpy as np
import pytest

from simulation import maths, slots
from simulation.model import QuadrilleModel
from simulation.slots import key_of
from simulation.teams import ABSENT, REQUEST, STRIDE, VISIT, send_mixed_team, send_team
from tests.simulation.worlds import ground, settings

SERVICE = 400  # mean days of service, so that a day is a small step
ARRIVAL, KIND, LENGTH = 60, 61, 62  # streams of this test alone
BATCHES = 40


def erlang_b(load, servers):
    """Share of requests that find all servers busy; recursion in the number of servers."""
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def kaufman_roberts(capacity, loads, sizes):
    """Share of requests of each size that find too few units free, and mean units busy (Kaufman 1981, Roberts 1981)."""
    q = np.zeros(capacity + 1)
    q[0] = 1.0
    for n in range(1, capacity + 1):
        q[n] = sum(a * b * q[n - b] for a, b in zip(loads, sizes, strict=True) if b <= n) / n
    q /= q.sum()
    return [q[capacity - b + 1 :].sum() for b in sizes], float(q @ np.arange(capacity + 1))


@pytest.mark.parametrize(
    ("load", "servers", "blocked"), [(2, 3, 0.210526), (5, 6, 0.191847), (8, 10, 0.121661), (20, 25, 0.050222)]
)
def test_the_closed_form_of_erlang(load, servers, blocked):
    """O6, and O7 with teams of one."""
    assert erlang_b(load, servers) == pytest.approx(blocked, abs=5e-7)
    assert kaufman_roberts(servers, (load,), (1,))[0] == pytest.approx([blocked], abs=5e-7)


@pytest.mark.parametrize(
    ("capacity", "loads", "sizes", "blocked"),
    [
        (20, (1.5, 0.4), (4, 8), (0.064431, 0.181359)),
        (160, (20, 3, 0.5), (4, 6, 15), (0.006176, 0.010055, 0.036408)),
    ],
)
def test_the_closed_form_of_kaufman_and_roberts(capacity, loads, sizes, blocked):
    """O7."""
    found, busy = kaufman_roberts(capacity, loads, sizes)
    assert found == pytest.approx(blocked, abs=5e-7)
    if capacity == 20:
        assert busy == pytest.approx(8.2331, abs=5e-5)


@numba.njit(error_model="numpy")
def _serve(world, k, loads, sizes, mixed, requests, blocked, asked):
    """Let a Poisson stream ask for teams: write requests made and lost by batch and size; return mean units busy."""
    w, time, busy = world[0], 0.0, 0.0
    total = loads.sum()
    # A mission that begins within a day ends at the end of one: half a day less than its whole days on average.
    rate = total / (SERVICE - 0.5)
    for i in range(requests):
        time -= maths.log(slots.uniform(k, ARRIVAL, i >> 20, i & 0xFFFFF)) / rate
        kind, u = 0, slots.uniform(k, KIND, i >> 20, i & 0xFFFFF) * total
        while kind < len(loads) - 1 and u > loads[kind]:
            u -= loads[kind]
            kind += 1
        days = int(2.0 * SERVICE * slots.uniform(k, LENGTH, i >> 20, i & 0xFFFFF) + 0.5)
        w.clock.day, w.mission.n = int(time), 0
        for row in range(w.staff.row_n):
            w.staff.used[row] = 0
            busy += 1.0 if w.staff.free[row] > w.clock.day else 0.0
        size = sizes[kind]
        is_sent = send_mixed_team(w, REQUEST, 0, size, size // 2, days) if mixed else send_team(w, VISIT, 0, size, days)
        batch = i * BATCHES // requests
        asked[batch, kind] += 1.0
        blocked[batch, kind] += 0.0 if is_sent else 1.0
    return busy / requests


def _blocked(capacity, loads, sizes, requests, mixed=False, replicate=0):
    """Share of requests lost by size with its standard error from batch means, and mean units busy."""
    calm = {"rest_days": 0.0, "inspector_day_budget": 1e8, "overrun_days": 0.0}
    model = QuadrilleModel(ground(), settings(calm))
    staff = model.world["staff"][0]
    staff["free"][:], staff["used"][:], staff["qualified"][:] = ABSENT, 0, 1
    staff["free"][:capacity] = 0
    staff["row_n"], staff["width"] = capacity, -(-capacity // STRIDE) * STRIDE
    model.world["par"]["inspector_day_budget"] = 1e8
    blocked, asked = np.zeros((BATCHES, len(loads))), np.zeros((BATCHES, len(loads)))
    key = np.uint64(key_of(3, replicate))
    told = (np.array(loads, float), np.array(sizes), mixed, requests, blocked, asked)
    busy = _serve(model.world, key, *told)
    shares = (blocked[1:] / asked[1:]).T  # the first batch fills the system
    return shares.mean(axis=1), shares.std(axis=1, ddof=1) / np.sqrt(BATCHES - 1), busy


@pytest.mark.parametrize(("load", "servers"), [(2, 3), (5, 6)])
def test_teams_of_one_are_refused_as_erlang_says(load, servers):
    """O6, standard error below .003."""
    share, error, _ = _blocked(servers, (load,), (1,), 200_000)
    assert error[0] < 0.003
    assert share[0] == pytest.approx(erlang_b(load, servers), abs=4 * error[0])


@pytest.mark.parametrize("mixed", [False, True])
def test_teams_of_two_sizes_are_refused_as_kaufman_and_roberts_say(mixed):
    """O7: 20 inspectors, teams of 4 and 8, standard errors below .003 and .006."""
    share, error, busy = _blocked(20, (1.5, 0.4), (4, 8), 200_000, mixed)
    exact, mean_busy = kaufman_roberts(20, (1.5, 0.4), (4, 8))
    assert (error < (0.003, 0.006)).all()
    assert (np.abs(share - exact) < 4 * error).all()
    assert busy == pytest.approx(mean_busy, rel=0.02)


def test_a_team_that_takes_its_inspectors_one_by_one_would_be_noticed():
    """Teams of four as four requests for one: another share is lost, far beyond the errors above."""
    assert erlang_b(6.0, 20) < 0.1 * kaufman_roberts(20, (1.5,), (4,))[0][0]


@pytest.mark.long
@pytest.mark.parametrize(
    ("capacity", "loads", "sizes"),
    [
        (3, (2,), (1,)),
        (6, (5,), (1,)),
        (10, (8,), (1,)),
        (25, (20,), (1,)),
        (20, (1.5, 0.4), (4, 8)),
        (160, (20, 3, 0.5), (4, 6, 15)),
    ],
)
def test_the_roster_meets_every_reference_value(capacity, loads, sizes):
    """O6 and O7 with ten times as many requests."""
    share, error, busy = _blocked(capacity, loads, sizes, 2_000_000)
    exact, mean_busy = kaufman_roberts(capacity, loads, sizes)
    assert (np.abs(share - exact) < 4 * error).all()
    assert busy == pytest.approx(mean_busy, rel=0.01)
