"""The ledger of a draft: each figure it prints, numbered, with the cell it comes from."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from experiments.draft.cells import Cell, Reader
from experiments.draft.model import Number

if TYPE_CHECKING:
    from experiments.results import Results

TOLERANCE = 1e-9


class Ledger:
    """Numbers figures in order of appearance; the same cell in the same words keeps its number."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._numbers: dict[tuple[Cell, str], Number] = {}

    def cite(self, cell: Cell, unit: str, words: Callable[[float | None], str]) -> Number:
        """The figure of a cell; `words` prints its value."""
        value = self.reader.value(cell)
        key = cell, words(value)
        if key not in self._numbers:
            place = f"n{len(self._numbers) + 1}"
            self._numbers[key] = Number(
                place, key[1], cell.indicator, cell.scenario, cell.option, cell.statistic, value, unit
            )
        return self._numbers[key]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All figures cited so far, in order."""
        return tuple(self._numbers.values())


def ledger_json(numbers: Iterable[Number], content_hash: str) -> str:
    """The ledger as JSON: a list of figures, each with its cell and the content hash of the study."""
    rows = [asdict(number) | {"content_hash": content_hash} for number in numbers]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def differing(rows: Iterable[Mapping[str, Any]], results: "Results") -> list[str]:
    """The ids of figures that the study no longer gives, or that belong to another study."""
    reader = Reader(results)
    hashed = results.manifest.content_hash
    return [row["id"] for row in rows if row["content_hash"] != hashed or not _same(row, reader)]


def _same(row: Mapping[str, Any], reader: Reader) -> bool:
    value = reader.value(Cell(row["indicator"], row["scenario"], row["option"], row["statistic"]))
    if value is None or row["value"] is None:
        return value is row["value"]
    return math.isclose(value, row["value"], rel_tol=TOLERANCE, abs_tol=TOLERANCE)
