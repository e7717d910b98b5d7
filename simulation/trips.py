"""Trips: a visit each, or two back to back, which one team carries out one after the other and so saves travel.

Visits of a year to the same host with teams of the same size are paired in order of planned day: the first with the
second, the third with the fourth. A possible pair is made with probability `back_to_back`, by a number of its first
site. The second visit then moves to the day of the first, and each inspector is away for the days of both less
`travel_days_saved`, at least for the longer of the two. What is done at the sites stays as it is: each visit keeps the
quality of its own days.
"""

import numpy as np

from simulation import slots
from simulation.capacity import MISSIONS, SITE_CLASSES, STRATA, VISITS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

NOWHERE, GENERAL_PRICE = -1, 1

COLUMNS = {
    "visit": (
        Column("second", "i4", "row", "site that a trip visits after its first; -1 none", (VISITS,)),
        Column("saved", "i4", "days", "travel of each inspector that a trip to two sites saves", (VISITS,)),
    ),
    "mission": (Column("second", "i4", "row", "site visited after the first on the same trip; -1 none", (MISSIONS,)),),
}
CONTROL: Control = "secretariat"
PARAMS = (
    Param("back_to_back", "probability", 0, 1, "that two visits that can share a trip do share it", 0.0),
    Param("travel_days_saved", "days", 0, 30, "mean travel of each inspector that a shared trip saves", 0.0),
)


@compiled
def share_trips(w, g, k):
    """Turn the year's visits, which stand in order of planned day, into trips in that order."""
    for i in range(w.visit.n):
        w.visit.second[i] = NOWHERE
    if w.par.back_to_back > 0.0:
        _pair(w, g, k)


@compiled
def _pair(w, g, k):
    waiting, trips = np.full(STRATA * SITE_CLASSES, NOWHERE, np.int32), 0
    for i in range(w.visit.n):
        site = w.visit.site[i]
        place = g.site_host[site] * SITE_CLASSES + _like_team(w, g.site_class[site])
        first = waiting[place]
        waiting[place] = trips if first == NOWHERE else NOWHERE
        if first != NOWHERE and _is_made(w, k, w.visit.site[first]):
            _join(w, g, k, first, site)
        else:
            w.visit.site[trips], w.visit.day[trips] = site, w.visit.day[i]
            trips += 1
    w.visit.n = trips


@inlined
def _like_team(w, c):
    """The first class whose visits have a team of the same size."""
    for other in range(c):
        if w.visit.team[other] == w.visit.team[c]:
            return other
    return c


@inlined
def _is_made(w, k, site):
    return slots.uniform(k, slots.BACK_TO_BACK, w.clock.year, site) < w.par.back_to_back


@inlined
def _join(w, g, k, trip, site):
    first = w.visit.site[trip]
    shorter = min(days_away(w, g, k, first), days_away(w, g, k, site))
    saved = min(_whole(w, k, slots.TRAVEL_SAVED, first, w.par.travel_days_saved), shorter)
    w.visit.second[trip] = site
    w.visit.saved[trip] = saved
    w.visit.planned_days -= w.visit.team[g.site_class[site]] * saved


@inlined
def _whole(w, k, stream, site, mean):
    """Whole days: the mean, rounded up or down by the site's number of the year."""
    whole = int(mean)
    if mean == whole:
        return whole
    return whole + (1 if slots.uniform(k, stream, w.clock.year, site) < mean - whole else 0)


@inlined
def days_away(w, g, k, site):
    """Whole days of a visit on a trip of its own: those of its class on average."""
    return _whole(w, k, slots.VISIT_LENGTH, site, w.visit.away[g.site_class[site]])


@inlined
def trip_days(w, g, k, i):
    """Whole days away on a trip of the year's plan."""
    days, second = days_away(w, g, k, w.visit.site[i]), w.visit.second[i]
    return days if second == NOWHERE else days + days_away(w, g, k, second) - w.visit.saved[i]


@inlined
def visits_of(second):
    """Visits of a trip with that second site: a float, for sums of months."""
    return 1.0 if second == NOWHERE else 2.0


@inlined
def cost_of(w, days):
    """Cost of a trip of so many inspector-days."""
    return (days * w.par.mission_day_cost + w.par.visit_cost) * w.fund.price[GENERAL_PRICE]


@inlined
def mean_cost(w, g, i):
    """Cost of a trip of the year's plan, with mean days of its visits."""
    c, second = g.site_class[w.visit.site[i]], w.visit.second[i]
    if second == NOWHERE:
        return w.visit.cost[c]
    return w.visit.cost[c] + w.visit.cost[g.site_class[second]] - cost_of(w, w.visit.team[c] * w.visit.saved[i])
