"""Requests that nobody planned: when they come, how large they are, how soon a first team leaves, rotation by rotation.

Arrivals are Poisson by unit-exponential clocks: a kind's rate accumulates and each request comes when the sum of its
fixed exponential numbers is reached. Changing a rate moves requests in time; it never reshuffles them.

Requests of a clustered kind come in clusters while there is conflict (simulation.clusters): each may draw others of its
kind after it, and the clock of the kind runs slower by the share `branching`, so that the long-run number of requests is
that of `request_rate`.

A request of an urgent kind that finds no team breaks off visits under way, if that lets its team leave. Any request
that still has none calls up former staff.

A report takes the drawn time where the lines that prepare reports get all that they ask for in the year in which the
last team returns, and as many times longer as they get less: work that is half funded goes at half the pace.
Who knows more than on the first day writes sooner, by a power of knowledge.
"""

from math import ceil

from simulation import maths, slots, status, teams
from simulation.capacity import FOLLOWERS, REQUEST_KINDS, REQUESTS
from simulation.clusters import IN_CONFLICT, draw_followers, keep_follower
from simulation.compiled import compiled, inlined
from simulation.deadlines import (
    ACCESS,
    ARRIVAL,
    DECISION,
    DEPARTURE,
    FINISH,
    MILESTONES,
    REPORT,
    has_own_limit,
    judge,
)
from simulation.declare import Column, Control, Param
from simulation.preemption import free_a_team
from simulation.quantiles import quantile
from simulation.reserves import WRITES as CALL_UP_WRITES
from simulation.reserves import call_up
from simulation.systems import are_down
from simulation.teams import REQUEST, send_mixed_team

PREPARING, OPEN, DONE = 0, 1, 2
AS_DRAWN = -1.0
LEAST_FUNDING = 0.05

GROUP = "request"
WRITES = ("request", *teams.WRITES, *CALL_UP_WRITES)
COLUMNS = (
    Column("n", "i8", "count", "requests since the first day"),
    Column("serial", "i4", "count", "requests by kind", (REQUEST_KINDS,)),
    Column("clock", "f8", "1", "cumulative rate by kind", (REQUEST_KINDS,)),
    Column("due", "f8", "1", "cumulative rate at which the next request of a kind comes", (REQUEST_KINDS,)),
    Column("kind", "i2", "code", "kind", (REQUESTS,)),
    Column("number", "i4", "count", "which of its kind, of the requests with its key, from 0", (REQUESTS,)),
    Column(
        "key", "u8", "bits", "key of its random numbers: that of the case, or of the family of a follower", (REQUESTS,)
    ),
    Column("day", "i4", "day", "when it was made", (REQUESTS,)),
    Column("status", "i2", "code", "preparing, open, done", (REQUESTS,)),
    Column(
        "preparation", "f8", "days", "from the request until it is decided and a first team could leave", (REQUESTS,)
    ),
    Column(
        "milestone",
        "f8",
        "days",
        "from the request to its milestones, -1 before they are known",
        (REQUESTS, MILESTONES),
    ),
    Column("missed", "i2", "code", "own limits missed: 1 some, 2 some explained, 3 both", (REQUESTS,)),
    Column("first", "i4", "day", "departure of the first team, -1 before", (REQUESTS,)),
    Column("next", "i4", "day", "when the next team should leave", (REQUESTS,)),
    Column("days_left", "f8", "inspector-days", "not yet served", (REQUESTS,)),
    Column("required", "i2", "0/1", "whether the coming rotation is already counted as required", (REQUESTS,)),
    Column("open_from", "i8", "row", "the first request that may not be done"),
    Column("follower_n", "i8", "count", "followers still to come"),
    Column("follower_day", "i4", "day", "when a follower comes", (FOLLOWERS,)),
    Column("follower_kind", "i2", "code", "its kind", (FOLLOWERS,)),
    Column("follower_number", "i4", "count", "which of those that follow the same request, from 0", (FOLLOWERS,)),
    Column("follower_key", "u8", "bits", "key of its family", (FOLLOWERS,)),
    Column("next_day", "i8", "day", "first day on which any request needs attention"),
    Column("made_month", "f8", "count", "requests made this month"),
    Column("limited_month", "f8", "count", "requests with a time limit of the organisation made this month"),
    Column("late_month", "f8", "count", "requests that missed such a limit this month for the first time"),
    Column("explained_month", "f8", "count", "requests a miss of which was explained this month for the first time"),
    Column("others_month", "f8", "count", "time limits that others missed this month"),
    Column("departed_month", "f8", "count", "first departures this month"),
    Column("response_month", "f8", "days", "from request to first departure, summed over first departures this month"),
)
CONTROL: Control = "exogenous"
PARAMS = (
    Param("request_rate", "requests a year", 0, 100, "rate at which requests of a kind come", None, "month", "request_kinds"),
    Param("request_size", "1", 0.01, 20, "factor on the inspector-days of a request", 1.0, "month"),
    Param("preparation_factor", "1", 0, 20, "factor on the days of preparation before a first team can leave", 1.0, "month", control="secretariat"),
    Param("branching", "requests per request", 0, 0.9, "mean number of requests that a request of a kind draws after it while there is conflict", 0.0, "once", "request_kinds", ()),
    Param("report_knowledge", "1", 0, 2, "exponent of knowledge in the pace of reports", 0.0, control="secretariat"),
    Param("report_queue", "0/1", 0, 1, "whether reports take longer when the lines that prepare them get less than they ask for", 1.0, "once", operations=(), control="secretariat"),
    Param("cluster_days", "days", 1, 3660, "mean time from a request to one that it draws after it", 60.0, "once", operations=()),
)  # fmt: skip


