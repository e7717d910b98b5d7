"""EFF: what one condition changes against another, over paired cases."""

import numpy as np

from experiments.analysis.intervals import paired
from experiments.analysis.statements.finding import Finding, untestable
from experiments.analysis.worlds import Outcome
from experiments.statistics import Array, Interval, Parts, pooled
from scenarios.statements import Direction, Statistic

SAME = 0.02
"""Two worlds are the same when the whole interval lies within this share of the level without the change."""


def effect(
    on: Outcome,
    off: Outcome,
    indicator: str,
    window: tuple[int, ...],
    statistic: Statistic,
    direction: Direction,
    over_draws: bool,
    about: str,
) -> Finding:
    """The mean paired difference: its 90 % interval excludes zero, or for "level" lies within 2 % of the level."""
    here, there = (_parts(outcome, indicator, window, statistic) for outcome in (on, off))
    found = paired(here, there, over_draws)
    level = pooled(there.numerator[there.ok], there.denominator[there.ok])
    if found.mean is None or found.low is None or found.high is None or level is None:
        return untestable("too few cases have an event", about)
    same = SAME * abs(level)
    if direction == "level":
        return _level(found, found.low, found.high, same, about)
    sign = 1.0 if direction == "up" else -1.0
    low, high = sorted((sign * found.low, sign * found.high))
    if low > 0.0:
        return Finding("holds", found.mean, 0.0, low, found.mc_error, about)
    if high < 0.0:
        return Finding("fails", found.mean, 0.0, high, found.mc_error, about, "the difference goes the other way")
    if -same <= low and high <= same:
        why = "no case differs" if low == high == 0.0 else "the difference is below 2 % of the level"
        return Finding("fails", found.mean, 0.0, low, found.mc_error, about, why)
    return Finding("inconclusive", found.mean, 0.0, low, found.mc_error, about, "the interval includes zero")


def _level(found: Interval, low: float, high: float, same: float, about: str) -> Finding:
    margin = min(low + same, same - high)
    if margin >= 0.0:
        return Finding("holds", found.mean, same, margin, found.mc_error, about)
    if high < -same or low > same:
        return Finding("fails", found.mean, same, margin, found.mc_error, about, "the difference exceeds 2 %")
    return Finding("inconclusive", found.mean, same, margin, found.mc_error, about, "the interval leaves 2 %")


def _parts(outcome: Outcome, indicator: str, window: tuple[int, ...], statistic: Statistic) -> Parts:
    parts = outcome.parts(indicator, window)
    if statistic != "variance":
        return parts
    values = parts.values()
    counted = np.isfinite(values)
    squares: Array = np.zeros(len(values))
    squares[counted] = (values[counted] - values[counted].mean()) ** 2
    return Parts(squares, np.ones(len(values)), counted, parts.draws)
