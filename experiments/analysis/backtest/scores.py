"""Scores of an ensemble against one observed value. Lower is better; each has the unit of the value."""

import numpy as np

from experiments.statistics import Array
from scenarios.observed import Bound

LEVELS = (0.1, 0.5, 0.9)
"""Quantiles of the band of 80 in 100, and the median between them."""


def quantiles(ensemble: Array) -> tuple[float, float, float]:
    """P10, P50 and P90 of an ensemble, float64 (case,)."""
    low, middle, high = np.quantile(ensemble, LEVELS)
    return float(low), float(middle), float(high)


def up_to(bound: Bound | None, values: Array, seen: float) -> Array:
    """What can be told of values when of the observation a bound is all that is known: those beyond it are alike.

    Any score of them against the bound is then threshold-weighted (Gneiting and Ranjan 2011): zero if all keep it.
    """
    if bound is None:
        return values
    return np.minimum(values, seen) if bound == "at least" else np.maximum(values, seen)


def crps(ensemble: Array, seen: float) -> float:
    """Continuous ranked probability score of an ensemble, float64 (case,), by the fair estimator.

    The mean distance to the value, less half the mean distance between two different cases (Ferro 2014): its
    expectation does not depend on the number of cases. Of a single case it is the distance.
    """
    distance = float(np.abs(ensemble - seen).mean())
    n = len(ensemble)
    if n < 2:
        return distance
    # The distances of all pairs, from the order statistics: sum of (2 i - n + 1) x_i counts each pair once.
    weights = 2.0 * np.arange(n) - n + 1.0
    pairs = float((weights * np.sort(ensemble)).sum())
    return distance - pairs / (n * (n - 1))


def pinball(ensemble: Array, seen: float) -> float:
    """Mean pinball loss of P10, P50 and P90 (Koenker and Bassett 1978)."""
    gaps = [(level, seen - value) for level, value in zip(LEVELS, quantiles(ensemble), strict=True)]
    return sum(max(level * gap, (level - 1.0) * gap) for level, gap in gaps) / len(gaps)
