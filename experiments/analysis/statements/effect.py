"""EFF: what one condition changes against another, over paired cases."""

from dataclasses import replace

import numpy as np

from experiments.analysis.intervals import paired
from experiments.analysis.statements.finding import Finding, untestable
from experiments.analysis.worlds import Outcome
from experiments.statistics import Array, Parts, pooled
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
    same, ends = SAME * abs(level), (found.low, found.high)
    if direction == "level":
        return replace(_level(found.mean, ends, same), mc_error=found.mc_error, about=about, interval=ends)
    judged = _directed(found.mean, ends, same, 1.0 if direction == "up" else -1.0)
    return replace(judged, mc_error=found.mc_error, about=about, interval=ends)


def _directed(mean: float, ends: tuple[float, float], same: float, sign: float) -> Finding:
    low, high = sorted(sign * end for end in ends)
    if low > 0.0:
        return Finding("holds", mean, 0.0, low)
    if high < 0.0:
        return Finding("fails", mean, 0.0, high, why="the difference goes the other way")
    if -same <= low and high <= same:
        why = "no case differs" if low == high == 0.0 else "the difference is below 2 % of the level"
        return Finding("fails", mean, 0.0, low, why=why)
    return Finding("inconclusive", mean, 0.0, low, why="the interval includes zero")


def _level(mean: float, ends: tuple[float, float], same: float) -> Finding:
    low, high = ends
    margin = min(low + same, same - high)
    if margin >= 0.0:
        return Finding("holds", mean, same, margin)
    if high < -same or low > same:
        return Finding("fails", mean, same, margin, why="the difference exceeds 2 %")
    return Finding("inconclusive", mean, same, margin, why="the interval leaves 2 %")


def _parts(outcome: Outcome, indicator: str, window: tuple[int, ...], statistic: Statistic) -> Parts:
    parts = outcome.parts(indicator, window)
    if statistic != "variance":
        return parts
    values = parts.values()
    counted = np.isfinite(values)
    squares: Array = np.zeros(len(values))
    squares[counted] = (values[counted] - values[counted].mean()) ** 2
    return Parts(squares, np.ones(len(values)), counted, parts.draws)
