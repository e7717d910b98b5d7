"""Tables of what is worked out from the cases: summaries, quantiles, paired differences, exceedances, parameters."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments import comparisons
from experiments.cubes import USUAL, by_year
from experiments.faults import UserError, unknown
from experiments.figures.numbers import is_share
from experiments.frames import Field, Frame, Kind, Table, unit_of
from experiments.selection import Selection
from experiments.study import REFERENCE
from experiments.summary import default_threshold
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Results

Row = tuple[Any, ...]
Thresholds = Sequence[tuple[str, float]]
"""Indicator and value; an indicator may have several, which make a curve."""
_TYPES: Mapping[Kind, Any] = {"string": object, "integer": np.int64, "number": np.float64}

_INDICATOR = (
    Field("indicator", "string", "Indicator", "Id of the indicator."),
    Field("unit", "string", "Unit", "Unit of its values; 1 stands for a share, where 1.0 is 100 %."),
)
_PAIR = (
    Field("scenario", "string", "Scenario", "Id of the scenario: circumstances only."),
    Field("option", "string", "Option", "Id of the option: a named set of measures."),
)
_COUNTED = Field("n", "integer", "Cases counted", "Simulated cases that ran to their end and had an event.")
_FAILED = Field("failed", "integer", "Failed", "Simulated cases that did not run to their end; they are not counted.")
_MC_ERROR = Field("mc_error", "number", "Sampling error", "Standard error of the mean by the number of cases alone.")
_LOW = Field("low", "number", "Lower end", "Lower end of the 90 % interval.")
_HIGH = Field("high", "number", "Upper end", "Upper end of the 90 % interval.")


def summaries(results: "Results", chosen: Selection) -> Frame:
    """Results.summary of several indicators."""
    fields = (
        *_INDICATOR, *_PAIR,
        Field("p10", "number", "P10", "10 of 100 counted cases lie below it."),
        Field("p50", "number", "P50", "Half of the counted cases lie below it."),
        Field("p90", "number", "P90", "90 of 100 counted cases lie below it."),
        Field("mean", "number", "Mean", "Mean over the horizon; of a ratio the ratio of sums."),
        _MC_ERROR, _COUNTED, _FAILED,
    )  # fmt: skip
    found = comparisons.summaries(results, chosen.indicators, chosen.pairs)
    return _frame("summary", fields, _rows(results, chosen, fields, found))


def quantiles(results: "Results", chosen: Selection, asked: Sequence[float] = USUAL) -> Frame:
    """Quantiles of each year (cubes.by_year) in rows."""
    fields = (
        *_INDICATOR, *_PAIR,
        Field("year", "integer", "Year", "Year of the plan."),
        Field("quantile", "number", "Quantile", "Share of the counted cases that lie below the value."),
        Field("value", "number", "Value", "No value in a year without any event."),
        _COUNTED, _FAILED,
    )  # fmt: skip
    cube = by_year(results, chosen, asked)
    rows = [
        (one.id, unit_of(results, one), scenario, option, year, quantile, float(cube.values[i, s, o, y, q]),
         int(cube.n[i, s, o, y]), int(cube.failed[s, o]))
        for i, one in enumerate(cube.indicators)
        for s, scenario in enumerate(cube.scenarios)
        for o, option in enumerate(cube.options)
        for y, year in enumerate(cube.years)
        for q, quantile in enumerate(cube.quantiles)
    ]  # fmt: skip
    return _frame("quantiles", fields, rows)


def paired(results: "Results", chosen: Selection, versus: str = REFERENCE) -> Frame:
    """Results.paired of several indicators and options. UnknownNameError for an option that the study doesn't have."""
    if versus not in results.options:
        raise unknown("option", versus, results.options)
    if {option for _, option in chosen.pairs} == {versus}:
        raise UserError(f"option: found {versus} alone, expected others: no option is compared with itself")
    fields = (
        *_INDICATOR, *_PAIR,
        Field("versus", "string", "Against", "Id of the option that it is compared with, case by case."),
        Field("mean", "number", "Mean difference", "Less that of the other option; of a ratio the ratio of sums."),
        _LOW, _HIGH,
        Field("kind", "string", "Kind of interval", "What the interval covers."),
        _MC_ERROR,
        Field("verdict", "string", "Verdict", "Undecided whenever the interval includes zero."),
        Field("n", "integer", "Paired cases", "Simulated cases that ran to their end under both options."),
        Field("changed", "integer", "Changed", "Paired cases that differ at all."),
    )  # fmt: skip
    found = comparisons.paired(results, chosen.indicators, chosen.pairs, versus)
    return _frame("paired", fields, _rows(results, chosen, fields, found))


