"""The engine's parameters in the words of a problem, shared by the checks of parameters and of measures."""

from scenarios.parts import Draft
from scenarios.problems import did_you_mean
from simulation.declare import Param
from simulation.layout import PARAMS

BY_NAME = {param.name: param for param in PARAMS}


def bounds_of(param: Param) -> str:
    """What a parameter may be, in words."""
    return f"{param.low:.15g} to {param.high:.15g} ({param.unit})"


def rows_of(draft: Draft, param: Param) -> frozenset[str] | None:
    """Ids of the rows that a parameter has a value for; None when the table can't be read."""
    table = draft.tables.named(param.table) if param.table else None
    return table.ids if table is not None and (table.ids or table.complete) else None


def moved_by(draft: Draft, name: str) -> tuple[Param | None, str]:
    """The parameter that a modifier's name points to; None, and why, when there is none that may be moved."""
    stem, _, row = name.partition(".")
    param = BY_NAME.get(stem)
    if param is None:
        return None, did_you_mean(stem, BY_NAME) or "no such parameter"
    if param.table and not row:
        return None, f"add the row, as in {stem}.{min(rows_of(draft, param) or {'row'})}"
    if row and not param.table:
        return None, f"{stem} has no rows"
    known = rows_of(draft, param)
    if param.table and known is not None and row not in known:
        return None, did_you_mean(row, sorted(known)) or f"tables/{param.table}.csv has no such row"
    if not param.operations:
        return None, f"{stem} is read once, before the first day, and can't be moved"
    return param, ""
