"""INPUT: a value stands in the pack, or cells of the document's tables come to one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from experiments.analysis.statements.finding import Finding, untestable
from scenarios.document import DocumentTable
from scenarios.statements import Statement

if TYPE_CHECKING:
    from scenarios import Pack

CLOSE = 1e-9


def stands(pack: "Pack", row: Statement) -> Finding:
    """The verdict on a row of test INPUT."""
    return computed(pack, row) if row.cells else given(pack, row.key, row.equals)


def given(pack: "Pack", key: tuple[str, ...], expected: Any) -> Finding:
    """Whether the value that the keys lead to is the expected one."""
    about, found = ".".join(key), _at(pack, key)
    if found is None:
        return untestable("the pack has no such value", about)
    number = float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
    same = found == expected
    threshold = float(expected) if number is not None and isinstance(expected, int | float) else None
    why = "" if same else f"the pack has {found!r}"
    return Finding("holds" if same else "fails", number, threshold, None, None, about, why)


def _at(found: Any, key: tuple[str, ...]) -> Any:
    for i, part in enumerate(key):
        if isinstance(found, DocumentTable):
            return _of_document(found, key[i:])
        inner = found.get(part) if isinstance(found, Mapping) else getattr(found, part.replace("-", "_"), None)
        if inner is None:
            return None
        found = inner
    if hasattr(found, "model_dump"):
        return found.model_dump(by_alias=True, mode="json")
    if isinstance(found, tuple):
        return list(found)
    return found if isinstance(found, int | float | str) else str(found)


def _of_document(table: DocumentTable, key: tuple[str, ...]) -> Any:
    """A cell, or the cells of a whole row; None where there is none."""
    values = table.values(key[0]) if len(key) == 1 else (table.cell(*key),)
    plain = [float(value) if isinstance(value, Decimal) else value for value in values]
    return plain if len(key) == 1 and plain else plain[0] if len(plain) == 1 else None


def computed(pack: "Pack", row: Statement) -> Finding:
    """Whether what the cells come to is the expected value, or lies within the bounds."""
    value, about = float(_value(pack, row)), " + ".join(".".join(cell) for cell in row.cells)
    if row.equals is not None:
        same = abs(value - row.equals) <= CLOSE * max(abs(row.equals), 1.0)
        why = "" if same else f"the document has {value:.15g}"
        return Finding("holds" if same else "fails", value, float(row.equals), None, None, about, why)
    margins = [(value - row.low, row.low)] if row.low is not None else []
    margins += [(row.high - value, row.high)] if row.high is not None else []
    margin, threshold = min(margins)
    return Finding("holds" if margin >= 0.0 else "fails", value, threshold, margin, None, about)


def _value(pack: "Pack", row: Statement) -> Decimal:
    """(cells - minus) / over, exactly as long as nothing is divided."""
    left = _sum(pack, row.cells) - _sum(pack, row.minus)
    return left / _sum(pack, row.over) if row.over else left


def _sum(pack: "Pack", cells: tuple[tuple[str, ...], ...]) -> Decimal:
    return sum((_cell(pack, *cell) for cell in cells), Decimal(0))


def _cell(pack: "Pack", table: str, row: str, column: str) -> Decimal:
    found = pack.document[table].cell(row, column)
    if not isinstance(found, Decimal):
        raise AssertionError("a checked statement names cells that hold numbers")
    return found
