"""Indicators of what befalls the organisation: the two axes."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally

WRITES = ("tally",)
TALLIES = (
    Tally("conflict", "0-1", "mean", "level of conflict at the start of the month"),
    Tally("resources", "0-1", "mean", "resources available at the start of the month"),
)
INDICATORS = (
    Indicator("conflict", "Level of conflict", "0-1", "conflict", None, "none", "circumstance", "exogenous",
              "Position on the conflict axis, mean of the months."),
    Indicator("resources", "Resources available", "0-1", "resources", None, "none", "circumstance", "exogenous",
              "Position on the resources axis, mean of the months."),
)  # fmt: skip


@compiled
def tally_circumstances(w, g, p, k):
    """Write the two axes of the month."""
    m = w.clock.month
    w.tally.conflict[m] = w.axes.conflict
    w.tally.resources[m] = w.axes.resources
