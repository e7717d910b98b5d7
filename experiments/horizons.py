"""Cases over the horizon: read for several indicators in one pass over the files of a pair, and kept within a limit."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.manifest import Manifest
from experiments.parquet import column
from experiments.statistics import Array, Parts
from experiments.study import Outline
from simulation.declare import Indicator

Pair = tuple[str, str]
Read = Callable[..., dict[str, NDArray[Any]]]
"""(query, pair, values of its parameters) to columns; the query reads `read_parquet($files)`."""
ROOM = 48 * 2**20
"""Bytes of cases that are kept for the next question."""
READ = 500_000
"""Numbers that are read at once; sorting them takes several times their room."""
PIECE = 4_000_000
"""Numbers of a table that are handed on at once."""


@dataclass(frozen=True)
class Span:
    """Cases `first` to `after - 1` of a scenario and option, where they stand by draw, then by replicate."""

    first: int
    after: int

    def condition(self, study: Outline) -> str:
        """The same as a condition of SQL on draw and replicate."""
        each = study.replicates // study.draws
        return f"draw * {each} + replicate // {study.draws} BETWEEN {self.first} AND {self.after - 1}"


def spans(cases: int, cells_of_a_case: int) -> Iterator[Span]:
    """All cases of a pair in stretches of at most PIECE numbers each, or of one case."""
    step = max(PIECE // max(cells_of_a_case, 1), 1)
    for first in range(0, cases, step):
        yield Span(first, min(first + step, cases))


def batches(asked: Sequence[Indicator], cells_of_a_tally: int) -> Iterator[Sequence[Indicator]]:
    """Indicators some at a time, of at most READ numbers together, or one: no column is read twice."""
    step = max(READ // max(2 * cells_of_a_tally, 1), 1)
    for first in range(0, len(asked), step):
        yield asked[first : first + step]


class Horizons:
    """Numerator and denominator of each case over the horizon (Parts); the last ROOM bytes asked for are kept."""

    def __init__(self, manifest: Manifest, read: Read) -> None:
        self._study, self._years, self._arrays = manifest.study, len(manifest.years), read
        self._over = {tally["name"]: tally["over"] for tally in manifest.tallies}
        self._kept: OrderedDict[tuple[str, Pair], Parts] = OrderedDict()
        self.bytes = 0
        self._lock = threading.Lock()

    def of(self, indicators: Sequence[Indicator], pair: Pair) -> list[Parts]:
        """The parts of these indicators; what is not at hand is read in as few passes as READ allows."""
        with self._lock:
            held = {one.id: self._kept[one.id, pair] for one in indicators if (one.id, pair) in self._kept}
            for name in held:
                self._kept.move_to_end((name, pair))
        missing = [one for one in indicators if one.id not in held]
        if missing:
            new = self._read_all(missing, pair)
            self._keep(new, pair)
            held |= new
        return [held[one.id] for one in indicators]

    def _keep(self, new: dict[str, Parts], pair: Pair) -> None:
        with self._lock:
            for name, parts in new.items():
                for array in (parts.numerator, parts.denominator, parts.ok):
                    array.flags.writeable = False
                if (name, pair) not in self._kept:
                    self._kept[name, pair] = parts
                    self.bytes += _size(parts)
            while self.bytes > ROOM and self._kept:
                _, oldest = self._kept.popitem(last=False)
                self.bytes -= _size(oldest)

    def values(self, asked: Sequence[Indicator], pair: Pair, span: Span) -> tuple[dict[str, Array], NDArray[np.int32]]:
        """Value of each case of a span by indicator, and its status; nothing is kept."""
        values: dict[str, Array] = {}
        status = np.empty(0, np.int32)
        for some in batches(asked, (span.after - span.first) * self._years):
            found, status = self._read(some, pair, span)
            values |= {name: parts.values() for name, parts in found.items()}
        return values, status

    def _read_all(self, asked: Sequence[Indicator], pair: Pair) -> dict[str, Parts]:
        whole = Span(0, self._study.replicates)
        found: dict[str, Parts] = {}
        for some in batches(asked, self._study.replicates * self._years):
            found |= self._read(some, pair, whole)[0]
        return found

    def _read(self, asked: Sequence[Indicator], pair: Pair, span: Span) -> tuple[dict[str, Parts], NDArray[np.int32]]:
        found = self._in_span(tallies_of(asked), pair, span)
        status = found["status"][:, 0].astype(np.int32)
        return {one.id: self._parts(one, found, status == 0) for one in asked}, status

    def _parts(self, one: Indicator, found: dict[str, NDArray[Any]], ok: NDArray[np.bool_]) -> Parts:
        if one.denominator is None:
            above = over_years(found[one.numerator], self._over[one.numerator])
            return Parts(above, np.ones(len(ok)), ok, self._study.draws)
        return Parts(found[one.numerator].sum(axis=1), found[one.denominator].sum(axis=1), ok, self._study.draws)

    def _in_span(self, tallies: Sequence[str], pair: Pair, span: Span) -> dict[str, NDArray[Any]]:
        """Status and tallies by year, (case, year)."""
        found = self._arrays(query_of(("status",), tallies, span, self._study), pair)
        return {name: values.reshape(-1, self._years) for name, values in found.items()}


def tallies_of(indicators: Sequence[Indicator]) -> list[str]:
    """The tallies that indicators are made of, each once."""
    return list(dict.fromkeys(name for one in indicators for name in (one.numerator, one.denominator) if name))


def query_of(who: Sequence[str], columns: Sequence[str], span: Span, study: Outline) -> str:
    """The query for stored columns of the cases of a span, as DOUBLE, behind those that say `who` a row is of.

    A row for each year, by draw, then by replicate.
    """
    chosen = (f"{column(name)}::DOUBLE AS {column(name)}" for name in columns)
    return (
        f"SELECT {', '.join((*who, *chosen))} FROM read_parquet($files) WHERE {span.condition(study)}"
        " ORDER BY draw, replicate, year"
    )


def over_years(years: Array, over: str) -> Array:
    """(case, year) to (case,)."""
    if over == "last":
        return years[:, -1].copy()
    reduced: Array = getattr(years, over)(axis=1)
    return reduced


def _size(parts: Parts) -> int:
    return parts.numerator.nbytes + parts.denominator.nbytes + parts.ok.nbytes
