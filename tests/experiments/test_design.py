"""The points of the parameter uncertainty against what a Latin hypercube and a triangular distribution are."""

from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import triang

from experiments.design import BLOCK, Design, crossed, design
from experiments.sampling import triangular

Range = namedtuple("Range", "name low mode high")
RANGES = (Range("quit_rate", 0.02, 0.05, 0.1), Range("rest_days", 3.0, 3.0, 10.0), Range("share", 0.5, 1.0, 1.0))


def test_every_draw_lies_in_its_own_slice_of_every_range() -> None:
    points = design(RANGES, 20, seed=5)
    for i, one in enumerate(RANGES):
        law = triang((one.mode - one.low) / (one.high - one.low), one.low, one.high - one.low)
        assert sorted((law.cdf(points.values[:, i]) * 20).astype(int).tolist()) == list(range(20))


@given(st.floats(0, 1), st.floats(-5, 5), st.floats(0, 4), st.floats(0, 4))
def test_quantiles_are_those_of_the_triangular_distribution(u: float, low: float, left: float, right: float) -> None:
    ends = np.array([low]), np.array([low + left]), np.array([low + left + right])
    found = triangular(np.array([u]), *ends)[0]
    assert ends[0][0] <= found <= ends[2][0]
    if left + right > 1e-6:
        expected = triang(left / (left + right), low, left + right).ppf(u)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-7)
    else:
        assert found == pytest.approx(ends[1][0], abs=1e-6)


def test_a_crossed_design_puts_two_points_together_in_every_way() -> None:
    """A block holds two values of each range, each in half of its draws; those of one group move together."""
    owned = namedtuple("Owned", "name low mode high control")
    owners = ("secretariat", "states", "secretariat", "exogenous")
    ranges = [owned(str(i), 0.0, 0.5, 1.0, one) for i, one in enumerate(owners)]
    points = crossed(ranges, ("secretariat", "states", "exogenous"), 24, seed=1)
    assert (points.draws, points.blocks, points.block) == (24, 3, 8)
    for block in points.values.reshape(3, 8, 4):
        sides = (block > block.mean(axis=0)).astype(int)
        assert len(np.unique(sides[:, [0, 1, 3]], axis=0)) == len(BLOCK)
        assert len(np.unique(sides[:, [0, 2]], axis=0)) == 2
        assert [len(np.unique(column)) for column in block.T] == [2, 2, 2, 2]
    assert [len(np.unique(column)) for column in points.values.T] == [6, 6, 6, 6]
    with pytest.raises(ValueError, match="draws: found 20, expected a multiple of 8"):
        crossed(ranges, owners[:2], 20, seed=1)


def test_the_seed_decides() -> None:
    assert np.array_equal(design(RANGES, 8, 1).values, design(RANGES, 8, 1).values)
    assert not np.array_equal(design(RANGES, 8, 1).values, design(RANGES, 8, 2).values)


def test_a_single_draw_is_the_point_of_all_modes() -> None:
    assert design(RANGES, 1, 7).point(0) == {"quit_rate": 0.05, "rest_days": 3.0, "share": 1.0}


def test_nothing_uncertain_gives_empty_points() -> None:
    found = design((), 3, 1)
    assert (found.draws, found.point(2)) == (3, {})


def test_a_point_has_the_names_of_the_pack() -> None:
    assert Design(("a", "b"), np.array([[1.0, 2.0], [3.0, 4.0]])).point(1) == {"a": 3.0, "b": 4.0}
