"""The rows of a pack's tables: one frozen model for each CSV file."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from scenarios.words import (
    Count,
    Day,
    Days,
    Fraction,
    Name,
    NotNegative,
    PayerName,
    Percentage,
    Positive,
    Says,
    Sigma,
    Source,
    Strict,
    Team,
    Text,
    names,
)

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
    """A line of the budget."""

    line: Name
    label: Text
    kind: Annotated[
        Literal["inspectors", "missions", "posts", "services"], names("inspectors", "missions", "posts", "services")
    ]
    share: Fraction
    price: Annotated[Literal["staff", "general"], names("staff", "general")]
    rung: Annotated[int, Field(ge=0, le=16), Says("a whole number between 0 and 16")]
    source: Source


class SiteClass(Strict):
    """A class of sites that sampled visits go to, and what a visit to it takes."""

    name: Name = Field(alias="class")
    label: Text
    sites: Count
    hosts: Count
    concentration: Annotated[float, Field(ge=0, le=10), Says("a number between 0 and 10")]
    quota: NotNegative
    team: Team
    days: Days
    source: Source


class RequestKind(Strict):
    """A kind of request that nobody plans: its size, its rotations, its preparation and its time limit.

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
    limit_days: NotNegative
    owner: Annotated[Literal["secretariat", "council", "state"], names("secretariat", "council", "state")]
    source: Source


class Commitment(Strict):
    """Planned presence known in advance, from the first to the last day."""

    commitment: Name
    label: Text
    start: Day
    end: Day
    team: Team
    rotation_days: Days
    source: Source


ROWS: Mapping[str, type[Strict]] = {
    "payers": Payer,
    "payment_classes": PaymentClass,
    "lines": Line,
    "site_classes": SiteClass,
    "request_kinds": RequestKind,
    "commitments": Commitment,
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "payers": ("payer",),
    "payment_classes": ("group", "class"),
    "lines": ("line",),
    "site_classes": ("class",),
    "request_kinds": ("kind",),
    "commitments": ("commitment",),
}
"""Columns that tell the rows of a table apart."""
