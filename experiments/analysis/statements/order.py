"""ORD: a number is larger in one world than in another, case by case."""

from dataclasses import replace

import numpy as np

from experiments.analysis.statements.finding import Finding, settled, untestable
from experiments.analysis.worlds import Outcome, number
from experiments.statistics import Array, sampling_error

USUAL = 0.80
"""Least probability that the order holds in a pair of cases, ties counted half; a weak order asks for 0.65."""
COUNTS = frozenset({"requests", "visits", "months", "posts"})
"""Units of whole numbers, whose means are compared instead of medians."""


def order(
    above: Outcome, below: Outcome, indicator: str, window: tuple[int, ...], threshold: float, about: str
) -> Finding:
    """Pr(A > B) + Pr(tie) / 2 over paired cases with an event in both, and the order of their medians."""
    here, there = above.parts(indicator, window).values(), below.parts(indicator, window).values()
    both = np.isfinite(here) & np.isfinite(there)
    if int(both.sum()) < 2:
        return untestable("fewer than two pairs of cases have an event", about)
    scores = np.where(here > there, 1.0, np.where(here == there, 0.5, 0.0))
    probability = float(scores[both].mean())
    error = sampling_error(scores, both, above.draws) or 0.0
    found = settled(probability, threshold, probability - threshold, error, about)
    low, high = found.interval or (probability, probability)
    found = replace(found, interval=(max(low, 0.0), min(high, 1.0)))
    ordered = _middle(here[both], indicator) > _middle(there[both], indicator)
    if ordered or found.verdict == "fails":
        return found
    return replace(found, verdict="fails", why="the medians don't stand in this order")


def _middle(values: Array, indicator: str) -> float:
    one = number(indicator)
    is_count = one.unit in COUNTS and one.denominator is None
    return float(np.mean(values) if is_count else np.median(values))
