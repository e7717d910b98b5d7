"""Confidence sequences: intervals of means that hold at every look, however often one looks and whenever one stops.

The intervals invert the sequential t-test with a normal mixture over standardised effects and the right Haar measure
over scales (Lai 1976, Annals of Statistics 4; Wang and Ramdas 2025, Sequential Analysis 44). For normal observations
the chance that any of them, ever, misses the mean is at most the error asked for, whatever the variance. Observations
here are means of batches of at least `BATCH` simulated cases, so that they are nearly normal.
"""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BATCH = 50
"""Fewest simulated cases whose mean is one observation."""


def half_widths(observations: Array, error: float, tightest_at: float) -> Array:
    """Half-widths of the intervals of the means of rows, float64 (..., observation) to (...).

    `error` is the chance that one of all intervals ever misses, `tightest_at` the number of observations for which the
    intervals are about as narrow as they can be; it is chosen beforehand. Infinite while observations are too few or
    one of them is not a number.
    """
    n = observations.shape[-1]
    standardised = _standardised(n, error, tightest_at) if n > 1 else math.inf
    if math.isinf(standardised):
        return np.full(observations.shape[:-1], math.inf)
    spread = np.std(observations, axis=-1, ddof=1)
    return np.where(np.isnan(spread), math.inf, spread * standardised)


def _standardised(n: int, error: float, tightest_at: float) -> float:
    """The half-width in standard deviations: where the mixture likelihood ratio of the t statistic is 1 / error."""
    shrink = 1.0 / (1.0 + n * _effect_variance(error, tightest_at))
    most = (1.0 / (error * math.sqrt(shrink))) ** (2.0 / n)
    return math.sqrt((most - 1.0) / (1.0 - most * shrink) * (n - 1) / n) if most * shrink < 1.0 else math.inf


def _effect_variance(error: float, tightest_at: float) -> float:
    """Variance of the mixture over standardised effects that is best near a number of observations.

    As for the normal mixture: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, Annals of Statistics 52, appendix.
    """
    needed = -2.0 * math.log(error)
    return (needed + math.log1p(needed)) / tightest_at


def batch_size(draws: int) -> int:
    """Cases of a batch: whole turns through all draws, so that batches are alike; at least BATCH."""
    return -(-BATCH // draws) * draws


def batch_means(values: Array, draws: int) -> Array:
    """Means of whole batches of consecutive replicates, float64 (batch,).

    `values` (case,) stand by draw, then by replicate; those that are not a number are left out of their batch.
    """
    turns = values.reshape(draws, -1)
    in_batch = batch_size(draws) // draws
    batches = turns.shape[1] // in_batch
    cases = turns[:, : batches * in_batch].reshape(draws, batches, in_batch)
    counted = np.isfinite(cases)
    number = counted.sum(axis=(0, 2))
    means = np.full(batches, np.nan)
    np.divide(np.where(counted, cases, 0.0).sum(axis=(0, 2)), number, out=means, where=number > 0)
    return means
