"""Names of everything uncertain or adjustable in a pack: parameters, their rows, and effects of measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from scenarios.measures import Effect
from scenarios.pack import Pack
from scenarios.problems import did_you_mean
from scenarios.schema import Quantity
from simulation.declare import Control, Param
from simulation.layout import CONTROL_OF, PARAM_OFFSET, PARAMS

Point = Mapping[str, float]
"""Values that stand in for those of the pack, by name."""


@dataclass(frozen=True)
class Uncertain:
    """A quantity with a range: triangular between low and high, most dense at the mode, in its unit; in whose hands."""

    name: str
    low: float
    mode: float
    high: float
    control: Control


def uncertain(pack: Pack) -> tuple[Uncertain, ...]:
    """Everything that the pack gives a range: parameters in the engine's order, then effects of measures.

    What a measure does is in the hands of the secretariat, whatever it moves.
    """
    given_to = {value.name: CONTROL_OF[value.param.name] for value in values_of(pack)}
    ranged: list[tuple[str, Quantity | Effect]] = [*_quantities(pack), *_effects(pack)]
    return tuple(
        Uncertain(name, given.low, given.value, given.high, given_to.get(name, "secretariat"))
        for name, given in ranged
        if given.low is not None and given.high is not None and given.low < given.high
    )


def effect_name(measure: str, parameter: str) -> str:
    """Name of a measure's effect on a parameter in points: measures.<measure>.<parameter>."""
    return f"measures.{measure}.{parameter}"


@dataclass(frozen=True)
class Value:
    """A parameter value: name, declaration, place in the engine's arrays, and what the pack gives."""

    name: str
    param: Param
    place: int
    given: Quantity | None


def values_of(pack: Pack) -> tuple[Value, ...]:
    """Every parameter value that the pack has a row for, in the order of the engine's arrays."""
    return pack.values


def laid_out(pack: Pack) -> tuple[Value, ...]:
    """The same, laid out anew."""
    return tuple(value for param in PARAMS for value in _values_of(pack, param))


def _values_of(pack: Pack, param: Param) -> list[Value]:
    given, first = pack.parameters.get(param.name), PARAM_OFFSET[param.name]
    if param.table is None:
        return [Value(param.name, param, first, given if isinstance(given, Quantity) else None)]
    by_row = given if isinstance(given, Mapping) else _order_of_postponement(pack) if param.name == "line_rung" else {}
    rows = pack.tables.row_ids(param.table)
    return [Value(f"{param.name}.{row}", param, first + i, by_row.get(row)) for i, row in enumerate(rows)]


def _order_of_postponement(pack: Pack) -> Mapping[str, Quantity]:
    """The rungs of the table of lines, unless the parameters give their own."""
    return {row.line: Quantity(value=float(row.rung), source=row.source) for row in pack.tables.lines}


def check_point(pack: Pack, point: Point) -> None:
    """Raise ValueError when a name is unknown, or a value is no number within the bounds of its parameter."""
    known = limits(pack)
    for name, size in point.items():
        if name not in known:
            advice = did_you_mean(name, known, listed=0)
            raise ValueError(f"the pack {pack.id} has no parameter or effect {name!r}; {advice}".rstrip("; "))
        if not known[name].allow(size):
            raise ValueError(f"{name} is {size}, expected {known[name].words}")


@dataclass(frozen=True)
class Limits:
    """Between which numbers a value must lie; `above` leaves the lower one out. Effects have no unit."""

    low: float
    high: float
    unit: str = ""
    above: bool = False

    @property
    def words(self) -> str:
        """How a message says it."""
        return f"{self.low:g} to {self.high:g} ({self.unit})" if self.unit else "a factor above 0 or a finite shift"

    def allow(self, size: float) -> bool:
        """Whether a number lies between them."""
        return self.low <= size <= self.high and not (self.above and size == self.low) and isfinite(size)


def limits(pack: Pack) -> dict[str, Limits]:
    """The limits of everything that a point may give a value: parameters, their rows, effects of measures."""
    of_values = {value.name: Limits(value.param.low, value.param.high, value.param.unit) for value in values_of(pack)}
    return of_values | {name: _FACTOR if effect.operation == "multiply" else _SHIFT for name, effect in _effects(pack)}


_FACTOR = Limits(0.0, float("inf"), above=True)
_SHIFT = Limits(float("-inf"), float("inf"))


def _quantities(pack: Pack) -> list[tuple[str, Quantity]]:
    return [(value.name, value.given) for value in values_of(pack) if value.given is not None]


def _effects(pack: Pack) -> list[tuple[str, Effect]]:
    return [
        (effect_name(name, effect.parameter), effect)
        for name, measure in pack.measures.items()
        for effect in measure.effects
        if isinstance(effect, Effect)
    ]
