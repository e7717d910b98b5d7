"""CSV text (RFC 4180, comma, double quotes) as cells that remember the line and column at which they begin."""

import re
from dataclasses import dataclass

from scenarios.files import place_in
from scenarios.problems import Problem, quoted

_CELL = re.compile(r'"(?:[^"]|"")*"|[^",\r\n]*')
_END = re.compile(r"\r\n|\r|\n|,|\Z")
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Cell:
    """One field: its text without quotes, and the line and column (from 1) at which it begins."""

    text: str
    line: int
    column: int


Line = tuple[Cell, ...]


def read_cells(file: str, text: str) -> tuple[list[Line], list[Problem]]:
    """The rows of a CSV text; blank lines are left out. Reading stops at the first fault of quoting."""
    rows: list[Line] = []
    row: list[Cell] = []
    at, line, begins = 0, 1, 0
    while at < len(text) or row:
        match = _CELL.match(text, at)
        end = _END.match(text, match.end()) if match else None
        if match is None or end is None:
            return rows, [_fault(file, text, at)]
        raw = match.group()
        row.append(Cell(_unquoted(raw), line, at - begins + 1))
        for inner in _BREAK.finditer(raw):
            line, begins = line + 1, match.start() + inner.end()
        at = end.end()
        if end.group() != ",":
            _keep(rows, row)
            row = []
            line, begins = line + 1, at
    return rows, []


def _keep(rows: list[Line], row: list[Cell]) -> None:
    if len(row) > 1 or row[0].text:
        rows.append(tuple(row))


def _unquoted(raw: str) -> str:
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw


def _fault(file: str, text: str, at: int) -> Problem:
    """Why the cell that begins at `at` is none: a quote that never closes, or text beside quotes."""
    if text[at] == '"' and _closing(text, at) is None:
        place, found, advice = at, "a quote that never closes", "close it with a second quote"
    elif text[at] == '"':
        place = _closing(text, at) or at
        found, advice = f"{quoted(text[place : place + 10])} after a closing quote", "write a quote inside as two"
    else:
        place = text.index('"', at)
        found, advice = "a quote inside a field", "put the whole field in quotes and write the quote as two"
    return Problem(file, *place_in(text[:place]), "csv", found, "a comma or the end of the line", advice)


def _closing(text: str, at: int) -> int | None:
    match = re.compile(r'"(?:[^"]|"")*"').match(text, at)
    return match.end() if match else None
