"""What a measure is: its effects, its costs, the approval that it waits for."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.words import (
    QUADRANTS,
    Day,
    Fraction,
    Frozen,
    FrozenDict,
    Identifier,
    Months,
    Name,
    NotNegative,
    Number,
    ParameterName,
    Source,
    Strict,
    Text,
    names,
)

Operation = Annotated[Literal["multiply", "add"], names("multiply", "add")]
Sign = Annotated[Literal["up", "down", "none"], names("up", "down", "none")]


class Corners(Strict):
    """One number for each quadrant."""

    resurgence: Number
    mission_impossible: Number = Field(alias="mission-impossible")
    satisfaction: Number
    civilian: Number

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """The four numbers in the order of the engine's quadrants."""
        return (self.resurgence, self.mission_impossible, self.satisfaction, self.civilian)


class Effect(Strict):
    """What a measure does to a parameter, the same in every quadrant; `low` and `high` are its range."""

    parameter: ParameterName
    operation: Operation
    after: Name | None = Field(default=None, description="milestone with which it begins, instead of the start")
    value: Number
    low: Number | None = None
    high: Number | None = None
    source: Source


class EffectByQuadrant(Corners):
    """What a measure does to a parameter in each quadrant; nothing at the centre."""

    parameter: ParameterName
    operation: Operation
    after: Name | None = Field(default=None, description="milestone with which it begins, instead of the start")
    source: Source


def _effect_kind(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "by-quadrant" if isinstance(value, EffectByQuadrant) else "everywhere"
    return "by-quadrant" if "value" not in value and set(QUADRANTS) & set(value) else "everywhere"


AnyEffect = Annotated[
    Annotated[Effect, Tag("everywhere")] | Annotated[EffectByQuadrant, Tag("by-quadrant")],
    Discriminator(_effect_kind),
]


class Cost(Strict):
    """What a measure costs, at prices of the base year, and the line that pays."""

    line: Name
    one_off: NotNegative = 0.0
    per_year: NotNegative = 0.0
    after: Name | None = Field(default=None, description="milestone after which `per_year` enters the budgets")
    source: Source


class Gate(Strict):
    """Approval that a measure needs, drawn for each simulated case: once, or at each session of the bodies it needs."""

    probability: Fraction
    bodies: tuple[Name, ...] = Field(
        default=(), strict=False, description="bodies that must all approve it, each at one of its sessions"
    )
    asked: Day | None = Field(
        default=None, description="day from which their sessions count; a year before the measure's start unless given"
    )
    source: Source


class Beside(Strict):
    """What others pay for a measure beside the budget, at prices of the base year.

    It costs the budget nothing: no line pays it. Only advances for working capital reach a simulated fund.
    """

    payer: Annotated[Literal["voluntary", "states"], names("voluntary", "states")] = Field(
        description="voluntary funds, or States Parties in kind or by advances"
    )
    one_off: NotNegative = 0.0
    per_year: NotNegative = 0.0
    source: Source


class Measure(Strict):
    """Something the organisation may do, from a month on, phased in over a ramp."""

    label: Text
    summary: Text
    source: Source
    start: Day = Field(description="first day of a month of the horizon")
    ramp_months: Months = Field(default=0.0, description="months until the full effect; 0 at once")
    effects: tuple[AnyEffect, ...] = Field(default=(), strict=False)
    cost: Cost | None = None
    gate: Gate | None = None
    paid_by: Text = "regular budget"
    beside: Beside | None = None
    expected: Annotated[Mapping[Identifier, Sign], Frozen] = Field(
        default_factory=FrozenDict, description="sign of the change of indicators that its source lets expect"
    )
    contradicted: Annotated[Mapping[Identifier, Text], Frozen] = Field(
        default_factory=FrozenDict, description="why an expected sign is contradicted by what is simulated"
    )

    @property
    def bodies(self) -> tuple[str, ...]:
        """Bodies whose approval the measure waits for."""
        return self.gate.bodies if self.gate else ()

    @property
    def asked(self) -> date:
        """Day from which on sessions of these bodies count."""
        given = self.gate.asked if self.gate else None
        return given or self.start.replace(year=self.start.year - 1)
