"""Tables of a plan document beside what is simulated: the document's cells exactly, the engine's own plan next to them.

Planned inspector-days of a category are the engine's plan of each January with the facilities of all other categories
closed; facilities don't touch each other, so categories add up to the whole. Money is shown at the constant prices that
the table names. Every simulated number is a mean over the cases.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from experiments.analysis.worlds import NOTHING_RAN, Laboratory, Outcome, Ran, World
from experiments.faults import StudyError, unknown
from experiments.statistics import Array
from experiments.study import REFERENCE, default_draws
from scenarios.document import SIMULATED, DocumentRow, DocumentTable, within
from simulation.layout import TALLIES, TALLY_INDEX

if TYPE_CHECKING:
    from scenarios import Pack
    from scenarios.rows import Facility

CASES = 200
PLANNED, NOMINAL, REAL = "presence_planned", "appropriation", "appropriation_real"
DAYS_A_YEAR = 365.0

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Sheet:
    """A table of the document; `simulated` holds, by row and column, what the engine has beside a cell."""

    name: str
    table: DocumentTable
    simulated: Mapping[str, Figures]
    ran: Ran = NOTHING_RAN

    def deviation(self, row: DocumentRow, column: str) -> float | None:
        """Simulated over document less 1; None where either is no number or the document has zero."""
        own, found = row.cells.get(column), self.simulated.get(row.row, {}).get(column)
        return None if found is None or not isinstance(own, Decimal) or own == 0 else found / float(own) - 1.0

    def to_json(self) -> dict[str, Any]:
        """The table for programs: numbers as in the document, simulated ones and deviations as shares."""
        return {
            "table": self.name,
            **self.table.head.model_dump(mode="json"),
            **asdict(self.ran),
            "columns": list(self.table.columns),
            "rows": [self._row(row) for row in self.table.rows],
        }

    def _row(self, row: DocumentRow) -> dict[str, Any]:
        cells = {column: plain(value) for column, value in row.cells.items()}
        known = {"row": row.row, "label": row.label, "cells": cells, "sum_of": list(row.sum_of)}
        beside = {} if row.row not in self.simulated else {
            "simulated": dict(self.simulated[row.row]),
            "deviation": {column: self.deviation(row, column) for column in self.simulated[row.row]},
        }  # fmt: skip
        return {**known, "errata": list(row.erratum), "source": row.source, **beside}


def plain(value: Decimal | str) -> int | float | str:
    """A cell as a plain value: whole numbers as such."""
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def sheets(pack: "Pack", scenario: str | None = None, replicates: int = CASES, simulated: bool = True) -> list[Sheet]:
    """Every table of the document, with what is simulated beside it unless that is not asked for.

    StudyError when the pack holds no table of its document, UnknownNameError for a scenario that it lacks.
    """
    if not pack.document:
        raise StudyError(f"the pack {pack.id} holds no tables of its document")
    if scenario is not None and scenario not in pack.scenarios:
        raise unknown("scenario", scenario, pack.scenarios)
    bench = _Bench(pack, scenario or (CENTRE if CENTRE in pack.scenarios else pack.shown[0]), replicates)
    beside = {
        name: {row.row: bench.beside(table, row) for row in table.rows if simulated and row.simulated}
        for name, table in pack.document.items()
    }
    return [Sheet(name, table, beside[name], bench.ran) for name, table in pack.document.items()]


CENTRE = "centre"
"""The scenario between the corners, which stands for the plan's own expectations where a pack has it."""


class _Bench:
    """What the engine has beside the cells of a pack; each world is run once."""

    def __init__(self, pack: "Pack", scenario: str, replicates: int) -> None:
        self.pack, self.world, self.replicates = pack, World(scenario, REFERENCE), replicates
        self._held: dict[str, Outcome] = {}

    def beside(self, table: DocumentTable, row: DocumentRow) -> Figures:
        """The simulated numbers of a row by column; only columns that are years of the horizon have one."""
        match = SIMULATED.fullmatch(row.simulated)
        if match is None:
            raise AssertionError("a checked row says what is simulated")
        minus, kind, category, _, tally = match.groups()
        years = [column for column in table.columns if column.isdecimal() and int(column) in self.pack.years]
        sign = -1.0 if minus else 1.0
        if kind == "facilities":
            return {column: sign * self._number(category or "", int(column)) for column in years}
        found = self._means(category or "", PLANNED) if kind else self._money(tally, table.head.prices)
        return {column: sign * float(found[self.pack.years.index(int(column))]) for column in years}

    def _number(self, category: str, year: int) -> int:
        rows = [row for row in self.pack.tables.facilities if within(row.category, category)]
        return sum(row.stands_for for row in rows if _is_declared(row, self.pack.pack.start, year))

    def _means(self, category: str, tally: str) -> Array:
        outcome = self._outcome(category)
        years: Array = outcome.by_year(tally)[outcome.ok].mean(axis=0)
        return years

    def _money(self, tally: str, prices: int | None) -> Array:
        """A tally; one in money at the constant prices of a year of the horizon, if the table names one."""
        outcome = self._outcome("")
        values = outcome.by_year(tally)
        if TALLIES[TALLY_INDEX[tally]].unit == "currency" and prices in self.pack.years:
            level = outcome.by_year(NOMINAL) / outcome.by_year(REAL)
            values = values * level[:, [self.pack.years.index(prices)]] / level
        years: Array = values[outcome.ok].mean(axis=0)
        return years

    @property
    def ran(self) -> Ran:
        """The cases run for all tables together."""
        outcomes = self._held.values()
        return Ran(self.replicates * len(outcomes), sum(one.failed for one in outcomes))

    def _outcome(self, category: str) -> Outcome:
        if category not in self._held:
            laboratory = Laboratory(_only(self.pack, category), self.replicates, default_draws(self.replicates))
            laboratory.run([self.world])
            self._held[category] = laboratory.outcome(self.world)
        return self._held[category]


def _only(pack: "Pack", category: str) -> "Pack":
    """The pack with the facilities of every other category closed before the first day; rows keep their places."""
    before = pack.pack.start - timedelta(days=1)
    closed = {"start": before, "end": before}
    rows = tuple(
        row if within(row.category, category) else row.model_copy(update=closed) for row in pack.tables.facilities
    )
    return replace(pack, tables=replace(pack.tables, facilities=rows))


def _is_declared(row: "Facility", horizon: date, year: int) -> bool:
    """Whether the declared days of a facility touch a year: from its start until the end of its work at nameplate."""
    first, last = max(row.start, horizon), row.end
    if row.stock > 0.0 and row.mode != "periodic":
        share = row.per_year * row.campaign_days / DAYS_A_YEAR if row.mode == "campaign" else 1.0
        days = min(ceil(row.stock / (row.rate * share)), 36600)
        last = min(last, first + timedelta(days=days - 1))
    return first <= date(year, 12, 31) and last >= date(year, 1, 1)
