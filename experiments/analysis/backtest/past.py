"""The simulated past: what the engine says of an indicator for a year, a month, or from one day to another."""

from calendar import monthrange
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from experiments.analysis.worlds import WORKERS, Laboratory, Outcome, World
from experiments.statistics import Array, Parts
from scenarios.observed import Basis
from simulation.declare import Indicator
from simulation.ensemble import Cases
from simulation.layout import TALLIES, TALLY_INDEX

LEVELS = frozenset({"last", "mean"})
"""How the months of a tally make a year when each of them is a level."""


@dataclass(frozen=True)
class Span:
    """What an observation covers: its basis, and the first and the last day."""

    basis: Basis
    first: date
    last: date


def is_level(one: Indicator) -> bool:
    """Whether an indicator is a level, which a month has as well as a year."""
    return all(TALLIES[TALLY_INDEX[name]].over in LEVELS for name in _parts_of(one))


def is_flow(one: Indicator) -> bool:
    """Whether an indicator adds up over time: its numerator does."""
    return TALLIES[TALLY_INDEX[one.numerator]].over == "sum"


@dataclass(frozen=True)
class Past:
    """Worlds that stand for the past: years, and months of the tallies asked for, float64 (case, month)."""

    outcome: Outcome
    months: dict[str, Array]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the horizon."""
        return self.outcome.years

    def values(self, one: Indicator, span: Span) -> Array:
        """The values of the cases that have one, float64 (case,): failed cases and those without event are left out."""
        found = self._parts(one, span).values()
        return found[np.isfinite(found)]

    def _parts(self, one: Indicator, span: Span) -> Parts:
        if span.basis == "year":
            return self.outcome.parts(one.id, (span.last.year, span.last.year))
        read = self._together if span.basis == "cumulative" else self._at
        above = read(one.numerator, span)
        below = np.ones(len(above)) if one.denominator is None else read(one.denominator, span)
        return Parts(above, below, self.outcome.ok, self.outcome.draws)

    def _at(self, tally: str, span: Span) -> Array:
        return self.months[tally][:, self._month(span.last)]

    def _together(self, tally: str, span: Span) -> Array:
        """A flow from the first to the last day, even within a month; of a level its state in the last month."""
        if TALLIES[TALLY_INDEX[tally]].over != "sum":
            return self._at(tally, span)
        return self._until(tally, span.last, span.last.day) - self._until(tally, span.first, span.first.day - 1)

    def _until(self, tally: str, day: date, days: int) -> Array:
        """The flow from the start of the horizon to the end of the first `days` days in the month of `day`."""
        month, whole = self._month(day), monthrange(day.year, day.month)[1]
        flow = self.months[tally]
        found: Array = flow[:, :month].sum(axis=1) + flow[:, month] * (days / whole)
        return found

    def _month(self, day: date) -> int:
        return 12 * (day.year - self.years[0]) + day.month - 1

    def tells_months(self, one: Indicator) -> bool:
        """Whether the engine writes a level in each month, and not in the last of a year alone."""
        levels = [self.months[name] for name in _parts_of(one)]
        return not any(_is_of_december(months) for months in levels)


def _is_of_december(months: Array) -> bool:
    by_year = months.reshape(len(months), -1, 12)
    return bool((by_year[:, :, :11] == 0).all() and (by_year[:, :, 11] != 0).any())


def _parts_of(one: Indicator) -> tuple[str, ...]:
    return (one.numerator,) if one.denominator is None else (one.numerator, one.denominator)


def simulated_past(laboratory: Laboratory, world: World, indicators: Iterable[Indicator]) -> Past:
    """Run the cases of a world, draw by draw in threads, and keep what those indicators need."""
    names = sorted({name for one in indicators for name in _parts_of(one)})
    draws = laboratory.points.draws
    with ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="past") as pool:
        kept = list(pool.map(lambda draw: _kept(laboratory.simulated(world, draw), names), range(draws)))
    yearly, months, status = (np.concatenate(part) for part in zip(*kept, strict=True))
    outcome = Outcome(yearly, status == 0, draws, laboratory.pack.years)
    return Past(outcome, {name: months[:, i] for i, name in enumerate(names)})


def _kept(cases: Cases, names: list[str]) -> tuple[Array, Array, NDArray[np.int64]]:
    return cases.yearly(), cases.monthly[:, [TALLY_INDEX[name] for name in names]], cases.status
