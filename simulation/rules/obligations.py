"""Obligations: work that a State owes by a date, the extensions that it asks a body for, and whether the date is kept.

The work is the stock of facilities, or a stock of its own that shrinks month by month at a rate: faster with a country
coalition and with advice of the desk, slower where money from outside is missing. Work without a date is done or not. A
State asks for an extension so many days before a session of the body that grants it, when what is left would, at the
pace since the first day, last beyond the date and no later session comes before that date. Whether it asks is a
logistic law of its level of implementation and of what help it has; whether the body grants it is a draw. An extension
lasts as long as the work would, at most its longest. Of all obligations in force each is done, overdue, extended or
open; one that is overdue without a request for more time is silent.
"""

from math import ceil

from simulation import maths, slots
from simulation.capacity import OBLIGATION_KINDS, OBLIGATIONS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.duties import (
    JULIAN_YEAR,
    NONE,
    NOT_YET,
    THERE,
    helped_lately,
    lasts_until,
    needs_more_time,
    next_session,
)

DAYS_A_MONTH = 30.4375

GROUP = "obligation"
WRITES = ("obligation",)
GROUND = (
    Column("obligation_n", "i8", "obligations", "obligations of States"),
    Column("obligation_kind", "i8", "row", "kind of obligation; OBLIGATION_KINDS without one", (OBLIGATIONS,)),
    Column("obligation_work", "f8", "stock units", "owed on the first day; 0 where it is the stock of facilities", (OBLIGATIONS,)),
    Column("obligation_rate", "f8", "stock units a year", "at which it is worked off", (OBLIGATIONS,)),
    Column("obligation_facilities", "u8", "bits", "facilities whose stock it is, by row; 0 a stock of its own", (OBLIGATIONS,)),
    Column("obligation_due", "i8", "day", "date on the first day; NOT_YET without one", (OBLIGATIONS,)),
    Column("obligation_class", "i8", "row", "class of the State that owes it; -1 none", (OBLIGATIONS,)),
    Column("obligation_body", "i8", "row", "body that grants extensions; -1 none", (OBLIGATIONS,)),
    Column("obligation_lead", "i8", "days", "before a session within which it is too late to ask", (OBLIGATIONS,)),
    Column("obligation_longest", "i8", "months", "longest extension", (OBLIGATIONS,)),
    Column("obligation_extensions", "i8", "count", "most extensions", (OBLIGATIONS,)),
)  # fmt: skip
COLUMNS = (
    Column("work", "f8", "stock units", "owed since the first day; 0 until it is declared", (OBLIGATIONS,)),
    Column("left", "f8", "stock units", "still to be done", (OBLIGATIONS,)),
    Column("due", "i8", "day", "date, with the extensions granted so far", (OBLIGATIONS,)),
    Column("done", "i8", "day", "day after the month in which it was done; NOT_YET before that", (OBLIGATIONS,)),
    Column("granted", "i8", "count", "extensions granted since the first day", (OBLIGATIONS,)),
    Column("session", "i8", "row", "next session of its body, -1 none", (OBLIGATIONS,)),
    Column("looked", "i8", "0/1", "whether the State has looked at whether to ask that session", (OBLIGATIONS,)),
    Column("asked", "i8", "0/1", "whether it has asked", (OBLIGATIONS,)),
    Column("requested", "i8", "0/1", "whether it has asked since the date was last set", (OBLIGATIONS,)),
    Column("missed", "i8", "0/1", "whether the date has passed", (OBLIGATIONS,)),
    Column("likely_month", "f8", "obligations", "that this month looked at a session and would miss their date"),
    Column("assisted_month", "f8", "obligations", "of them, helped by the desk with a request"),
    Column("asked_month", "f8", "requests", "requests for extensions this month"),
    Column("granted_month", "f8", "extensions", "granted this month"),
    Column("met_month", "f8", "obligations", "done this month, by their date, by kind, the last without one", (OBLIGATION_KINDS + 1,)),
    Column("missed_month", "f8", "obligations", "whose date passed this month before they were done, by kind", (OBLIGATION_KINDS + 1,)),
    Column("value_month", "f8", "currency", "money from outside that the work done this month ordinarily needs, base-year prices"),
    Column("work_month", "f8", "stock units", "done this month, by kind", (OBLIGATION_KINDS + 1,)),
)  # fmt: skip
CONTROL: Control = "states"
PARAMS = (
    Param("obligation_pace", "1", 0, 20, "factor on the rates at which obligations without facilities are worked off", 1.0, "month"),
    Param("obligation_spread", "1", 0, 3, "sigma of the lognormal factor, median 1, on the pace of an obligation in a year", 0.0),
    Param("obligation_support", "1", 0, 10, "of support U, as U / (1 + U), on the logarithm of that pace", 0.0),
    Param("coalition_effect", "1", 1, 5, "factor on the pace of an obligation with a country coalition", 1.0),
    Param("advice_effect", "1", 0, 10, "of advice of the desk in the last twelve months, on the logarithm of the pace", 0.0),
    Param("extension_base", "1", -50, 50, "logit of the probability that a State at level 0 asks in time for an extension", 50.0),
    Param("extension_level", "1", 0, 10, "what each level of implementation adds to it", 0.0),
    Param("extension_support", "1", 0, 10, "what support U, as U / (1 + U), adds to it", 0.0),
    Param("extension_help", "1", 0, 10, "what help of the desk with the request, in the last twelve months, adds to it", 0.0),
    Param("extension_grant", "probability", 0, 1, "that the body grants an extension", 1.0),
)  # fmt: skip


