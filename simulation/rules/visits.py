"""Sampled visits: which sites a year's plan draws, on which days they fall, and which of them are carried out.

Selection is Pareto order sampling with permanent random numbers (B. Rosen, Journal of Statistical Planning and
Inference 62 (1997) 135-158): each site's key is the odds of its uniform number over the odds of its target inclusion
probability, and the n smallest keys are taken. A host of n sites is allotted quota x n**alpha / sum(n**alpha), never
more than its cap or its sites.
"""

from math import sqrt

import numpy as np

from simulation import maths, slots, status, teams
from simulation.capacity import SITE_CLASSES, STRATA, VISITS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Param
from simulation.teams import VISIT, send_team

MISSIONS_LINE, GENERAL_PRICE = 1, 1
REACH = 1.25  # keys below this are enough nearly always; the next try reaches eight times as far
OPEN = -1.0  # an inclusion probability not yet fixed by a cap

GROUP = "visit"
WRITES = ("visit", *teams.WRITES)
COLUMNS = (
    Column("n", "i8", "visits", "planned for the year"),
    Column("site", "i4", "row", "sites of the year's visits, by planned day", (VISITS,)),
    Column("day", "i4", "day", "planned days, rising", (VISITS,)),
    Column("next", "i8", "row", "the first visit not yet carried out"),
    Column("due_n", "i8", "visits", "visits whose planned day has come"),
    Column("team", "i8", "inspectors", "team of a visit by site class, this year", (SITE_CLASSES,)),
    Column("away", "f8", "days", "mean days away by site class, this year; a visit takes whole days", (SITE_CLASSES,)),
    Column("cost", "f8", "currency", "mean cost of a visit by site class, this year", (SITE_CLASSES,)),
    Column("quality", "f8", "probability", "that a visit recognises, by site class, this year", (SITE_CLASSES,)),
    Column("quality_month", "f8", "1", "that probability, summed over the visits of this month"),
    Column("quality_year", "f8", "1", "the same over the visits of this year"),
    Column("money", "f8", "currency", "left for visits this year"),
    Column("quota", "i8", "visits", "visits of the year by site class", (SITE_CLASSES,)),
    Column("inclusion", "f8", "probability", "target inclusion probability of a site by stratum", (STRATA,)),
    Column("pull", "f8", "1", "n ** alpha of a stratum's n sites", (STRATA,)),
    Column("pull_exponent", "f8", "1", "the alpha of these"),
    Column("planned_days", "f8", "inspector-days", "planned for the year"),
    Column("planned_month", "f8", "visits", "fallen due this month"),
    Column("done_month", "f8", "visits", "carried out this month, also in vain"),
    Column("done_year", "f8", "visits", "carried out this year, also in vain"),
)
PARAMS = (
    Param("visit_quota", "visits a year", 0, VISITS, "visits of all classes together"),
    Param("team_factor", "1", 0.1, 4, "factor on the team of a visit", 1.0),
    Param("duration_factor", "1", 0.1, 4, "factor on the days of a visit", 1.0),
    Param("selection_exponent", "1", 0, 1, "alpha: 0 gives hosts equal visits, 1 gives sites equal chances"),
    Param("host_cap_base", "visits a year", 0, 1000, "cap of expected visits to one host and class: base", 1000.0),
    Param("host_cap_share", "visits per site", 0, 1, "cap: addition for each site of the host", 0.0),
    Param("host_cap_max", "visits a year", 0, 1000, "cap: never more than this", 1000.0),
    Param("p_recognise", "probability", 0, 1, "that a visit recognises a reference inconsistency at the site"),
    Param("method_factor", "1", 0.1, 10, "factor of methods and equipment on what a visit does to recognise", 1.0),
    Param("visits_rung", "code", 0, 16, "rung of postponement that holds visits back; 0 never", 0.0),
)


