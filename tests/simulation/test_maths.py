"""Own elementary functions and random slots, against the standard library and against their own promises."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import maths, slots
from simulation.quantiles import lognormal_table, quantile


@given(st.floats(-690, 690))
def test_exp_agrees_with_the_standard_library(x):
    assert maths.exp(x) == pytest.approx(math.exp(x), rel=1e-15)


@given(st.floats(1e-300, 1e300))
def test_log_agrees_with_the_standard_library(x):
    assert maths.log(x) == pytest.approx(math.log(x), rel=1e-15, abs=1e-15)


@given(st.floats(1e-12, 1 - 1e-12))
def test_normal_quantile_agrees_with_the_standard_library(p):
    assert maths.normal_quantile(p) == pytest.approx(statistics.NormalDist().inv_cdf(p), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize(
    ("base", "exponent", "value"), [(0.0, 0.0, 1.0), (0.0, 2.0, 0.0), (8.0, 1 / 3, 2.0), (5.0, 0.0, 1.0)]
)
def test_power_at_its_corners(base, exponent, value):
    assert maths.power(base, exponent) == pytest.approx(value, rel=1e-15)


def _draws(stream, n=200_000):
    k = np.uint64(slots.key_of(1, 7))
    return np.array([slots.uniform(k, stream, t, e) for t in range(200) for e in range(n // 200)])


def test_slots_are_uniform_and_uncorrelated():
    u = _draws(5)
    assert 0.0 < u.min() < u.max() < 1.0
    expected = len(u) / 100
    chi_squared = float(((np.histogram(u, 100, (0, 1))[0] - expected) ** 2 / expected).sum())
    assert chi_squared < 160.0  # 99 degrees of freedom: exceeded with probability 1e-4
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.01
    assert abs(np.corrcoef(u, _draws(6))[0, 1]) < 0.01


def test_a_slot_depends_on_seed_replicate_stream_time_and_entity():
    k = np.uint64(slots.key_of(1, 0))
    drawn = {
        slots.uniform(k, 1, 2, 3), slots.uniform(k, 2, 2, 3), slots.uniform(k, 1, 3, 3), slots.uniform(k, 1, 2, 4),
        slots.uniform(np.uint64(slots.key_of(2, 0)), 1, 2, 3), slots.uniform(np.uint64(slots.key_of(1, 1)), 1, 2, 3),
    }  # fmt: skip
    assert len(drawn) == 6


def test_slots_do_not_change_between_releases():
    k = np.uint64(slots.key_of(1, 2))
    assert slots.uniform(k, 3, 4, 5) == 0.8960867249703844


@given(st.floats(1e-6, 1 - 1e-6), st.floats(1e-6, 1 - 1e-6))
def test_tables_of_quantiles_are_monotone(u, v):
    table = lognormal_table(21.0, 0.6)
    assert (quantile(table, min(u, v)) <= quantile(table, max(u, v))) is True


def test_tables_of_quantiles_carry_their_median():
    assert quantile(lognormal_table(138.0, 0.25), 0.5) == pytest.approx(138.0, rel=1e-12)
