"""Assurance: what visits and declarations let be known of the States that host sites, and how it fades.

Each host has a stock of information. A visit adds its quality times the share of the host's relevance that the site
carries; a declaration adds what its completeness, timeliness and accuracy are worth, each to its exponent. Half of the
stock fades in a half-life. The index of a host is 1 - exp(-stock): it orders, it measures nothing. Only its mean over
relevance and its tenth percentile are ever shown. The stocks begin where the first year's plan would hold them, every
declaration in time: with a yearly gain R and a share kept of a quarter K, at (R / 4) / (1 - K).
"""

from math import ceil

import numpy as np

from simulation import maths
from simulation.capacity import STRATA
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.states import QUARTER, ends_a_quarter
from simulation.teams import VISIT

YEAR_MONTHS = 12.0
NONE = -1

GROUP = "assurance"
WRITES = ("assurance",)
COLUMNS = (
    Column("stock", "f8", "information units", "what is known of a host", (STRATA,)),
    Column("gained", "f8", "information units", "what this quarter has brought", (STRATA,)),
    Column("missions_seen", "i8", "missions", "missions looked at for what they brought"),
    Column("overall", "f8", "index", "index of the hosts at the end of the last year, weighted by relevance"),
    Column("tenth", "f8", "index", "the value that nine in ten hosts reach at least"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("assurance_visit", "information units", 0, 10, "of visits of quality 1 to all that a host has; 0 with the next: no index", 0.0),
    Param("assurance_declaration", "information units", 0, 10, "of a declaration that is complete, accurate and in time", 0.0),
    Param("assurance_half_life", "years", 0.1, 50, "time in which half of what is known fades", 3.0),
    Param("completeness_exponent", "1", 0, 5, "of completeness in what a declaration is worth", 0.6),
    Param("timeliness_exponent", "1", 0, 5, "of timeliness: 1 in time, falling to 0 after twelve months", 0.2),
    Param("accuracy_exponent", "1", 0, 5, "of accuracy", 0.2),
)  # fmt: skip


@compiled
def assure(w, g, p, k):
    """Month by month take in what visits brought, by quarters declarations too; at the end of a year look around."""
    if g.host_n == 0 or w.par.assurance_visit + w.par.assurance_declaration == 0.0:
        return
    if w.clock.month == 0:
        _open_stocks(w, g)
        _look_around(w, g)
    _take_in_visits(w, g)
    if ends_a_quarter(w.clock.month):
        _take_in_declarations(w, g)
        kept = _kept(w)
        for host in range(g.host_n):
            w.assurance.stock[host] = kept * w.assurance.stock[host] + w.assurance.gained[host]
            w.assurance.gained[host] = 0.0
    if w.clock.month % 12 == 11:
        _look_around(w, g)


@inlined
def _kept(w):
    """What a quarter leaves of a stock."""
    return maths.exp(-QUARTER * maths.LN2 / w.par.assurance_half_life)


@compiled
def _open_stocks(w, g):
    lasting = QUARTER / (1.0 - _kept(w))
    for s in range(g.stratum_n):
        c, host = g.site_class[g.stratum_first[s]], g.stratum_host[s]
        visited = w.visit.inclusion[s] * g.stratum_sites[s] * w.visit.quality[c]
        w.assurance.stock[host] += (
            lasting * w.par.assurance_visit * visited * g.class_relevance[c] / g.host_relevance[host]
        )
    for host in range(g.host_n):
        if g.host_state[host] != NONE and (w.par.declaration_month > 0.0 or g.report_n > 0):
            w.assurance.stock[host] += (
                lasting * w.par.assurance_declaration * _usual_worth(w, g.state_level[g.host_state[host]])
            )


@inlined
def _usual_worth(w, level):
    """Worth of a declaration of a State at a level, in time and of mean completeness."""
    complete = min(w.par.completeness_base + w.par.completeness_level * level, 1.0)
    return _worth(w, complete, 0.0, 1.0 - max(w.par.error_base - w.par.error_level * level, 0.0))


@inlined
def _worth(w, complete, months_late, accurate):
    worth = maths.power(complete, w.par.completeness_exponent) * maths.power(accurate, w.par.accuracy_exponent)
    if months_late > 0.0:
        worth *= maths.power(max(1.0 - months_late / YEAR_MONTHS, 0.0), w.par.timeliness_exponent)
    return worth


@compiled
def _take_in_visits(w, g):
    """Those that are over, in the order in which they left; one that was broken off has brought nothing."""
    tomorrow = w.clock.day + 1
    while w.assurance.missions_seen < w.mission.n:
        m = w.assurance.missions_seen
        if w.mission.kind[m] == VISIT:
            if w.mission.start[m] + w.mission.days[m] > tomorrow:
                return
            if w.mission.broken[m] == 0:
                _take_in(w, g, w.mission.ref[m])
                if w.mission.second[m] >= 0:
                    _take_in(w, g, w.mission.second[m])
        w.assurance.missions_seen = m + 1


@inlined
def _take_in(w, g, site):
    c, host = g.site_class[site], g.site_host[site]
    share = g.class_relevance[c] / g.host_relevance[host]
    w.assurance.gained[host] += w.par.assurance_visit * w.visit.quality[c] * share


@compiled
def _take_in_declarations(w, g):
    """Those of the quarter that ends; one that has not come when the next falls due is worth nothing any more."""
    if w.par.declaration_month == 0.0 and g.report_n == 0:
        return
    for host in range(g.host_n):
        s = g.host_state[host]
        if s != NONE and w.clock.month - 3 < w.reporting.comes[s] <= w.clock.month:
            worth = _worth(w, w.reporting.complete_of[s], float(w.reporting.late[s]), w.reporting.accurate_of[s])
            w.assurance.gained[host] += w.par.assurance_declaration * worth


@compiled
def _look_around(w, g):
    """The mean index over relevance, and the index that nine in ten hosts reach."""
    index = np.empty(g.host_n)
    total, weight = 0.0, 0.0
    for host in range(g.host_n):
        index[host] = 1.0 - maths.exp(-w.assurance.stock[host])
        total += g.host_relevance[host] * index[host]
        weight += g.host_relevance[host]
    w.assurance.overall = total / weight
    w.assurance.tenth = _smallest(index, ceil(g.host_n / 10))


@inlined
def _smallest(values, n):
    """The n-th smallest of some values, which it reorders."""
    for place in range(n):
        least = place
        for other in range(place + 1, len(values)):
            if values[other] < values[least]:
                least = other
        values[place], values[least] = values[least], values[place]
    return values[n - 1]