@compiled
def plan_visits(w, g, p, k):
    """Draw the year's sites and their days.

    Visits of the year before that were not carried out, or were broken off, lapse with its plan.
    """
    if w.clock.year == 0 or w.visit.pull_exponent != w.par.selection_exponent:
        _pull_of_hosts(w, g)
    w.visit.n = 0
    w.visit.planned_days = 0.0
    w.visit.done_year = 0.0
    w.visit.quality_year = 0.0
    w.mission.redo_n = 0
    w.mission.broken_year = 0.0
    _split_quota(w, g)
    for c in range(g.class_n):
        _size_visits(w, g, c)
        _allot(w, g, c)
        _draw_sites(w, g, k, c)
        w.visit.planned_days += w.visit.quota[c] * w.visit.team[c] * w.visit.away[c]
    _order_by_day(w, g, k)


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
    w.visit.cost[c] = _cost(w, days)
    effort = sqrt(days / (g.class_team[c] * g.class_days[c])) * w.par.method_factor
    known = w.knowledge.total[VISIT] / max(w.knowledge.start[VISIT], 1e-9)
    w.visit.quality[c] = recognition(w.par.p_recognise, effort * maths.power(known, 0.5 * w.par.knowledge_effect))


@inlined
def days_away(w, g, k, site):
    """Whole days of a visit: the mean of its class, rounded up or down by the site's number of the year."""
    mean = w.visit.away[g.site_class[site]]
    whole = int(mean)
    if mean == whole:
        return whole
    return whole + (1 if slots.uniform(k, slots.VISIT_LENGTH, w.clock.year, site) < mean - whole else 0)


@inlined
def recognition(p, effort):
    """Probability that a visit recognises what is there, when effort of 1 gives p: every part of it may fail alone."""
    return 1.0 - maths.exp(effort * maths.log(1.0 - p)) if p < 1.0 else 1.0


@inlined
def _cost(w, days):
    """Cost of a visit of so many inspector-days."""
    return (days * w.par.mission_day_cost + w.par.visit_cost) * w.fund.price[GENERAL_PRICE]


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
def _pull_of_hosts(w, g):
    w.visit.pull_exponent = w.par.selection_exponent
    for s in range(g.stratum_n):
        w.visit.pull[s] = maths.exp(w.par.selection_exponent * g.stratum_log[s])


@compiled
def _allot(w, g, c):
    """Target inclusion probabilities of a class: allotments by host size, spilling over where a cap binds."""
    first, last = g.class_stratum[c], g.class_stratum[c] + g.class_strata[c]
    for s in range(first, last):
        w.visit.inclusion[s] = OPEN
    left, each = float(w.visit.quota[c]), -1.0
    while True:
        before = left
        each = left / max(_open_pull(w, first, last), 1e-300)
        for s in range(first, last):
            most = _most_visits(w, g, s)
            if w.visit.inclusion[s] == OPEN and each * w.visit.pull[s] > most:
                w.visit.inclusion[s] = most / g.stratum_sites[s]
                left -= most
        if left == before:
            break
    for s in range(first, last):
        if w.visit.inclusion[s] == OPEN:
            w.visit.inclusion[s] = each * w.visit.pull[s] / g.stratum_sites[s]


@inlined
def _open_pull(w, first, last):
    total = 0.0
    for s in range(first, last):
        if w.visit.inclusion[s] == OPEN:
            total += w.visit.pull[s]
    return total


@inlined
def _most_visits(w, g, s):
    n = float(g.stratum_sites[s])
    return min(n, w.par.host_cap_base + w.par.host_cap_share * n, w.par.host_cap_max)


@compiled
def _draw_sites(w, g, k, c):
    wanted = w.visit.quota[c]
    if wanted <= 0:
        return
    sites = np.empty(g.class_sites[c] + 1, np.int32)
    reach, found = REACH, 0
    while found < wanted and reach < 1e9:
        found = _within_reach(w, g, k, c, reach, sites)
        reach *= 8.0
    w.visit.quota[c] = min(wanted, found)
    _take_smallest(w, g, k, sites[:found], w.visit.quota[c])


