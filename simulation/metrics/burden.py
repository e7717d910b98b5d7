"""Indicators of the burden on parties: hours a party and year that reports, meetings and surveys take of their staff.

Hours of reports and surveys count in the month in which they come, those of what never comes not at all. Nothing is
fed back: no burden makes a State report later.
"""

from simulation.compiled import compiled, inlined
from simulation.declare import Indicator, Tally
from simulation.rules.reporting import REPORT, SURVEY
from simulation.states import DEVELOPING, LEVELS, OTHER_INCOME, TRANSITION

WRITES = ("tally", "meeting")
TALLIES = (
    Tally("burden_hours", "hours", "sum", "hours that reports, meetings and surveys take of parties"),
    Tally("burden_developing_hours", "hours", "sum", "of them, those of developing countries"),
    Tally("burden_transition_hours", "hours", "sum", "of them, those of countries with economies in transition"),
    Tally("burden_other_hours", "hours", "sum", "of them, those of other countries"),
    Tally("burden_reports_hours", "hours", "sum", "of them, those of reports"),
    Tally("burden_meetings_hours", "hours", "sum", "of them, those of meetings, with the travel to them"),
    Tally("burden_surveys_hours", "hours", "sum", "of them, those of surveys"),
    Tally("mean_parties", "States", "mean", "parties, from the quarter on in which they are counted at a level"),
    Tally("mean_developing", "States", "mean", "of them developing countries"),
    Tally("mean_transition", "States", "mean", "of them countries with economies in transition"),
    Tally("mean_other", "States", "mean", "of them other countries"),
)
_HOURS = "hours a party"


def _of_group(name: str, words: str) -> Indicator:
    return Indicator(
        f"burden_{name}", f"Burden on {words}", _HOURS, f"burden_{name}_hours", f"mean_{name}", "down", "outcome",
        "joint", f"Hours a year that reports, meetings and surveys take of a party, {words}.",
    )  # fmt: skip


def _of_source(name: str) -> Indicator:
    return Indicator(
        f"burden_{name}", f"Burden of {name}", _HOURS, f"burden_{name}_hours", "mean_parties", "down", "outcome",
        "joint", f"Hours a year that {name} take of a party.",
    )  # fmt: skip


INDICATORS = (
    Indicator("burden", "Burden on parties", _HOURS, "burden_hours", "mean_parties", "down", "outcome", "joint",
              "Hours a year that reports, meetings and surveys take of a party."),
    _of_group("developing", "developing countries"),
    _of_group("transition", "economies in transition"),
    _of_group("other", "other countries"),
    _of_source("reports"), _of_source("meetings"), _of_source("surveys"),
    Indicator("report_hours", "Hours a report", "hours", "burden_reports_hours", "declarations_received", "down",
              "outcome", "joint", "Hours that reports take, over reports that came."),
)  # fmt: skip


@compiled
def tally_burden(w, g, p, k):
    """Write the month's hours by source and income group, and how many they are shared by."""
    if g.report_n == 0 and g.meeting_n == 0:
        return
    m = w.clock.month
    reports, surveys, meetings = w.reporting.hours[REPORT], w.reporting.hours[SURVEY], w.meeting.hours_month
    w.tally.burden_developing_hours[m] = reports[DEVELOPING, m] + surveys[DEVELOPING, m] + meetings[DEVELOPING]
    w.tally.burden_transition_hours[m] = reports[TRANSITION, m] + surveys[TRANSITION, m] + meetings[TRANSITION]
    w.tally.burden_other_hours[m] = reports[OTHER_INCOME, m] + surveys[OTHER_INCOME, m] + meetings[OTHER_INCOME]
    w.tally.burden_reports_hours[m] = reports[DEVELOPING, m] + reports[TRANSITION, m] + reports[OTHER_INCOME, m]
    w.tally.burden_surveys_hours[m] = surveys[DEVELOPING, m] + surveys[TRANSITION, m] + surveys[OTHER_INCOME, m]
    w.tally.burden_meetings_hours[m] = meetings[DEVELOPING] + meetings[TRANSITION] + meetings[OTHER_INCOME]
    w.tally.burden_hours[m] = (
        w.tally.burden_reports_hours[m] + w.tally.burden_surveys_hours[m] + w.tally.burden_meetings_hours[m]
    )
    _tally_parties(w, g, m)
    w.meeting.hours_month[:] = 0.0


@compiled
def _tally_parties(w, g, m):
    developing, transition = _parties_of(w, g, DEVELOPING), _parties_of(w, g, TRANSITION)
    other = _parties_of(w, g, OTHER_INCOME)
    w.tally.mean_developing[m], w.tally.mean_transition[m], w.tally.mean_other[m] = developing, transition, other
    w.tally.mean_parties[m] = developing + transition + other


@inlined
def _parties_of(w, g, income):
    """Parties of an income group, by class and level."""
    parties = 0.0
    for c in range(g.state_class_n):
        if g.state_class_group[c] == income:
            for level in range(LEVELS):
                parties += w.implementation.parties[c, level]
    return parties
