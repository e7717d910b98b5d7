"""BAND and CON: a number lies between two bounds, in the median case or in every case and year."""

import math
from dataclasses import replace

import numpy as np

from experiments.analysis.statements.finding import SURE, Finding, untestable
from experiments.analysis.worlds import Outcome
from experiments.statistics import Array

Bounds = tuple[float | None, float | None]


def band(values: Array, bounds: Bounds, about: str) -> Finding:
    """The median of the cases with an event, against the nearer bound; open when its 90 % interval crosses one."""
    counted = values[np.isfinite(values)]
    if len(counted) < 2:
        return untestable("fewer than two cases have an event", about)
    middle, (low, high) = float(np.median(counted)), median_interval(counted, SURE)
    margins = [(middle - bounds[0], bounds[0])] if bounds[0] is not None else []
    margins += [(bounds[1] - middle, bounds[1])] if bounds[1] is not None else []
    margin, threshold = min(margins)
    below, above = median_interval(counted, 1.0)
    found = Finding("inconclusive", middle, threshold, margin, (above - below) / 2.0, about, "", (low, high))
    if _inside(low, bounds) and _inside(high, bounds):
        return replace(found, verdict="holds")
    if margin < 0.0 and not _inside(low, bounds) and not _inside(high, bounds):
        return replace(found, verdict="fails")
    return replace(found, why="within the Monte Carlo error")


def _inside(value: float, bounds: Bounds) -> bool:
    return (bounds[0] is None or value >= bounds[0]) and (bounds[1] is None or value <= bounds[1])


def median_interval(values: Array, errors: float) -> tuple[float, float]:
    """The order statistics so many standard errors of a rank to both sides of the median."""
    half = errors * math.sqrt(0.25 / len(values))
    low, high = np.quantile(values, (max(0.5 - half, 0.0), min(0.5 + half, 1.0)))
    return float(low), float(high)


def ratio(here: Outcome, there: Outcome, indicator: str, window: tuple[int, ...]) -> Array:
    """One world relative to another, case by case; not a number where either has no event."""
    above, below = here.parts(indicator, window).values(), there.parts(indicator, window).values()
    found = np.full(len(above), np.nan)
    np.divide(above, below, out=found, where=np.isfinite(above) & np.isfinite(below) & (below != 0.0))
    return found


def share_of_fall(outcome: Outcome, indicator: str, window: tuple[int, ...], base: float) -> Array:
    """How much of the fall from `base` to the last year of the horizon lies before the end of the window's first."""
    first, last = (outcome.parts(indicator, (year, year)).values() for year in window)
    found = np.full(len(first), np.nan)
    np.divide(base - first, base - last, out=found, where=np.isfinite(first) & np.isfinite(last) & (last != base))
    return found


def always(years: Array, bounds: Bounds, about: str) -> Finding:
    """The share of cases and years, float64 (case, year), within the bounds: a constraint holds in all of them."""
    counted = years[np.isfinite(years)]
    if not len(counted):
        return untestable("no case has an event", about)
    low, high = (-math.inf if bounds[0] is None else bounds[0], math.inf if bounds[1] is None else bounds[1])
    share = float(np.mean((counted >= low) & (counted <= high)))
    return Finding("holds" if share == 1.0 else "fails", share, 1.0, share - 1.0, 0.0, about)
