"""The twin's plain-Python numbers are those of the engine's slots, bit for bit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation import quantiles, slots
from tests.reference import draws

UINT64 = st.integers(0, 2**64 - 1)
SMALL = st.integers(0, 2**24 - 1)


def engine_uniform(key: int, stream: int, time: int, entity: int) -> float:
    with np.errstate(over="ignore"):
        return slots.uniform(np.uint64(key), stream, time, entity)


@given(UINT64)
def test_the_finaliser_is_the_engine_s(x: int) -> None:
    with np.errstate(over="ignore"):
        assert draws.mix(x) == int(slots.mix(np.uint64(x)))


@given(st.integers(0, 2**40), st.integers(0, 2**30))
def test_the_key_is_the_engine_s(seed: int, replicate: int) -> None:
    with np.errstate(over="ignore"):
        assert draws.key_of(seed, replicate) == int(slots.key_of(seed, replicate))


@given(UINT64, st.integers(1, 15), SMALL, SMALL)
def test_the_number_of_a_slot_is_the_engine_s(key: int, stream: int, time: int, entity: int) -> None:
    assert draws.uniform(key, stream, time, entity) == engine_uniform(key, stream, time, entity)


@given(UINT64, SMALL, st.integers(0, 2**24 - 40), st.integers(0, 40))
def test_numbers_in_a_row_are_the_numbers_one_by_one(key: int, time: int, first: int, n: int) -> None:
    one_by_one = [draws.uniform(key, slots.SITE_SELECTION, time, first + i) for i in range(n)]
    assert draws.uniforms(key, slots.SITE_SELECTION, time, first, n) == one_by_one


@given(st.floats(2.0**-53, 1.0 - 2.0**-53))
def test_a_quantile_is_the_engine_s(u: float) -> None:
    table = quantiles.lognormal_table(400.0, 0.7)
    assert draws.quantile(table.tolist(), u) == quantiles.quantile(table, u)


def test_the_finaliser_is_the_published_one() -> None:
    """The first number of splitmix64 from seed 0: both implementations changing alike would be noticed here."""
    assert draws.mix(draws.GOLDEN) == 0xE220A8397B1DCDAF
