"""Indicators of facilities: presence planned and needed, work done, days of operation that no team saw."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally

WRITES = ("tally", "facility", "presence")
TALLIES = (
    Tally("presence_planned", "inspector-days", "sum", "presence of the year's plan, a twelfth each month"),
    Tally("unverified_days", "days", "sum", "operating days of facilities without their team"),
    Tally("stock_done", "stock units", "last", "work done on declared stocks since the first day"),
    Tally("stock_declared", "stock units", "last", "stocks declared"),
    Tally("stock_done_ever", "stock units", "last", "work done on declared stocks, before the first day too"),
    Tally("stock_declared_ever", "stock units", "last", "stocks declared, with what was done before the first day"),
)
INDICATORS = (
    Indicator("planned_to_actual", "Planned-to-actual ratio", "%", "presence_required", "presence_planned", "none",
              "activity", "joint", "Inspector-days of presence that facilities came to need, over those of the plan."),
    Indicator("unverified_days", "Operating days without a team", "days", "unverified_days", None, "down", "output",
              "secretariat", "Days on which a facility operated without the team it calls for."),
    Indicator("destroyed_share", "Work done on declared stocks", "%", "stock_done", "stock_declared", "up", "outcome",
              "states", "Work done since the first day over the stocks declared, at the end of the year."),
    Indicator("destroyed_share_of_declared", "Work done on all stocks ever declared", "%", "stock_done_ever",
              "stock_declared_ever", "up", "outcome", "states", "Work done on declared stocks, before the first day too, "
              "over all that was ever declared, at the end of the year."),
)  # fmt: skip


@compiled
def tally_facilities(w, g, p, k):
    """Write the month's plan, gaps and work, and empty their monthly sums."""
    m = w.clock.month
    done, declared, before = 0.0, 0.0, 0.0
    for f in range(g.facility_n):
        done += w.facility.done[f]
        declared += w.facility.stock[f]
        before += g.facility_before[f] if w.facility.stock[f] > 0.0 else 0.0
    w.tally.presence_planned[m] = w.presence.planned_days / 12.0
    w.tally.unverified_days[m] = w.presence.unverified_month
    w.tally.stock_done[m] = done
    w.tally.stock_declared[m] = declared
    w.tally.stock_done_ever[m] = before + done
    w.tally.stock_declared_ever[m] = before + declared
    w.presence.unverified_month = 0.0
