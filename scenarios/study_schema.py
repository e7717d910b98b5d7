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
    NotNegative,
    Number,
    Positive,
    Says,
    Source,
    Strict,
    Text,
    names,
)

DESIGNS = ("latin-hypercube", "sobol", "full-factorial", "csv")
WANTED = ("ranking", "best", "precision")
DISTRIBUTIONS = ("triangular", "uniform", "normal", "lognormal", "discrete")

Cases = Annotated[int, Field(ge=1, le=10**9), Says("a whole number of 1 or more")]
Confidence = Annotated[float, Field(ge=0.5, lt=1), Says("a number from 0.5 to below 1")]
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
    low: Number | None = Field(default=None, description="end of the range")
    high: Number | None = Field(default=None, description="end of the range")
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


Places = Annotated[tuple[Fraction, ...], Field(strict=False, min_length=1)]


class Grid(Strict):
    """A scenario at each place of a grid over the two axes, where they stay for the whole horizon.

    The quadrants have their points at 0.15 and 0.85 of each axis: between these a place blends them, beyond nothing
    changes any more.
    """

    conflict: Places = Field(description="places on the axis of conflict")
    resources: Places = Field(description="places on the axis of resources")
    source: Source


class Stopping(Strict):
    """When a sweep has cases enough: rounds are added until what is wanted is decided in every scenario.

    `replicates` of the study are then the most, and may be raised when they were not enough. Any number of looks keeps
    the confidence, which holds for the draws of the study as they are.
    """

    until: Annotated[Literal["ranking", "best", "precision"], names(*WANTED)] = Field(
        description="the ranking of the options, the best of them, or intervals that are narrow enough"
    )
    indicator: Identifier = Field(description="over the horizon")
    confidence: Confidence = Field(default=0.95, description="that all that is decided is right, together")
    alike_within: NotNegative = Field(
        default=0.0,
        description="ranking, best: a difference shown to be at most this counts as none; shares 0 to 1",
    )
    half_width: Positive | None = Field(default=None, description="precision: half of an interval, at most")
    of: Annotated[Literal["differences", "means"], names("differences", "means")] = Field(
        default="differences", description="precision: of differences from continuation, or of the means of options"
    )
    round: Cases | None = Field(default=None, description="cases of a round; without: about 1,000")


class StudyFile(Strict):
    """A study: what is simulated, how often, and over which uncertainty."""

    pack: Text = Field(description="id of a shipped pack, or its folder, seen from the study file")
    scenarios: tuple[Name, ...] = Field(
        default=(), strict=False, description="without: those of the 2 x 2, or all, unless there is a grid"
    )
    options: tuple[OptionName, ...] = Field(default=(), strict=False, description="without: all of the pack")
    options_file: Text | None = Field(default=None, description="a file of measures and options to add to the pack's")
    own_scenarios: Annotated[Mapping[Name, Scenario], Frozen] = Field(
        default_factory=FrozenDict, description="scenarios to add to the pack's"
    )
    grid: Grid | None = Field(default=None, description="a scenario for each place, in addition to those above")
    sources: Annotated[Mapping[Name, Text], Frozen] = Field(
        default_factory=FrozenDict, description="keys that `source` may name beside those of the pack"
    )
    replicates: Cases = Field(default=1000, description="simulated cases for each scenario and option")
    draws: Cases | None = Field(
        default=None, description="points of the parameter uncertainty; without: 50, or one for 20 cases if fewer"
    )
    seed: Seed = Field(default=1, description="same seed, same random numbers")
    block: Cases | None = Field(default=None, description="cases in a block that is stored whole or not at all")
    failures_at_most: Fraction | None = Field(
        default=None, description="share of all cases that may fail before the sweep stops; 0.05 unless given"
    )
    indicators: tuple[Identifier, ...] = Field(
        default=(), strict=False, description="indicators shown first; the store keeps all"
    )
    parameters: Annotated[Mapping[ValueName, OwnValue], Frozen] = Field(
        default_factory=FrozenDict, description="values in the place of the pack's"
    )
    design: StudyDesign = Field(
        default=StudyDesign(method="latin-hypercube"), description="how the points are laid; without: latin-hypercube"
    )
    stopping: Stopping | None = Field(default=None, description="when there are cases enough; without: all replicates")


class OwnOptions(Strict):
    """Measures and options that a study adds to those of its pack."""

    measures: Annotated[Mapping[Name, Measure], Frozen] = Field(default_factory=FrozenDict)
    options: Annotated[Mapping[Name, Option], Frozen] = Field(default_factory=FrozenDict)


STUDY_FILES: Mapping[str, type[Strict]] = {"study": StudyFile, "study-options": OwnOptions}
"""The files of a study, whose names are free: a study, and what its `options_file` names."""
