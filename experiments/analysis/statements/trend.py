"""TR: where the median path of a number goes over the years."""

from dataclasses import replace

import numpy as np

from experiments.analysis.statements.finding import Finding, settled, untestable
from experiments.statistics import Array
from scenarios.statements import Direction

LEVEL = 0.05
"""A path is level when it changes by no more than this share of its first value from end to end."""
RESAMPLES = 200


def trend(paths: Array, direction: Direction, about: str) -> Finding:
    """The Theil-Sen slope of the median path of `paths`, float64 (case, year): unit per year, or for "level" the
    whole change as a share of the first value. Its Monte Carlo error is that of resampled cases."""
    paths = paths[np.isfinite(paths).all(axis=1)]
    if len(paths) < 2:
        return untestable("fewer than two cases have an event in every year", about)
    value, error = _statistic(paths, direction), _error(paths, direction)
    if direction == "level":
        return settled(value, LEVEL, LEVEL - abs(value), error, about)
    margin = value if direction == "up" else -value
    if margin == 0.0:
        return replace(settled(0.0, 0.0, 0.0, error, about), verdict="fails", why="the path is level")
    return settled(value, 0.0, margin, error, about)


def _statistic(paths: Array, direction: Direction) -> float:
    from scipy.stats import theilslopes

    path = np.median(paths, axis=0)
    slope = float(theilslopes(path, np.arange(len(path))).slope)
    if direction != "level":
        return slope
    change = slope * (len(path) - 1)
    return change / abs(path[0]) if path[0] != 0.0 else (0.0 if change == 0.0 else np.inf * np.sign(change))


def _error(paths: Array, direction: Direction) -> float:
    chosen = np.random.default_rng(1).integers(0, len(paths), (RESAMPLES, len(paths)))
    return float(np.std([_statistic(paths[rows], direction) for rows in chosen], ddof=1))
