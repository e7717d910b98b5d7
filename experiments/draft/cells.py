"""Where the figures of a draft come from: cells of a study, and reading one of them again."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from experiments.study import REFERENCE

if TYPE_CHECKING:
    from experiments.results import Exceedance, Paired, Results, Summary

QUANTILES = ("p10", "p50", "p90")
DIFFERENCE = ("difference", "difference low", "difference high")
DIFFERENCE_ERROR = "difference error"
FREQUENCY = "frequency"
FROM = " from "
_PAIRED = dict(zip((*DIFFERENCE, DIFFERENCE_ERROR), ("mean", "low", "high", "mc_error"), strict=True))


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a study: a statistic of an indicator in a scenario under an option.

    Statistics: p10, p50, p90, mean (of the simulated cases, over the horizon); difference, difference low,
    difference high, difference error (option minus continuation, bounds of its interval, its sampling error), and each
    of these with " from OPTION" where it is minus another option;
    frequency above X, frequency below X (share of the simulated cases beyond the threshold X, over the horizon).
    Without indicator: replicates, draws, seed, cases, failed (of the study); parameter NAME, parameter NAME low,
    parameter NAME high (of the pack).
    """

    indicator: str | None
    scenario: str | None
    option: str | None
    statistic: str


def from_option(statistic: str, versus: str, reference: str) -> str:
    """The statistic of a difference from an option, which is named unless it is the reference."""
    return statistic if versus == reference else f"{statistic}{FROM}{versus}"


def study_cell(statistic: str) -> Cell:
    """A cell of the study itself or of its pack."""
    return Cell(None, None, None, statistic)


class Reader:
    """Reads cells of one study, each table of it once. `reference` is the option that others are compared with."""

    def __init__(self, results: "Results") -> None:
        self.results = results
        self.reference = REFERENCE if REFERENCE in results.options else results.options[0]
        self.summary = cache(results.summary)
        self._exceedance = cache(results.exceedance)
        self.paired = cache(results.paired)

    def value(self, cell: Cell) -> float | None:
        """The value in the indicator's unit; None where there was no event. KeyError for an unknown cell."""
        value = self._value(cell)
        return value if value is not None and math.isfinite(value) else None

    def row(self, cell: Cell) -> "Summary | Paired":
        """The row of the study's summary, or of its paired differences, that a cell stands in."""
        assert cell.indicator is not None
        rows: Iterable[Summary | Paired]
        statistic, _, versus = cell.statistic.partition(FROM)
        if statistic in _PAIRED:
            assert cell.option is not None
            rows = self.paired(cell.indicator, cell.option, versus or self.reference)
        else:
            rows = self.summary(cell.indicator)
        for row in rows:
            if (row.scenario, row.option) == (cell.scenario, cell.option):
                return row
        raise KeyError(f"no such cell: {cell}")

    def exceeding(self, cell: Cell) -> "Exceedance":
        """How many simulated cases lie beyond the threshold of a frequency's cell."""
        _, side, threshold = cell.statistic.split(" ")
        rows = self._exceedance(cell.indicator, float(threshold), above=side == "above")
        return next(row for row in rows if (row.scenario, row.option) == (cell.scenario, cell.option))

    def _value(self, cell: Cell) -> float | None:
        if cell.statistic.startswith(FREQUENCY):
            return self.exceeding(cell).probability
        if cell.indicator is not None:
            value = getattr(self.row(cell), _PAIRED.get(cell.statistic.partition(FROM)[0], cell.statistic))
            return None if value is None else float(value)
        if cell.statistic.startswith("parameter "):
            return self._parameter(cell.statistic.removeprefix("parameter "))
        return self._of_study(cell.statistic)

    def _of_study(self, statistic: str) -> int:
        manifest = self.results.manifest
        study = manifest.study
        values = {
            "replicates": study.replicates,
            "draws": study.draws,
            "seed": study.seed,
            "cases": study.cases,
            "failed": manifest.failed,
        }
        return values[statistic]

    def _parameter(self, name: str) -> float | None:
        """A value of the pack, or an end of its judged range; None where the pack gives no range."""
        name, _, bound = name.partition(" ")
        name, _, row = name.partition(".")
        entry = self.results.pack.parameters[name]
        quantity = entry[row] if isinstance(entry, Mapping) else entry
        value: float | None = getattr(quantity, bound or "value")
        return value
