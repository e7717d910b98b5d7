"""Tables of the document in a terminal: its cells as they stand, below them what is simulated and its deviation."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from experiments.analysis.document import Sheet
from experiments.console import NARROWEST, say, table
from experiments.figures.numbers import MINUS
from experiments.study import REFERENCE, SEED, default_draws

if TYPE_CHECKING:
    from scenarios import Pack
    from scenarios.document import DocumentRow

INDENT = "  "
EXACT = 1e-9


def show_sheets(pack: "Pack", found: list[Sheet], scenario: str, replicates: int, out: Console) -> None:
    """Every table with its place, then the errata of the document."""
    say(f"{pack.pack.document}: its tables as they stand.", out)
    if any(sheet.simulated for sheet in found):
        world = f"“{pack.label(scenario).strip('“”')}” under “{pack.label(REFERENCE)}”"
        cases = f"draws of the parameters: {default_draws(replicates)}, seed {SEED}"
        say(f"Below a row the mean of {replicates:,} simulated cases and its deviation ({world}; {cases}).", out)
    for line in dict.fromkeys(line for sheet in found for line in sheet.ran.told()):
        say(line, out)
    for sheet in found:
        out.print()
        out.print(_grid(sheet), soft_wrap=False, width=NARROWEST)
    if pack.errata:
        out.print()
        out.print("Errata and tensions of the document:")
    for name, erratum in pack.errata.items():
        text = f"{name} ({erratum.place}): {erratum.problem} {erratum.treatment}"
        say(text, out)


def _grid(sheet: Sheet) -> Table:
    head = sheet.table.head
    unit = f" ({head.unit})" if head.unit and head.unit not in head.title else ""
    numeric = {column: _is_numeric(sheet, column) for column in sheet.table.columns}
    columns = [("", False), *((column, numeric[column]) for column in sheet.table.columns)]
    rows = [line for row in sheet.table.rows for line in _lines(sheet, row)]
    return table(columns, rows, title=f"{sheet.name}: {head.title}{unit}, {head.place}")


def _is_numeric(sheet: Sheet, column: str) -> bool:
    return all(isinstance(row.cells.get(column, Decimal(0)), Decimal) for row in sheet.table.rows)


def _lines(sheet: Sheet, row: "DocumentRow") -> Iterator[tuple[str, ...]]:
    marks = f" [{', '.join(row.erratum)}]" if row.erratum else ""
    columns = sheet.table.columns
    yield (f"{row.label}{marks}", *(exact(row.cells.get(column)) for column in columns))
    beside = sheet.simulated.get(row.row)
    if beside is None:
        return
    yield (f"{INDENT}simulated", *(_rounded(beside.get(column)) for column in columns))
    yield (f"{INDENT}deviation", *(_share(sheet.deviation(row, column)) for column in columns))


def exact(value: Decimal | str | None) -> str:
    """A cell to its last digit, thousands apart, what is subtracted in brackets as the document writes it."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"({-value:,f})" if value < 0 else f"{value:,f}" if abs(value) >= 10000 else f"{value:f}"


def _rounded(value: float | None) -> str:
    if value is None:
        return ""
    return f"({-value:,.0f})" if value < 0 else f"{value:,.0f}"


def _share(value: float | None) -> str:
    if value is None:
        return ""
    return "0 %" if abs(value) < EXACT else f"{100.0 * value:+.1f} %".replace("-", MINUS)
