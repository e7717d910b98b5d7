"""What a State is to the treaty, and how high it stands on the ladder of implementation: codes that rules share."""

from simulation.compiled import leaf

OUTSIDE, JOINING, PARTY = 0, 1, 2
LEVELS = 4
"""Levels of national implementation: 0 none, 1 an authority, 2 legislation for all key areas, 3 functioning."""
QUARTER = 0.25
NOTHING, IMPLEMENTATION, DESK, TRAVEL = 0, 1, 2, 3
PURPOSES = ("none", "implementation", "desk", "travel")
"""What a budget line does for States, in the order of the codes."""
OTHER, OBLIGATIONS, REPORTS, OUTREACH, MEETINGS, EXTENSIONS, COALITIONS, LAWS, PRACTICES = 0, 1, 2, 3, 4, 5, 6, 7, 8
HELPS = (
    *("none", "obligations", "reports", "outreach", "meetings"),
    *("extensions", "coalitions", "laws", "practices"),
)
"""What a task of the desk helps, in the order of the codes."""
DEVELOPING, TRANSITION, OTHER_INCOME = 0, 1, 2
INCOME_GROUPS = ("developing", "transition", "other")
"""What a class of States is in terms of income, in the order of the codes."""


@leaf
def ends_a_quarter(month: int) -> bool:
    """Whether the month is the last of a quarter: States move then."""
    return month % 3 == 2
