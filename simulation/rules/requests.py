"""Requests that nobody planned: when they come, how large they are, how soon a first team leaves, rotation by rotation.

Arrivals are Poisson by unit-exponential clocks: a kind's rate accumulates and each request comes when the sum of its
fixed exponential numbers is reached. Changing a rate moves requests in time; it never reshuffles them.

A request of an urgent kind that finds no team breaks off visits under way, if that lets its team leave. Any request
that still has none calls up former staff.
"""

from math import ceil

from simulation import maths, slots, status, teams
from simulation.capacity import REQUEST_KINDS, REQUESTS
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
from simulation.declare import Column, Param
from simulation.preemption import free_a_team
from simulation.quantiles import quantile
from simulation.reserves import WRITES as CALL_UP_WRITES
from simulation.reserves import call_up
from simulation.teams import REQUEST, send_mixed_team

PREPARING, OPEN, DONE = 0, 1, 2

GROUP = "request"
WRITES = ("request", *teams.WRITES, *CALL_UP_WRITES)
COLUMNS = (
    Column("n", "i8", "count", "requests since the first day"),
    Column("serial", "i4", "count", "requests by kind", (REQUEST_KINDS,)),
    Column("clock", "f8", "1", "cumulative rate by kind", (REQUEST_KINDS,)),
    Column("due", "f8", "1", "cumulative rate at which the next request of a kind comes", (REQUEST_KINDS,)),
    Column("kind", "i2", "code", "kind", (REQUESTS,)),
    Column("number", "i4", "count", "which of its kind, from 0", (REQUESTS,)),
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
    Column("next_day", "i8", "day", "first day on which any request needs attention"),
    Column("made_month", "f8", "count", "requests made this month"),
    Column("limited_month", "f8", "count", "requests with a time limit of the organisation made this month"),
    Column("late_month", "f8", "count", "requests that missed such a limit this month for the first time"),
    Column("explained_month", "f8", "count", "requests a miss of which was explained this month for the first time"),
    Column("others_month", "f8", "count", "time limits that others missed this month"),
    Column("departed_month", "f8", "count", "first departures this month"),
    Column("response_month", "f8", "days", "from request to first departure, summed over first departures this month"),
)
PARAMS = (
    Param("request_rate", "requests a year", 0, 100, "rate at which requests of a kind come", None, "month", "request_kinds"),
    Param("request_size", "1", 0.01, 20, "factor on the inspector-days of a request", 1.0, "month"),
    Param("preparation_factor", "1", 0, 20, "factor on the days of preparation before a first team can leave", 1.0, "month"),
)  # fmt: skip


@compiled
def open_requests(w, g, p, k):
    """Wind the clock of every kind."""
    for kind in range(g.kind_n):
        w.request.due[kind] = _exponential(k, kind, 0)


@inlined
def _exponential(k, kind, serial):
    return -maths.log(slots.uniform(k, slots.REQUEST_CLOCK, serial, kind))


@compiled
def make_requests(w, g, p, k):
    """Place this month's requests on their days."""
    if w.clock.month % 12 == 0:
        _carry_over(w, g)
    first = w.clock.day
    days = g.month_start[w.clock.month + 1] - first
    for kind in range(g.kind_n):
        before = w.request.clock[kind]
        gained = w.par.request_rate[kind] * days / 365.25
        w.request.clock[kind] = before + gained
        while w.request.clock[kind] >= w.request.due[kind] and w.clock.status == status.OK:
            day = first + int((w.request.due[kind] - before) / gained * days)
            _add(w, g, k, kind, min(day, first + days - 1))
            w.request.serial[kind] += 1
            w.request.due[kind] += _exponential(k, kind, w.request.serial[kind])


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
def _add(w, g, k, kind, day):
    i, number = w.request.n, w.request.serial[kind]
    if i >= REQUESTS:
        w.clock.status = status.REQUESTS_FULL
        return
    size = quantile(g.kind_size[kind], slots.uniform(k, slots.REQUEST_SIZE, number, kind)) * w.par.request_size
    u = slots.uniform(k, slots.REQUEST_PREPARATION, number, kind)
    preparation = quantile(g.kind_preparation[kind], u) * w.par.preparation_factor * w.knowledge.preparation
    decision = quantile(g.kind_decision[kind], slots.uniform(k, slots.REQUEST_DECISION, number, kind))
    preparation = max(preparation, decision)
    ready = day + int(preparation)
    w.request.kind[i] = kind
    w.request.number[i] = number
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


@compiled
def serve_requests(w, g, p, k):
    """Send every team whose day has come, the oldest request first; those that find no team wait for tomorrow."""
    day = w.clock.day
    if day < w.request.next_day:
        return
    w.request.next_day = g.n_days
    for i in range(w.request.open_from, w.request.n):
        if w.request.status[i] != DONE and w.request.next[i] <= day:
            _send_rotation(w, g, k, i)
        if w.request.status[i] != DONE:
            w.request.next_day = min(w.request.next_day, max(w.request.next[i], day + 1))
    while w.request.open_from < w.request.n and w.request.status[w.request.open_from] == DONE:
        w.request.open_from += 1


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
    kind, number = w.request.kind[i], w.request.number[i]
    arrival = waited + quantile(g.kind_travel[kind], slots.uniform(k, slots.REQUEST_TRAVEL, number, kind))
    access = arrival + quantile(g.kind_access[kind], slots.uniform(k, slots.REQUEST_ACCESS, number, kind))
    w.request.milestone[i, DEPARTURE] = waited
    w.request.milestone[i, ARRIVAL] = arrival
    w.request.milestone[i, ACCESS] = access
    judge(w, g, i, DECISION, ACCESS)


@inlined
def _note_finish(w, g, k, i):
    """The end of the last rotation is known when its team leaves, and so is the day of the report."""
    kind, finish = w.request.kind[i], float(w.request.next[i] - w.request.day[i])
    u = slots.uniform(k, slots.REQUEST_REPORT, w.request.number[i], kind)
    w.request.milestone[i, FINISH] = finish
    w.request.milestone[i, REPORT] = finish + quantile(g.kind_report[kind], u)
    judge(w, g, i, FINISH, REPORT)


@inlined
def days_to_departure(w, i):
    """Days from a request to a first departure today: its preparation, and the whole days it then waited for a team."""
    ready = w.request.day[i] + int(w.request.preparation[i])
    return w.request.preparation[i] + (w.clock.day - ready)
