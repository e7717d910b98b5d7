"""The CSV tables of a pack: header, cells and rows checked one by one, each fault with the place of its cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

from pydantic import ValidationError

from scenarios.csvtext import Cell, Line, read_cells
from scenarios.positions import Place
from scenarios.problems import Problem, described, did_you_mean
from scenarios.rows import KEYS, ROWS, Payer
from scenarios.translate import keys_of
from scenarios.words import EXPECTED, Strict

OPTIONAL = {
    "site_classes": ("cap_group",),
    "request_kinds": (
        *("preparation_sigma", "urgent", "qualified"),
        *("decision_hours", "travel_hours", "access_hours", "report_days"),
    ),
    "facilities": ("done_before", "category", "stands_for", "opens_with", "opens_after_days", "open_days"),
    "lines": ("reports", "purpose", "instrument"),
    "state_classes": ("request_kind", "group"),
    "services": ("urgent", "pool"),
    "activities": ("rate", "body", "output", "trip", "helps"),
    "joint_activities": ("milestone", "group"),
    "reports": ("kind", "first_due", "period_years", "entry_days", "form", "classes"),
    "meetings": ("gathering", "invites", "sponsors", "host_share"),
    "obligations": (
        *("kind", "state_class", "facilities", "work", "rate", "need", "due"),
        *("body", "extensions", "longest_extension", "lead_days"),
    ),
    "observations": ("kind", "since", "known", "unit", "bound", "used_for_fit", "note"),
}
MAY_BE_EMPTY = (
    *("site_classes", "request_kinds", "clocks", "facilities", "stoppages"),
    *("milestones", "stakeholders", "services", "state_classes", "sessions", "obligation_kinds"),
    *("obligations", "outputs", "activities", "instruments", "joint_activities", "reports", "meetings"),
)
SHARE = re.compile(r"share_([0-9]{4})")

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

Row = TypeVar("Row", bound=Strict)


@dataclass(frozen=True)
class Table(Generic[Row]):
    """Rows that are sound, the places of their cells and of the header, all ids that the file names, and the faults."""

    file: str
    rows: tuple[Row, ...]
    places: tuple[Mapping[str, Place], ...]
    ids: frozenset[str]
    problems: tuple[Problem, ...]
    header: Mapping[str, Place] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every row of the file is sound."""
        return not self.problems

    def problem(self, row: int, column: str, found: str, expected: str, advice: str = "") -> Problem:
        """A fault of one cell; of the first of its row where the file leaves the column out."""
        places = self.places[row]
        return Problem(self.file, *places.get(column, min(places.values())), column, found, expected, advice)

    def whole(self, column: str, found: str, expected: str, advice: str = "") -> Problem:
        """A fault of a column as a whole, shown at its header."""
        return Problem(self.file, *self.header.get(column, (1, 1)), column, found, expected, advice)


def read_table(name: str, file: str, text: str, years: tuple[int, ...]) -> Table[Any]:
    """A table of the pack from its text. `years` are those of the horizon, none when pack.yaml doesn't say them."""
    lines, problems = read_cells(file, text)
    header = [cell.text for cell in lines[0]] if lines else []
    problems += _faults_of_header(file, lines, _columns(name, header, years), OPTIONAL.get(name, ()))
    if problems:
        return Table(file, (), (), frozenset(), tuple(problems))
    rows: list[Any] = []
    places: list[Mapping[str, Place]] = []
    for line in lines[1:]:
        row, faults = _row(name, file, header, line)
        problems += faults
        if row is not None:
            rows.append(row)
            places.append({column: (cell.line, cell.column) for column, cell in zip(header, line, strict=True)})
    problems += _repeated(name, file, header, lines[1:])
    if len(lines) == 1 and name not in MAY_BE_EMPTY:
        problems.append(Problem(file, 1, 1, "table", "no rows", "at least one row below the header"))
    top = {cell.text: (cell.line, cell.column) for cell in lines[0]}
    return Table(file, tuple(rows), tuple(places), _ids(name, lines), tuple(problems), top)


def _columns(name: str, header: list[str], years: tuple[int, ...]) -> tuple[str, ...]:
    if name != "payers":
        return keys_of(ROWS[name])
    shares = [f"share_{year}" for year in years] if years else [c for c in header if SHARE.fullmatch(c)]
    return ("payer", "since", *shares, "source")


