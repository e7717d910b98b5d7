"""Indicators of obligations: how many are done, overdue or extended, and how many were done by their date."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally
from simulation.rules.obligations import NOT_YET

WRITES = ("tally", "obligation")
TALLIES = (
    Tally("obligations", "obligations", "last", "obligations in force"),
    Tally("obligations_done", "obligations", "last", "of them done"),
    Tally("obligations_overdue", "obligations", "last", "of them past their date and not done"),
    Tally(
        "obligations_extended", "obligations", "last", "of them open, within an extension granted since the first day"
    ),
    Tally("obligations_met", "obligations", "sum", "done by their date"),
    Tally("obligations_judged", "obligations", "sum", "done by their date, or past it for the first time"),
    Tally("extension_requests", "requests", "sum", "extensions asked for"),
    Tally("extensions", "extensions", "sum", "extensions granted"),
)
INDICATORS = (
    Indicator("obligations_done", "Obligations met", "%", "obligations_done", "obligations", "up", "outcome", "states",
              "Dated obligations of States that are done, over those in force, at the end of the year."),
    Indicator("obligations_overdue", "Obligations overdue", "%", "obligations_overdue", "obligations", "down", "outcome",
              "states", "Dated obligations of States past their date, extensions included, and not done, over those in force."),
    Indicator("obligations_extended", "Obligations extended", "%", "obligations_extended", "obligations", "none", "outcome",
              "states", "Dated obligations of States that are open within an extension granted since the first day, over "
              "those in force."),
    Indicator("obligations_on_time", "Obligations met by their date", "%", "obligations_met", "obligations_judged", "up",
              "outcome", "states", "Dated obligations done by their date, extensions included, over those done by it or past "
              "it."),
    Indicator("extension_requests", "Extensions asked for", "requests", "extension_requests", None, "down", "outcome",
              "states", "Requests of States for more time for an obligation."),
)  # fmt: skip


@compiled
def tally_obligations(w, g, p, k):
    """Write where every obligation stands, and empty the monthly sums."""
    m = w.clock.month
    for o in range(g.obligation_n):
        if w.obligation.work[o] > 0.0:
            w.tally.obligations[m] += 1.0
            if w.obligation.done[o] != NOT_YET:
                w.tally.obligations_done[m] += 1.0
            elif w.obligation.missed[o] == 1:
                w.tally.obligations_overdue[m] += 1.0
            elif w.obligation.granted[o] > 0:
                w.tally.obligations_extended[m] += 1.0
    w.tally.obligations_met[m] = w.obligation.met_month
    w.tally.obligations_judged[m] = w.obligation.met_month + w.obligation.missed_month
    w.tally.extension_requests[m] = w.obligation.asked_month
    w.tally.extensions[m] = w.obligation.granted_month
    w.obligation.met_month = 0.0
    w.obligation.missed_month = 0.0
    w.obligation.asked_month = 0.0
    w.obligation.granted_month = 0.0