@compiled
def open_obligations(w, g, p, k):
    """Dates as declared, nothing asked for, each looking to the first session of its body."""
    for o in range(g.obligation_n):
        w.obligation.due[o] = g.obligation_due[o]
        w.obligation.done[o] = NOT_YET
        w.obligation.session[o] = next_session(g, o, -1)
        w.obligation.work[o] = g.obligation_work[o]
        w.obligation.left[o] = g.obligation_work[o]


@compiled
def keep_obligations(w, g, p, k):
    """At the end of a month: work done, extensions asked for and decided, dates kept or missed."""
    for o in range(g.obligation_n):
        if w.obligation.done[o] == NOT_YET:
            _work(w, g, k, o)
            if w.obligation.work[o] > 0.0:
                _attend(w, g, k, o)
                _judge(w, g, o)


@inlined
def _work(w, g, k, o):
    if g.obligation_facilities[o] != 0:
        _count_facilities(w, g, o)
    else:
        days = g.month_start[w.clock.month + 1] - g.month_start[w.clock.month]
        done = min(days * _rate(w, g, k, o) / JULIAN_YEAR, w.obligation.left[o])
        w.obligation.left[o] -= done
        w.obligation.value_month += done / g.obligation_rate[o] * g.obligation_need[o]
        w.obligation.work_month[g.obligation_kind[o]] += done


@compiled
def _count_facilities(w, g, o):
    work, left = 0.0, 0.0
    for f in range(g.facility_n):
        if g.obligation_facilities[o] >> f & 1:
            work += w.facility.stock[f]
            left += w.facility.left[f]
    done = (work - left) - (w.obligation.work[o] - w.obligation.left[o])
    w.obligation.work_month[g.obligation_kind[o]] += max(done, 0.0)
    w.obligation.work[o], w.obligation.left[o] = work, left


@compiled
def _rate(w, g, k, o):
    """Stock units a year: the obligation's rate, as circumstances, the year and support move it."""
    normal = maths.normal_quantile(slots.uniform(k, slots.OBLIGATION_PACE, w.clock.year, o))
    moved = w.par.obligation_spread * normal + w.par.obligation_support * _helped(w, g, o)
    moved += w.par.advice_effect if helped_lately(w.desk.helped[o], w.clock.month) else 0.0
    return g.obligation_rate[o] * w.par.obligation_pace * maths.exp(moved) * _backed(w, g, o)