def exceedances(results: "Results", chosen: Selection, thresholds: Thresholds = ()) -> Frame:
    """How often cases lie beyond each of several thresholds of an indicator, on the side that is worse.

    Indicators without a threshold given have the usual one (summary.default_threshold) or no row. UserError where no
    indicator has one.
    """
    asked = _thresholds(chosen, thresholds)
    fields = (
        *_INDICATOR, *_PAIR,
        Field("threshold", "number", "Threshold", "In the unit of the indicator."),
        Field("side", "string", "Side", "Whether cases above or below the threshold are told: what is worse."),
        Field("probability", "number", "Frequency", "Share of the counted cases beyond the threshold, 0 to 1.", "1"),
        _LOW, _HIGH,
        Field("cases", "integer", "Cases beyond", "Counted cases beyond the threshold."),
        _COUNTED,
    )  # fmt: skip
    sides = {one.id: [(value, one.better != "up") for value in asked.get(one.id, ())] for one in chosen.indicators}
    found = comparisons.exceedances(results, chosen.indicators, chosen.pairs, sides)
    return _frame("exceedances", fields, _rows(results, chosen, fields, found))


def parameters(results: "Results") -> Frame:
    """The points of the parameter uncertainty, a row for each draw."""
    design = results.design
    fields = (
        Field("draw", "integer", "Draw", "Number of the point of the parameter uncertainty."),
        *(Field(name, "number", name, "Uncertain parameter, or effect of a measure.") for name in design.names),
    )
    return _frame("parameters", fields, [(draw, *point) for draw, point in enumerate(design.values.tolist())])


def _thresholds(chosen: Selection, given: Thresholds) -> dict[str, list[float]]:
    held = {one.id: one for one in chosen.indicators}
    asked: dict[str, list[float]] = {}
    for name, value in given:
        if name not in held:
            raise unknown("indicator", name, held)
        if is_share(held[name].unit) and not 0.0 <= value <= 1.0:
            raise UserError(f"threshold {name}: found {value:g}, expected a share from 0 to 1")
        asked.setdefault(name, []).append(value)
    usual = {name: default_threshold(one) for name, one in held.items() if name not in asked}
    asked |= {name: [value] for name, value in usual.items() if value is not None}
    if not asked:
        raise UserError(f"threshold: {', '.join(held)}: no usual one; give it, as in {next(iter(held))}=0.5")
    return asked


def _rows(
    results: "Results", chosen: Selection, fields: Sequence[Field], found: Mapping[str, Sequence[Any]]
) -> list[Row]:
    """A row for each thing found, by the names of the columns behind indicator and unit."""
    names = [one.name for one in fields[len(_INDICATOR) :]]

    def of(one: Indicator) -> list[Row]:
        return [(one.id, unit_of(results, one), *(_cell(row, name) for name in names)) for row in found[one.id]]

    return [row for one in chosen.indicators for row in of(one)]


def _cell(row: Any, name: str) -> Any:
    if name == "side":
        return "above" if row.above else "below"
    return getattr(row, name)


def _frame(what: str, fields: tuple[Field, ...], rows: Sequence[Row]) -> Frame:
    """A table that is small enough to be held: a row for each scenario, option and indicator at most a few times."""
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    table: Table = {
        one.name: np.array([np.nan if value is None else value for value in values], _TYPES[one.kind])
        for one, values in zip(fields, columns, strict=True)
    }

    def pieces() -> Iterator[Table]:
        yield table

    return Frame(what, fields, pieces)
