"""Indicators of people and knowledge: inspectors, their posts, what they know, how ready they are."""

from simulation.compiled import compiled, inlined
from simulation.declare import Indicator, Tally
from simulation.teams import ABSENT

WRITES = ("tally", "staff", "pool.called_month", "mission.temporary_pay")
TALLIES = (
    Tally("inspectors", "inspectors", "mean", "inspectors on board at the end of the month", monthly=True),
    Tally("inspectors_deployed", "inspectors", "mean", "inspectors on mission on the last day of the month"),
    Tally("posts", "posts", "last", "posts of the year"),
    Tally("hires", "inspectors", "sum", "inspectors who started"),
    Tally("leavers", "inspectors", "sum", "inspectors who left"),
    Tally("capacity_days", "inspector-days", "sum", "mission days of the inspectors on board"),
    Tally("former_staff", "people", "last", "former staff who would return for a mission"),
    Tally("called_up", "people", "sum", "called up who are not on staff"),
    Tally("temporary_days", "inspector-days", "sum", "delivered by those who are not on staff"),
    Tally("temporary_pay", "currency", "sum", "pay of those who are not on staff"),
    Tally("knowledge_visits", "0-1", "last", "knowledge in the field of sampled visits"),
    Tally("knowledge_presence", "0-1", "last", "knowledge in the field of planned presence"),
    Tally("knowledge_requests", "0-1", "last", "knowledge in the field of requests"),
    Tally("readiness", "0-1", "last", "readiness for requests"),
)


def _knowledge(field: str, label: str) -> Indicator:
    return Indicator(
        f"knowledge_{field}", f"Knowledge: {label}", "0-1", f"knowledge_{field}", None, "up", "input", "secretariat",
        f"Skill of inspectors and codified knowledge in the field of {label}, at the end of the year. An ordinal index.",
    )  # fmt: skip


INDICATORS = (
    Indicator("inspectors", "Inspectors on board", "inspectors", "inspectors", None, "none", "input", "secretariat",
              "Inspectors on board, mean of the months."),
    Indicator("inspectors_deployed", "Inspectors on mission", "inspectors", "inspectors_deployed", None, "none",
              "activity", "secretariat", "Inspectors away on a mission on the last day of a month, mean of the months."),
    Indicator("posts_funded", "Inspectors' posts", "posts", "posts", None, "none", "input", "joint",
              "Posts that routine demand asks for and the money buys."),
    Indicator("hires", "Inspectors who started", "inspectors", "hires", None, "none", "activity", "secretariat",
              "Inspectors who started."),
    Indicator("leavers", "Inspectors who left", "inspectors", "leavers", None, "none", "activity", "secretariat",
              "Inspectors who left."),
    Indicator("capacity_days", "Inspector-days available", "inspector-days", "capacity_days", None, "up", "input",
              "secretariat", "Inspectors on board times their yearly day budget."),
    Indicator("former_staff", "Former staff who would return", "people", "former_staff", None, "none", "input", "joint",
              "Former staff who are willing and able to return for a mission, at the end of the year; 0 where nobody asks them."),
    Indicator("called_up", "People called up", "people", "called_up", None, "none", "activity", "secretariat",
              "On-call inspectors and former staff called up, each time counted."),
    Indicator("temporary_days", "Inspector-days of people not on staff", "inspector-days", "temporary_days", None, "none",
              "activity", "secretariat", "Inspector-days delivered by on-call inspectors and former staff."),
    Indicator("temporary_pay", "Pay of people not on staff", "currency", "temporary_pay", None, "down", "input", "secretariat",
              "What on-call inspectors and former staff earn for missions and refreshers, nominal."),
    _knowledge("visits", "sampled visits"), _knowledge("presence", "planned presence"), _knowledge("requests", "requests"),
    Indicator("readiness", "Readiness for requests", "0-1", "readiness", None, "up", "input", "secretariat",
              "Drills, knowledge and core team for requests nobody planned. An ordinal index."),
)  # fmt: skip


@compiled
def tally_people(w, g, p, k):
    """Write the month's people and knowledge, and empty their monthly sums."""
    m = w.clock.month
    w.tally.inspectors[m] = w.staff.present_n
    w.tally.inspectors_deployed[m] = _on_mission(w)
    w.tally.posts[m] = w.staff.posts
    w.tally.hires[m] = w.staff.hired_month
    w.tally.leavers[m] = w.staff.left_month
    w.tally.capacity_days[m] = w.staff.present_n * w.par.inspector_day_budget / 12.0
    w.tally.former_staff[m] = w.pool.would_return
    w.tally.called_up[m] = w.pool.called_month
    days = w.mission.temporary_month
    w.tally.temporary_days[m] = days[0] + days[1] + days[2]
    w.tally.temporary_pay[m] = w.mission.temporary_pay
    w.pool.called_month = 0.0
    w.mission.temporary_pay = 0.0
    w.tally.knowledge_visits[m] = w.knowledge.total[0]
    w.tally.knowledge_presence[m] = w.knowledge.total[1]
    w.tally.knowledge_requests[m] = w.knowledge.total[2]
    w.tally.readiness[m] = w.knowledge.readiness
    w.staff.hired_month = 0.0
    w.staff.left_month = 0.0


@inlined
def _on_mission(w):
    """Inspectors, staff or not, whose latest mission has not ended; those who rest are back."""
    n = 0
    for row in range(w.staff.row_n):
        m = w.staff.mission[row]
        if w.staff.free[row] != ABSENT and m >= 0 and w.mission.start[m] + w.mission.days[m] > w.clock.day:
            n += 1
    return float(n)
