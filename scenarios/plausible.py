"""Whether observations can be what they say: within the range of their indicator, in its unit, each said once."""

from collections.abc import Iterable, Iterator
from math import inf

from scenarios.observed import PER_CENT, Observation
from scenarios.problems import Problem, described
from scenarios.tables import Table
from simulation.declare import Indicator
from simulation.layout import INDICATORS

_BY_ID = {one.id: one for one in INDICATORS}
SHARES = frozenset({"%", "probability"})
PARTS = frozenset(
    {
        *("decl_ontime", "decl_received", "decl_complete", "decl_accuracy", "at_level_1", "at_level_2", "at_level_3"),
        *("destroyed_share", "destroyed_share_of_declared", "engaged_share", "engaged_end", "milestones_on_time"),
        *("receipts_share", "shortfall", "presence_lost_share", "late_share", "visit_days_share"),
    }
)
"""Shares that are parts of a whole; others, such as what is outstanding over a year's budget, may pass it."""
SIGNED = frozenset({"cash_end", "cash_low", "year_end_balance", "transfers_share"})
"""Indicators that may lie below zero."""
LARGEST_SHARE = 2.0
"""Shares above this were most likely written in per cent."""

Facts = dict[object, tuple[Table[Observation], int]]


def implausible(tables: Iterable[Table[Observation]], currency: str) -> Iterator[Problem]:
    """Every fault of sound rows, in the order of files and lines.

    What the engine does not know, and what nobody verified, is not looked at: it is scored nowhere.
    """
    facts: Facts = {}
    for table in tables:
        for i, seen in enumerate(table.rows):
            if seen.indicator in _BY_ID and seen.is_verified:
                yield from _of_row(table, i, seen, currency)
                yield from _said_before(facts, table, i, seen)


def possible(one: Indicator) -> tuple[float, float]:
    """The least and the largest value that an indicator can have, shares as 0 to 1."""
    low = -inf if one.id in SIGNED else 0.0
    if one.unit in ("probability", "0-1") or one.id in PARTS:
        return low, 1.0
    return low, LARGEST_SHARE if one.unit in SHARES else inf


def in_unit(seen: Observation, one: Indicator) -> float:
    """The value of an observation in the unit of the engine: a share written in per cent as 0 to 1."""
    return seen.value / 100.0 if seen.unit == PER_CENT and one.unit in SHARES else seen.value


def _of_row(table: Table[Observation], i: int, seen: Observation, currency: str) -> Iterator[Problem]:
    one = _BY_ID[seen.indicator]
    unit = one.unit.replace("currency", currency)
    if seen.unit not in ("", unit) and not (seen.unit == PER_CENT and one.unit in SHARES):
        expected = f"{unit}, the unit of {one.id}"
        yield table.problem(i, "unit", described(seen.unit), expected, "write the value in that unit")
        return
    low, high = possible(one)
    if not low <= in_unit(seen, one) <= high:
        yield table.problem(i, "value", f"{seen.value:g}", _expected(seen, one), _advice(seen, one))


def _expected(seen: Observation, one: Indicator) -> str:
    low, high = possible(one)
    what = "a share" if one.unit in SHARES else "a number"
    if high == inf:
        return f"{what} of zero or more"
    if seen.unit == PER_CENT and one.unit in SHARES:
        return f"{what} from {100 * max(low, -high):g} to {100 * high:g} %"
    return f"{what} from {max(low, -high):g} to {high:g}"


def _advice(seen: Observation, one: Indicator) -> str:
    if one.unit in SHARES and seen.unit != PER_CENT and LARGEST_SHARE < seen.value <= 100.0 * LARGEST_SHARE:
        return f"write {seen.value / 100.0:g}, or put % in a column `unit`"
    return f"{one.id} can't be other: look at the sign and the unit"


def _said_before(facts: Facts, table: Table[Observation], i: int, seen: Observation) -> Iterator[Problem]:
    """A fact that another row gives otherwise, or that the same file repeats.

    What another source says too is none: it counts once.
    """
    first, row = facts.setdefault((seen.indicator, seen.date.day, seen.kind, seen.since, seen.bound), (table, i))
    if (first, row) == (table, i):
        return
    other, one = first.rows[row], _BY_ID[seen.indicator]
    place = f"{first.file}:{first.places[row]['value'][0]}"
    if in_unit(other, one) != in_unit(seen, one):
        expected = f"{other.value:g} {other.unit}".rstrip() + f" as in {place}, of the same indicator and date"
        yield table.problem(i, "value", f"{seen.value:g}", expected, "keep the one that its source bears out")
    elif first is table and other.source == seen.source:
        yield table.problem(i, "indicator", "a duplicate", f"each fact once; it stands in {place}", "leave one out")
