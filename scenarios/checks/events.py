"""Requests placed on a day: known kinds, days of the horizon, no more than the engine has room for."""

from collections.abc import Iterator
from typing import Any

from scenarios.events import Event
from scenarios.parts import Draft, Part
from scenarios.positions import Path
from scenarios.problems import Problem, did_you_mean, quoted
from simulation.capacity import EVENTS


def check_events(draft: Draft, part: Part[Any], path: Path, events: tuple[Event, ...]) -> Iterator[Problem]:
    """The faults of a list of events that stands at a path of a file."""
    if len(events) > EVENTS:
        found, expected = f"a list of {len(events)}", f"at most {EVENTS}, the capacity of the engine"
        yield part.problem(path, found, expected, key=True)
    horizon, kinds = draft.horizon, draft.tables.request_kinds
    for i, event in enumerate(events):
        if horizon and not horizon[0] <= event.date <= horizon[1]:
            expected = f"a date of the horizon, {horizon[0]} to {horizon[1]}"
            yield part.problem((*path, i, "date"), str(event.date), expected)
        if kinds.header and event.kind not in kinds.ids:
            advice = did_you_mean(event.kind, sorted(kinds.ids))
            yield part.problem((*path, i, "kind"), quoted(event.kind), "a kind of tables/request_kinds.csv", advice)
