"""Decision criteria of the robustness literature, as pure functions of a table of outcomes. They open no file.

A table is float64 (option, future) with a value in every cell; `better` says which side of the indicator is better. A
future is a state of the world in which every option was tried. Definitions follow McPhail et al. (2018), Earth's Future
6, 169-191, who compare the criteria and write each as a transformation, a selection and an aggregation; what they leave
open is said at the function. A score is float64 (option,), in the unit of the table unless said otherwise; where it is
not a number, the criterion says nothing of these options.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import Array
from simulation.declare import Better

Mask = NDArray[np.bool_]
Prefers = Literal["better", "low", "high"]
"""Which scores a criterion prefers: those on the better side of the indicator, the lowest or the highest."""
Kind = Literal["level", "difference", "index", "share"]
"""What a score is: a value of the indicator, a difference of two, a number without unit, or a share from 0 to 1."""


@dataclass(frozen=True)
class Attitude:
    """What a planner brings to the criteria: `alpha`, the weight of the worst future against the best one in Hurwicz's
    criterion, from 0 to 1, and `percentile` of the regret, from 0 to 100."""

    alpha: float = 0.5
    percentile: float = 90.0


def gains(values: Array, better: Better) -> Array:
    """The table turned so that higher is better."""
    return values if better == "up" else -values


def maximin(values: Array, better: Better) -> Array:
    """The worst future of each option (Wald 1950)."""
    return gains(gains(values, better).min(axis=-1), better)


def maximax(values: Array, better: Better) -> Array:
    """The best future of each option."""
    return gains(gains(values, better).max(axis=-1), better)


def hurwicz(values: Array, better: Better, alpha: float) -> Array:
    """`alpha` times the worst future and 1 - alpha times the best one (Hurwicz 1951): at 1 it is maximin."""
    return alpha * maximin(values, better) + (1.0 - alpha) * maximax(values, better)


def laplace(values: Array) -> Array:
    """The mean over futures, each with the same weight (Laplace's principle of insufficient reason)."""
    mean: Array = values.mean(axis=-1)
    return mean


def regret(values: Array, better: Better) -> Array:
    """What an option loses in a future against the best option of that future, (option, future), never below 0.

    It depends on which options are compared (Savage 1951).
    """
    turned = gains(values, better)
    lost: Array = np.subtract(turned.max(axis=0), turned)
    return lost


def minimax_regret(values: Array, better: Better) -> Array:
    """The largest regret of each option (Savage 1951)."""
    largest: Array = regret(values, better).max(axis=-1)
    return largest


def percentile_regret(values: Array, better: Better, percentile: float) -> Array:
    """A percentile of the regret over futures (Herman et al. 2015, at 90), interpolated between neighbours."""
    found: Array = np.percentile(regret(values, better), percentile, axis=-1)
    return found


def mean_variance(values: Array, better: Better) -> Array:
    """Mean and standard deviation s in one index: (mean + 1) / (s + 1), the higher the better, where higher values are.

    Where lower values are better: (mean + 1) (s + 1), the lower the better, the form of Hamarat et al. (2014); a mere
    change of sign would reward spread where the mean exceeds 1. The 1 is in the unit of the indicator, so the trade-off
    depends on that unit. Not a number with a single future; the values are taken not to be below 0.
    """
    if values.shape[-1] < 2:
        return np.full(values.shape[0], np.nan)
    mean: Array = values.mean(axis=-1) + 1.0
    spread: Array = values.std(axis=-1, ddof=1) + 1.0
    return mean / spread if better == "up" else mean * spread


def undesirable_deviations(values: Array, better: Better) -> Array:
    """How far the worse half of the futures lies beyond the option's own median, on average, never below 0.

    Of an odd number of futures the middle one belongs to the worse half. A mean in place of the sum of McPhail et al.,
    so that the score does not grow with the number of futures. After Takriti and Ahmed (2004).
    """
    turned = np.sort(gains(values, better), axis=-1)
    worse = turned[:, : (turned.shape[-1] + 1) // 2]
    beyond: Array = np.subtract(np.median(turned, axis=-1), worse.mean(axis=-1))
    return beyond


def percentile_skewness(values: Array, better: Better) -> Array:
    """(P50 - (P90 + P10) / 2) / ((P90 - P10) / 2), from -1 to 1, of values turned so that higher is better.

    Above 0 most futures lie towards the better end (Voudouris et al. 2014). Not a number without spread.
    """
    low, middle, high = np.percentile(gains(values, better), (10, 50, 90), axis=-1)
    return _ratio(middle - (high + low) / 2.0, (high - low) / 2.0)


def percentile_peakedness(values: Array) -> Array:
    """(P90 - P10) / (P75 - P25), the higher the more the futures crowd in the middle (Voudouris et al. 2014).

    Not a number where the middle half has no spread.
    """
    low, lower, upper, high = np.percentile(values, (10, 25, 75, 90), axis=-1)
    return _ratio(high - low, upper - lower)


def meets(values: Array, better: Better, threshold: float) -> Mask:
    """Where a threshold is met, the threshold itself included."""
    return values >= threshold if better == "up" else values <= threshold


def domain(met: Mask) -> Array:
    """Satisficing by domain: the share of futures that are satisfied (Starr 1963), `met` bool (option, future)."""
    share: Array = met.mean(axis=-1)
    return share


def radius(met: Mask, distance: Array) -> Array:
    """Satisficing by radius: the share of futures that lie nearer to the reference point than any that is not met.

    Going out from the reference point, futures are all satisfied up to there. The radius of stability (Wilf 1960,
    Sniedovich 2010; the robustness of info-gap theory, Ben-Haim 2006) on a sample, told as the share of the sample
    within it, which needs no scale. `met` bool (option, future), `distance` float64 (future,). Never above `domain`.
    """
    nearest = np.where(met, np.inf, distance).min(axis=-1)
    share: Array = (distance < nearest[:, None]).mean(axis=-1)
    return share


def normalised_distance(points: Array, low: Array, mode: Array, high: Array) -> Array:
    """How far points lie from the point of all modes: the root mean square of deviations, float64 (point,).

    Each deviation is a part of the way from the mode to the bound on its side, so that 0 is the reference point and 1 a
    corner of the range. `points` (point, parameter); the others (parameter,). A parameter without width counts nothing.
    """
    side = np.where(points >= mode, high - mode, mode - low)
    off = np.divide(np.abs(points - mode), side, out=np.zeros(points.shape), where=side > 0)
    spread = high > low
    distance: Array = np.sqrt(np.mean(np.square(off[:, spread]), axis=1)) if spread.any() else np.zeros(len(points))
    return distance


def ranks(scores: Array, prefers: Prefers, better: Better) -> Array:
    """1 for the best score, 2 for the next, ties sharing the better rank; not numbers where some score is none."""
    if not np.isfinite(scores).all():
        return np.full(len(scores), np.nan)
    is_high = prefers == "high" or (prefers == "better" and better == "up")
    turned = scores if is_high else -scores
    above: Array = (turned[None, :] > turned[:, None]).sum(axis=1) + 1.0
    return above


def preferred(scores: Array, prefers: Prefers, better: Better) -> Mask:
    """The options with the best score, ties included; none where a score is not a number, or where all are the same."""
    best: Mask = ranks(scores, prefers, better) == 1.0
    return best if not best.all() else np.zeros(len(scores), np.bool_)


def _ratio(above: Array, below: Array) -> Array:
    ratio = np.full(above.shape, np.nan)
    np.divide(above, below, out=ratio, where=below > 0)
    return ratio


@dataclass(frozen=True)
class Criterion:
    """What a criterion is: its name for users and in the literature, what a score of it is, which scores are best.

    `from_extremes` marks scores of the futures at the ends, of which a bootstrap tells too little (Bickel and Freedman
    1981); `of_shape` those that do not look at the level.
    """

    id: str
    label: str
    literature: str
    kind: Kind
    prefers: Prefers
    from_extremes: bool = False
    of_shape: bool = False


CRITERIA = (
    Criterion("maximin", "Worst", "maximin (Wald 1950)", "level", "better", from_extremes=True),
    Criterion("maximax", "Best", "maximax", "level", "better", from_extremes=True),
    Criterion("hurwicz", "Between these", "Hurwicz 1951", "level", "better", from_extremes=True),
    Criterion("laplace", "Equal-weight mean", "insufficient reason (Laplace)", "level", "better"),
    Criterion(
        "minimax_regret", "Largest loss", "minimax regret (Savage 1951)", "difference", "low", from_extremes=True
    ),
    Criterion("percentile_regret", "Percentile of loss", "Herman et al. 2015", "difference", "low"),
    Criterion("mean_variance", "Mean and spread", "mean-variance (Hamarat et al. 2014)", "index", "better"),
    Criterion(
        "undesirable_deviations", "Worse half off median", "Takriti and Ahmed 2004", "difference", "low", of_shape=True
    ),
    Criterion("percentile_skewness", "Lean to better end", "Voudouris et al. 2014", "index", "high", of_shape=True),
    Criterion("percentile_peakedness", "Crowding in middle", "Voudouris et al. 2014", "index", "high", of_shape=True),
)
"""The criteria that need no threshold, in the order of the table."""
SATISFICING = (
    Criterion("domain", "Floor met: draws", "satisficing by domain (Starr 1963)", "share", "high"),
    Criterion("cases", "Floor met: cases", "satisficing by domain (Starr 1963)", "share", "high"),
    Criterion(
        "radius", "Floor met: reach", "satisficing by radius (Sniedovich 2010)", "share", "high", from_extremes=True
    ),
)
"""The criteria that need a threshold, below which (or above which) an outcome will not do."""


def scores(values: Array, better: Better, attitude: Attitude) -> dict[str, Array]:
    """The score of every one of CRITERIA by its id."""
    return {
        "maximin": maximin(values, better),
        "maximax": maximax(values, better),
        "hurwicz": hurwicz(values, better, attitude.alpha),
        "laplace": laplace(values),
        "minimax_regret": minimax_regret(values, better),
        "percentile_regret": percentile_regret(values, better, attitude.percentile),
        "mean_variance": mean_variance(values, better),
        "undesirable_deviations": undesirable_deviations(values, better),
        "percentile_skewness": percentile_skewness(values, better),
        "percentile_peakedness": percentile_peakedness(values),
    }
