"""Classes of States: levels that are nested, room for the States, kinds of request that exist."""

from collections.abc import Iterator

from scenarios.parts import Draft
from scenarios.problems import Problem, did_you_mean, quoted
from simulation import capacity

NO_KIND = "none"
FEWEST = 5
"""Fewest States that a table may describe: indicators are totals over all of them, and no one may be made out."""


def check_state_classes(draft: Draft) -> Iterator[Problem]:
    """The table by itself, and the kinds of request that it names."""
    table = draft.tables.state_classes
    if not table.complete or not table.rows:
        return
    yield from _levels(draft)
    yield from _room(draft)
    yield from _kinds(draft)


def _levels(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.state_classes
    for i, row in enumerate(table.rows):
        counts = (row.parties, row.at_level_1, row.at_level_2, row.at_level_3)
        below = ("the parties", "those at level 1 or above", "those at level 2 or above")
        for level in (1, 2, 3):
            if counts[level] > counts[level - 1]:
                expected = f"at most {below[level - 1]}, {counts[level - 1]}"
                yield table.problem(i, f"at_level_{level}", str(counts[level]), expected)
                break


def _room(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.state_classes
    states = sum(row.parties + row.not_parties for row in table.rows)
    regions = len({row.region for row in table.rows})
    if states > capacity.STATES:
        expected = f"at most {capacity.STATES}, the capacity of the engine"
        yield table.whole("parties", f"{states} States in all classes", expected)
    if states < FEWEST:
        advice = "results are given for groups of five or more; leave the file out"
        yield table.whole("parties", f"{states} States in all classes", f"at least {FEWEST}", advice)
    if regions > capacity.REGIONS:
        yield table.whole("region", f"{regions} regions", f"at most {capacity.REGIONS}, the capacity of the engine")


def _kinds(draft: Draft) -> Iterator[Problem]:
    table, kinds = draft.tables.state_classes, draft.tables.request_kinds
    seen: set[str] = set()
    for i, row in enumerate(table.rows):
        if row.request_kind == NO_KIND or not kinds.header:
            continue
        if row.request_kind not in kinds.ids:
            advice = did_you_mean(row.request_kind, sorted(kinds.ids))
            expected = "a kind of tables/request_kinds.csv, or none"
            yield table.problem(i, "request_kind", quoted(row.request_kind), expected, advice)
        elif row.request_kind in seen:
            expected = "each kind at one class, from which its States come"
            yield table.problem(i, "request_kind", f"{quoted(row.request_kind)} again", expected)
        seen.add(row.request_kind)
