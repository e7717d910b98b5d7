"""Meetings that States are invited to: what they cost, who comes, and the time that delegates spend on them.

A State comes with a logistic probability of its level of implementation and its capacity; a sponsored place multiplies
its odds. Places go to States of one income group in an order that a meeting draws, so that more places leave those
there were where they are. A meeting costs its set-up (venue, travel of staff) and so much a day. Meetings of a gathering
that is co-ordinated share the set-up of the first, and a delegation that comes to several of them travels once and
decides once. What a host gives is a share of the cost in kind; what others give the secretariat in kind is a linear
function of meetings, parties and sponsored delegates. Nothing in kind is in the budget.
"""

from simulation import maths, slots
from simulation.capacity import MEETINGS, STATES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.states import INCOME_GROUPS, PARTY

TAKEN = 2.0
INCOMES = len(INCOME_GROUPS)

GROUP = "meeting"
WRITES = ("meeting",)
GROUND = (
    Column("meeting_n", "i8", "meetings", "meetings, by day"),
    Column("meeting_day", "i8", "day", "last day", (MEETINGS,)),
    Column("meeting_days", "f8", "days", "length", (MEETINGS,)),
    Column("meeting_first", "i8", "row", "first meeting of its gathering; itself without one", (MEETINGS,)),
    Column("meeting_classes", "i8", "bits", "classes of States that are invited, by row", (MEETINGS,)),
    Column("meeting_set_up", "f8", "currency", "cost of venue and travel of staff, base-year prices", (MEETINGS,)),
    Column("meeting_day_cost", "f8", "currency a day", "further cost of a day, base-year prices", (MEETINGS,)),
    Column("meeting_travel", "f8", "days", "that a delegate travels", (MEETINGS,)),
    Column("meeting_host", "f8", "0-1", "share of the cost that the host gives in kind", (MEETINGS,)),
    Column("meeting_sponsors", "i8", "code", "income group that places are for, -1 none", (MEETINGS,)),
)  # fmt: skip
COLUMNS = (
    Column("travelled", "i4", "row", "one more than the meeting of a State's latest trip, or than the first of its gathering; 0 none", (STATES,)),
    Column("place", "f8", "1", "number by which places are given; 2 for a State that has one", (STATES,)),
    Column("held_month", "f8", "meetings", "this month"),
    Column("invited_month", "f8", "delegations", "invited this month by income group", (INCOMES,)),
    Column("attended_month", "f8", "delegations", "that came this month by income group", (INCOMES,)),
    Column("sponsored_month", "f8", "delegations", "that came to a sponsored place this month"),
    Column("cost_month", "f8", "currency", "of meetings this month, without what is in kind, base-year prices"),
    Column("given_month", "f8", "currency", "value in kind this month, base-year prices"),
    Column("travel_month", "f8", "days", "that delegates travelled this month"),
    Column("hours_month", "f8", "hours", "of delegates at meetings and on the way this month by income group", (INCOMES,)),
)  # fmt: skip
CONTROL: Control = "states"
PARAMS = (
    Param("attendance_base", "1", -50, 50, "logit of the probability that a State of middling capacity at level 0 comes to a meeting", 0.0, "month"),
    Param("attendance_level", "1", 0, 10, "what each level of implementation adds to it", 0.0, "month"),
    Param("attendance_capacity", "1", 0, 50, "what capacity, less .5, adds to it", 0.0, "month"),
    Param("sponsored_places", "delegations", 0, STATES, "sponsored places at a meeting that has such", 0.0, "month", control="secretariat"),
    Param("sponsor_odds", "1", 0, 1000, "factor of a sponsored place on the odds that a State comes", 1.0, "month"),
    Param("meeting_joint", "probability", 0, 1, "that the meetings of a gathering are co-ordinated", 0.0, "month"),
    Param("delegates", "persons", 0, 100, "of a delegation", 1.0, "month"),
    Param("hours_per_day", "hours", 0, 24, "of a delegate at a meeting or on the way", 8.0, "month"),
    Param("informal_meetings", "per year", 0, 1000, "meetings that no delegation travels to", 0.0, "month"),
    Param("inkind_base", "currency a year", 0, 1e8, "value in kind that hangs on nothing, prices of the base year", 0.0, "month", control="exogenous"),
    Param("inkind_meeting", "currency", 0, 1e7, "value in kind of a meeting more, informal or not", 0.0, "month", control="exogenous"),
    Param("inkind_party", "currency a year", 0, 1e6, "value in kind of a party more", 0.0, "month", control="exogenous"),
    Param("inkind_sponsored", "currency", 0, 1e6, "value in kind of a sponsored delegation more", 0.0, "month", control="exogenous"),
)  # fmt: skip