@compiled
def open_requests(w, g, p, k):
    """Wind the clock of every kind."""
    for kind in range(g.kind_n):
        w.request.due[kind] = slots.exponential(k, slots.REQUEST_CLOCK, 0, kind)


@compiled
def make_requests(w, g, p, k):
    """Place this month's requests: those that come by the clock, those placed on a day, those that follow others."""
    if w.clock.month % 12 == 0:
        _carry_over(w, g)
        _judge_reports(w, g)
    for kind in range(g.kind_n):
        _wind_on(w, g, k, kind)
    _receive_placed(w, g, p, k)
    _receive_followers(w, g)


@compiled
def _wind_on(w, g, k, kind):
    """Let the clock of a kind run through the month; part of it is left to followers while they may come."""
    first = w.clock.day
    days = g.month_start[w.clock.month + 1] - first
    before = w.request.clock[kind]
    alone = 1.0 - w.par.branching[kind] if w.axes.conflict > IN_CONFLICT else 1.0
    gained = w.par.request_rate[kind] * alone * days / 365.25
    w.request.clock[kind] = before + gained
    while w.request.clock[kind] >= w.request.due[kind] and w.clock.status == status.OK:
        day = first + int((w.request.due[kind] - before) / gained * days)
        _add(w, g, k, kind, w.request.serial[kind], min(day, first + days - 1), AS_DRAWN)
        w.request.serial[kind] += 1
        w.request.due[kind] += slots.exponential(k, slots.REQUEST_CLOCK, w.request.serial[kind], kind)


@compiled
def _receive_placed(w, g, p, k):
    """Requests that the scenario or an experiment places on a day of this month: the n-th of a kind is always the same."""
    first, end = w.clock.day, g.month_start[w.clock.month + 1]
    key = slots.branch_key(k, slots.FORCED_REQUEST, 0, 0)
    for event in range(p.event_n):
        if first <= p.event_day[event] < end and w.clock.status == status.OK:
            number = _earlier_of_kind(p, event)
            _add(w, g, key, p.event_kind[event], number, p.event_day[event], p.event_size[event])


@inlined
def _earlier_of_kind(p, event):
    n = 0
    for other in range(event):
        n += 1 if p.event_kind[other] == p.event_kind[event] else 0
    return n


