"""Scored observations: points, the series that they make, and what a series and all of them together score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.analysis.backtest.reading import Reading
from experiments.analysis.backtest.scores import up_to
from experiments.statistics import wilson
from simulation.declare import Indicator

Role = Literal["test", "known", "fitted", "bound"]
ROLES: tuple[Role, ...] = ("test", "known", "fitted", "bound")
"""A test became known after the pack's data date; a known point did not, but nothing was fitted to it. A bound ("more
than") is none of these: the band need only reach it."""
ROUNDING = 1e-9
"""Relative difference that is no difference: values written in whole units against sums of many numbers."""


@dataclass(frozen=True)
class Point:
    """An observation against the simulated cases: their quantiles, scores in the unit of the indicator, and a rival.

    `rival` is the observation whose value persistence foretells, None where there is nothing to persist. `n` cases have
    a value.
    """

    reading: Reading
    role: Role
    n: int
    p10: float
    p50: float
    p90: float
    crps: float
    pinball: float
    rival: Reading | None

    @property
    def value(self) -> float:
        """What was observed."""
        return self.reading.value

    @property
    def is_inside(self) -> bool:
        """Whether it lies from P10 to P90; of a bound, whether the band reaches beyond it."""
        bound, slack = self.reading.seen.bound, ROUNDING * abs(self.value)
        is_low_enough = bound == "at most" or self.value <= self.p90 + slack
        is_high_enough = bound == "at least" or self.p10 - slack <= self.value
        return is_low_enough and is_high_enough

    @property
    def rival_crps(self) -> float | None:
        """The score of a single foretold value is its distance, beyond a bound nothing."""
        if self.rival is None:
            return None
        foretold = up_to(self.reading.seen.bound, np.array([self.rival.value]), self.value)
        return float(abs(foretold[0] - self.value))


@dataclass(frozen=True)
class Score:
    """What points of one role score together.

    `coverage` is the share inside the band of 80 in 100 with its 90 % interval (Wilson). `crps` and `rival_crps` are
    means over the `n_rival` points that have a rival, so that they compare; `crps_all` and `pinball` over all.
    """

    role: Role
    n: int
    inside: int
    coverage: float
    low: float
    high: float
    crps_all: float
    pinball: float
    n_rival: int
    crps: float | None
    rival_crps: float | None


@dataclass(frozen=True)
class Series:
    """Points of one indicator on one basis, in the order of their dates."""

    indicator: Indicator
    points: tuple[Point, ...]

    @property
    def basis(self) -> str:
        """What the points cover: a year, a month, or a flow between two days."""
        return self.points[0].reading.span.basis

    @property
    def scale(self) -> float:
        """Mean size of what was observed, or of the medians if that is larger: in its parts, scores can be pooled."""
        seen, simulated = (np.abs([getattr(point, key) for point in self.points]).mean() for key in ("value", "p50"))
        return float(max(seen, simulated)) or 1.0

    def score(self, role: Role) -> Score | None:
        """The score of its points of one role in the unit of the indicator; None when there is none."""
        return score(role, [(point, 1.0) for point in self.points if point.role == role])


def pooled(series: Sequence[Series], role: Role) -> Score | None:
    """The score of all points of one role, each in parts of the mean size of its series."""
    return score(role, [(point, one.scale) for one in series for point in one.points if point.role == role])


def score(role: Role, points: Sequence[tuple[Point, float]]) -> Score | None:
    """The score of points, each divided by the scale beside it."""
    if not points:
        return None
    inside, n = sum(point.is_inside for point, _ in points), len(points)
    rivals = [(point.crps / by, point.rival_crps / by) for point, by in points if point.rival_crps is not None]
    own, other = (_mean([pair[side] for pair in rivals]) for side in (0, 1))
    every = float(np.mean([point.crps / by for point, by in points]))
    lost = float(np.mean([point.pinball / by for point, by in points]))
    return Score(role, n, inside, inside / n, *wilson(inside, n), every, lost, len(rivals), own, other)


def _mean(values: list[float]) -> float | None:
    return float(np.mean(values)) if values else None
