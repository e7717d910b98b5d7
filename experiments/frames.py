"""Tidy tables of a study: a row for each case, year or month, handed out piece by piece and never held at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.faults import UserError
from experiments.figures.numbers import is_share
from experiments.figures.subject import doc, in_words_of
from experiments.horizons import Pair, Span, batches, query_of, spans, tallies_of
from experiments.selection import Selection
from experiments.statistics import Array
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Results

Kind = Literal["string", "integer", "number"]
Table = dict[str, NDArray[Any]]
"""Columns of equal length by name. Text is an array of objects; a number that there is not is NaN."""
MONTHS = 12


@dataclass(frozen=True)
class Field:
    """A column: its kind, unit (empty where it has none), title and meaning."""

    name: str
    kind: Kind
    title: str
    doc: str
    unit: str = ""


@dataclass(frozen=True)
class Frame:
    """A table that is read when it is asked for: `pieces()` gives it from the beginning, in the same order always.

    A piece holds cases of one scenario and option, horizons.PIECE numbers at most. Each is a dict of columns, as
    `pandas.DataFrame` takes it.
    """

    what: str
    fields: tuple[Field, ...]
    pieces: Callable[[], Iterator[Table]]


CASE = (
    Field("scenario", "string", "Scenario", "Id of the scenario: circumstances only."),
    Field("option", "string", "Option", "Id of the option: a named set of measures."),
    Field("draw", "integer", "Draw", "Number of the point of the parameter uncertainty."),
    Field("replicate", "integer", "Simulated case", "Same number, same random numbers in every scenario and option."),
    Field("status", "integer", "Status", "0: ran to its end; else why it stopped, and it has no values."),
)
YEAR = Field("year", "integer", "Year", "Year of the plan.")
MONTH = Field("month", "integer", "Month", "Month of the year, 1 to 12.")
PARAMETER = "parameter."


def field_of(results: "Results", one: Indicator) -> Field:
    """The column of an indicator, in the words of the pack: shares are parts of 1, money is in the pack's currency."""
    meaning = doc(results, one.id) + (" A share: 1 stands for 100 %." if is_share(one.unit) else "")
    return Field(one.id, "number", in_words_of(results, one.label), meaning, unit_of(results, one))


def unit_of(results: "Results", one: Indicator) -> str:
    """The unit of the numbers as they are stored: 1 for a share, the currency of the pack for money."""
    unit = one.unit.replace("currency", results.pack.pack.currency)
    return "1" if is_share(one.unit) else in_words_of(results, unit)


def runs(results: "Results", chosen: Selection, with_parameters: bool = False) -> Frame:
    """A row for each simulated case: its values over the horizon, as Results.horizon has them.

    No value where the case failed or had no event. `with_parameters` adds the point of its draw (`parameter.NAME`).
    """

    def piece(pair: Pair, span: Span) -> Table:
        values, status = results.horizons.values(chosen.indicators, pair, span)
        draw, replicate = identity(results, span)
        return {"draw": draw, "replicate": replicate, "status": status, **values}

    return _frame(results, chosen, ("runs", CASE, 1), piece, with_parameters)


def years(results: "Results", chosen: Selection, with_parameters: bool = False) -> Frame:
    """A row for each simulated case and year. A ratio is that of the year; no value as in `runs`."""

    def piece(pair: Pair, span: Span) -> Table:
        return yearly(results, chosen.indicators, pair, span)

    return _frame(results, chosen, ("years", (*CASE, YEAR), len(results.years)), piece, with_parameters)


def months(results: "Results", chosen: Selection, with_parameters: bool = False) -> Frame:
    """A row for each simulated case and month. UserError for an indicator of which the store keeps no months."""
    known = with_months(results)
    for one in chosen.indicators:
        if one.id not in known:
            raise UserError(f"indicator: {one.id} is kept by year; months are kept of {', '.join(known)}")

    def piece(pair: Pair, span: Span) -> Table:
        return _monthly(results, chosen.indicators, pair, span)

    rows = len(results.years) * MONTHS
    return _frame(results, chosen, ("months", (*CASE, YEAR, MONTH), rows), piece, with_parameters)


