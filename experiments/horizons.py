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
ROOM = 96 * 2**20
"""Bytes of cases that are kept for the next question."""
CELLS = 4_000_000
"""Numbers that are read at once."""


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
    """All cases of a pair in stretches of at most CELLS numbers each, or of one case."""
    step = max(CELLS // max(cells_of_a_case, 1), 1)
    for first in range(0, cases, step):
        yield Span(first, min(first + step, cases))


class Horizons:
    """Numerator and denominator of each case over the horizon (Parts); the last ROOM bytes asked for are kept."""

    def __init__(self, manifest: Manifest, read: Read) -> None:
        self._study, self._years, self._arrays = manifest.study, len(manifest.years), read
        self._over = {tally["name"]: tally["over"] for tally in manifest.tallies}
        self._kept: OrderedDict[tuple[str, Pair], Parts] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def of(self, indicators: Sequence[Indicator], pair: Pair) -> list[Parts]:
        """The parts of these indicators; what is not at hand is read in as few passes as CELLS allows."""
        with self._lock:
            held = {one.id: found for one in indicators if (found := self._kept.get((one.id, pair)))}
        missing = [one for one in indicators if one.id not in held]
        if missing:
            new = self._read(missing, pair)
            self._keep(new, pair)
            held |= new
        return [held[one.id] for one in indicators]

    def _keep(self, new: dict[str, Parts], pair: Pair) -> None:
        with self._lock:
            for name, parts in new.items():
                if (name, pair) not in self._kept:
                    self._kept[name, pair] = parts
                    self._bytes += _size(parts)
            while self._bytes > ROOM and self._kept:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= _size(oldest)

    def _read(self, asked: Sequence[Indicator], pair: Pair) -> dict[str, Parts]:
        cases = self._study.replicates
        above = {one.id: np.empty(cases) for one in asked}
        below = {one.id: np.ones(cases) for one in asked}
        ok = np.empty(cases, np.bool_)
        tallies = list(dict.fromkeys(name for one in asked for name in (one.numerator, one.denominator) if name))
        for span in spans(cases, (len(tallies) + 1) * self._years):
            found = self._in_span(tallies, pair, span)
            here = slice(span.first, span.after)
            ok[here] = found["status"][:, 0] == 0
            for one in asked:
                above[one.id][here] = over_years(found[one.numerator], self._joined(one))
                if one.denominator:
                    below[one.id][here] = found[one.denominator].sum(axis=1)
        return {one.id: _frozen(above[one.id], below[one.id], ok, self._study.draws) for one in asked}

    def _in_span(self, tallies: Sequence[str], pair: Pair, span: Span) -> dict[str, NDArray[Any]]:
        """Status and tallies by year, (case, year)."""
        chosen = ", ".join(f"{column(name)}::DOUBLE AS {column(name)}" for name in tallies)
        found = self._arrays(
            f"SELECT status, {chosen} FROM read_parquet($files) WHERE {span.condition(self._study)}"
            " ORDER BY draw, replicate, year",
            pair,
        )
        return {name: values.reshape(-1, self._years) for name, values in found.items()}

    def _joined(self, one: Indicator) -> str:
        return "sum" if one.denominator else self._over[one.numerator]


def over_years(years: Array, over: str) -> Array:
    """(case, year) to (case,)."""
    if over == "last":
        return years[:, -1].copy()
    reduced: Array = getattr(years, over)(axis=1)
    return reduced


def _frozen(above: Array, below: Array, ok: NDArray[np.bool_], draws: int) -> Parts:
    for array in (above, below, ok):
        array.flags.writeable = False
    return Parts(above, below, ok, draws)


def _size(parts: Parts) -> int:
    return parts.numerator.nbytes + parts.denominator.nbytes + parts.ok.nbytes
