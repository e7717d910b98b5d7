"""Delays and sizes as tables of quantiles: monotone in the draw, so a changed law moves events and never reshuffles."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from simulation.capacity import QUANTILES
from simulation.compiled import leaf
from simulation.maths import exp, log, normal_quantile

_END = 1.0 / 4096.0


def normal_table() -> NDArray[np.float64]:
    """Quantiles of the standard normal law at equal steps of probability, (QUANTILES,), cut in the same way."""
    steps = [min(max(i / (QUANTILES - 1), _END), 1.0 - _END) for i in range(QUANTILES)]
    return np.array([normal_quantile(p) for p in steps])


def lognormal_table(median: float, sigma: float) -> NDArray[np.float64]:
    """Quantiles of a lognormal law at equal steps of probability, (QUANTILES,), in the unit of the median.

    The two ends stand at probabilities 1/4096 and 4095/4096: the law is cut there.
    """
    return np.array([median * exp(sigma * z) for z in normal_table()])


def lognormal_table_of_mean(mean: float, cv: float) -> NDArray[np.float64]:
    """The same for a law given by its mean and its coefficient of variation."""
    spread = 1.0 + cv * cv
    return lognormal_table(mean / sqrt(spread), sqrt(log(spread)))


@leaf
def quantile(table, u):
    """The value of a table of quantiles at probability u, straight between its points."""
    place = u * (QUANTILES - 1)
    i = int(place)
    return table[i] + (place - i) * (table[i + 1] - table[i])
