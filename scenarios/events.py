"""Requests that a scenario, a plan statement or an experiment places on a given day."""

from pydantic import Field

from scenarios.words import Day, Name, Positive, Strict


class Event(Strict):
    """A request of a kind made on a day, besides those that are drawn; without a size it is as large as drawn."""

    date: Day
    kind: Name = Field(description="a kind of tables/request_kinds.csv")
    size: Positive | None = Field(default=None, description="inspector-days; without it, as drawn")
