"""What rules and indicators ask of dated obligations: whether one is open, and how long its work would last."""

from simulation.compiled import inlined

NOT_YET = 1 << 30
"""Day of what has not happened; due day of work without a date."""
NONE = -1
NOBODY, ASKED, THERE = 0, 1, 2
"""States of the country coalition of an obligation."""
JULIAN_YEAR = 365.25
LEAST_PACE = 1e-9
A_YEAR = 365


@inlined
def is_open(w, o):
    """Whether there is work, and some of it left."""
    return w.obligation.work[o] > 0.0 and w.obligation.left[o] > 0.0


@inlined
def lasts_until(w, g, o):
    """Day on which the work would be done, at the pace since the first day; as declared where nothing is done yet."""
    today = g.month_start[w.clock.month + 1]
    pace = (w.obligation.work[o] - w.obligation.left[o]) / today
    if pace <= 0.0:
        pace = g.obligation_rate[o] / JULIAN_YEAR
    return today + w.obligation.left[o] / max(pace, LEAST_PACE)


@inlined
def helped_lately(month_of_help, month):
    """Whether the desk has helped within the last twelve months."""
    return month - month_of_help < 12


@inlined
def next_session(g, o, before):
    """The next session of the body of an obligation after one that is over, on the first day or later."""
    for s in range(before + 1, g.session_n):
        if g.session_body[s] == g.obligation_body[o] and g.session_day[s] >= 0:
            return s
    return NONE


@inlined
def needs_more_time(w, g, o, s):
    """Whether this is the last session before the date, more time is to be had, and the work would last beyond it."""
    later = next_session(g, o, s)
    next_day = g.session_day[later] if later != NONE else g.session_day[s] + A_YEAR
    is_last = w.obligation.due[o] < next_day and w.obligation.granted[o] < g.obligation_extensions[o]
    return is_last and lasts_until(w, g, o) > w.obligation.due[o]
