"""The rows of two tables: instruments that share a secretariat, and what they may do jointly."""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.words import Day, Fraction, Name, Names, Positive, Says, Source, Strict, Text, names
from simulation.rules.joint import FUNDING, GROUPS

Amounts = Annotated[
    str,
    Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,9})?( [0-9]{1,12}(\.[0-9]{1,9})?)*\Z", max_length=200),
    Says("amounts with one space between them"),
]


class Instrument(Strict):
    """One of several agreements that share a secretariat.

    `floor` is core spending a year, at prices of the base year, below which joint work is scaled back; `key` is its
    weight in sharing the cost of joint work.
    """

    instrument: Name
    label: Text
    floor: Positive
    key: Fraction
    source: Source


class JointActivity(Strict):
    """What several instruments may do jointly, and what it costs each of the participants a year to do it alone.

    From `start` on, and after the `milestone` where one is named, it is joint as deep as the parameter
    joint_depth of its row says.
    """

    activity: Name
    label: Text
    participants: Names
    standalone: Amounts
    funding: Annotated[Literal["core", "staff", "voluntary", "partner"], names(*FUNDING)]
    start: Day
    milestone: Name = "none"
    group: Annotated[Literal["none", "information-technology", "legal"], names(*GROUPS)] = "none"
    source: Source

    @property
    def costs(self) -> tuple[float, ...]:
        """Cost a year to each participant, in their order, in the pack's currency at prices of the base year."""
        return tuple(float(amount) for amount in self.standalone.split())
