"""The tables of a plan document as a pack holds them: number for number, with the sums that they must meet.

`document.yaml` names the tables and the errata, `document/<table>.csv` holds the cells. Every column that is none of
COLUMNS is a column of the document; a cell is a number, kept exactly, or text. `sum_of` names the rows that a row adds
up; `simulated` names what the engine has beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, ValidationError

from scenarios.csvtext import Cell, Line, read_cells
from scenarios.positions import Place
from scenarios.problems import Problem, described
from scenarios.tables import Table
from scenarios.words import EXPECTED, Frozen, FrozenDict, Name, Says, Source, Strict, Text, Year

FOLDER = "document/"
REQUIRED = ("row", "label", "source")
COLUMNS = (*REQUIRED, "sum_of", "simulated", "erratum")
SIMULATED = re.compile(r"(minus )?(?:(planned|facilities)(?: ([a-z0-9-]+))?|(tally) ([a-z0-9_]+))")
"""Sign, what is read of the engine, and of which category of facilities or which tally."""
HOW = "planned, facilities (of a category), or tally and its name, with minus before it where signs differ"

_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,9})?")
_COLUMN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Value = Decimal | str
ErratumId = Annotated[
    str, Field(pattern=r"^[A-Z][0-9]{1,3}\Z"), Says("the id of an erratum: a capital and a number, as X1")
]  # fmt: skip


class TableHead(Strict):
    """What a table of the document is: title, place, unit, and the year of its prices where they are constant."""

    title: Text
    place: Text
    unit: Text | None = None
    prices: Year | None = None
    source: Source


class Erratum(Strict):
    """Something in the document that contradicts itself or is left open, and what the pack makes of it."""

    place: Text
    problem: Text
    treatment: Text


class DocumentFile(Strict):
    """Tables of the plan document, and its errors."""

    tables: Annotated[Mapping[Name, TableHead], Frozen] = Field(default_factory=FrozenDict)
    errata: Annotated[Mapping[ErratumId, Erratum], Frozen] = Field(default_factory=FrozenDict)


class DocumentRow(Strict):
    """A row of a table: its cells by column, the rows it sums, what is simulated beside it, errata that touch it."""

    row: Name
    label: Text
    source: Source
    sum_of: tuple[str, ...] = ()
    simulated: str = ""
    erratum: tuple[str, ...] = ()
    cells: Annotated[Mapping[str, Decimal | str], Frozen]


@dataclass(frozen=True)
class DocumentTable:
    """A table of the document: head, columns in their order, rows in their order."""

    head: TableHead
    columns: tuple[str, ...]
    rows: tuple[DocumentRow, ...]

    def cell(self, row: str, column: str) -> Value | None:
        """The value of a cell; None where there is none."""
        return dict(zip(self.columns, self.values(row), strict=False)).get(column)

    def values(self, row: str) -> tuple[Value | None, ...]:
        """The cells of a row in the order of the columns; none where there is no such row."""
        return tuple(one.cells.get(column) for one in self.rows if one.row == row for column in self.columns)


def file_of(table: str) -> str:
    """The file that holds a table."""
    return f"{FOLDER}{table}.csv"


def columns_of(header: Mapping[str, Place]) -> tuple[str, ...]:
    """The columns that the document itself has."""
    return tuple(column for column in header if column not in COLUMNS)


def within(category: str, wanted: str) -> bool:
    """Whether a category of facilities is the wanted one or a part of it: destruction-campaigns is of destruction."""
    return not wanted or category == wanted or category.startswith(f"{wanted}-")


def read_document_table(file: str, text: str) -> Table[DocumentRow]:
    """A table of the document from its text, with every fault of its form."""
    lines, problems = read_cells(file, text)
    problems += _faults_of_header(file, lines)
    if problems:
        return Table(file, (), (), frozenset(), tuple(problems))
    header = [cell.text for cell in lines[0]]
    rows: list[DocumentRow] = []
    places: list[Mapping[str, Place]] = []
    for line in lines[1:]:
        row, faults = _row(file, header, line)
        problems += faults
        if row is not None:
            rows.append(row)
            places.append({column: (cell.line, cell.column) for column, cell in zip(header, line, strict=True)})
    top = {cell.text: (cell.line, cell.column) for cell in lines[0]}
    table = Table(file, tuple(rows), tuple(places), frozenset(row.row for row in rows), tuple(problems), top)
    return _without_repetition(table)


def _faults_of_header(file: str, lines: list[Line]) -> list[Problem]:
    if not lines:
        expected = f"the columns {', '.join(REQUIRED)} and those of the table"
        return [Problem(file, 1, 1, "header", "no header line", expected)]
    seen = [cell.text for cell in lines[0]]
    faults = [
        Problem(file, lines[0][0].line, 1, column, "nothing", "this column", "add it to the header line")
        for column in REQUIRED
        if column not in seen
    ]
    for i, cell in enumerate(lines[0]):
        if cell.text in seen[:i]:
            faults.append(_fault(file, cell, cell.text, "the column again", "each column once"))
        elif cell.text not in COLUMNS and not _COLUMN.fullmatch(cell.text):
            found = described(cell.text) if cell.text else "an empty cell"
            faults.append(_fault(file, cell, "header", found, "a column of small letters, digits and hyphens"))
    if not faults and set(seen) <= set(COLUMNS):
        faults.append(Problem(file, 1, 1, "header", "no column of the document", "at least one, such as a year"))
    return faults


def _fault(file: str, cell: Cell, key: str, found: str, expected: str, advice: str = "") -> Problem:
    return Problem(file, cell.line, cell.column, key, found, expected, advice)


def _row(file: str, header: list[str], line: Line) -> tuple[DocumentRow | None, list[Problem]]:
    if len(line) != len(header):
        found, expected = f"{len(line)} fields", f"{len(header)} as in the header"
        return None, [_fault(file, line[0], "row", found, expected, "put a text with commas in quotes")]
    cells = dict(zip(header, line, strict=True))
    try:
        return DocumentRow.model_validate(_values(cells)), []
    except ValidationError as error:
        return None, [_translated(file, cells, dict(detail)) for detail in error.errors(include_url=False)]


def _values(cells: Mapping[str, Cell]) -> dict[str, Any]:
    plain = {column: cells[column].text for column in (*REQUIRED, "simulated") if column in cells}
    lists = {column: tuple(cells[column].text.split()) for column in ("sum_of", "erratum") if column in cells}
    own = {column: _value(cell.text) for column, cell in cells.items() if column not in COLUMNS and cell.text}
    return {**plain, **lists, "cells": own}


def _value(text: str) -> Value:
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def _translated(file: str, cells: Mapping[str, Cell], detail: dict[str, Any]) -> Problem:
    column = str(detail["loc"][0])
    context = detail.get("ctx", {})
    expected = context["expected"] if detail["type"] == EXPECTED else detail["msg"].lower()
    found = described(cells[column].text) if cells[column].text else "an empty cell"
    return _fault(file, cells[column], column, found, expected, context.get("advice", ""))


def _without_repetition(table: Table[DocumentRow]) -> Table[DocumentRow]:
    """The table, with a problem for every row id that stands twice."""
    ids = [row.row for row in table.rows]
    repeated = tuple(
        table.problem(i, "row", f"{described(name)} again", "each row once")
        for i, name in enumerate(ids)
        if name in ids[:i]
    )
    faults = (*table.problems, *repeated)
    return Table(table.file, table.rows, table.places, table.ids, faults, table.header)
