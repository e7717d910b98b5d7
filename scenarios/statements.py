"""Plan statements: what a plan says of its scenarios, measures and trends, as data that an experiment can test.

Each row names its paragraph, which is its source. Which keys a kind of test needs is checked in
`scenarios.checks.statements`.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios.events import Event
from scenarios.words import Frozen, FrozenDict, Identifier, Name, Number, ParameterName, Says, Strict, Text, Year, names

ID = re.compile(r"^([A-Z][A-Z0-9]*-[0-9]+)([a-z]?)\Z")
"""A plan statement, and a letter when it is tested in several parts."""

StatementId = Annotated[
    str, Field(pattern=ID.pattern, max_length=20), Says("the id of a plan statement, as M15-24, or M15-24a for a part")
]  # fmt: skip
Test = Annotated[Literal["ORD", "BAND", "TR", "EFF", "INPUT", "CON"], names("ORD", "BAND", "TR", "EFF", "INPUT", "CON")]
Mode = Annotated[
    Literal["pure", "switching", "mixture", "blend", "path", "document"],
    names("pure", "switching", "mixture", "blend", "path", "document"),
]  # fmt: skip
Origin = Annotated[Literal["in", "rule", "rep", "em", "coded"], names("in", "rule", "rep", "em", "coded")]
Priority = Annotated[Literal[1, 2, 3], Says("1, 2 or 3")]
Statistic = Annotated[
    Literal["horizon", "variance", "ratio", "share-of-fall"], names("horizon", "variance", "ratio", "share-of-fall")
]  # fmt: skip
Direction = Annotated[Literal["up", "down", "level"], names("up", "down", "level")]
Sizes = Annotated[Mapping[ParameterName, Number], Frozen]
CellPath = Annotated[
    tuple[Text, ...],
    Field(strict=False, min_length=3, max_length=3),
    Says("table, row and column of a cell of the document, as [table-4, total, '2004']"),
]
Cells = Annotated[tuple[CellPath, ...], Field(strict=False)]


class Condition(Strict):
    """What differs from the row's scenario and option on one side of a comparison; `{}` is the pack as it is."""

    scenario: Name | None = None
    option: Name | None = None
    measures: tuple[Name, ...] = Field(default=(), strict=False, description="added to those of the option")
    multiply: Sizes = Field(default_factory=FrozenDict, description="parameter x factor")
    add: Sizes = Field(default_factory=FrozenDict, description="parameter + shift")
    set: Sizes = Field(default_factory=FrozenDict, description="values that hold whatever else moves the parameter")
    switches: tuple[Name, ...] = Field(default=(), strict=False, description="structural switches")
    events: tuple[Event, ...] = Field(default=(), strict=False, description="requests placed on a day")


class Statement(Strict):
    """One plan statement, or a part of one, and how it is tested.

    ORD: `indicator` is larger in each of `scenarios` than in each of `below`. BAND: its median lies from `low` to
    `high`. TR: its median path over `years` goes in a `direction`. EFF: `on` minus `off` has the `direction`. CON: it
    lies from `low` to `high` in every case and year. INPUT: the value of the pack at `key` is `equals`, or what
    cells of the document come to, (`cells` - `minus`) / `over`, each summed, is `equals` or lies from `low` to `high`.
    A row with `awaits` can't be tested yet, and says why.
    """

    paragraph: Text
    text: Text = Field(description="the statement in our own words")
    origin: Origin
    priority: Priority
    test: Test
    mode: Mode = Field(default="pure", description="how the axes move in `scenarios`; document: what the pack holds")
    scenarios: tuple[Name, ...] = Field(default=(), strict=False)
    below: tuple[Name, ...] = Field(default=(), strict=False)
    option: Name | None = None
    on: Condition | None = None
    off: Condition | None = None
    indicator: Identifier | None = Field(default=None, description="an indicator or a tally of the engine")
    statistic: Statistic = "horizon"
    years: tuple[Year, ...] = Field(default=(), strict=False, description="first and last year; without: the horizon")
    base: Number | None = Field(default=None, description="share-of-fall: the value of the year before `years`")
    direction: Direction | None = None
    threshold: Number | None = Field(default=None, description="ORD: least probability that the order holds")
    low: Number | None = None
    high: Number | None = None
    key: tuple[Text, ...] = Field(
        default=(), strict=False, description="keys down to a value of the pack, as [parameters, visit_quota, value]"
    )
    equals: Any = None
    cells: Cells = Field(default=(), description="cells of tables of the document, added up")
    minus: Cells = Field(default=(), description="cells that are taken from these")
    over: Cells = Field(default=(), description="cells whose sum divides what is left")
    neutral: tuple[ParameterName, ...] = Field(
        default=(), strict=False, description="parameters whose circumstances and effects encode the statement"
    )
    replicates: (
        Annotated[int, Field(ge=200, multiple_of=100), Says("hundreds of simulated cases, at least 200")] | None
    ) = Field(default=None, description="least simulated cases for each world, where the usual number leaves it open")
    awaits: Text | None = Field(default=None, description="why it can't be tested yet")
    explained: Text | None = Field(default=None, description="why it fails or stays open, where it does")
    note: Text | None = None


class StatementsFile(Strict):
    """What the plan states, as tests."""

    statements: Annotated[Mapping[StatementId, Statement], Frozen] = Field(default_factory=FrozenDict)
