"""Indivisible teams out of one pool of inspectors: those with the fewest days used this year go first.

Some of a request's team may have to be qualified: the least used of these are taken before the least used others.
Whoever is not on staff comes after all who are.
"""

import numpy as np

from simulation import contracts, status
from simulation.capacity import MISSIONS, STAFF, VISITS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

ABSENT = 1_000_000_000
VISIT, PRESENCE, REQUEST = 0, 1, 2
LONG_MISSION = 28
ORDER = 1024 * STAFF
"""What a contract adds to a rank: more than any days used, and a whole number of rows."""
STRIDE = 32
"""Rows that compiled code looks at together: no scalar remainder is left when a scan ends on a whole stride."""

COLUMNS = {
    "staff": (
        Column("row_n", "i8", "count", "rows ever used"),
        Column("width", "i8", "rows", "rows looked at: row_n and empty ones up to whole strides"),
        Column("present_n", "i8", "count", "inspectors on board"),
        Column("free", "i4", "day", "first day on which an inspector can leave again", (STAFF,)),
        Column("used", "i4", "days", "mission days charged to the year", (STAFF,)),
        Column("mission", "i4", "row", "latest mission, -1 before the first", (STAFF,)),
        Column(
            "quits_at",
            "f8",
            "1",
            "cumulative rate at which the inspector resigns: unit exponential after joining",
            (STAFF,),
        ),
        Column("overrun_month", "f8", "inspector-days", "charged this month beyond the budget of the year"),
        Column("rests_cut_month", "f8", "inspectors", "recalled from rest this month"),
        Column("qualified", "i4", "0/1", "whether the inspector is qualified for requests", (STAFF,)),
        Column("contract", "i4", "code", "0 staff, 1 on call, 2 former staff who returned", (STAFF,)),
        Column("person", "i4", "row", "who sits in a row without being on staff: row of the pool", (STAFF,)),
        Column("temporary_n", "i8", "count", "rows of those who are not on staff"),
        Column("rank", "i4", "rank", "scratch: order in which a team is formed", (STAFF,)),
        Column("picked", "i4", "row", "scratch: the team being formed", (STAFF,)),
    ),
    "mission": (
        Column("n", "i8", "count", "missions sent"),
        Column("kind", "i2", "code", "visit, presence or request", (MISSIONS,)),
        Column("ref", "i4", "row", "site, facility or request served", (MISSIONS,)),
        Column("start", "i4", "day", "departure", (MISSIONS,)),
        Column("days", "i4", "days", "days away", (MISSIONS,)),
        Column("team", "i4", "inspectors", "team", (MISSIONS,)),
        Column("bill", "f8", "currency", "mission costs of the month not yet billed"),
        Column("delivered_month", "f8", "inspector-days", "sent this month by kind", (3,)),
        Column("temporary_month", "f8", "inspector-days", "of these by those who are not on staff", (3,)),
        Column("temporary_pay", "f8", "currency", "pay of those who are not on staff, this month"),
        Column("required_month", "f8", "inspector-days", "fallen due this month by kind", (3,)),
        Column("broken", "i1", "0/1", "whether the visit was broken off", (MISSIONS,)),
        Column("redo", "i4", "row", "visits broken off that are to be done again this year, in order", (VISITS,)),
        Column("redo_days", "i4", "days", "days away that these were sent for", (VISITS,)),
        Column("redo_n", "i8", "visits", "visits to be done again"),
        Column("broken_month", "f8", "visits", "broken off this month"),
        Column("broken_year", "f8", "visits", "begun this year and broken off"),
    ),
}
WRITES = (
    *("staff.free", "staff.used", "staff.mission", "staff.rank", "staff.picked"),
    *("staff.quits_at", "staff.overrun_month", "staff.rests_cut_month"),
    *("mission", "clock.status"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("preemption", "0/1", 0, 1, "whether urgent requests break off visits under way", 1.0, "once", operations=()),
    Param(
        "presence_preemption",
        *("code", 0, 2, "what planned presence without a team may take: 0 nothing, 1 visits, 2 rests too", 2.0, "once"),
        operations=(),
    ),
    Param("inspector_day_budget", "days a year", 1, 365, "mission days of an inspector and year", of_missions=True),
    Param("overrun_days", "days a year", 0, 235, "days beyond the budget that presence and requests may take", 0.0),
    Param("qualified_share", "probability", 0, 1, "that an inspector is qualified for requests", 1.0),
    Param("fatigue_quit", "per day", 0, 1, "years of resignation risk that a day beyond the budget adds", 0.0),
    Param("on_call_cost", "1", 0, 20, "day's pay of an on-call inspector over that of staff for a mission day", 1.3),
    Param("return_cost", "1", 0, 20, "day's pay of returned former staff over that of staff for a mission day", 1.0),
    Param("rest_days", "days", 0, 120, "rest after a mission of four weeks and more", 0.0),
)  # fmt: skip


@inlined
def day_limit(w, kind, days):
    """Days of the year that an inspector may have used and still leave for so many more."""
    overrun = 0 if kind == VISIT else int(w.par.overrun_days)
    # i4 throughout: a comparison with an i8 would halve the width of the vector instructions.
    return np.int32(int(w.par.inspector_day_budget) + overrun - days)


@compiled
def send_team(w, kind, ref, size, days):
    """Send the least used inspectors that are free and within their days; False, and nothing changed, if too few."""
    _rank(w, kind, np.int32(w.clock.day), day_limit(w, kind, days))
    last = np.int32(-1)
    for place in range(size):
        last = _next(w, last)
        if last == ABSENT:
            return False
        w.staff.picked[place] = last % STAFF
    return _depart(w, kind, ref, size, days)


@compiled
def send_mixed_team(w, kind, ref, size, qualified, days):
    """As `send_team`, with so many who are qualified at least; they are taken first."""
    _rank(w, kind, np.int32(w.clock.day), day_limit(w, kind, days))
    taken, last = np.int32(-1), np.int32(-1)
    for place in range(qualified):
        taken = _next_qualified(w, taken)
        if taken == ABSENT:
            return False
        w.staff.picked[place] = taken % STAFF
    for place in range(qualified, size):
        last = _next_other(w, last, taken)
        if last == ABSENT:
            return False
        w.staff.picked[place] = last % STAFF
    return _depart(w, kind, ref, size, days)


@inlined
def _depart(w, kind, ref, size, days):
    if w.mission.n >= MISSIONS:
        w.clock.status = status.MISSIONS_FULL
        return False
    _charge(w, size, days)
    if w.staff.temporary_n > 0:
        for place in range(size):
            book_temporary(w, kind, w.staff.contract[w.staff.picked[place]], days)
    _record(w, kind, ref, size, days)
    return True


@inlined
def _rank(w, kind, day, limit):
    """Write the rank of everybody who can leave: contract first, then days used, then row; ABSENT for all others."""
    if w.staff.temporary_n > 0:
        _rank_all(w, kind, day, limit)
    else:
        _rank_staff(w, day, limit)


@compiled
def _rank_staff(w, day, limit):
    # i4 and one store: compilers turn this loop, and the minima below, into vector instructions.
    for row in range(w.staff.width):
        rank = np.int32(w.staff.used[row] * np.int32(STAFF) + np.int32(row))
        unable = w.staff.free[row] > day or w.staff.used[row] > limit
        w.staff.rank[row] = np.int32(ABSENT) if unable else rank


@compiled
def _rank_all(w, kind, day, limit):
    # As `_rank_staff`, which most worlds need alone, with those who are not on staff.
    for row in range(w.staff.width):
        contract = w.staff.contract[row]
        able = w.staff.free[row] <= day and w.staff.used[row] <= limit and contracts.may_serve(contract, kind)
        rank = np.int32(contract * ORDER + w.staff.used[row] * STAFF + row)
        w.staff.rank[row] = rank if able else np.int32(ABSENT)


@inlined
def _next(w, last):
    """The lowest rank above `last`: ABSENT when nobody else can leave."""
    best = np.int32(ABSENT)
    for row in range(w.staff.width):
        rank = w.staff.rank[row]
        best = min(best, np.int32(ABSENT) if rank <= last else rank)
    return best


@inlined
def _next_qualified(w, last):
    """As `_next`, of those who are qualified."""
    best = np.int32(ABSENT)
    for row in range(w.staff.width):
        rank = w.staff.rank[row]
        best = min(best, np.int32(ABSENT) if rank <= last or w.staff.qualified[row] == 0 else rank)
    return best


@inlined
def _next_other(w, last, taken):
    """As `_next`, without the qualified up to rank `taken`, who are in the team already."""
    best = np.int32(ABSENT)
    for row in range(w.staff.width):
        rank = w.staff.rank[row]
        is_out = rank <= last or (w.staff.qualified[row] == 1 and rank <= taken)
        best = min(best, np.int32(ABSENT) if is_out else rank)
    return best


@inlined
def _charge(w, size, days):
    until = w.clock.day + days + (int(w.par.rest_days) if days >= LONG_MISSION else 0)
    budget, tiring = int(w.par.inspector_day_budget), w.par.quit_rate * w.par.fatigue_quit
    for place in range(size):
        row = w.staff.picked[place]
        w.staff.free[row] = until
        _use(w, row, days, budget, tiring)
        w.staff.mission[row] = w.mission.n


@inlined
def _use(w, row, days, budget, tiring):
    """Days of the year; a day beyond the budget wears as long a time in service would: it brings resignation nearer."""
    beyond = min(max(w.staff.used[row] + days - budget, 0), days)
    w.staff.used[row] += days
    w.staff.quits_at[row] -= tiring * beyond
    w.staff.overrun_month += beyond


@compiled
def book_temporary(w, kind, contract, days):
    """Days of somebody who is not on staff, and their pay; days below 0 are taken back."""
    if contract == contracts.ON_STAFF:
        return
    w.mission.temporary_month[kind] += days
    pay_temporary(w, contract, days)


@compiled
def pay_temporary(w, contract, days):
    """Bill so many days: the day rate is what staff earn for each mission day of their year."""
    rate = w.par.inspector_cost / w.par.inspector_day_budget * w.fund.price[0]
    factor = w.par.on_call_cost if contract == contracts.ON_CALL else w.par.return_cost
    w.mission.bill = max(w.mission.bill + factor * rate * days, 0.0)
    w.mission.temporary_pay += factor * rate * days


@compiled
def recall_team(w, m):
    """End a presence mission today; return the inspector-days that are taken back because nobody serves them."""
    served = w.clock.day - w.mission.start[m]
    unserved = w.mission.days[m] - served
    if unserved <= 0:
        return 0
    back = w.clock.day + (int(w.par.rest_days) if served >= LONG_MISSION else 0)
    for row in range(w.staff.row_n):
        if w.staff.mission[row] == m and w.staff.free[row] != ABSENT:
            w.staff.free[row] = back
            w.staff.used[row] = max(w.staff.used[row] - unserved, 0)
            book_temporary(w, w.mission.kind[m], w.staff.contract[row], -unserved)
    taken_back = w.mission.team[m] * unserved
    w.mission.days[m] = served
    w.mission.delivered_month[w.mission.kind[m]] -= taken_back
    # What was billed in an earlier month stays billed: a month never bills less than nothing.
    w.mission.bill = max(w.mission.bill - taken_back * w.par.mission_day_cost * w.fund.price[1], 0.0)
    return taken_back


@compiled
def keep_team(w, m):
    """Keep a presence team that would come home today for a day more; False, and nothing changed, if it has gone."""
    there = 0
    for row in range(w.staff.row_n):
        there += w.staff.mission[row] == m and w.staff.free[row] != ABSENT
    if there < w.mission.team[m]:
        return False
    w.mission.days[m] += 1
    back = w.clock.day + 1 + (int(w.par.rest_days) if w.mission.days[m] >= LONG_MISSION else 0)
    budget, tiring = int(w.par.inspector_day_budget), w.par.quit_rate * w.par.fatigue_quit
    for row in range(w.staff.row_n):
        if w.staff.mission[row] == m and w.staff.free[row] != ABSENT:
            w.staff.free[row] = back
            _use(w, row, 1, budget, tiring)
            book_temporary(w, w.mission.kind[m], w.staff.contract[row], 1)
    w.mission.delivered_month[w.mission.kind[m]] += w.mission.team[m]
    w.mission.bill += w.mission.team[m] * w.par.mission_day_cost * w.fund.price[1]
    return True


@inlined
def _record(w, kind, ref, size, days):
    m = w.mission.n
    w.mission.kind[m] = kind
    w.mission.ref[m] = ref
    w.mission.second[m] = -1
    w.mission.start[m] = w.clock.day
    w.mission.days[m] = days
    w.mission.team[m] = size
    w.mission.n = m + 1
    w.mission.delivered_month[kind] += size * days
    w.mission.bill += size * days * w.par.mission_day_cost * w.fund.price[1]
