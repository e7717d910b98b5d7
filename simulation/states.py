"""What a State is to the treaty, and how high it stands on the ladder of implementation: codes that rules share."""

import numpy as np

from simulation import maths, slots
from simulation.compiled import leaf

OUTSIDE, JOINING, PARTY = 0, 1, 2
LEVELS = 4
"""Levels of national implementation: 0 none, 1 an authority, 2 legislation for all key areas, 3 functioning."""
QUARTER = 0.25
NOTHING, IMPLEMENTATION = 0, 1
PURPOSES = ("none", "implementation")
"""What a budget line does for States, in the order of the codes."""


@leaf
def exponential(k: np.uint64, stream: int, time: int, state: int) -> float:
    """A unit-exponential number of a State: what its hazard must add up to until the next event."""
    return -maths.log(slots.uniform(k, stream, time, state))


@leaf
def ends_a_quarter(month: int) -> bool:
    """Whether the month is the last of a quarter: States move then."""
    return month % 3 == 2