def _faults_of_header(
    file: str, lines: list[Line], expected: tuple[str, ...], optional: tuple[str, ...]
) -> list[Problem]:
    needed = ",".join(c for c in expected if c not in optional)
    whole = f"the header line {needed}"
    if not lines:
        return [Problem(file, 1, 1, "header", "no header line", whole)]
    faults, seen, header = [], set(), lines[0]
    if len(header) == 1 and ";" in header[0].text:
        return [_fault(file, header[0], "header", "semicolons between the columns", "commas", f"write {whole}")]
    for cell in header:
        if cell.text in seen:
            faults.append(_fault(file, cell, cell.text or "header", "the column again", "each column once"))
        elif cell.text not in expected:
            advice = did_you_mean(cell.text, [c for c in expected if c not in {h.text for h in header}])
            faults.append(_fault(file, cell, cell.text or "header", "an unknown column", "a known one", advice))
        seen.add(cell.text)
    return faults + [
        Problem(file, header[0].line, 1, column, "nothing", "this column", f"add it; every file has {needed}")
        for column in expected
        if column not in seen and column not in optional
    ]


def _fault(file: str, cell: Cell, key: str, found: str, expected: str, advice: str = "") -> Problem:
    return Problem(file, cell.line, cell.column, key, found, expected, advice)


def _row(name: str, file: str, header: list[str], line: Line) -> tuple[Strict | None, list[Problem]]:
    if len(line) != len(header):
        found, expected = f"{len(line)} fields", f"{len(header)} as in the header"
        return None, [_fault(file, line[0], "row", found, expected, "put a text with commas in quotes")]
    model = ROWS[name]
    cells = dict(zip(header, line, strict=True))
    try:
        return model.model_validate(_payer(cells) if model is Payer else _values(name, model, cells)), []
    except ValidationError as error:
        return None, [_translated(file, header, cells, dict(detail)) for detail in error.errors(include_url=False)]


def _values(table: str, model: type[Strict], cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Cells by column; an empty one of a column that may be left out is left out."""
    kinds = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    given = {c: cell.text for c, cell in cells.items() if cell.text or c not in OPTIONAL.get(table, ())}
    return {column: _value(kinds[column], text) for column, text in given.items()}


def _payer(cells: Mapping[str, Cell]) -> dict[str, Any]:
    shares = [column for column in cells if SHARE.fullmatch(column)]
    values = {column: cell.text for column, cell in cells.items() if column not in shares}
    return {**values, "shares": tuple(_value(float, cells[c].text) for c in sorted(shares))}


def _value(kind: Any, text: str) -> Any:
    """A cell as the kind of its column; text that is no such thing stays text, for the schema to refuse."""
    kinds = _plain(kind)
    if int in kinds and _INTEGER.fullmatch(text):
        return int(text)
    if float in kinds and _REAL.fullmatch(text):
        return float(text)
    return text


def _plain(kind: Any) -> tuple[Any, ...]:
    """The types inside annotations and unions."""
    inner = get_args(kind)[:1] if get_origin(kind) is Annotated else get_args(kind)
    return tuple(part for arm in inner for part in _plain(arm)) if inner else (kind,)


def _translated(file: str, header: list[str], cells: Mapping[str, Cell], detail: dict[str, Any]) -> Problem:
    loc = detail["loc"]
    column = str(loc[0])
    if column == "shares":
        column = sorted(c for c in header if SHARE.fullmatch(c))[loc[1]]
    cell = cells[column]
    found = described(cell.text) if cell.text else "an empty cell"
    context = detail.get("ctx", {})
    expected = context["expected"] if detail["type"] == EXPECTED else detail["msg"].lower()
    return _fault(file, cell, column, found, expected, context.get("advice", ""))


def _repeated(name: str, file: str, header: list[str], lines: list[Line]) -> list[Problem]:
    if name not in KEYS:
        return []
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for line in lines:
        cells = dict(zip(header, line, strict=False))
        key = tuple(cells[column].text for column in KEYS[name] if column in cells)
        if key in seen and all(key):
            last, advice = cells[KEYS[name][-1]], f"it stands in line {seen[key]}"
            faults.append(_fault(file, last, KEYS[name][-1], f"{described(last.text)} again", "each id once", advice))
        seen.setdefault(key, line[0].line)
    return faults


def _ids(name: str, lines: list[Line]) -> frozenset[str]:
    if not lines or name not in KEYS:
        return frozenset()
    header = [cell.text for cell in lines[0]]
    if KEYS[name][-1] not in header:
        return frozenset()
    place = header.index(KEYS[name][-1])
    return frozenset(line[place].text for line in lines[1:] if len(line) > place)
