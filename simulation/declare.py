"""How a rule declares what it owns: the columns it writes, the parameters it reads, the tallies it leaves behind.

A rule names the group of its COLUMNS in the world; what it is told by tables of its own it declares as GROUND.
"""

from dataclasses import dataclass
from typing import Literal

Cadence = Literal["once", "year", "month"]
Table = Literal[
    "lines", "request_kinds", "site_classes", "services", "activities", "milestones", "joint_activities", "reports"
]
Operation = Literal["multiply", "add"]
Over = Literal["sum", "last", "mean", "min", "max"]
Better = Literal["up", "down", "none"]
Level = Literal["circumstance", "input", "activity", "output", "outcome"]
Control = Literal["secretariat", "joint", "states", "exogenous"]


@dataclass(frozen=True)
class Column:
    """A field of the world's record: name, NumPy type code, unit, meaning, shape (empty for one value)."""

    name: str
    kind: str
    unit: str
    doc: str
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Param:
    """A quantity that rules read and packs set.

    `low` and `high` are physical bounds in `unit`; `default` None means that a pack must give the value, otherwise the
    default is neutral. `table` names the pack table whose rows the parameter has one value for. `operations` are what
    a measure or a circumstance may do to it; a parameter of cadence "once" is read at the start and can't be moved.
    A pack without sites, facilities and requests may leave out what is `of_missions`, and gets the lower bound.
    `control` says in whose hands it is where that isn't the CONTROL of its module: of one alone, never "joint", so that
    the variance that comes with it has one owner.
    """

    name: str
    unit: str
    low: float
    high: float
    doc: str
    default: float | None = None
    cadence: Cadence = "year"
    table: Table | None = None
    operations: tuple[Operation, ...] = ("multiply", "add")
    of_missions: bool = False
    control: Control | None = None


@dataclass(frozen=True)
class Tally:
    """A monthly number of a world; `over`: how twelve months make a year; `monthly`: a store keeps the months too."""

    name: str
    unit: str
    over: Over
    doc: str
    monthly: bool = False


@dataclass(frozen=True)
class Indicator:
    """What a user reads: a tally, or a ratio of sums of two tallies (no event in the denominator: no value)."""

    id: str
    label: str
    unit: str
    numerator: str
    denominator: str | None
    better: Better
    level: Level
    control: Control
    doc: str