@compiled
def _receive_followers(w, g):
    """Followers whose day lies in this month come, or stay away for want of conflict; the others wait in their order."""
    end = g.month_start[w.clock.month + 1]
    j, kept = 0, 0
    while j < w.request.follower_n and w.clock.status == status.OK:
        key, kind = w.request.follower_key[j], int(w.request.follower_kind[j])
        number, day = int(w.request.follower_number[j]), int(w.request.follower_day[j])
        if day >= end:
            keep_follower(w, kept, key, kind, number, day)
            kept += 1
        elif w.axes.conflict > IN_CONFLICT:
            _add(w, g, key, kind, number, day, AS_DRAWN)
        j += 1
    w.request.follower_n = kept


@compiled
def _carry_over(w, g):
    """Rotations that waited through the turn of the year are required anew: no year delivers more than it required."""
    for i in range(w.request.open_from, w.request.n):
        if w.request.required[i] == 1:
            kind = w.request.kind[i]
            w.mission.required_month[REQUEST] += g.kind_team[kind] * _rotation_days(w, g, i)


@inlined
def _rotation_days(w, g, i):
    kind = w.request.kind[i]
    return max(min(g.kind_rotation[kind], ceil(w.request.days_left[i] / g.kind_team[kind])), 1)


@compiled
def _add(w, g, k, kind, number, day, size):
    """Register the request that is known by a key, a kind and a number; its size is drawn unless it is given."""
    i = w.request.n
    if i >= REQUESTS:
        w.clock.status = status.REQUESTS_FULL
        return
    if size < 0.0:
        size = quantile(g.kind_size[kind], slots.uniform(k, slots.REQUEST_SIZE, number, kind)) * w.par.request_size
    u = slots.uniform(k, slots.REQUEST_PREPARATION, number, kind)
    preparation = quantile(g.kind_preparation[kind], u) * w.par.preparation_factor * w.knowledge.preparation
    decision = quantile(g.kind_decision[kind], slots.uniform(k, slots.REQUEST_DECISION, number, kind))
    preparation = max(preparation, decision)
    ready = day + int(preparation)
    w.request.kind[i] = kind
    w.request.number[i] = number
    w.request.key[i] = k
    w.request.day[i] = day
    w.request.status[i] = PREPARING
    w.request.first[i] = -1
    w.request.preparation[i] = preparation
    w.request.next[i] = ready
    w.request.days_left[i] = size
    w.request.required[i] = 0
    w.request.n = i + 1
    w.request.made_month += 1.0
    w.request.limited_month += 1.0 if has_own_limit(g, kind) else 0.0
    w.request.missed[i] = 0
    for milestone in range(MILESTONES):
        w.request.milestone[i, milestone] = -1.0
    w.request.milestone[i, 0] = 0.0
    w.request.milestone[i, DECISION] = decision
    w.request.next_day = min(w.request.next_day, ready)
    draw_followers(w, g, k, kind, number, day)


@compiled
def serve_requests(w, g, p, k):
    """Send every team whose day has come, the oldest request first; those that find no team wait for tomorrow."""
    day = w.clock.day
    if day < w.request.next_day:
        return
    w.request.next_day = g.n_days
    for i in range(w.request.open_from, w.request.n):
        if w.request.status[i] != DONE and w.request.next[i] <= day:
            _send_or_hold(w, g, k, i)
        if w.request.status[i] != DONE:
            w.request.next_day = min(w.request.next_day, max(w.request.next[i], day + 1))
    while w.request.open_from < w.request.n and w.request.status[w.request.open_from] == DONE:
        w.request.open_from += 1


@inlined
def _send_or_hold(w, g, k, i):
    """While the systems of headquarters are down no first team leaves."""
    if w.request.status[i] == PREPARING and are_down(w):
        w.request.next[i] = w.outage.until
    else:
        _send_rotation(w, g, k, i)


