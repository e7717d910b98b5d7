"""What stands in a study file and in a file of options: one frozen model for every mapping."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from scenarios.measures import Measure
from scenarios.schema import Option, Scenario
from scenarios.words import (
    Fraction,
    Frozen,
    FrozenDict,
    Identifier,
    Name,
    Number,
    Positive,
    Says,
    Source,
    Strict,
    Text,
    names,
)

DESIGNS = ("latin-hypercube", "sobol", "full-factorial", "csv")
DISTRIBUTIONS = ("triangular", "uniform", "normal", "lognormal", "discrete")

Cases = Annotated[int, Field(ge=1, le=10**9), Says("a whole number of 1 or more")]
Seed = Annotated[int, Field(ge=0, lt=2**62), Says("a whole number from 0 to below 2**62")]
OptionName = Annotated[
    str,
    Field(pattern=r"^[a-z0-9-]+(\+[a-z0-9-]+)*\Z", max_length=400),
    Says("an option, or one with measures as in continuation+smaller-teams"),
]  # fmt: skip
ValueName = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*\Z", max_length=200),
    Says("a parameter, parameter.row, or measures.measure.parameter"),
]  # fmt: skip

Levels = Annotated[tuple[Number, ...], Field(strict=False, min_length=2)]


class OwnValue(Strict):
    """A value of the pack as the study has it: what is left out stays as in the pack."""

    value: Number | None = Field(default=None, description="central value: the mode, the mean or the median")
    low: Number | None = None
    high: Number | None = None
    distribution: Annotated[Literal["triangular", "uniform", "normal", "lognormal", "discrete"],
                            names(*DISTRIBUTIONS)] = "triangular"  # fmt: skip
    sd: Positive | None = Field(default=None, description="normal: standard deviation, before truncation to the range")
    sigma: Positive | None = Field(default=None, description="lognormal: standard deviation of the logarithm")
    values: tuple[Number, ...] = Field(default=(), strict=False, description="discrete: the values")
    probabilities: tuple[Fraction, ...] = Field(default=(), strict=False, description="discrete: of each, summing to 1")
    source: Source


class StudyDesign(Strict):
    """How the points of the parameter uncertainty are laid."""

    method: Annotated[Literal["latin-hypercube", "sobol", "full-factorial", "csv"], names(*DESIGNS)]
    levels: Annotated[Mapping[ValueName, Levels], Frozen] = Field(
        default_factory=FrozenDict, description="full-factorial: the levels of each parameter"
    )
    file: Text | None = Field(default=None, description="csv: the table of points, beside the study file")


class StudyFile(Strict):
    """A study: what is simulated, how often, and over which uncertainty."""

    pack: Text = Field(description="id of a shipped pack, or its folder, seen from the study file")
    scenarios: tuple[Name, ...] = Field(default=(), strict=False)
    options: tuple[OptionName, ...] = Field(default=(), strict=False)
    options_file: Text | None = Field(default=None, description="a file of measures and options to add to the pack's")
    own_scenarios: Annotated[Mapping[Name, Scenario], Frozen] = Field(default_factory=FrozenDict)
    sources: Annotated[Mapping[Name, Text], Frozen] = Field(
        default_factory=FrozenDict, description="keys that `source` may name beside those of the pack"
    )
    replicates: Cases = 1000
    draws: Cases | None = None
    seed: Seed = 1
    block: Cases | None = Field(default=None, description="cases in a block that is stored whole or not at all")
    failures_at_most: Fraction | None = Field(
        default=None, description="share of all cases that may fail before the sweep stops; 0.05 unless given"
    )
    indicators: tuple[Identifier, ...] = Field(
        default=(), strict=False, description="indicators shown first; the store keeps all"
    )
    parameters: Annotated[Mapping[ValueName, OwnValue], Frozen] = Field(default_factory=FrozenDict)
    design: StudyDesign = StudyDesign(method="latin-hypercube")


class OwnOptions(Strict):
    """Measures and options that a study adds to those of its pack."""

    measures: Annotated[Mapping[Name, Measure], Frozen] = Field(default_factory=FrozenDict)
    options: Annotated[Mapping[Name, Option], Frozen] = Field(default_factory=FrozenDict)
