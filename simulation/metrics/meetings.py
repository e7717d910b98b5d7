"""Indicators of meetings: who comes of those invited, what meetings cost, how far delegates travel, what is in kind."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally
from simulation.states import DEVELOPING, OTHER_INCOME, TRANSITION

WRITES = ("tally", "meeting")
TALLIES = (
    Tally("meetings_held", "meetings", "sum", "meetings that States are invited to"),
    Tally("invited", "delegations", "sum", "delegations invited to meetings"),
    Tally("attended", "delegations", "sum", "of them, those that came"),
    Tally("invited_developing", "delegations", "sum", "delegations of developing countries invited"),
    Tally("attended_developing", "delegations", "sum", "of them, those that came"),
    Tally("invited_transition", "delegations", "sum", "delegations of countries with economies in transition invited"),
    Tally("attended_transition", "delegations", "sum", "of them, those that came"),
    Tally("invited_other", "delegations", "sum", "delegations of other countries invited"),
    Tally("attended_other", "delegations", "sum", "of them, those that came"),
    Tally("sponsored", "delegations", "sum", "delegations that came to a sponsored place"),
    Tally("meeting_cost", "currency", "sum", "cost of meetings, prices of the base year"),
    Tally("meeting_travel_days", "days", "sum", "days that delegates travel"),
    Tally("inkind_cost", "currency", "sum", "value given in kind, prices of the base year"),
)


def _attendance(name: str, words: str) -> Indicator:
    return Indicator(
        f"attendance_{name}", f"Attendance at meetings: {words}", "%", f"attended_{name}", f"invited_{name}", "up",
        "outcome", "states", f"Delegations of {words} that come to meetings, over those invited.",
    )  # fmt: skip


INDICATORS = (
    Indicator("meetings_held", "Meetings held", "meetings", "meetings_held", None, "none", "activity", "joint",
              "Meetings that States are invited to."),
    Indicator("attendance", "Attendance at meetings", "%", "attended", "invited", "up", "outcome", "states",
              "Delegations that come to meetings, over those invited."),
    _attendance("developing", "developing countries"),
    _attendance("transition", "economies in transition"),
    _attendance("other", "other countries"),
    Indicator("sponsored", "Sponsored delegations", "delegations", "sponsored", None, "none", "output", "secretariat",
              "Delegations that come to a meeting on a sponsored place."),
    Indicator("meeting_cost", "Cost of meetings", "currency", "meeting_cost", None, "down", "input", "joint",
              "Set-up and days of meetings at prices of the base year, without what a host gives in kind; beside the "
              "lines of the budget."),
    Indicator("meeting_travel_days", "Travel of delegates", "days", "meeting_travel_days", None, "down", "input", "joint",
              "Days that delegates of States are on their way to meetings and back."),
    Indicator("inkind_cost", "Value given in kind", "currency", "inkind_cost", None, "none", "input", "joint",
              "Value of what hosts and partners give in kind, prices of the base year; in no budget and no spending."),
)  # fmt: skip


@compiled
def tally_meetings(w, g, p, k):
    """Write the month of meetings, and empty its monthly sums."""
    if g.meeting_n == 0:
        return
    m = w.clock.month
    w.tally.meetings_held[m] = w.meeting.held_month
    _tally_attendance(w, m)
    w.tally.sponsored[m] = w.meeting.sponsored_month
    w.tally.meeting_cost[m] = w.meeting.cost_month
    w.tally.meeting_travel_days[m] = w.meeting.travel_month
    w.tally.inkind_cost[m] = w.meeting.given_month
    w.meeting.held_month, w.meeting.sponsored_month, w.meeting.cost_month = 0.0, 0.0, 0.0
    w.meeting.travel_month, w.meeting.given_month = 0.0, 0.0
    w.meeting.invited_month[:] = 0.0
    w.meeting.attended_month[:] = 0.0


@compiled
def _tally_attendance(w, m):
    invited, attended = w.meeting.invited_month, w.meeting.attended_month
    w.tally.invited[m] = invited[DEVELOPING] + invited[TRANSITION] + invited[OTHER_INCOME]
    w.tally.attended[m] = attended[DEVELOPING] + attended[TRANSITION] + attended[OTHER_INCOME]
    w.tally.invited_developing[m] = invited[DEVELOPING]
    w.tally.attended_developing[m] = attended[DEVELOPING]
    w.tally.invited_transition[m] = invited[TRANSITION]
    w.tally.attended_transition[m] = attended[TRANSITION]
    w.tally.invited_other[m] = invited[OTHER_INCOME]
    w.tally.attended_other[m] = attended[OTHER_INCOME]
