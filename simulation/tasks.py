"""The tasks that wait at the desk: which goes next, whether a trip is left for it, and how one leaves the list."""

from simulation.compiled import inlined
from simulation.duties import NONE

NO_TRIP, SHORT, LONG = 0, 1, 2
CENT = 0.01


@inlined
def next_task(w, g):
    """Of what was asked for by now: the first priority, then what is due first, then what was asked for first."""
    chosen = NONE
    for i in range(w.desk.n):
        is_open = w.desk.asked[i] <= w.desk.free <= w.desk.due[i] and can_go(w, g, i)
        if is_open and (chosen == NONE or _goes_before(w, g, i, chosen)):
            chosen = i
    return chosen


@inlined
def _goes_before(w, g, i, j):
    one, other = g.activity_priority[w.desk.activity[i]], g.activity_priority[w.desk.activity[j]]
    if one != other:
        return one < other
    if w.par.desk_order == 0.0 and w.desk.due[i] != w.desk.due[j]:
        return w.desk.due[i] < w.desk.due[j]
    return w.desk.asked[i] < w.desk.asked[j]


@inlined
def can_go(w, g, i):
    """Whether it needs no trip, or one is left this year."""
    trip = w.desk.trip[i]
    if trip == NO_TRIP:
        return True
    if w.desk.trips[trip] >= (w.par.long_trips if trip == LONG else w.par.short_trips):
        return False
    cost = w.par.long_trip_cost if trip == LONG else w.par.short_trip_cost
    return travelled(w, w.desk.trips[SHORT], w.desk.trips[LONG]) + cost <= w.desk.travel + CENT


@inlined
def travelled(w, short, long):
    """What so many trips cost, prices of the base year."""
    return short * w.par.short_trip_cost + long * w.par.long_trip_cost


@inlined
def soonest_task(w, g, end):
    """When the next task comes that could go; the end of the month where none does."""
    soonest = end
    for i in range(w.desk.n):
        if w.desk.asked[i] > w.desk.free and can_go(w, g, i):
            soonest = min(soonest, w.desk.asked[i])
    return soonest


@inlined
def drop(w, i):
    """The last task takes the place of one that is gone: the order of the places means nothing."""
    last = w.desk.n - 1
    w.desk.activity[i], w.desk.asked[i], w.desk.due[i] = w.desk.activity[last], w.desk.asked[last], w.desk.due[last]
    w.desk.work[i], w.desk.trip[i], w.desk.owed[i] = w.desk.work[last], w.desk.trip[last], w.desk.owed[last]
    w.desk.n = last
