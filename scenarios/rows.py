"""The rows of a pack's tables: one frozen model for each CSV file."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from scenarios.observed import Observation
from scenarios.rows_joint import Instrument, JointActivity
from scenarios.rows_reports import Meeting, Report
from scenarios.words import (
    Count,
    Day,
    Days,
    Fraction,
    MaybeName,
    Name,
    Names,
    NotNegative,
    PayerName,
    Percentage,
    Positive,
    Says,
    Sigma,
    Source,
    Stock,
    Strict,
    Team,
    Text,
    names,
)
from simulation.states import HELPS, INCOME_GROUPS

MILESTONES = ("request", "decision", "departure", "arrival", "access", "finish", "report")
Milestone = Annotated[
    Literal["request", "decision", "departure", "arrival", "access", "finish", "report"], names(*MILESTONES)
]
UNCAPPED = "none"
YesNo = Annotated[Literal["yes", "no"], names("yes", "no")]


class Payer(Strict):
    """A payer of assessed contributions: since when a party, and its share of the scale in per cent by year."""

    payer: PayerName
    since: Day
    shares: tuple[Percentage, ...]
    source: Source


class PaymentClass(Strict):
    """When payers of a group pay: a lognormal delay after 1 January, taken with a probability within the group."""

    name: Name = Field(alias="class")
    group: Annotated[Literal["large", "small"], names("large", "small")]
    probability: Fraction
    median_days: Positive
    sigma: Sigma
    outstanding: YesNo
    source: Source


class Line(Strict):
    """A line of the budget: whether it prepares the reports on requests, what its services do for States, and which of
    several instruments it belongs to.
    """

    line: Name
    label: Text
    kind: Annotated[
        Literal["inspectors", "missions", "posts", "services"], names("inspectors", "missions", "posts", "services")
    ]
    share: Fraction
    price: Annotated[Literal["staff", "general"], names("staff", "general")]
    rung: Annotated[int, Field(ge=0, le=16), Says("a whole number between 0 and 16")]
    reports: YesNo = "no"
    purpose: Annotated[
        Literal["none", "implementation", "desk", "travel"], names("none", "implementation", "desk", "travel")
    ] = "none"
    instrument: Name = "none"
    source: Source


class SiteClass(Strict):
    """A class of sites that sampled visits go to, and what a visit to it takes.

    Visits to one host are counted, and capped, in all classes of a `cap_group` together, not at all in the group
    "none"; without the column each class is a group of its own name.
    """

    name: Name = Field(alias="class")
    label: Text
    sites: Count
    hosts: Count
    concentration: Annotated[float, Field(ge=0, le=10), Says("a number between 0 and 10")]
    quota: NotNegative
    team: Team
    days: Days
    cap_group: Name = ""
    source: Source

    @property
    def cap(self) -> str:
        """The group whose caps bind it; empty when visits to a host are not capped."""
        return "" if self.cap_group == UNCAPPED else self.cap_group or self.name


class RequestKind(Strict):
    """A kind of request that nobody plans: its size, its rotations and its delays, medians all.

    One that is urgent breaks off visits under way when it finds no team; `qualified` of the team must be so.
    """

    kind: Name
    label: Text
    team: Team
    median_days: Positive
    sigma: Sigma
    rotation_days: Days
    preparation_days: NotNegative
    preparation_sigma: Sigma | None = None
    urgent: YesNo = "no"
    qualified: Count = 0
    decision_hours: NotNegative = 0.0
    travel_hours: NotNegative = 0.0
    access_hours: NotNegative = 0.0
    report_days: NotNegative = 0.0
    source: Source


class Clock(Strict):
    """A time limit: the hours that a kind of request may take from one milestone to a later one, and whose it is.

    Where an explanation will do, a miss counts only if it came from want of a team.
    """

    clock: Name
    kind: Name
    label: Text
    start: Milestone
    end: Milestone
    hours: Positive
    owner: Annotated[Literal["secretariat", "council", "state"], names("secretariat", "council", "state")]
    or_explain: YesNo
    source: Source


class Facility(Strict):
    """A facility where teams are present, from the first to the last day or until its stock of work is done.

    A row may stand for several facilities inspected alike; `category` is what tables of the document call them.
    One that `opens_with` a kind of request comes with a request of that kind, the n-th row of a kind with the n-th
    request: so many days after it and for so many days, within its first and last day. A further request brings none.
    """

    facility: Name
    label: Text
    mode: Annotated[Literal["continuous", "campaign", "periodic"], names("continuous", "campaign", "periodic")]
    start: Day
    end: Day
    team: Team
    standby: Count
    rotation_days: Days
    overlap_days: Count
    per_year: Count
    campaign_days: Count
    stock: Stock
    rate: NotNegative
    done_before: Stock = 0.0
    category: Name = "presence"
    stands_for: Count = 1
    opens_with: Name | None = None
    opens_after_days: Count = 0
    open_days: Count = 0
    source: Source


class Stoppage(Strict):
    """A cause for which facilities stop: stoppages per year of operation, and a lognormal law of their length."""

    cause: Name
    label: Text
    per_year: NotNegative
    mean_days: Positive
    cv: Annotated[float, Field(ge=0, le=10), Says("a number between 0 and 10")]
    source: Source


class Step(Strict):
    """A milestone: its planned date, the ones that it follows, its measure, and the factor by which its time slips."""

    milestone: Name
    label: Text
    planned: Day
    after: Names
    measure: MaybeName
    slip: Positive
    sigma: Sigma
    source: Source


class Community(Strict):
    """Stakeholders of one region or kind: how many, and how their links among each other and to others are drawn."""

    community: Name
    label: Text
    members: Team
    links: Team
    bridges: Count
    seed: Count
    source: Source


THEMES = ("cooperation", "support", "assistance", "training", "equipment")


class Service(Strict):
    """A service to States: what a unit costs, takes and is worth, who serves it, and how long who asks for it waits.

    Training and equipment have no queue: a unit is a stage of a region's cycle, or a set. Services of a `pool` are one
    queue while the parameter pooling says so.
    """

    service: Name
    label: Text
    theme: Annotated[Literal["cooperation", "support", "assistance", "training", "equipment"], names(*THEMES)]
    line: Name
    share: Fraction
    unit_cost: Positive
    days: NotNegative
    cv: Annotated[float, Field(ge=0, le=10), Says("a number between 0 and 10")]
    servers: Count
    patience_days: NotNegative
    quality_exponent: Annotated[float, Field(ge=0, le=5), Says("a number between 0 and 5")]
    urgent: YesNo = "no"
    pool: Name = "none"
    source: Source


class StateClass(Strict):
    """A class of States: how many are parties and how many are not on the first day, and what they have in common.

    `at_level_1` and so on count parties at that level of national implementation or above. `request_kind` names the
    kind of request that is the accession of a State of the class; `group` is that of their income.
    """

    name: Name = Field(alias="class")
    label: Text
    region: Name
    parties: Count
    not_parties: Count
    hold_out: YesNo
    at_level_1: Count
    at_level_2: Count
    at_level_3: Count
    capacity: Fraction
    willingness: Fraction
    exposure: Fraction
    supported: YesNo
    request_kind: Name = "none"
    group: Annotated[Literal["developing", "transition", "other"], names(*INCOME_GROUPS)] = "other"
    source: Source


class Session(Strict):
    """A session of a body that approves measures or grants extensions: the day on which it ends."""

    body: Name
    session: Day
    source: Source


class ObligationKind(Strict):
    """A kind of obligations, of which totals are shown, and the unit of their work."""

    kind: Name
    label: Text
    unit: Text
    source: Source


class Obligation(Strict):
    """Work that a State owes by a date, or without one: the stock of facilities, or `work` done at a `rate` a year.

    `need` is money from outside for a year at that rate, which donors give or don't.
    A body may extend it up to `extensions` times, each time by `longest_extension` months at most, when asked
    `lead_days` before one of its sessions.
    """

    obligation: Name
    label: Text
    kind: Name = "none"
    state_class: Name = "none"
    facilities: Names = ""
    work: Stock = 0.0
    rate: NotNegative = 0.0
    need: NotNegative = 0.0
    due: Day | None = None
    body: Name = "none"
    extensions: Count = 0
    longest_extension: Count = 0
    lead_days: Count = 0
    source: Source


BASES = ("rate", "sessions", "obligations", "reports", "extensions")
TRIPS = ("none", "short", "long")


class Output(Strict):
    """An output of the plan that activities of the desk serve."""

    output: Name
    label: Text
    source: Source


class Activity(Strict):
    """Tasks of the small team at the desk: what they come with, what one takes, and whom it helps.

    `rate` is tasks a year, or tasks for each report that did not come in time. One that comes with the sessions of a
    `body` is asked for `patience_days` before each; one with extensions for obligations that would miss their date.
    """

    activity: Name
    label: Text
    priority: Team
    basis: Annotated[Literal["rate", "sessions", "obligations", "reports", "extensions"], names(*BASES)]
    rate: NotNegative = 0.0
    body: Name = "none"
    output: Name = "none"
    days: Positive
    cv: Annotated[float, Field(ge=0, le=10), Says("a number between 0 and 10")]
    trip: Annotated[Literal["none", "short", "long"], names(*TRIPS)] = "none"
    patience_days: Positive
    helps: Annotated[
        Literal[
            "none", "obligations", "reports", "outreach", "meetings", "extensions", "coalitions", "laws", "practices"
        ],
        names(*HELPS),
    ] = "none"
    source: Source


ROWS: Mapping[str, type[Strict]] = {
    "payers": Payer,
    "payment_classes": PaymentClass,
    "lines": Line,
    "site_classes": SiteClass,
    "request_kinds": RequestKind,
    "facilities": Facility,
    "stoppages": Stoppage,
    "clocks": Clock,
    "milestones": Step,
    "stakeholders": Community,
    "services": Service,
    "state_classes": StateClass,
    "sessions": Session,
    "obligation_kinds": ObligationKind,
    "obligations": Obligation,
    "outputs": Output,
    "activities": Activity,
    "instruments": Instrument,
    "joint_activities": JointActivity,
    "reports": Report,
    "meetings": Meeting,
    "observations": Observation,
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "payers": ("payer",),
    "payment_classes": ("group", "class"),
    "lines": ("line",),
    "site_classes": ("class",),
    "request_kinds": ("kind",),
    "facilities": ("facility",),
    "stoppages": ("cause",),
    "clocks": ("clock",),
    "milestones": ("milestone",),
    "stakeholders": ("community",),
    "services": ("service",),
    "state_classes": ("class",),
    "sessions": ("body", "session"),
    "obligation_kinds": ("kind",),
    "obligations": ("obligation",),
    "outputs": ("output",),
    "activities": ("activity",),
    "instruments": ("instrument",),
    "joint_activities": ("activity",),
    "reports": ("report",),
    "meetings": ("meeting",),
}
"""Columns that tell the rows of a table apart; observations may repeat."""
