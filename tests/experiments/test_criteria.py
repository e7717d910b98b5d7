"""Criteria of robustness: against a table worked by hand, a published example, and laws that they obey."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.analysis.criteria import (
    CRITERIA,
    Attitude,
    domain,
    hurwicz,
    laplace,
    maximax,
    maximin,
    mean_variance,
    meets,
    minimax_regret,
    normalised_distance,
    percentile_peakedness,
    percentile_regret,
    percentile_skewness,
    preferred,
    radius,
    ranks,
    regret,
    scores,
    undesirable_deviations,
)
from experiments.statistics import Array
from simulation.declare import Better

BY_HAND = np.array([
    [4.0, 6.0, 8.0, 10.0],
    [7.0, 7.0, 7.0, 7.0],
    [1.0, 9.0, 9.0, 13.0],
])  # fmt: skip
"""Three options, four futures."""
NAN = math.nan
ATTITUDE = Attitude(alpha=0.75, percentile=75.0)
# The third of four futures lies two thirds of the way: the percentile 75 is a quarter of the way from it to the fourth.
WORKED: dict[Better, dict[str, list[float]]] = {
    "up": {
        "maximin": [4, 7, 1],
        "maximax": [10, 7, 13],
        "hurwicz": [0.75 * 4 + 0.25 * 10, 7, 0.75 * 1 + 0.25 * 13],
        "laplace": [28 / 4, 28 / 4, 32 / 4],
        "minimax_regret": [3, 6, 6],  # best of each future 7, 9, 9, 13; lost 3 3 1 3, 0 2 2 6, 6 0 0 0
        "percentile_regret": [3, 2 + 0.25 * 4, 0.25 * 6],
        "mean_variance": [8 / (1 + math.sqrt(20 / 3)), 8, 9 / (1 + math.sqrt(76 / 3))],
        "undesirable_deviations": [7 - (4 + 6) / 2, 0, 9 - (1 + 9) / 2],
        "percentile_skewness": [0, NAN, (9 - 7.6) / 4.2],  # P10, P50, P90: 4.6, 7, 9.4 and 3.4, 9, 11.8
        "percentile_peakedness": [4.8 / 3, NAN, 8.4 / 3],  # P25, P75: 5.5, 8.5 and 7, 10
    },
    "down": {
        "maximin": [10, 7, 13],
        "maximax": [4, 7, 1],
        "hurwicz": [0.75 * 10 + 0.25 * 4, 7, 0.75 * 13 + 0.25 * 1],
        "laplace": [7, 7, 8],
        "minimax_regret": [3, 6, 6],  # best of each future 1, 6, 7, 7; lost 3 0 1 3, 6 1 0 0, 0 3 2 6
        "percentile_regret": [3, 1 + 0.25 * 5, 3 + 0.25 * 3],
        "mean_variance": [8 * (1 + math.sqrt(20 / 3)), 8, 9 * (1 + math.sqrt(76 / 3))],
        "undesirable_deviations": [(8 + 10) / 2 - 7, 0, (9 + 13) / 2 - 9],
        "percentile_skewness": [0, NAN, -(9 - 7.6) / 4.2],
        "percentile_peakedness": [4.8 / 3, NAN, 8.4 / 3],
    },
}
BEST: dict[Better, dict[str, set[int]]] = {
    "up": {
        "maximin": {1}, "maximax": {2}, "hurwicz": {1}, "laplace": {2}, "minimax_regret": {0}, "percentile_regret": {2},
        "mean_variance": {1}, "undesirable_deviations": {1}, "percentile_skewness": set(),
        "percentile_peakedness": set(),
    },
    "down": {
        "maximin": {1}, "maximax": {2}, "hurwicz": {1}, "laplace": {0, 1}, "minimax_regret": {0},
        "percentile_regret": {1}, "mean_variance": {1}, "undesirable_deviations": {1}, "percentile_skewness": set(),
        "percentile_peakedness": set(),
    },
}  # fmt: skip


@pytest.mark.parametrize("better", ["up", "down"])
def test_every_criterion_meets_the_table_worked_by_hand(better: Better) -> None:
    found = scores(BY_HAND, better, ATTITUDE)
    assert list(found) == [one.id for one in CRITERIA] == list(WORKED[better])
    for name, worked in WORKED[better].items():
        np.testing.assert_allclose(found[name], worked, rtol=1e-12, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("better", ["up", "down"])
def test_each_prefers_the_option_found_by_hand(better: Better) -> None:
    found = scores(BY_HAND, better, ATTITUDE)
    chosen = {one.id: set(np.flatnonzero(preferred(found[one.id], one.prefers, better))) for one in CRITERIA}
    assert chosen == BEST[better]


def test_regret_by_hand() -> None:
    assert regret(BY_HAND, "up").tolist() == [[3, 3, 1, 3], [0, 2, 2, 6], [6, 0, 0, 0]]
    assert regret(BY_HAND, "down").tolist() == [[3, 0, 1, 3], [6, 1, 0, 0], [0, 3, 2, 6]]


def test_satisficing_by_hand() -> None:
    up, down = meets(BY_HAND, "up", 7.0), meets(BY_HAND, "down", 7.0)
    assert domain(up).tolist() == [0.5, 1.0, 0.75]
    assert domain(down).tolist() == [0.5, 1.0, 0.25]
    distance = np.array([0.4, 0.1, 0.2, 0.3])
    assert radius(up, distance).tolist() == [0.0, 1.0, 0.75]
    assert radius(down, distance).tolist() == [0.25, 1.0, 0.0]
    assert radius(up, np.array([0.4, 0.5, 0.2, 0.4])).tolist() == [0.25, 1.0, 0.25], "what lies as far is not within"


def test_an_odd_number_of_futures_has_its_middle_in_the_worse_half() -> None:
    odd = np.array([[1.0, 2.0, 6.0]])
    assert undesirable_deviations(odd, "up").tolist() == [2 - 1.5]
    assert undesirable_deviations(odd, "down").tolist() == [4 - 2]


def test_published_example() -> None:
    """Numbers of the examples that the authors of McPhail et al. (2018) test their own package with."""
    two = np.array([[0.99, 1.0, 0.5], [0.69, 0.6, 0.6]])
    assert hurwicz(two, "up", 0.75) == pytest.approx([0.625, 0.6225])
    assert hurwicz(two, "down", 0.75) == pytest.approx([0.875, 0.6675])
    assert laplace(two) == pytest.approx([0.83, 0.63])
    assert minimax_regret(two, "up") == pytest.approx([0.1, 0.4])
    assert percentile_regret(two, "down", 50) == pytest.approx([0.3, 0.0])
    assert mean_variance(two, "up") == pytest.approx([1.42320289996384, 1.54948632859709])
    assert undesirable_deviations(two, "up") == pytest.approx([0.245, 0.0])
    assert undesirable_deviations(two, "down") == pytest.approx([0.005, 0.045])
    skewed = np.array([[0.99, 1.0, 0.5], [0.69, 0.6, 0.61]])
    assert percentile_skewness(skewed, "up") == pytest.approx([0.96, -0.777777777777779])
    assert percentile_skewness(skewed, "down") == pytest.approx([-0.96, 0.777777777777779])


def test_a_single_future_has_no_spread() -> None:
    one = np.array([[3.0], [5.0]])
    assert np.isnan(mean_variance(one, "up")).all()
    assert np.isnan(percentile_peakedness(one)).all()
    assert maximin(one, "up").tolist() == maximax(one, "down").tolist() == [3.0, 5.0]


def test_ties_and_gaps_of_preference() -> None:
    assert preferred(np.array([1.0, 3.0, 3.0]), "better", "up").tolist() == [False, True, True]
    assert preferred(np.array([1.0, 3.0, 3.0]), "better", "down").tolist() == [True, False, False]
    assert preferred(np.array([1.0, 3.0]), "low", "up").tolist() == [True, False]
    assert preferred(np.array([1.0, 3.0]), "high", "down").tolist() == [False, True]
    assert not preferred(np.array([2.0, 2.0]), "high", "up").any(), "alike: none is preferred"
    assert ranks(np.array([1.0, 3.0, 3.0, 2.0]), "better", "up").tolist() == [4, 1, 1, 3]
    assert ranks(np.array([1.0, 3.0, 3.0, 2.0]), "better", "down").tolist() == [1, 3, 3, 2]
    assert np.isnan(ranks(np.array([2.0, NAN]), "low", "up")).all()
    assert not preferred(np.array([2.0, NAN]), "high", "up").any()


tables = arrays(np.float64, st.tuples(st.integers(2, 4), st.integers(2, 9)), elements=st.integers(0, 64).map(float))


@given(tables)
def test_turning_the_scale_turns_the_levels_and_nothing_else(values: Array) -> None:
    """An indicator whose lower values are better is one whose higher values are, upside down."""
    up, down = scores(values, "up", ATTITUDE), scores(-values, "down", ATTITUDE)
    for one in CRITERIA:
        if one.id != "mean_variance":  # which has a form of its own for each side
            turned = -down[one.id] if one.kind == "level" else down[one.id]
            np.testing.assert_allclose(up[one.id], turned, rtol=1e-9, atol=1e-9, err_msg=one.id)


@given(tables, st.sampled_from(["up", "down"]))
def test_what_stands_between_what(values: Array, better: Better) -> None:
    found = scores(values, better, Attitude(1.0, 100.0))
    sign = 1 if better == "up" else -1
    assert (found["hurwicz"] == found["maximin"]).all()
    assert found["percentile_regret"] == pytest.approx(found["minimax_regret"])
    assert (sign * found["maximin"] <= sign * found["laplace"] + 1e-9).all()
    assert (sign * found["laplace"] <= sign * found["maximax"] + 1e-9).all()
    assert (regret(values, better).min(axis=0) == 0).all()
    assert (found["undesirable_deviations"] >= 0).all()
    skewness = found["percentile_skewness"]
    assert (np.abs(skewness[np.isfinite(skewness)]) <= 1 + 1e-9).all()


@given(tables, st.sampled_from(["up", "down"]), st.integers(0, 64))
def test_the_radius_never_reaches_beyond_the_domain(values: Array, better: Better, threshold: int) -> None:
    met = meets(values, better, float(threshold))
    distance = np.arange(values.shape[1]) % 3 / 4.0
    assert (radius(met, distance) <= domain(met)).all()
    assert ((radius(met, distance) == 1) == met.all(axis=1)).all()


def test_distance_from_the_reference_point() -> None:
    low, mode, high = np.array([0.0, 0.0, 5.0]), np.array([2.0, 0.0, 5.0]), np.array([4.0, 10.0, 5.0])
    points = np.array([[2.0, 0.0, 5.0], [3.0, 10.0, 5.0], [0.0, 10.0, 5.0], [1.5, 0.0, 5.0]])
    expected = [0.0, math.sqrt((0.25 + 1.0) / 2), 1.0, math.sqrt(0.0625 / 2)]
    assert normalised_distance(points, low, mode, high) == pytest.approx(expected)
    assert normalised_distance(points, mode, mode, mode).tolist() == [0.0] * 4