@compiled
def _within_reach(w, g, k, c, reach, sites):
    """Write the sites whose key lies below `reach`, in site order; return how many."""
    # Keys themselves are worked out for these few only. Marking first and collecting after lets compilers take
    # several sites at once: the draw of a site is compared with a bound, free of branches.
    first = g.stratum_first[g.class_stratum[c]]
    within = np.empty(g.class_sites[c], np.uint8)
    for s in range(g.class_stratum[c], g.class_stratum[c] + g.class_strata[c]):
        pi = w.visit.inclusion[s]
        bound = np.int64(reach * pi / (1.0 - pi + reach * pi) / slots.UNIT)
        for site in range(g.stratum_first[s], g.stratum_first[s] + g.stratum_sites[s]):
            within[site - first] = slots.bits(k, slots.SITE_SELECTION, w.clock.year, site) < bound
    found = 0
    for place in range(g.class_sites[c]):
        sites[found] = first + place
        found += within[place]
    return found


@compiled
def _take_smallest(w, g, k, sites, n):
    """Plan visits to the n sites with the smallest keys."""
    keys = np.empty(len(sites))
    for i in range(len(sites)):
        pi = w.visit.inclusion[g.site_stratum[sites[i]]]
        keys[i] = pareto_key(slots.uniform(k, slots.SITE_SELECTION, w.clock.year, sites[i]), pi)
    cut = _cut(keys, n)
    for i in range(len(sites)):
        if keys[i] <= cut:
            if w.visit.n >= VISITS:
                w.clock.status = status.VISITS_FULL
                return
            w.visit.site[w.visit.n] = sites[i]
            w.visit.n += 1


@compiled
def _cut(keys, n):
    """A number that n of the keys do not exceed, by bisection: counting is free of branches where sorting is not."""
    low, high = -1.0, 1e300 if n >= len(keys) else 8.0 * REACH
    while _count_upto(keys, high) < n:
        high *= 8.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        upto = _count_upto(keys, middle)
        if upto == n:
            return middle
        if upto < n:
            low = middle
        else:
            high = middle
    return low


@inlined
def _count_upto(keys, most):
    n = 0
    for i in range(len(keys)):
        n += 1 if keys[i] <= most else 0
    return n


@inlined
def pareto_key(u, pi):
    """Odds of the uniform number over odds of the target inclusion probability."""
    return u * (1.0 - pi) / ((1.0 - u) * pi)


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
    """Carry out the visits whose day has come, while teams and money last and none is postponed.

    Those that were broken off go first, then the first planned; none overtakes another.
    """
    while w.visit.due_n < w.visit.n and w.visit.day[w.visit.due_n] <= w.clock.day:
        site = w.visit.site[w.visit.due_n]
        w.mission.required_month[VISIT] += w.visit.team[g.site_class[site]] * days_away(w, g, k, site)
        w.visit.planned_month += 1.0
        w.visit.due_n += 1
    if w.par.visits_rung > 0.0 and w.fund.rung >= w.par.visits_rung:
        return
    if not _redo_visits(w, g):
        return
    while w.visit.next < w.visit.due_n:
        site = w.visit.site[w.visit.next]
        team, away = w.visit.team[g.site_class[site]], days_away(w, g, k, site)
        if not _send_visit(w, g, site, team, away, _cost(w, team * away)):
            return
        w.visit.next += 1


@inlined
def _redo_visits(w, g):
    """Do again what was broken off, with the same team for the same days; False when one of them has to wait."""
    while w.mission.redo_n > 0:
        m, away = w.mission.redo[0], w.mission.redo_days[0]
        team = w.mission.team[m]
        if not _send_visit(w, g, w.mission.ref[m], team, away, _cost(w, team * away)):
            return False
        w.mission.redo_n -= 1
        for place in range(w.mission.redo_n):
            w.mission.redo[place] = w.mission.redo[place + 1]
            w.mission.redo_days[place] = w.mission.redo_days[place + 1]
    return True


@inlined
def _send_visit(w, g, site, team, away, cost):
    if cost > w.visit.money or not send_team(w, VISIT, site, team, away):
        return False
    w.visit.money -= cost
    w.mission.bill += w.par.visit_cost * w.fund.price[GENERAL_PRICE]
    w.visit.done_month += 1.0
    w.visit.done_year += 1.0
    quality = w.visit.quality[g.site_class[site]]
    w.visit.quality_month += quality
    w.visit.quality_year += quality
    return True
