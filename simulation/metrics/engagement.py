"""Indicators of engagement: how many stakeholders take part, and how much is done for it."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally

WRITES = ("tally",)
TALLIES = (
    Tally("stakeholders", "stakeholders", "mean", "stakeholders of the network"),
    Tally("stakeholders_engaged", "stakeholders", "mean", "those who take part at the end of the month", monthly=True),
    Tally("stakeholders_end", "stakeholders", "last", "stakeholders of the network at the end of the year"),
    Tally("stakeholders_engaged_end", "stakeholders", "last", "those who take part at the end of the year"),
    Tally("engagement_effort", "1", "mean", "real spending on engagement in the last quarter, over the base year's"),
)
INDICATORS = (
    Indicator("engaged_share", "Stakeholders who take part", "%", "stakeholders_engaged", "stakeholders", "up", "outcome",
              "joint", "Stakeholders who take part in the work, over all of the network, mean of the months."),
    Indicator("engaged_end", "Stakeholders who take part at the end of the year", "%", "stakeholders_engaged_end",
              "stakeholders_end", "up", "outcome", "joint",
              "Stakeholders who take part on the last day of the year, over all of the network."),
    Indicator("engagement_effort", "Engagement effort", "1", "engagement_effort", None, "none", "input", "secretariat",
              "Real spending on engagement over that of the year before the plan, mean of the months."),
)  # fmt: skip


@compiled
def tally_engagement(w, g, p, k):
    """Write how many take part and the effort of the last quarter."""
    m = w.clock.month
    w.tally.stakeholders[m] = g.stakeholder_n
    w.tally.stakeholders_engaged[m] = w.engagement.engaged_n
    w.tally.stakeholders_end[m] = g.stakeholder_n
    w.tally.stakeholders_engaged_end[m] = w.engagement.engaged_n
    w.tally.engagement_effort[m] = w.engagement.effort
