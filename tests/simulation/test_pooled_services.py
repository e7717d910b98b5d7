"""Pooled services: one queue before the servers of all (O9), each paid by its own money first, the same bits alone."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from simulation import status
from simulation.ensemble import simulate
from simulation.layout import PARAM_OFFSET, TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.test_services import LINE, OTHER_LINE, exponential_table, service, sums, world

POOLED = {"pooling": 1.0}
RATE = 300.0
DAYS = 1.4 / RATE * 365.25


def three(values=None, pool=(1, 1, 1), **row):
    """Three services with two servers and an offered load of 1.4 each."""
    rows = [service(days=exponential_table(DAYS), servers=2, pool=one, **row) for one in pool]
    return world(rows, values, rates=(RATE,) * 3)


def mean_wait(g, p, cases=200):
    found = simulate(g, p, 1, 0, cases)
    assert not found.status.any()
    return sums(found, "cooperation_waited", slice(1, 6)) / sums(found, "cooperation_served", slice(1, 6))


def test_three_pooled_queues_wait_a_fifth_of_three_apart():
    """O9: P(wait) .57647 and .33598, mean wait .96078 and .18665 service times (A. K. Erlang, 1917)."""
    for servers, load, p_wait, wait in ((2, 1.4, 0.57647, 0.96078), (6, 4.2, 0.33598, 0.18665)):
        last = load**servers / factorial(servers) * servers / (servers - load)
        c = last / (sum(load**n / factorial(n) for n in range(servers)) + last)
        assert c == pytest.approx(p_wait, abs=1e-5)
        assert c / (servers - load) == pytest.approx(wait, abs=1e-5)
    assert mean_wait(*three()) / DAYS == pytest.approx(0.96078, rel=0.03)
    assert mean_wait(*three(POOLED)) / DAYS == pytest.approx(0.18665, rel=0.03)


def test_overhead_of_a_pool_lengthens_its_units():
    """o = .1 with three services: units 1.2 times as long, an offered load of 5.04 on six servers."""
    load, servers = 1.2 * 4.2, 6
    last = load**servers / factorial(servers) * servers / (servers - load)
    c = last / (sum(load**n / factorial(n) for n in range(servers)) + last)
    found = mean_wait(*three({**POOLED, "pool_overhead": 0.1}), cases=400)
    assert found / (1.2 * DAYS) == pytest.approx(c / (servers - load), rel=0.05)


@pytest.mark.parametrize("pool", [(0, 0, 0), (1, 2, 3), (1, 0, 2)])
def test_a_pool_of_one_and_none_at_all_have_the_same_bits(pool):
    row = {"unit_cost": 2e4, "patience": 60.0}
    apart = simulate(*three(pool=(0, 0, 0), **row), 1, 0, 20).monthly
    alone = simulate(*three({**POOLED, "pool_overhead": 0.5}, pool=pool, **row), 1, 0, 20).monthly
    off = simulate(*three({"pooling": 0.49}, pool=(1, 1, 1), **row), 1, 0, 20).monthly
    assert np.array_equal(apart, alone)
    assert np.array_equal(apart, off)


def test_a_pool_of_two_leaves_the_third_alone():
    """Requests of the third, and their lengths, are drawn by its own number."""
    rows = [
        service(days=exponential_table(DAYS), servers=2, pool=1),
        service(days=exponential_table(DAYS), servers=2, pool=1),
        service(1, days=exponential_table(DAYS), servers=2),
    ]
    of = [simulate(*world(rows, values, rates=(RATE,) * 3), 1, 0, 20).monthly for values in ({}, POOLED)]
    tallies = [TALLY_INDEX[f"support_{name}"] for name in ("requests", "served", "waited", "backlog")]
    assert np.array_equal(of[0][:, tallies], of[1][:, tallies])
    assert not np.array_equal(*(found[:, TALLY_INDEX["cooperation_waited"]] for found in of))


def lent(values, apart, money_of_the_second=0.0):
    """Two services, of different instruments or not, of which the first has all the money of its line."""
    rows = [service(unit_cost=1e5, days=1.0, servers=32, pool=1),
            service(1, OTHER_LINE, money_of_the_second, unit_cost=1e5, days=1.0, servers=32, pool=1),
            service(line=OTHER_LINE, share=1.0 - money_of_the_second)]  # fmt: skip
    g, p = world(rows, values, rates=(10.0, 30.0))
    g["instrument_n"], g["line_instrument"] = 2, -1
    g["line_instrument"][0, [LINE, OTHER_LINE]] = 0, apart
    g["instrument_floor"], g["instrument_key"] = 1.0, 0.5
    p["unmoved"][0, PARAM_OFFSET["line_rung"] + LINE] = 0.0
    return simulate(g, p, 1, 0, 20)


def test_what_one_purse_lacks_the_others_give_and_that_is_told():
    """A service without money lives on the other: all its units are paid by the other instrument, to the last cent."""
    found = lent(POOLED, apart=1)
    assert sums(found, "support_served") == pytest.approx(sums(found, "support_requests"), rel=0.01)
    assert sums(found, "cross_subsidy") == pytest.approx(1e5 * sums(found, "support_served"), rel=1e-12)
    assert sums(lent(POOLED, apart=1, money_of_the_second=0.2), "cross_subsidy") < 0.9 * sums(found, "cross_subsidy")
    within = lent(POOLED, apart=0)
    assert sums(within, "support_served") == sums(found, "support_served")
    assert sums(within, "cross_subsidy") == 0
    assert sums(lent({}, apart=1), "support_served") == 0


ROWS = st.lists(
    st.builds(
        service, theme=st.integers(0, 2), line=st.sampled_from([LINE, OTHER_LINE]), share=st.floats(0, 1),
        unit_cost=st.sampled_from([0.0, 1.0, 3e4, 4e5, 1e9]), days=st.floats(0.01, 400), cv=st.floats(0, 3),
        servers=st.integers(1, 32), patience=st.floats(1, 1000), pool=st.integers(0, 2),
    ), min_size=2, max_size=8,
)  # fmt: skip


@hypothesis_settings(max_examples=40, deadline=None)
@given(ROWS, st.lists(st.floats(0, 100), min_size=8, max_size=8), st.floats(0, 1), st.integers(0, 2**16))
def test_what_was_asked_of_a_pool_is_served_lapsed_or_waits(rows, rates, overhead, seed):
    """On random worlds, with pooling begun within the third year: nothing is lost and no purse is overdrawn."""
    g, p = world(rows, {"pool_overhead": overhead}, rates=rates[: len(rows)], backlog=[3.0] * len(rows))
    late = PARAM_OFFSET["pooling"]
    p["modifier_n"], p["modifier_param"][0, 0], p["modifier_operation"] = 1, late, 1
    p["modifier_corner"][0, 0], p["modifier_centre"][0, 0] = [1.0] * 4, 1.0
    p["measure_n"], p["measure_start"][0, 0], p["measure_gate"], p["measure_line"] = 1, 27, 1.0, -1
    p["modifier_milestone"], p["measure_milestone"] = -1, -1
    model = QuadrilleModel(g, p, seed=seed)
    model.run_to_end()
    assert model.world["clock"]["status"][0] in (status.OK, status.QUEUE_FULL)
    of, n, tallies = model.world["service"][0], len(rows), model.tallies()
    asked, served, lapsed = (
        sum(tallies[TALLY_INDEX[f"{theme}_{how}"]].sum() for theme in ("cooperation", "support", "assistance"))
        for how in ("requests", "served", "lapsed")
    )
    if model.world["clock"]["status"][0] == status.OK:
        assert asked + of["opening"][:n].sum() == served + lapsed + (of["last"] - of["first"])[:n].sum()
    assert (of["purse"][:n] >= -1e-6).all()
    assert np.isfinite(tallies).all()