@compiled
def hold_meetings(w, g, p, k):
    """At the end of a month: the meetings that ended in it, and what was given in kind."""
    if g.meeting_n == 0:
        return
    w.meeting.given_month += (w.par.inkind_base + w.par.inkind_party * w.member.parties) / 12.0
    w.meeting.given_month += w.par.inkind_meeting * w.par.informal_meetings / 12.0
    for i in range(g.meeting_n):
        if g.month_start[w.clock.month] <= g.meeting_day[i] < g.month_start[w.clock.month + 1]:
            _hold(w, g, k, i)


@compiled
def _hold(w, g, k, i):
    first = _first_of(w, g, k, i)
    cost = g.meeting_days[i] * g.meeting_day_cost[i] + (g.meeting_set_up[i] if first == i else 0.0)
    w.meeting.held_month += 1.0
    w.meeting.cost_month += cost * (1.0 - g.meeting_host[i])
    w.meeting.given_month += cost * g.meeting_host[i] + w.par.inkind_meeting
    _give_places(w, g, k, i, first)
    for s in range(g.state_n):
        if _is_invited(w, g, i, s):
            income = g.state_class_group[g.state_class[s]]
            w.meeting.invited_month[income] += 1.0
            if _comes(w, g, k, first, s):
                _attend(w, g, i, first, s, income)


@inlined
def _first_of(w, g, k, i):
    """The meeting whose set-up, trips and decisions it shares: the first of a co-ordinated gathering, or itself."""
    first = g.meeting_first[i]
    return first if slots.uniform(k, slots.MEETING_JOINT, 0, first) < w.par.meeting_joint else i


@inlined
def _is_invited(w, g, i, s):
    return w.member.stage[s] == PARTY and g.meeting_classes[i] >> g.state_class[s] & 1 == 1


@compiled
def _give_places(w, g, k, i, first):
    """As many States of the income group as there are places: those with the smallest numbers."""
    eligible = 0
    for s in range(g.state_n):
        is_meant = g.state_class_group[g.state_class[s]] == g.meeting_sponsors[i] and _is_invited(w, g, i, s)
        w.meeting.place[s] = slots.uniform(k, slots.MEETING_PLACE, first, s) if is_meant else 1.0
        eligible += 1 if is_meant else 0
    for _ in range(min(int(w.par.sponsored_places + 0.5), eligible)):
        _give_place(w, g)


@inlined
def _give_place(w, g):
    chosen = 0
    for s in range(g.state_n):
        if w.meeting.place[s] < w.meeting.place[chosen]:
            chosen = s
    w.meeting.place[chosen] = TAKEN


@inlined
def _comes(w, g, k, first, s):
    capacity = w.par.attendance_capacity * (g.state_class_capacity[g.state_class[s]] - 0.5)
    odds = maths.exp(w.par.attendance_base + w.par.attendance_level * w.implementation.level[s] + capacity)
    if w.meeting.place[s] == TAKEN:
        odds *= w.par.sponsor_odds
    return slots.uniform(k, slots.MEETING_ATTENDANCE, first, s) * (1.0 + odds) < odds


@inlined
def _attend(w, g, i, first, s, income):
    days = 0.0
    if w.meeting.travelled[s] != first + 1:
        w.meeting.travelled[s] = first + 1
        days = g.meeting_travel[i]
    w.meeting.attended_month[income] += 1.0
    w.meeting.travel_month += days * w.par.delegates
    w.meeting.hours_month[income] += (g.meeting_days[i] + days) * w.par.delegates * w.par.hours_per_day
    if w.meeting.place[s] == TAKEN:
        w.meeting.sponsored_month += 1.0
        w.meeting.given_month += w.par.inkind_sponsored
