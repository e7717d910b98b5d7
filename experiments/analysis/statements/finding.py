"""What a test finds: a verdict with the number it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["holds", "fails", "inconclusive", "not testable"]
_WORST_FIRST: tuple[Verdict, ...] = ("fails", "not testable", "inconclusive", "holds")
SURE = 1.6448536269514722
"""Monte Carlo errors that a margin must exceed to settle a verdict (90 %, two-sided)."""


@dataclass(frozen=True)
class Finding:
    """A verdict; `value` is compared with `threshold`, and `margin` is how far it lies on the side that holds.

    `mc_error` is the standard error of the value by sampling, `interval` the 90 % interval that decides. `about` says
    what the value is of; `why` explains a verdict that the numbers don't. None: there is no such number.
    """

    verdict: Verdict
    value: float | None = None
    threshold: float | None = None
    margin: float | None = None
    mc_error: float | None = None
    about: str = ""
    why: str = ""
    interval: tuple[float, float] | None = None


def untestable(why: str, about: str = "") -> Finding:
    """What can't be tested, and why."""
    return Finding("not testable", about=about, why=why)


def settled(value: float, threshold: float, margin: float, error: float, about: str = "") -> Finding:
    """The verdict of a value that must lie on one side of a threshold: open within its Monte Carlo error."""
    decides = (value - SURE * error, value + SURE * error)
    if error > 0.0 and abs(margin) <= SURE * error:
        why = "within the Monte Carlo error"
        return Finding("inconclusive", value, threshold, margin, error, about, why, decides)
    return Finding("holds" if margin >= 0.0 else "fails", value, threshold, margin, error, about, "", decides)


def worst(findings: Iterable[Finding]) -> Finding:
    """The finding that a statement about several pairs or scenarios hangs on: the worst verdict, then margin."""
    return min(findings, key=lambda one: (_WORST_FIRST.index(one.verdict), one.margin or 0.0))