@inlined
def _backed(w, g, o):
    """Factor of a country coalition, and of what is there of the money from outside that the work needs."""
    factor = w.par.coalition_effect if w.desk.coalition[o] == THERE else 1.0
    if g.obligation_need[o] > 0.0 and w.par.donor_part > 0.0:
        factor *= 1.0 - w.par.donor_part * (1.0 - w.donor.funded[o])
    return factor


@inlined
def _helped(w, g, o):
    """Support U of the class of the State that owes it, as U / (1 + U)."""
    if g.obligation_class[o] == NONE:
        return 0.0
    support = w.implementation.support[g.obligation_class[o]]
    return support / (1.0 + support)


@inlined
def _attend(w, g, k, o):
    """Ask for an extension when it is time to, and hear what the body decides."""
    s, tomorrow = w.obligation.session[o], g.month_start[w.clock.month + 1]
    if s == NONE:
        return
    if w.obligation.looked[o] == 0 and g.session_day[s] - g.obligation_lead[o] < tomorrow:
        w.obligation.looked[o] = 1
        if needs_more_time(w, g, o, s):
            _consider(w, g, k, o, s)
    if g.session_day[s] < tomorrow:
        if w.obligation.asked[o] == 1 and slots.uniform(k, slots.EXTENSION_GRANT, s, o) < w.par.extension_grant:
            _extend(w, g, o)
        w.obligation.asked[o], w.obligation.looked[o] = 0, 0
        w.obligation.session[o] = next_session(g, o, s)


@inlined
def _consider(w, g, k, o, s):
    w.obligation.likely_month += 1.0
    w.obligation.assisted_month += 1.0 if helped_lately(w.desk.filed[o], w.clock.month) else 0.0
    if _asks(w, g, k, o, s):
        w.obligation.asked[o], w.obligation.requested[o] = 1, 1
        w.obligation.asked_month += 1.0


@inlined
def _asks(w, g, k, o, s):
    c, level = g.obligation_class[o], 0.0
    if c != NONE:
        level = _mean_level(w, c)
    logit = w.par.extension_base + w.par.extension_level * level + w.par.extension_support * _helped(w, g, o)
    if helped_lately(w.desk.filed[o], w.clock.month):
        logit += w.par.extension_help
    odds = maths.exp(min(logit, 100.0))
    return slots.uniform(k, slots.EXTENSION_REQUEST, s, o) * (1.0 + odds) < odds


@inlined
def _mean_level(w, c):
    total, states = 0.0, 0.0
    for level in range(4):
        total += level * w.implementation.parties[c, level]
        states += w.implementation.parties[c, level]
    return total / max(states, 1.0)


@inlined
def _extend(w, g, o):
    """Whole months until the work would be done, at most the longest extension."""
    months = ceil(min((lasts_until(w, g, o) - w.obligation.due[o]) / DAYS_A_MONTH, 1e6))
    w.obligation.due[o] += int(min(max(months, 1), g.obligation_longest[o]) * DAYS_A_MONTH + 0.5)
    w.obligation.granted[o] += 1
    w.obligation.granted_month += 1.0
    w.obligation.missed[o], w.obligation.requested[o] = 0, 0


@inlined
def _judge(w, g, o):
    """Done in the month of its date or earlier is in time."""
    tomorrow, kind = g.month_start[w.clock.month + 1], g.obligation_kind[o]
    if w.obligation.left[o] <= 0.0:
        w.obligation.done[o] = tomorrow
        is_met = g.month_start[w.clock.month] <= w.obligation.due[o] < NOT_YET
        w.obligation.met_month[kind] += 1.0 if is_met else 0.0
    elif w.obligation.missed[o] == 0 and w.obligation.due[o] < tomorrow:
        w.obligation.missed[o] = 1
        w.obligation.missed_month[kind] += 1.0
