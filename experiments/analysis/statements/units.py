"""The unit in which a plan statement is told: its value, what it needs, and the interval that decides."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.analysis.worlds import number
from experiments.figures.numbers import is_share
from experiments.figures.subject import in_terms
from scenarios.statements import Statement
from simulation.layout import PARAMS

if TYPE_CHECKING:
    from scenarios import Pack

NO_UNIT = "1"


@dataclass(frozen=True)
class Scale:
    """What the numbers of a row are multiplied by where they are shown, and their unit then.

    `may_be_year` of a number of the pack that has no unit: it may be a year, which is written without comma.
    """

    times: float
    unit: str
    may_be_year: bool = False


def scale_of(pack: "Pack", row: Statement) -> Scale:
    """The scale of a row: shares in per cent, their differences in percentage points, all else in its own unit."""
    if row.test == "INPUT":
        unit = _given(pack, row)
        return Scale(1.0, unit, may_be_year=not unit)
    if row.test in ("ORD", "CON"):
        return Scale(100.0, "% of pairs of cases" if row.test == "ORD" else "% of cases and years")
    if row.statistic in ("ratio", "share-of-fall"):
        return Scale(100.0, "% of the other case" if row.statistic == "ratio" else "% of the whole fall")
    if row.test == "TR" and row.direction == "level":
        return Scale(100.0, "% of the first year")
    return _of_indicator(pack, row)


def _of_indicator(pack: "Pack", row: Statement) -> Scale:
    if row.indicator is None:
        return Scale(1.0, "")
    one = number(row.indicator)
    times, unit = (100.0, "%" if row.test == "BAND" else "pp") if is_share(one.unit) else (1.0, _told(pack, one.unit))
    if row.statistic == "variance":
        return Scale(times**2, f"{unit}²")
    return Scale(times, f"{unit} a year".strip() if row.test == "TR" else unit)


def _told(pack: "Pack", unit: str) -> str:
    return "" if unit == NO_UNIT else in_terms(pack, unit.replace("currency", pack.pack.currency))


def _given(pack: "Pack", row: Statement) -> str:
    """The unit of a parameter, or of the table of the document that the cells are of; empty for other values."""
    tables = {cell[0] for cell in (*row.cells, *row.minus)} | ({row.key[1]} if row.key[:1] == ("document",) else set())
    if len(tables) == 1 and not row.over:
        return pack.document[tables.pop()].head.unit or ""
    name = row.key[1].partition(".")[0] if row.key[:1] == ("parameters",) and row.key[-1:] == ("value",) else ""
    return next((_told(pack, one.unit) for one in PARAMS if one.name == name), "")
