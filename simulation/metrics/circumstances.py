"""Indicators of what befalls the organisation: the two axes, and outages of systems."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally

WRITES = ("tally",)
TALLIES = (
    Tally("conflict", "0-1", "mean", "level of conflict at the start of the month"),
    Tally("resources", "0-1", "mean", "resources available at the start of the month"),
    Tally("systems_down_days", "days", "sum", "days on which the systems of headquarters were down"),
)
INDICATORS = (
    Indicator("conflict", "Level of conflict", "0-1", "conflict", None, "none", "circumstance", "exogenous",
              "Position on the conflict axis, mean of the months."),
    Indicator("resources", "Resources available", "0-1", "resources", None, "none", "circumstance", "exogenous",
              "Position on the resources axis, mean of the months."),
    Indicator("systems_down_days", "Days without systems", "days", "systems_down_days", None, "down", "circumstance",
              "joint", "Days on which the systems of headquarters were down: no first team left, no visit began."),
)  # fmt: skip


@compiled
def tally_circumstances(w, g, p, k):
    """Write the two axes of the month, and its days without systems."""
    m = w.clock.month
    w.tally.conflict[m] = w.axes.conflict
    w.tally.resources[m] = w.axes.resources
    begins, until = max(w.outage.begins, g.month_start[m]), min(w.outage.until, g.month_start[m + 1])
    w.tally.systems_down_days[m] = max(until - begins, 0)
