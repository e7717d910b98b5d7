"""What an experiment changes in a pack without writing another one: values, measures, circumstances taken away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from scenarios.events import Event
from scenarios.pack import Pack
from scenarios.points import Value, values_of
from scenarios.problems import did_you_mean
from simulation.layout import PARAMS

Sizes = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Changes:
    """Changes of one simulated world; equal ones are one world, so they can be keys.

    A name is a parameter (all its rows, if it has a table) or parameter.row. `overrides` hold whatever circumstances
    and measures do; `factors` and `shifts` move the base value, in this order, and circumstances and measures act on
    top; for `neutral` ones every circumstance and every effect of a measure is a factor of 1 or a shift of 0.
    `measures` are added to those of the option, `events` to those of the scenario.
    """

    overrides: Sizes = ()
    factors: Sizes = ()
    shifts: Sizes = ()
    neutral: frozenset[str] = frozenset()
    measures: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()

    def still(self) -> frozenset[str]:
        """Names that no circumstance and no measure moves any more."""
        return self.neutral | {name for name, _ in self.overrides}


NO_CHANGES = Changes()


def sizes(given: Mapping[str, float]) -> Sizes:
    """A mapping in the form and order in which Changes hold it."""
    return tuple(sorted((name, float(size)) for name, size in given.items()))


def is_among(value_name: str, names: Iterable[str]) -> bool:
    """Whether a value (parameter or parameter.row) is meant by one of the names."""
    return value_name in names or value_name.partition(".")[0] in names


def changed(value: Value, base: float, changes: Changes) -> float:
    """The base value of a parameter after factors, shifts and overrides, kept within the physical bounds."""
    for name, factor in changes.factors:
        base = base * factor if is_among(value.name, (name,)) else base
    for name, shift in changes.shifts:
        base = base + shift if is_among(value.name, (name,)) else base
    for name, size in changes.overrides:
        base = size if is_among(value.name, (name,)) else base
    return min(max(base, value.param.low), value.param.high)


def check_changes(pack: Pack, changes: Changes) -> None:
    """Raise ValueError for an unknown parameter, row or kind of request, or for a value or day out of bounds."""
    known = {value.name: value for value in values_of(pack)}
    for name, size in (*changes.overrides, *changes.factors, *changes.shifts):
        _known(pack, known, name)
        if not isfinite(size):
            raise ValueError(f"{name} is changed by {size}, expected a finite number")
    for name in sorted(changes.neutral):
        _known(pack, known, name)
    for name, size in changes.overrides:
        for value in known.values():
            if is_among(value.name, (name,)) and not value.param.low <= size <= value.param.high:
                bounds = f"{value.param.low:g} to {value.param.high:g} ({value.param.unit})"
                raise ValueError(f"{name} is set to {size}, expected {bounds}")
    for event in changes.events:
        _check_event(pack, event)


def _check_event(pack: Pack, event: Event) -> None:
    kinds = pack.tables.row_ids("request_kinds")
    if event.kind not in kinds:
        raise ValueError(f"the pack {pack.id} has no kind of request {event.kind!r}; {did_you_mean(event.kind, kinds)}")
    if not pack.pack.start <= event.date <= pack.pack.end:
        raise ValueError(f"a request is placed on {event.date}, expected {pack.pack.start} to {pack.pack.end}")


def _known(pack: Pack, known: Mapping[str, Value], name: str) -> None:
    """Of the pack, or of the engine: a parameter by row of a table that the pack leaves empty moves nothing."""
    of_engine = {param.name for param in PARAMS}
    if name not in known and name not in of_engine:
        advice = did_you_mean(name, (*known, *of_engine), listed=0)
        raise ValueError(f"the pack {pack.id} has no parameter {name!r}; {advice}".rstrip("; "))
