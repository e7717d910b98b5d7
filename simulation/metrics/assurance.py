"""Indicators of assurance: an index of what is known of the States that host sites. It orders; it measures nothing."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally

WRITES = ("tally",)
TALLIES = (
    Tally("assurance", "index", "last", "index of assurance of the hosts, mean weighted by relevance"),
    Tally("assurance_tenth", "index", "last", "index that nine in ten hosts reach"),
)
INDICATORS = (
    Indicator("assurance", "Assurance, mean", "index", "assurance", None, "up", "outcome", "joint",
              "Index from 0 to 1 of what visits and declarations let be known of the States that host sites, at the end of "
              "the year, weighted by the relevance of their sites. Ordinal: higher is more, twice as high is not twice as "
              "much. Largely controlled by States."),
    Indicator("assurance_tenth", "Assurance, tenth percentile", "index", "assurance_tenth", None, "up", "outcome", "joint",
              "Index that nine in ten of the States that host sites reach. Ordinal. Largely controlled by States."),
)  # fmt: skip


@compiled
def tally_assurance(w, g, p, k):
    """Write the index as it stood at the end of the last year, before that on the first day."""
    m = w.clock.month
    w.tally.assurance[m] = w.assurance.overall
    w.tally.assurance_tenth[m] = w.assurance.tenth
