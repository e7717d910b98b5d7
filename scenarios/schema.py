"""What stands in the files of a pack: one frozen model for every mapping of the YAML files.

Every mapping that holds a number names its source. What one file says about another, and what the engine allows, is
checked in `scenarios.checks`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.document import DocumentFile
from scenarios.events import Event
from scenarios.measures import Corners, Measure
from scenarios.objectives import Objective
from scenarios.statements import StatementsFile
from scenarios.words import (
    Currency,
    Day,
    Flag,
    Fraction,
    Frozen,
    FrozenDict,
    Identifier,
    Name,
    Number,
    ParameterName,
    Positive,
    Quadrant,
    Source,
    Strict,
    Text,
    Year,
    names,
)

Corner = Annotated[Quadrant, names("resurgence", "mission-impossible", "satisfaction", "civilian")]
CornerOrCentre = Annotated[
    Literal["resurgence", "mission-impossible", "satisfaction", "civilian", "centre"],
    names("resurgence", "mission-impossible", "satisfaction", "civilian", "centre"),
]


class About(Strict):
    """The head of a pack: what it is, in which money and years, and whose the two axes are."""

    id: Name
    title: Text
    document: Text = Field(description="the plan that the pack instantiates")
    invented: Flag = Field(description="whether treaty and numbers are made up")
    axes_by: Annotated[Literal["document", "authors"], names("document", "authors")]
    caution: Text | None = Field(default=None, description="what every screen and export says about the data")
    counterfactual: Name | None = Field(
        default=None, description="an option that every study holds and the others are compared with, no proposal"
    )
    currency: Currency
    price_year: Year
    data_as_of: Day
    start: Day = Field(description="first day of the horizon, a 1 January")
    end: Day = Field(description="last day of the horizon, a 31 December")

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the horizon."""
        return tuple(range(self.start.year, self.end.year + 1))


class Axis(Strict):
    """One of the two axes in the words of the plan."""

    label: Text
    low: Text
    high: Text
    source: Source


class Axes(Strict):
    """The two axes of the scenarios."""

    conflict: Axis
    resources: Axis


class Terms(Strict):
    """The words of this regime for what the engine calls organisation, inspector, visit, site, request and so on.

    All but the organisation may be left out: the engine's own word then stands, as in a pack that has no such thing.
    """

    organisation: Text
    inspector: Text = "inspector"
    inspectors: Text = "inspectors"
    visit: Text = "visit"
    visits: Text = "visits"
    site: Text = "site"
    sites: Text = "sites"
    request: Text = "request"
    requests: Text = "requests"
    declaration: Text = "declaration"
    declarations: Text = "declarations"
    budget: Text = Field(default="assessed budget", description="what assessed contributions pay")
    cooperation: Text = Field(default="co-operation", description="services of the theme cooperation")
    support: Text = Field(default="capacity building", description="services of the theme support")
    assistance: Text = Field(default="assistance and protection", description="services of the theme assistance")


class PackFile(Strict):
    """The head of a pack, its words, the sources of its numbers, its headline and objectives."""

    pack: About
    axes: Axes
    terms: Terms
    sources: Annotated[Mapping[Name, Text], Frozen] = Field(
        description="keys that `source` may name, with the full title"
    )
    headline: tuple[Identifier, ...] = Field(strict=False, min_length=1, description="indicators shown first")
    objectives: Annotated[Mapping[Name, Objective], Frozen] = Field(
        default_factory=FrozenDict, description="what the plan wants to reach, in its order"
    )


class Quantity(Strict):
    """A value of a parameter; `low` and `high` together are its range in the design of parameter uncertainty."""

    value: Number
    low: Number | None = None
    high: Number | None = None
    source: Source


def _is_quantity(value: Any) -> str:
    keys = value.keys() if isinstance(value, Mapping) else ("value",)
    return "one" if not keys or {"value", "low", "high", "source"} & set(keys) else "rows"


