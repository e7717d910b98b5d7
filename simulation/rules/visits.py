"""Sampled visits: how many a year's plan has, on which days they fall, and which of them are carried out.

Which sites they go to is drawn in simulation/sampling.py; which of them share a trip is said in simulation/trips.py.
"""

from math import sqrt

import numpy as np

from simulation import maths, slots, teams
from simulation.capacity import SITE_CLASSES, VISITS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.sampling import draw_sites, open_selection
from simulation.stakeholders import relative_engagement
from simulation.systems import are_down
from simulation.teams import VISIT, send_team
from simulation.trips import cost_of, share_trips, trip_days, visits_of

MISSIONS_LINE, GENERAL_PRICE = 1, 1
CENT = 0.01  # sums of a year's costs differ from its budget by rounding, never by as much

GROUP = "visit"
WRITES = ("visit", *teams.WRITES)
COLUMNS = (
    Column("n", "i8", "trips", "planned for the year: a visit each, or two back to back"),
    Column("site", "i4", "row", "first sites of the year's trips, by planned day", (VISITS,)),
    Column("day", "i4", "day", "planned days, rising", (VISITS,)),
    Column("next", "i8", "row", "the first trip not yet carried out"),
    Column("due_n", "i8", "trips", "trips whose planned day has come"),
    Column("team", "i8", "inspectors", "team of a visit by site class, this year", (SITE_CLASSES,)),
    Column("away", "f8", "days", "mean days away by site class, this year; a visit takes whole days", (SITE_CLASSES,)),
    Column("cost", "f8", "currency", "mean cost of a visit by site class, this year", (SITE_CLASSES,)),
    Column("quality", "f8", "probability", "that a visit recognises, by site class, this year", (SITE_CLASSES,)),
    Column("quality_month", "f8", "1", "that probability, summed over the visits of this month"),
    Column("quality_year", "f8", "1", "the same over the visits of this year"),
    Column("money", "f8", "currency", "left for visits this year"),
    Column("quota", "i8", "visits", "visits of the year by site class", (SITE_CLASSES,)),
    Column("planned_days", "f8", "inspector-days", "planned for the year"),
    Column("planned_month", "f8", "visits", "fallen due this month"),
    Column("done_month", "f8", "visits", "carried out this month, also in vain"),
    Column("done_year", "f8", "visits", "carried out this year, also in vain"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param(
        "visit_quota", "visits a year", 0, VISITS, "visits of all classes together", of_missions=True, control="states"
    ),
    Param("team_factor", "1", 0.1, 4, "factor on the team of a visit", 1.0),
    Param("duration_factor", "1", 0.1, 4, "factor on the days of a visit", 1.0),
    Param("engagement_visits", "1", 0, 1, "exponent of the share of stakeholders who take part in what visits do", 0.0),
    Param(
        "p_recognise",
        "probability",
        0,
        1,
        "that a visit recognises a reference inconsistency at the site",
        of_missions=True,
    ),
    Param("method_factor", "1", 0.1, 10, "factor of methods and equipment on what a visit does to recognise", 1.0),
    Param("visits_rung", "code", 0, 16, "rung of postponement that holds visits back; 0 never", 0.0),
)


@compiled
def plan_visits(w, g, p, k):
    """Draw the year's sites and their days, and put visits together that share a trip.

    Visits of the year before that were not carried out, or were broken off, lapse with its plan.
    """
    open_selection(w, g, k)
    w.visit.n = 0
    w.visit.planned_days = 0.0
    w.visit.done_year = 0.0
    w.visit.quality_year = 0.0
    w.mission.redo_n = 0
    w.mission.broken_year = 0.0
    _split_quota(w, g)
    for c in range(g.class_n):
        _size_visits(w, g, c)
        draw_sites(w, g, k, c)
        w.visit.planned_days += w.visit.quota[c] * w.visit.team[c] * w.visit.away[c]
    _order_by_day(w, g, k)
    share_trips(w, g, k)


@compiled
def fund_visits(w, g, p, k):
    """Money for the year's visits: what the missions lines keep after planned presence."""
    w.visit.money = -w.presence.planned_days * w.par.mission_day_cost * w.fund.price[GENERAL_PRICE]
    for line in range(g.line_n):
        if g.line_kind[line] == MISSIONS_LINE:
            w.visit.money += w.fund.line_budget[line] - w.fund.line_cost[line]


@inlined
def _size_visits(w, g, c):
    w.visit.team[c] = max(int(g.class_team[c] * w.par.team_factor + 0.5), 1)
    w.visit.away[c] = max(g.class_days[c] * w.par.duration_factor, 1.0)
    days = w.visit.team[c] * w.visit.away[c]
    w.visit.cost[c] = cost_of(w, days)
    effort = sqrt(days / (g.class_team[c] * g.class_days[c])) * w.par.method_factor * _welcome(w, g)
    known = w.knowledge.total[VISIT] / max(w.knowledge.start[VISIT], 1e-9)
    w.visit.quality[c] = recognition(w.par.p_recognise, effort * maths.power(known, 0.5 * w.par.knowledge_effect))


@inlined
def _welcome(w, g):
    """What a visit gains where more stakeholders take part than on the first day, as a factor on its effort."""
    return maths.power(relative_engagement(w, g), w.par.engagement_visits)


@inlined
def recognition(p, effort):
    """Probability that a visit recognises what is there, when effort of 1 gives p: every part of it may fail alone."""
    return 1.0 - maths.exp(effort * maths.log(1.0 - p)) if p < 1.0 else 1.0


@compiled
def _split_quota(w, g):
    whole, share, before = 0.0, 0.0, 0
    for c in range(g.class_n):
        whole += g.class_quota[c]
    for c in range(g.class_n):
        share += g.class_quota[c]
        upto = int(w.par.visit_quota * share / whole + 0.5)
        w.visit.quota[c] = min(upto - before, g.class_sites[c])
        before = upto


@compiled
def _order_by_day(w, g, k):
    """Give the visits their days, even over the year, and put them in that order (counting sort: stable, linear)."""
    first = w.clock.day
    length = g.month_start[12 * (w.clock.year + 1)] - first
    days, sites = np.empty(w.visit.n, np.int32), np.empty(w.visit.n, np.int32)
    starts = np.zeros(368, np.int32)
    for i in range(w.visit.n):
        sites[i] = w.visit.site[i]
        days[i] = int(slots.uniform(k, slots.VISIT_DAY, w.clock.year, sites[i]) * length)
        starts[days[i] + 1] += 1
    for d in range(1, 368):
        starts[d] += starts[d - 1]
    for i in range(w.visit.n):
        place = starts[days[i]]
        w.visit.site[place] = sites[i]
        w.visit.day[place] = first + days[i]
        starts[days[i]] += 1
    w.visit.next = 0
    w.visit.due_n = 0


@compiled
def carry_out_visits(w, g, p, k):
    """Carry out the trips whose day has come, while teams and money last and none is held back.

    Those that were broken off go first, then the first planned; none overtakes another.
    """
    while w.visit.due_n < w.visit.n and w.visit.day[w.visit.due_n] <= w.clock.day:
        trip = w.visit.due_n
        team = w.visit.team[g.site_class[w.visit.site[trip]]]
        w.mission.required_month[VISIT] += team * trip_days(w, g, k, trip)
        w.visit.planned_month += visits_of(w.visit.second[trip])
        w.visit.due_n += 1
    if _are_held(w) or not _redo_visits(w, g):
        return
    while w.visit.next < w.visit.due_n:
        trip = w.visit.next
        site, second = w.visit.site[trip], w.visit.second[trip]
        if not _send(w, g, site, second, w.visit.team[g.site_class[site]], trip_days(w, g, k, trip)):
            return
        w.visit.next += 1


@inlined
def _are_held(w):
    """Whether no visit begins today: for want of money, or because the systems of headquarters are down."""
    return (w.par.visits_rung > 0.0 and w.fund.rung >= w.par.visits_rung) or are_down(w)


@inlined
def _redo_visits(w, g):
    """Do again what was broken off, with the same team for the same days; False when one of them has to wait."""
    while w.mission.redo_n > 0:
        m = w.mission.redo[0]
        if not _send(w, g, w.mission.ref[m], w.mission.second[m], w.mission.team[m], w.mission.redo_days[0]):
            return False
        w.mission.redo_n -= 1
        for place in range(w.mission.redo_n):
            w.mission.redo[place] = w.mission.redo[place + 1]
            w.mission.redo_days[place] = w.mission.redo_days[place + 1]
    return True


@inlined
def _send(w, g, site, second, team, away):
    """Send a team on a trip to one site or two; False when money or inspectors are too few."""
    cost = cost_of(w, team * away)
    if cost > w.visit.money + CENT or not send_team(w, VISIT, site, team, away):
        return False
    w.mission.second[w.mission.n - 1] = second
    w.visit.money -= cost
    w.mission.bill += w.par.visit_cost * w.fund.price[GENERAL_PRICE]
    quality = w.visit.quality[g.site_class[site]]
    if second >= 0:
        quality += w.visit.quality[g.site_class[second]]
    w.visit.done_month += visits_of(second)
    w.visit.done_year += visits_of(second)
    w.visit.quality_month += quality
    w.visit.quality_year += quality
    return True
