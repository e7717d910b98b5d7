"""The objectives of a plan in pack.yaml: indicators, targets, and what is delivered for money."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from scenarios.words import Frozen, FrozenDict, Identifier, Positive, Source, Strict, Text


class Target(Strict):
    """What the plan wants an indicator to be in the last year, in its unit, shares as 0 to 1."""

    value: Positive
    source: Source


class Efficiency(Strict):
    """What is delivered over the horizon for a million: `output` over the sum of `money`, tallies or indicators."""

    label: Text
    output: Identifier
    money: tuple[Identifier, ...] = Field(strict=False, min_length=1)
    source: Source


class Objective(Strict):
    """An objective of the plan and the indicators that follow it from inputs to outcomes."""

    label: Text
    source: Source
    indicators: tuple[Identifier, ...] = Field(strict=False, min_length=1)
    targets: Annotated[Mapping[Identifier, Target], Frozen] = Field(default_factory=FrozenDict)
    efficiency: tuple[Efficiency, ...] = Field(default=(), strict=False)
