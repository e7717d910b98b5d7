"""Instruments, what they may do jointly, and pools of services."""

from collections.abc import Iterator

from scenarios.ground_joint import ALONE
from scenarios.parts import Draft
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.rows_joint import JointActivity

SUM_TOLERANCE = 1e-9
WITHOUT_QUEUE = ("training", "equipment")


def check_joint(draft: Draft) -> Iterator[Problem]:
    """Names are there, keys make a whole, every participant has a cost, and a pool is one queue."""
    yield from _lines(draft)
    yield from _keys(draft)
    for i, row in enumerate(draft.tables.joint_activities.rows):
        yield from _participants(draft, i, row)
        yield from _costs(draft, i, row)
        yield from _times(draft, i, row)
    yield from _pools(draft)


def _lines(draft: Draft) -> Iterator[Problem]:
    """Lines name instruments, and every instrument has a line."""
    lines, instruments = draft.tables.lines, draft.tables.instruments
    for i, row in enumerate(lines.rows):
        if row.instrument != ALONE and instruments.complete and row.instrument not in instruments.ids:
            advice = did_you_mean(row.instrument, sorted(instruments.ids)) or "add it to tables/instruments.csv"
            expected = "an instrument of tables/instruments.csv"
            yield lines.problem(i, "instrument", quoted(row.instrument), expected, advice)
    named = {row.instrument for row in lines.rows}
    for i, instrument in enumerate(instruments.rows):
        if lines.complete and instrument.instrument not in named:
            expected = "at least one line of the instrument"
            advice = "name it in the column instrument of tables/lines.csv"
            yield instruments.problem(i, "instrument", quoted(instrument.instrument), expected, advice)


def _keys(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.instruments
    total = sum(row.key for row in table.rows)
    if table.rows and table.complete and abs(total - 1.0) > SUM_TOLERANCE:
        yield table.whole("key", f"keys that sum to {total:.12g}", "a sum of 1", "adjust one of the instruments")
    for i, row in enumerate(table.rows):
        if row.key <= 0.0:
            yield table.problem(i, "key", "0", "a number above 0: shares of what joint work costs")


def _participants(draft: Draft, i: int, row: JointActivity) -> Iterator[Problem]:
    table, instruments = draft.tables.joint_activities, draft.tables.instruments
    found = row.participants.split()
    for name in dict.fromkeys(found):
        if name not in instruments.ids and instruments.complete:
            advice = did_you_mean(name, sorted(instruments.ids)) or "add it to tables/instruments.csv"
            yield table.problem(i, "participants", quoted(name), "an instrument of tables/instruments.csv", advice)
        elif found.count(name) > 1:
            yield table.problem(i, "participants", f"{quoted(name)} again", "each instrument once")
    if len(found) < 2:
        yield table.problem(i, "participants", str(len(found)), "at least two: what is joint has others")


def _costs(draft: Draft, i: int, row: JointActivity) -> Iterator[Problem]:
    table, n = draft.tables.joint_activities, len(row.participants.split())
    if len(row.costs) != n:
        expected = f"{n} amounts, one for each participant in their order"
        yield table.problem(i, "standalone", f"{len(row.costs)} amounts", expected)
    elif min(row.costs) <= 0.0:
        yield table.problem(i, "standalone", "an amount of 0", "amounts above 0", "leave out who takes no part")


def _times(draft: Draft, i: int, row: JointActivity) -> Iterator[Problem]:
    table, milestones = draft.tables.joint_activities, draft.tables.milestones
    if row.milestone != ALONE and milestones.complete and row.milestone not in milestones.ids:
        advice = did_you_mean(row.milestone, sorted(milestones.ids)) or "add it to tables/milestones.csv"
        yield table.problem(i, "milestone", quoted(row.milestone), "a milestone of tables/milestones.csv", advice)
    if draft.years and row.start.year > draft.years[-1]:
        expected = f"a day of {draft.years[-1]} or before, the last year of the horizon"
        yield table.problem(i, "start", str(row.start), expected)


def _pools(draft: Draft) -> Iterator[Problem]:
    """All services of a pool have a queue, and the same urgency."""
    table, urgency = draft.tables.services, dict[str, str]()
    for i, row in enumerate(table.rows):
        if row.pool == ALONE:
            continue
        if row.theme in WITHOUT_QUEUE:
            yield table.problem(i, "pool", quoted(row.pool), f"{ALONE} in the theme {row.theme}, which has no queue")
        elif urgency.setdefault(row.pool, row.urgent) != row.urgent:
            expected = f"{urgency[row.pool]}, as the other services of the pool {row.pool}"
            yield table.problem(i, "urgent" if "urgent" in table.header else "pool", row.urgent, expected)
