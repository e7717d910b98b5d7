"""What a facility is doing, and how it goes about it: the codes that rules share."""

WAITING, OPERATING, STOPPED, IDLE, CLOSED = 0, 1, 2, 3, 4
CONTINUOUS, CAMPAIGN, PERIODIC = 0, 1, 2
MODES = ("continuous", "campaign", "periodic")
"""Names of the modes, in the order of their codes."""
YEAR_DAYS = 365.0
