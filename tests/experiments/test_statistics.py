"""Statistics against tables worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from experiments.results import verdict_of
from experiments.statistics import (
    OVER_CASES,
    OVER_DRAWS,
    Interval,
    Parts,
    mean_and_error,
    paired_interval,
    pooled,
    wilson,
)


def parts(
    numerator: list[float], denominator: list[float] | None = None, draws: int = 1, failed: tuple[int, ...] = ()
) -> Parts:
    ok = np.array([i not in failed for i in range(len(numerator))])
    return Parts(np.array(numerator, float), np.array(denominator or [1.0] * len(numerator)), ok, draws)


def test_a_ratio_is_a_ratio_of_sums() -> None:
    assert pooled(np.array([1.0, 3.0]), np.array([2.0, 8.0])) == 0.4  # not the mean of .5 and .375
    assert pooled(np.array([0.0]), np.array([0.0])) is None


def test_no_event_and_failure_have_no_value() -> None:
    assert np.array_equal(
        parts([1, 2, 3, 4], [2, 0, 4, 8], failed=(3,)).values(), [0.5, np.nan, 0.75, np.nan], equal_nan=True
    )


def test_the_mean_leaves_failed_cases_out() -> None:
    mean, error = mean_and_error(parts([2, 4, 6, 1000], failed=(3,)))
    assert mean == 4
    assert error == pytest.approx(2 / np.sqrt(3))


def test_sampling_error_is_that_within_draws() -> None:
    # draws 0: 1, 3 (variance 2); 1: 11, 13 (variance 2): the distance between the draws is no sampling error
    mean, error = mean_and_error(parts([1, 3, 11, 13], draws=2))
    assert (mean, error) == (7, pytest.approx(np.sqrt(2 * 2 + 2 * 2) / 4))


def test_the_error_of_a_ratio_is_that_of_its_linear_form() -> None:
    # R = 5/10; residuals 1 - .5 * 2 = 0, 3 - .5 * 4 = 1, 1 - .5 * 4 = -1; mean denominator 10/3
    _, error = mean_and_error(parts([1, 3, 1], [2, 4, 4]))
    assert error == pytest.approx(np.std([0, 0.3, -0.3], ddof=1) / np.sqrt(3))


def test_one_case_has_no_error() -> None:
    assert mean_and_error(parts([5])) == (5, None)
    assert mean_and_error(parts([5], failed=(0,))) == (None, None)


def test_the_interval_over_draws_lies_between_percentiles_of_draw_means() -> None:
    # differences by draw: (1, 3), (2, 4), (5, 7) -> means 2, 3, 6; 5th percentile 2.1, 95th 5.7
    found = paired_interval(parts([2, 4, 4, 6, 10, 12], draws=3), parts([1, 1, 2, 2, 5, 5], draws=3), over_draws=True)
    assert (found.mean, found.low, found.high) == pytest.approx((11 / 3, 2.1, 5.7))
    assert found.kind == OVER_DRAWS
    assert found.mc_error == pytest.approx(np.sqrt(3 * 2 * 2) / 6)


def test_the_interval_over_cases_is_students() -> None:
    # differences 1, 2, 3: mean 2, s = 1, t(2; .95) = 2.919986
    found = paired_interval(parts([2, 4, 6]), parts([1, 2, 3]), over_draws=False)
    assert (found.mean, found.low, found.high) == pytest.approx(
        (2, 2 - 2.919986 / np.sqrt(3), 2 + 2.919986 / np.sqrt(3))
    )
    assert found.kind == OVER_CASES


def test_a_pair_counts_when_both_ran() -> None:
    found = paired_interval(parts([2, 4, 900], failed=(2,)), parts([1, 700, 1], failed=(1,)), over_draws=False)
    assert (found.mean, found.low, found.high) == (1, None, None)  # a single pair: no interval


def test_paired_ratios_are_pooled_on_both_sides() -> None:
    found = paired_interval(parts([1, 0], [2, 0]), parts([1, 1], [4, 6]), over_draws=False)
    assert found.mean == pytest.approx(0.5 - 0.2)


def test_a_draw_without_an_event_tells_nothing() -> None:
    one, other = parts([1, 0, 3], [2, 0, 4], draws=3), parts([1, 1, 1], [4, 4, 4], draws=3)
    found = paired_interval(one, other, over_draws=True)
    assert (found.low, found.high) == pytest.approx((0.2625, 0.4875))  # of draws 0 and 2: .25 and .5


@pytest.mark.parametrize(("successes", "n"), [(5, 10), (0, 20), (20, 20), (37, 100), (1, 1)])
def test_wilson_intervals(successes: int, n: int) -> None:
    expected = binomtest(successes, n).proportion_ci(0.9, method="wilson")
    assert wilson(successes, n) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert wilson(0, 20) == pytest.approx((0.0, 2.705543 / 22.705543))  # z^2 / (n + z^2), by hand


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_solves_its_own_equation(frequency: tuple[int, int]) -> None:
    successes, n = frequency
    p, z = successes / n, 1.6448536269514722
    for end in wilson(successes, n):
        if 1e-9 < end < 1 - 1e-9:
            assert (p - end) ** 2 == pytest.approx(z * z * end * (1 - end) / n, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("mean", "low", "high", "better", "verdict"),
    [
        (1, 0.5, 2, "up", "better"),
        (1, 0.5, 2, "down", "worse"),
        (1, 0.5, 2, "none", "higher"),
        (-1, -2, -0.5, "up", "worse"),
        (-1, -2, -0.5, "down", "better"),
        (-1, -2, -0.5, "none", "lower"),
        (1, 0, 2, "up", "undecided"),
        (-1, -2, 0, "up", "undecided"),
        (0, 0, 0, "up", "undecided"),
        (-1, 0.5, 2, "up", "undecided"),
        (None, None, None, "up", "undecided"),
        (1, None, None, "up", "undecided"),
    ],
)
def test_verdicts(mean: float | None, low: float | None, high: float | None, better: str, verdict: str) -> None:
    assert verdict_of(Interval(mean, low, high, None, OVER_DRAWS), better) == verdict  # type: ignore[arg-type]