@compiled
def _send_rotation(w, g, k, i):
    kind = w.request.kind[i]
    team, qualified, days = g.kind_team[kind], g.kind_qualified[kind], _rotation_days(w, g, i)
    if w.request.required[i] == 0:
        w.request.required[i] = 1
        w.mission.required_month[REQUEST] += team * days
    if not (send_mixed_team(w, REQUEST, i, team, qualified, days) or _send_at_once(w, g, i, team, qualified, days)):
        call_up(w, k, REQUEST, team, qualified, days)
        return
    if w.request.status[i] == PREPARING:
        _note_departure(w, g, k, i)
    w.request.required[i] = 0
    w.request.next[i] = w.clock.day + days
    w.request.days_left[i] -= team * days
    w.request.status[i] = OPEN if w.request.days_left[i] > 0.0 else DONE
    if w.request.status[i] == DONE:
        _note_finish(w, g, k, i)


@compiled
def _send_at_once(w, g, i, team, qualified, days):
    if w.par.preemption == 0.0 or g.kind_urgent[w.request.kind[i]] == 0:
        return False
    return free_a_team(w, g, REQUEST, team, qualified, days) and send_mixed_team(w, REQUEST, i, team, qualified, days)


@inlined
def _note_departure(w, g, k, i):
    waited = days_to_departure(w, i)
    w.request.first[i] = w.clock.day
    w.request.departed_month += 1.0
    w.request.response_month += waited
    kind, number, key = w.request.kind[i], w.request.number[i], w.request.key[i]
    arrival = waited + quantile(g.kind_travel[kind], slots.uniform(key, slots.REQUEST_TRAVEL, number, kind))
    access = arrival + quantile(g.kind_access[kind], slots.uniform(key, slots.REQUEST_ACCESS, number, kind))
    w.request.milestone[i, DEPARTURE] = waited
    w.request.milestone[i, ARRIVAL] = arrival
    w.request.milestone[i, ACCESS] = access
    judge(w, g, i, DECISION, ACCESS)


@inlined
def _note_finish(w, g, k, i):
    """The end of the last rotation is known when its team leaves."""
    w.request.milestone[i, FINISH] = float(w.request.next[i] - w.request.day[i])
    judge(w, g, i, FINISH, FINISH)
    _judge_report(w, g, i)


@compiled
def _judge_reports(w, g):
    """In January: reports on requests that last year's last teams end this year."""
    for i in range(w.request.n):
        if w.request.milestone[i, FINISH] >= 0.0 and w.request.milestone[i, REPORT] < 0.0:
            _judge_report(w, g, i)


@compiled
def _judge_report(w, g, i):
    """Date the report, once the budget of the year of the finish is known; beyond the horizon that of the last year."""
    if w.request.next[i] >= g.month_start[12 * (w.clock.year + 1)] and w.clock.year + 1 < g.n_years:
        return
    kind = w.request.kind[i]
    u = slots.uniform(w.request.key[i], slots.REQUEST_REPORT, w.request.number[i], kind)
    delay = quantile(g.kind_report[kind], u) / _report_funding(w, g) * _report_pace(w)
    w.request.milestone[i, REPORT] = w.request.milestone[i, FINISH] + delay
    judge(w, g, i, REPORT, REPORT)


@inlined
def _report_pace(w):
    """How much longer a report takes than those who knew as much as on the first day would need."""
    known = w.knowledge.total[REQUEST] / max(w.knowledge.start[REQUEST], 1e-9)
    return maths.power(max(known, 1e-9), -w.par.report_knowledge)


@inlined
def _report_funding(w, g):
    """Funded share, up to 1, of what the lines that prepare reports ask for this year; 1 where no line does."""
    asked, given = 0.0, 0.0
    for line in range(g.line_n):
        if g.line_reports[line] == 1:
            asked += w.fund.line_request[line]
            given += max(w.fund.line_budget[line] - w.fund.line_cost[line], 0.0)
    if w.par.report_queue == 0.0 or asked <= 0.0:
        return 1.0
    return min(max(given / asked, LEAST_FUNDING), 1.0)


@inlined
def days_to_departure(w, i):
    """Days from a request to a first departure today: its preparation, and the whole days it then waited for a team."""
    ready = w.request.day[i] + int(w.request.preparation[i])
    return w.request.preparation[i] + (w.clock.day - ready)
