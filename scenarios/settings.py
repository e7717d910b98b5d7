"""The settings of one scenario, option and draw as the record that the engine reads, the same on every machine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scenarios.changes import NO_CHANGES, Changes, changed, check_changes, is_among
from scenarios.events import Event
from scenarios.measures import AnyEffect, Effect
from scenarios.pack import Pack
from scenarios.points import Point, Value, check_point, effect_name, values_of
from scenarios.problems import did_you_mean
from scenarios.schema import Circumstance, DatedPath, Mixture, Pure, Scenario, Switching
from simulation.capacity import EVENTS, MEASURES, MODIFIERS
from simulation.layout import PARAMS, QUADRANTS, SETTINGS, rows_of
from simulation.maths import log
from simulation.rules.axes import BLEND, CENTRE, MIXTURE, PATH, PURE, SWITCHING
from simulation.rules.effective import ADD, CIRCUMSTANCE, MULTIPLY
from simulation.rules.milestones import ABSENT, FREE
from simulation.rules.requests import AS_DRAWN

Corners = tuple[float, float, float, float]
Record = np.void
NO_POINT: Point = {}
_ROWS = [param for param in PARAMS for _ in range(rows_of(param))]
_LOW, _HIGH = [float(param.low) for param in _ROWS], [float(param.high) for param in _ROWS]
_NEUTRAL = [float(param.low if param.default is None else param.default) for param in _ROWS]
"""Bounds and neutral values of all parameters, placed as PARAM_OFFSET has them."""
NO_MILESTONE = -1
Entry = TypeVar("Entry")


@dataclass(frozen=True)
class _Modifier:
    """One row of the modifier table: sizes are logarithms of factors, or shifts."""

    place: int
    operation: int
    corners: Corners
    centre: float
    measure: int
    ramp: float = 0.0
    milestone: int = NO_MILESTONE


def settings(
    pack: Pack, scenario: str, option: str, point: Point = NO_POINT, changes: Changes = NO_CHANGES
) -> NDArray[np.void]:
    """What differs by scenario, option and draw, shape (1,) of simulation.layout.SETTINGS.

    `point` gives values by name (see scenarios.points) that stand in for those of the pack, `changes` what an
    experiment does to the result. Raises KeyError for an unknown scenario, option or measure, ValueError for a point
    or a change that the pack or the engine has no place for.
    """
    check_point(pack, point)
    check_changes(pack, changes)
    record = np.zeros(1, SETTINGS)
    chosen = _chosen(pack.scenarios, scenario, "scenario")
    _axes(pack, chosen, record[0])
    _events(pack, (*chosen.events, *changes.events), record[0])
    _values(pack, point, changes, record[0])
    measures = _measures_of(pack, option, changes)
    _measures(pack, measures, record[0])
    modifiers = [*_circumstances(pack, changes), *_effects(pack, measures, point, changes)]
    _modifiers(modifiers, record[0])
    return record


def _measures_of(pack: Pack, option: str, changes: Changes) -> tuple[str, ...]:
    """Measures of the option, then those that the changes add."""
    for name in changes.measures:
        _chosen(pack.measures, name, "measure")
    measures = tuple(dict.fromkeys((*_chosen(pack.options, option, "option").measures, *changes.measures)))
    if len(measures) > MEASURES:
        raise ValueError(f"{len(measures)} measures, expected at most {MEASURES}, the capacity of the engine")
    return measures


def _chosen(known: Mapping[str, Entry], name: str, what: str) -> Entry:
    if name not in known:
        raise KeyError(f"no {what} {name!r}; {did_you_mean(name, known, listed=40)}")
    return known[name]


def _axes(pack: Pack, scenario: Scenario, s: Record) -> None:
    s["quadrant"] = CENTRE
    if isinstance(scenario, Pure):
        s["mode"], s["quadrant"] = PURE, QUADRANTS.index(scenario.quadrant)
    elif isinstance(scenario, Switching):
        s["mode"], s["quadrant"] = SWITCHING, QUADRANTS.index(scenario.start)
    elif isinstance(scenario, DatedPath):
        s["mode"] = PATH
        _path(pack, scenario, s)
    else:
        s["mode"] = MIXTURE if isinstance(scenario, Mixture) else BLEND
        s["quadrant_weight"][:] = scenario.weights.corners


def _path(pack: Pack, scenario: DatedPath, s: Record) -> None:
    s["path_n"] = len(scenario.points)
    for i, point in enumerate(scenario.points):
        s["path_day"][i] = pack.day(point.date)
        s["path_conflict"][i], s["path_resources"][i] = point.conflict, point.resources


def _events(pack: Pack, events: tuple[Event, ...], s: Record) -> None:
    if len(events) > EVENTS:
        raise ValueError(f"{len(events)} requests placed on a day, expected at most {EVENTS}")
    kinds = pack.tables.row_ids("request_kinds")
    s["event_n"] = len(events)
    for i, event in enumerate(events):
        s["event_day"][i], s["event_kind"][i] = pack.day(event.date), kinds.index(event.kind)
        s["event_size"][i] = AS_DRAWN if event.size is None else event.size


def _values(pack: Pack, point: Point, changes: Changes, s: Record) -> None:
    s["low"][:], s["high"][:], s["unmoved"][:] = _LOW, _HIGH, _NEUTRAL
    for value in values_of(pack):
        s["unmoved"][value.place] = changed(value, float(point.get(value.name, _own(value))), changes)


def _own(value: Value) -> float:
    """What the pack gives, else the neutral default that the engine declares."""
    if value.given is not None:
        return value.given.value
    return value.param.low if value.param.default is None else value.param.default


def _circumstances(pack: Pack, changes: Changes) -> Iterator[_Modifier]:
    values = {value.name: value for value in values_of(pack)}
    still = changes.still()
    for name, circumstance in pack.circumstances.items():
        if is_among(name, still):
            continue
        operation, corners = _sizes_of(circumstance, values[name])
        yield _Modifier(values[name].place, operation, corners, 0.0, CIRCUMSTANCE)


def _sizes_of(given: Circumstance, value: Value) -> tuple[int, Corners]:
    """Operation and sizes of a circumstance. Absolute corner values become factors on the pack's own value, or shifts.

    They refer to the value of the pack and not of the draw, so that a draw moves the corners along with the centre.
    Probabilities and values that touch zero are moved by shifts, everything else by factors.
    """
    base, corners = _own(value), given.corners
    if given.operation == "multiply":
        return MULTIPLY, _logs(corners)
    if given.operation == "add":
        return ADD, corners
    can_multiply = "multiply" in value.param.operations and not value.param.unit.startswith("probability")
    if can_multiply and base > 0.0 and min(corners) > 0.0:
        return MULTIPLY, _logs(_each(corners, 1.0 / base))
    return ADD, (corners[0] - base, corners[1] - base, corners[2] - base, corners[3] - base)


def _each(corners: Corners, factor: float) -> Corners:
    return (corners[0] * factor, corners[1] * factor, corners[2] * factor, corners[3] * factor)


def _logs(corners: Corners) -> Corners:
    return (log(corners[0]), log(corners[1]), log(corners[2]), log(corners[3]))


def _effects(pack: Pack, measures: tuple[str, ...], point: Point, changes: Changes) -> Iterator[_Modifier]:
    places = {value.name: value.place for value in values_of(pack)}
    still = changes.still()
    for row, name in enumerate(measures):
        measure = pack.measures[name]
        for effect in (one for one in measure.effects if not is_among(one.parameter, still)):
            operation, corners, centre = _sizes_of_effect(effect, name, point)
            place = places[effect.parameter]
            after = _milestone(pack, effect.after)
            yield _Modifier(place, operation, corners, centre, row, measure.ramp_months, after)


def _sizes_of_effect(effect: AnyEffect, measure: str, point: Point) -> tuple[int, Corners, float]:
    """Operation, size at the corners, size at the centre: none there for an effect that differs by quadrant."""
    if isinstance(effect, Effect):
        size = float(point.get(effect_name(measure, effect.parameter), effect.value))
        size = log(size) if effect.operation == "multiply" else size
        corners, centre = (size, size, size, size), size
    else:
        corners, centre = effect.corners, 0.0
        corners = _logs(corners) if effect.operation == "multiply" else corners
    return MULTIPLY if effect.operation == "multiply" else ADD, corners, centre


def _month(pack: Pack, day: date) -> int:
    """Months since the first month of the horizon."""
    return 12 * (day.year - pack.pack.start.year) + day.month - 1


def _modifiers(modifiers: list[_Modifier], s: Record) -> None:
    """Rows of one value stand together, circumstances first, then measures in the order of the option."""
    if len(modifiers) > MODIFIERS:
        raise ValueError(f"{len(modifiers)} circumstances and effects, expected at most {MODIFIERS}")
    s["modifier_n"] = len(modifiers)
    for i, modifier in enumerate(sorted(modifiers, key=lambda m: m.place)):
        s["modifier_param"][i], s["modifier_operation"][i] = modifier.place, modifier.operation
        s["modifier_corner"][i], s["modifier_centre"][i] = modifier.corners, modifier.centre
        s["modifier_measure"][i] = modifier.measure
        s["modifier_ramp"][i], s["modifier_milestone"][i] = modifier.ramp, modifier.milestone


def _measures(pack: Pack, measures: tuple[str, ...], s: Record) -> None:
    slots, lines, bodies = list(pack.measures), pack.tables.row_ids("lines"), pack.tables.row_ids("sessions")
    s["measure_n"] = len(measures)
    for i, name in enumerate(measures):
        measure = pack.measures[name]
        s["measure_slot"][i] = slots.index(name)
        s["measure_gate"][i] = measure.gate.probability if measure.gate else 1.0
        s["measure_bodies"][i] = sum(1 << bodies.index(body) for body in measure.bodies)
        s["measure_asked"][i] = pack.day(measure.asked)
        s["measure_start"][i] = _month(pack, measure.start)
        s["measure_line"][i] = lines.index(measure.cost.line) if measure.cost else -1
        s["measure_one_off"][i] = measure.cost.one_off if measure.cost else 0.0
        s["measure_per_year"][i] = measure.cost.per_year if measure.cost else 0.0
        s["measure_milestone"][i] = _milestone(pack, measure.cost.after if measure.cost else None)
    _milestones(pack, measures, s)


def _milestone(pack: Pack, name: str | None) -> int:
    return pack.tables.row_ids("milestones").index(name) if name else NO_MILESTONE


def _milestones(pack: Pack, measures: tuple[str, ...], s: Record) -> None:
    """To which measure of the option each milestone belongs, and since when it may be worked on."""
    for i, row in enumerate(pack.tables.milestones):
        s["milestone_measure"][i] = FREE if not row.measure else ABSENT
        if row.measure in measures:
            s["milestone_measure"][i] = measures.index(row.measure)
            s["milestone_start"][i] = pack.day(pack.measures[row.measure].start)