def yearly(results: "Results", indicators: Sequence[Indicator], pair: Pair, span: Span) -> Table:
    """Draw, replicate, status, year and indicators of the cases of a span, a row for each year."""
    table: Table = {}
    for some in batches(indicators, (span.after - span.first) * len(results.years)):
        found = _stored(results, tallies_of(some), pair, span)
        table |= {name: found[name] for name in _WHO}
        table |= {one.id: _values_of(one, found, "") for one in some}
    return table


def _monthly(results: "Results", indicators: Sequence[Indicator], pair: Pair, span: Span) -> Table:
    table: Table = {}
    for some in batches(indicators, (span.after - span.first) * len(results.years) * MONTHS):
        found = _stored(results, [f"{name}{month}" for name in tallies_of(some) for month in _SUFFIXES], pair, span)
        table |= {name: np.repeat(found[name], MONTHS) for name in _WHO}
        table["month"] = np.tile(np.arange(1, MONTHS + 1, dtype=np.int32), len(found["year"]))
        for one in some:
            table[one.id] = np.stack([_values_of(one, found, month) for month in _SUFFIXES], axis=1).ravel()
    return table


def with_months(results: "Results") -> tuple[str, ...]:
    """Indicators of which the store keeps the months."""
    kept = {tally["name"] for tally in results.manifest.tallies if tally["monthly"]}
    return tuple(one.id for one in results.indicators if {one.numerator, one.denominator or one.numerator} <= kept)


_WHO = ("draw", "replicate", "status", "year")
_SUFFIXES = tuple(f".m{month:02d}" for month in range(1, MONTHS + 1))


def _frame(
    results: "Results",
    chosen: Selection,
    about: tuple[str, tuple[Field, ...], int],
    piece: Callable[[Pair, Span], Table],
    with_parameters: bool,
) -> Frame:
    """A frame of this name, leading columns and rows of a case."""
    what, leading, rows = about
    added = _parameters(results) if with_parameters else ()
    fields = (*leading, *(field_of(results, one) for one in chosen.indicators), *added)

    def pieces() -> Iterator[Table]:
        for scenario, option in chosen.pairs:
            for span in spans(results.manifest.study.replicates, rows * len(fields)):
                found = piece((scenario, option), span)
                length = len(found["draw"])
                names = {"scenario": np.full(length, scenario, object), "option": np.full(length, option, object)}
                points = results.design.values[found["draw"]].T if added else ()
                yield names | found | {one.name: values for one, values in zip(added, points, strict=True)}

    return Frame(what, fields, pieces)


def _parameters(results: "Results") -> tuple[Field, ...]:
    return tuple(
        Field(f"{PARAMETER}{name}", "number", name, "Uncertain parameter, or effect of a measure, of the draw.")
        for name in results.design.names
    )


def identity(results: "Results", span: Span) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Draw and replicate of the cases of a span, int32 (case,)."""
    study = results.manifest.study
    draw, within = np.divmod(np.arange(span.first, span.after, dtype=np.int32), study.replicates // study.draws)
    return draw.astype(np.int32), (within * study.draws + draw).astype(np.int32)


def _stored(results: "Results", columns: Sequence[str], pair: Pair, span: Span) -> Table:
    """Stored columns of the cases of a span, a row for each year."""
    return results.read(query_of(_WHO, columns, span, results.manifest.study), pair)


def _values_of(one: Indicator, found: Table, suffix: str) -> Array:
    """The value of each row; not a number where the case failed or had no event."""
    above = found[f"{one.numerator}{suffix}"]
    below = np.ones_like(above) if one.denominator is None else found[f"{one.denominator}{suffix}"]
    values = np.full(len(above), np.nan)
    np.divide(above, below, out=values, where=(found["status"] == 0) & (below != 0))
    return values