ByRow = Annotated[Mapping[Name, Quantity], Frozen]
Given = Annotated[
    Annotated[Quantity, Tag("one")] | Annotated[ByRow, Tag("rows")],
    Discriminator(lambda value: "one" if isinstance(value, Quantity) else _is_quantity(value)),
]


class Circumstance(Corners):
    """How the two axes move a parameter: factors, shifts, or absolute values at the corners; the base at the centre."""

    operation: Annotated[Literal["multiply", "add", "value"], names("multiply", "add", "value")]
    source: Source


class Decided(Strict):
    """The appropriation of a year that was decided before the plan's data date: fact, not forecast."""

    year: Year
    value: Positive = Field(description="nominal, in the pack's currency")
    source: Source


class ParametersFile(Strict):
    """Values of parameters, what the axes do to them, and budgets decided before the plan."""

    parameters: Annotated[Mapping[ParameterName, Given], Frozen]
    circumstances: Annotated[Mapping[ParameterName, Circumstance], Frozen] = Field(default_factory=FrozenDict)
    appropriations: tuple[Decided, ...] = Field(
        default=(), strict=False, description="decided before the plan; from then on nominal_growth says how it goes on"
    )


class ScenarioBase(Strict):
    """What every scenario has."""

    label: Text
    summary: Text
    events: tuple[Event, ...] = Field(default=(), strict=False, description="requests placed on a day")
    source: Source


class Pure(ScenarioBase):
    """The world stays in one quadrant, or at the centre."""

    mode: Literal["pure"]
    quadrant: CornerOrCentre


class Switching(ScenarioBase):
    """The world starts in a quadrant or at the centre and may turn once a year."""

    mode: Literal["switching"]
    start: CornerOrCentre


class Weights(Strict):
    """A weight for each quadrant; they sum to 1."""

    resurgence: Fraction
    mission_impossible: Fraction = Field(alias="mission-impossible")
    satisfaction: Fraction
    civilian: Fraction

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """The four weights in the order of the engine's quadrants."""
        return (self.resurgence, self.mission_impossible, self.satisfaction, self.civilian)


class Mixture(ScenarioBase):
    """One quadrant is drawn for each simulated case."""

    mode: Literal["mixture"]
    weights: Weights


class Blend(ScenarioBase):
    """Every case receives the four quadrants at once, by weight."""

    mode: Literal["blend"]
    weights: Weights


class Point(Strict):
    """Where the axes stand on a day of a path."""

    date: Day
    conflict: Fraction
    resources: Fraction


class DatedPath(ScenarioBase):
    """The axes follow a dated path, straight between its points."""

    mode: Literal["path"]
    points: tuple[Point, ...] = Field(strict=False, min_length=1)


Scenario = Annotated[Pure | Switching | Mixture | Blend | DatedPath, Field(discriminator="mode")]


class ScenariosFile(Strict):
    """Circumstances to simulate, and the four of the 2 x 2."""

    scenarios: Annotated[Mapping[Name, Scenario], Frozen]
    matrix: tuple[Name, ...] = Field(
        default=(),
        strict=False,
        min_length=4,
        max_length=4,
        description="the four of the 2 x 2; left out where a plan has circumstances and no such scenarios",
    )


class Option(Strict):
    """A named set of measures."""

    label: Text
    summary: Text
    measures: tuple[Name, ...] = Field(strict=False)
    source: Source


class OptionsFile(Strict):
    """What may be chosen: measures, and options made of them."""

    measures: Annotated[Mapping[Name, Measure], Frozen]
    options: Annotated[Mapping[Name, Option], Frozen]


FILES: Mapping[str, type[Strict]] = {
    "pack": PackFile,
    "parameters": ParametersFile,
    "scenarios": ScenariosFile,
    "options": OptionsFile,
    "statements": StatementsFile,
    "document": DocumentFile,
}
