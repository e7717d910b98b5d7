"""Statistics on simulated cases, as functions of arrays: pooled ratios, intervals, frequencies. They open no file."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVEL = 0.90
_WILSON = 1.6448536269514722
"""Quantile of the normal distribution that leaves 5 in 100 above it."""


@dataclass(frozen=True)
class Parts:
    """An indicator over the horizon: numerator and denominator of each case, float64 (case,).

    Cases stand by draw, then by replicate, equally many for each of `draws`. `ok` is False where a case failed. A
    denominator of 0 means that there was no event. An indicator that is no ratio has 1 as its denominator.
    """

    numerator: Array
    denominator: Array
    ok: NDArray[np.bool_]
    draws: int

    def values(self) -> Array:
        """The value of each case; not a number where it failed or had no event."""
        counted = self.ok & (self.denominator != 0)
        values = np.full(len(self.ok), np.nan)
        values[counted] = self.numerator[counted] / self.denominator[counted]
        return values


@dataclass(frozen=True)
class Interval:
    """A mean with its 90 % interval; None where there is nothing to tell it by."""

    mean: float | None
    low: float | None
    high: float | None
    mc_error: float | None
    kind: str


OVER_DRAWS = "parameter uncertainty"
OVER_POINTS = "range over points that were chosen, no uncertainty interval"
OVER_CASES = "sampling error only"


def pooled(numerator: Array, denominator: Array) -> float | None:
    """A ratio of sums; None when the denominators sum to 0."""
    below = float(denominator.sum())
    return float(numerator.sum()) / below if below else None


def mean_and_error(parts: Parts) -> tuple[float | None, float | None]:
    """The pooled mean of the cases, and its standard error by sampling, draws held as they are."""
    mean = pooled(parts.numerator[parts.ok], parts.denominator[parts.ok])
    return mean, None if mean is None else sampling_error(influence(parts, parts.ok), parts.ok, parts.draws)


def influence(parts: Parts, counted: NDArray[np.bool_]) -> Array:
    """What each case adds to the pooled mean (linearised, Cochran 1977 section 2.11); its mean over cases is 0."""
    mean, level = pooled(parts.numerator[counted], parts.denominator[counted]), parts.denominator[counted].mean()
    return (parts.numerator - (mean or 0.0) * parts.denominator) / (level or 1.0)


def sampling_error(values: Array, counted: NDArray[np.bool_], draws: int) -> float | None:
    """Standard error of the mean of `values` that comes from the number of cases alone, draws held as they are.

    Draws that hold a single case can't be told from their cases: then all cases are taken together. None below two
    cases.
    """
    size = int(counted.sum())
    if size < 2:
        return None
    by_draw = [v[c] for v, c in zip(values.reshape(draws, -1), counted.reshape(draws, -1), strict=True)]
    if min(len(v) for v in by_draw if len(v)) < 2:
        return float(np.std(values[counted], ddof=1)) / math.sqrt(size)
    within = sum(len(v) * float(np.var(v, ddof=1)) for v in by_draw if len(v))
    return math.sqrt(within) / size


def paired_interval(one: Parts, other: Parts, over_draws: bool) -> Interval:
    """The mean of `one` minus `other` over the cases that ran in both, with its 90 % interval.

    With several draws: from the 5th to the 95th percentile of the difference of each draw. With one: Student's t over
    the cases, which tells the sampling error only.
    """
    both = one.ok & other.ok
    mean, gap = paired_influence(one, other)
    kind = OVER_DRAWS if over_draws else OVER_CASES
    if mean is None:
        return Interval(None, None, None, None, kind)
    error = sampling_error(gap, both, one.draws)
    low, high = _over_draws(one, other, both) if over_draws else _over_cases(mean, gap[both])
    return Interval(mean, low, high, error, kind)


def paired_influence(one: Parts, other: Parts) -> tuple[float | None, Array]:
    """The mean of `one` minus `other` over the cases that ran in both, and what each case adds to it (case,).

    What is added is of no meaning in a case that failed in either, nor where the mean is None: no case had an event.
    """
    both = one.ok & other.ok
    return _difference(one, other, both), influence(one, both) - influence(other, both)


def _difference(one: Parts, other: Parts, counted: NDArray[np.bool_], among: slice = slice(None)) -> float | None:
    """The difference of the pooled means of the cases that are counted, `among` some of them."""
    chosen = counted[among]
    here = pooled(one.numerator[among][chosen], one.denominator[among][chosen])
    there = pooled(other.numerator[among][chosen], other.denominator[among][chosen])
    return None if here is None or there is None else here - there


def _over_draws(one: Parts, other: Parts, both: NDArray[np.bool_]) -> tuple[float | None, float | None]:
    each = len(both) // one.draws
    found = [_difference(one, other, both, slice(first, first + each)) for first in range(0, len(both), each)]
    means = [value for value in found if value is not None]
    if len(means) < 2:
        return None, None
    low, high = np.quantile(means, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(low), float(high)


def _over_cases(mean: float, gap: Array) -> tuple[float | None, float | None]:
    if len(gap) < 2:
        return None, None
    from scipy.stats import t

    half = float(t.ppf((1 + LEVEL) / 2, len(gap) - 1)) * float(np.std(gap, ddof=1)) / math.sqrt(len(gap))
    return mean - half, mean + half


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 90 % interval of a frequency (Wilson 1927), sampling error only."""
    if n == 0:
        return 0.0, 1.0
    p, z2 = successes / n, _WILSON**2
    centre, spread = p + z2 / (2 * n), _WILSON * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low, high = (centre - spread) / (1 + z2 / n), (centre + spread) / (1 + z2 / n)
    return max(0.0, low), min(1.0, high)
