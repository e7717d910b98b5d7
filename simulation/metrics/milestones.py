"""Indicators of milestones: how many are reached by their planned date, and how many months late."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally
from simulation.rules.milestones import intended_day

WRITES = ("tally",)
TALLIES = (
    Tally("milestones_due", "milestones", "sum", "undertaken milestones whose planned date came"),
    Tally("milestones_on_time", "milestones", "sum", "those of them reached by their planned date"),
    Tally("milestones_reached", "milestones", "sum", "undertaken milestones reached"),
    Tally("milestones_late_months", "months", "sum", "milestones past their planned date and not reached"),
)
INDICATORS = (
    Indicator("milestones_on_time", "Milestones reached on time", "%", "milestones_on_time", "milestones_due", "up",
              "activity", "secretariat", "Milestones reached by their planned date, over those whose date came."),
    Indicator("milestone_slip", "Months late per milestone due", "months", "milestones_late_months", "milestones_due",
              "down", "activity", "secretariat",
              "Months for which milestones stood open after their planned date, up to the end, over milestones due."),
)  # fmt: skip


@compiled
def tally_milestones(w, g, p, k):
    """Count what fell due, was reached in time, was reached at all, and stands open after its date."""
    m, first, after = w.clock.month, g.month_start[w.clock.month], g.month_start[w.clock.month + 1]
    for i in range(g.milestone_n):
        if w.milestone.taken[i] == 1:
            planned, reached = intended_day(w, g, i), w.milestone.reached[i]
            if first < planned <= after:
                w.tally.milestones_due[m] += 1.0
                w.tally.milestones_on_time[m] += 1.0 if reached <= planned else 0.0
            if w.milestone.month[i] == m + 1:
                w.tally.milestones_reached[m] += 1.0
            if planned <= after < reached:
                w.tally.milestones_late_months[m] += 1.0
