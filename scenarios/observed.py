"""An observation: what was seen of an indicator, by when, from which source, and what may be made of it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from scenarios.words import Day, Identifier, Says, Strict, Text, names

PER_CENT = "%"
BASES = ("year", "stock", "cumulative")
Basis = Literal["year", "stock", "cumulative"]
Bound = Literal["at least", "at most"]
_MOMENT = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


@dataclass(frozen=True)
class Moment:
    """A date as written: a day, a month or a year. `day` is the last day that it covers."""

    text: str
    day: date

    @property
    def ends_a_year(self) -> bool:
        """Whether it names a whole year, or its last month or day."""
        return (self.day.month, self.day.day) == (12, 31)


def _moment(value: Any) -> Any:
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    year, month = int(match[1]), int(match[2] or 12)
    try:
        return Moment(match[0], date(year, month, int(match[3] or monthrange(year, month)[1])))
    except ValueError:
        return value


def _or(default: Any) -> BeforeValidator:
    """An empty cell stands for the default."""
    return BeforeValidator(lambda value: default if value == "" else value)


class Observation(Strict):
    """A value of an indicator. `kind` says what it covers, up to the end of the date.

    "year": the year of the date; "stock": the month of the date; "cumulative": what came together from `since`, else
    from 1 January, to the date. Empty: the month for a level dated inside a year, else the year. Shares are written as
    0 to 1, or in per cent with the unit "%". "More than 130,000" is a `bound`: what was seen is at least the value.
    What was decided beforehand, as a budget is, has the day on which it was `known`; else that is the end of the date.
    """

    indicator: Identifier
    date: Annotated[Moment, BeforeValidator(_moment), Says("a date as 2016-07-31, 2016-07 or 2016")]
    value: Annotated[float, Field(ge=-1e15, le=1e15), Says("a number between -1e15 and 1e15")]
    source: Text
    confidence: Text
    kind: Annotated[Basis | None, names(*BASES), _or(None)] = None
    since: Annotated[Day | None, Says("a date as 2016-01-01"), _or(None)] = None
    known: Annotated[Day | None, Says("a date as 2016-01-01"), _or(None)] = None
    unit: Annotated[str, Field(max_length=40), Says("the unit of the indicator, or %")] = ""
    bound: Annotated[Bound | None, names("at least", "at most"), _or(None)] = None
    used_for_fit: Annotated[Literal["yes", "no"], names("yes", "no"), _or("no")] = "no"
    note: Annotated[str, Field(max_length=5000), Says("text")] = ""

    @property
    def known_by(self) -> Day:
        """The day from which on it could be known."""
        return self.known or self.date.day

    @property
    def is_verified(self) -> bool:
        """Whether somebody read it where it stands."""
        return "unverified" not in self.confidence.lower()
