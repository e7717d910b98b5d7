"""Which sites a year's plan draws: Pareto order sampling with permanent random numbers under whole caps by host.

B. Rosen, Journal of Statistical Planning and Inference 62 (1997) 135-158: each site's key is the odds of its uniform
number over the odds of its target inclusion probability, and the n smallest keys are taken. Here a host hands in no
more than its room, those with its smallest keys, so that no simulated case passes a cap; what it is refused goes to the
next smallest keys of other hosts. A host of n sites is allotted quota x n**alpha / sum(n**alpha), never more than that.

Sites may weigh differently: exp(beta x relevance), relevance being one of sixteen equal steps of a standard normal that
each site draws once, and more by `screening_factor` while screening of what was declared has flagged it. A host's pull
is then n**alpha times the mean weight of its sites, and its allotment is shared among them by weight. Weights stand in
a table of grades (step of relevance, flagged or not); while all are equal nothing of this is drawn.
"""

import numpy as np

from simulation import maths, slots, status
from simulation.capacity import REFERENCES, STRATA, VISITS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

REACH = 1.25  # keys below this are enough nearly always; the next try reaches eight times as far
OPEN = -1.0  # a share not yet fixed by a cap
WHOLE = 1e-9  # a cap this close below a whole number is that number
STEPS, GRADES = 16, 32  # steps of relevance; grades: steps, and after them the same flagged
STEP_SHIFT = 48  # of 52 random bits this leaves the 4 of a step

COLUMNS = {
    "visit": (
        Column("inclusion", "f8", "probability", "target inclusion probability of a site by stratum, mean", (STRATA,)),
        Column("pull", "f8", "1", "n ** alpha of a stratum's n sites", (STRATA,)),
        Column("pull_exponent", "f8", "1", "the alpha of these"),
        Column("room", "f8", "visits", "that a stratum may still receive this year, whole", (STRATA,)),
        Column("weight", "f8", "1", "selection weight by grade: step of relevance, flagged from 16", (GRADES,)),
        Column("graded", "i8", "0/1", "whether sites differ in weight this year"),
        Column("reference", "i4", "row", "sites of the year's reference inconsistencies", (REFERENCES,)),
        Column("reference_n", "i8", "sites", "how many"),
        Column("capped", "i4", "visits", "drawn this year under each cap of a host", (STRATA,)),
    ),
}
CONTROL: Control = "secretariat"
PARAMS = (
    Param(
        "selection_exponent",
        "1",
        0,
        1,
        "alpha: 0 gives hosts equal visits, 1 gives sites equal chances",
        of_missions=True,
    ),
    Param(
        "host_cap_base",
        "visits a year",
        0,
        1000,
        "cap of visits to one host and cap group: base",
        1000.0,
        control="states",
    ),
    Param(
        "host_cap_share",
        "visits per site",
        0,
        1,
        "cap: addition for each site of the host in the group",
        0.0,
        control="states",
    ),
    Param("host_cap_max", "visits a year", 0, 1000, "cap: never more than this", 1000.0, control="states"),
    Param("relevance_weight", "1", 0, 3, "beta: a site weighs exp(beta x relevance) in the selection", 0.0),
    Param("screening_tpr", "probability", 0, 1, "that screening flags a site with a reference inconsistency", 0.0),
    Param("screening_fpr", "probability", 0, 1, "that screening flags any other site", 0.0),
    Param("screening_factor", "1", 1, 100, "factor on the selection weight of a flagged site", 5.0),
    Param(
        "reference_inconsistencies",
        "sites",
        0,
        REFERENCES,
        "reference inconsistencies placed anew each year",
        0.0,
        control="exogenous",
    ),
)


@compiled
def open_selection(w, g, k):
    """Before the sites of a year are drawn: what hosts and sites weigh, reference inconsistencies, caps unused."""
    if w.clock.year == 0 or w.visit.pull_exponent != w.par.selection_exponent:
        w.visit.pull_exponent = w.par.selection_exponent
        for s in range(g.stratum_n):
            w.visit.pull[s] = maths.exp(w.par.selection_exponent * g.stratum_log[s])
    for cap in range(g.cap_n):
        w.visit.capped[cap] = 0
    _place_references(w, g, k)
    is_screened = w.par.screening_tpr > 0.0 or w.par.screening_fpr > 0.0
    w.visit.graded = 1 if w.par.relevance_weight > 0.0 or is_screened else 0
    if w.visit.graded:
        for step in range(STEPS):
            relevance = maths.normal_quantile((step + 0.5) / STEPS)
            w.visit.weight[step] = maths.exp(w.par.relevance_weight * relevance)
            w.visit.weight[STEPS + step] = w.visit.weight[step] * w.par.screening_factor


@inlined
def _place_references(w, g, k):
    """Every set of sites is as likely (J. Bentley and R. W. Floyd, Communications of the ACM 30 (1987) 754-757)."""
    w.visit.reference_n = min(int(w.par.reference_inconsistencies), g.site_n)
    for i in range(w.visit.reference_n):
        last = g.site_n - w.visit.reference_n + i
        site = int(slots.uniform(k, slots.REFERENCE_SITE, w.clock.year, i) * (last + 1))
        for earlier in range(i):
            if w.visit.reference[earlier] == site:
                site = last
        w.visit.reference[i] = site


@compiled
def draw_sites(w, g, k, c):
    """Plan visits to the sites of a class that the year draws; its quota falls to what the caps leave room for."""
    grades = np.empty(g.class_sites[c] if w.visit.graded else 0, np.uint8)
    chances = np.zeros((g.class_strata[c] if w.visit.graded else 0, GRADES))
    if w.visit.graded:
        _grade_sites(w, g, k, c, grades)
        _count_grades(g, c, grades, chances)
    _allot(w, g, c, chances)
    wanted = w.visit.quota[c]
    if wanted <= 0:
        return
    sites, keys = np.empty(g.class_sites[c] + 1, np.int32), np.empty(g.class_sites[c] + 1)
    reach, found = REACH, 0
    while found < wanted and reach < 1e9:
        found = _within_reach(w, g, k, c, reach, sites, chances, grades)
        _write_keys(w, g, k, c, sites[:found], keys, chances, grades)
        found = _within_room(w, g, sites, keys, found)
        reach *= 8.0
    w.visit.quota[c] = min(wanted, found)
    _take_smallest(w, g, sites, keys[:found], w.visit.quota[c])


@compiled
def _grade_sites(w, g, k, c, grades):
    """Write the grade of each site of a class: its step of relevance, and whether this year's screening flags it."""
    first, year = g.stratum_first[g.class_stratum[c]], w.clock.year
    for place in range(len(grades)):
        step = slots.bits(k, slots.SITE_RELEVANCE, 0, first + place) >> STEP_SHIFT
        flagged = slots.uniform(k, slots.SCREENING, year, first + place) < w.par.screening_fpr
        grades[place] = step + STEPS * flagged
    for i in range(w.visit.reference_n):
        place = w.visit.reference[i] - first
        if 0 <= place < len(grades):
            flagged = slots.uniform(k, slots.SCREENING, year, first + place) < w.par.screening_tpr
            grades[place] = grades[place] % STEPS + STEPS * flagged


@compiled
def _count_grades(g, c, grades, counts):
    """Count the sites of each stratum of a class by grade."""
    first = g.class_stratum[c]
    for place in range(len(grades)):
        counts[g.site_stratum[g.stratum_first[first] + place] - first, grades[place]] += 1.0


@compiled
def _allot(w, g, c, chances):
    """Target inclusion probabilities of a class: allotments by pull of hosts, spilling over where a cap binds.

    `chances` comes as the counts of sites by stratum and grade and is left as their inclusion probabilities.
    """
    first, last = g.class_stratum[c], g.class_stratum[c] + g.class_strata[c]
    most, pull = 0.0, w.visit.pull[first:last].copy()
    for s in range(first, last):
        w.visit.room[s] = _room(w, g, s)
        most += w.visit.room[s]
        if w.visit.graded:
            pull[s - first] *= _weight(w, chances[s - first]) / g.stratum_sites[s]
    w.visit.quota[c] = min(w.visit.quota[c], int(most))
    share_out(float(w.visit.quota[c]), pull, w.visit.room[first:last], w.visit.inclusion[first:last])
    for s in range(first, last):
        if w.visit.graded:
            _share_among_grades(w, w.visit.inclusion[s], chances[s - first])
        w.visit.inclusion[s] /= g.stratum_sites[s]


@inlined
def _weight(w, counts):
    """Weight of so many sites of each grade."""
    total = 0.0
    for grade in range(GRADES):
        total += counts[grade] * w.visit.weight[grade]
    return total


@compiled
def _share_among_grades(w, allotted, counts):
    """Turn the sites of a stratum by grade into the inclusion probability of each: by weight, certain at most."""
    pull, share = np.empty(GRADES), np.empty(GRADES)
    for grade in range(GRADES):
        pull[grade] = counts[grade] * w.visit.weight[grade]
    share_out(allotted, pull, counts, share)
    for grade in range(GRADES):
        counts[grade] = min(share[grade] / max(counts[grade], 1.0), 1.0)


@inlined
def _room(w, g, s):
    """Visits that a stratum may still receive: its sites, or what earlier classes left of its host's cap."""
    n, cap = float(g.stratum_sites[s]), g.stratum_cap[s]
    if cap < 0:
        return n
    most = min(w.par.host_cap_base + w.par.host_cap_share * g.cap_sites[cap], w.par.host_cap_max)
    return min(n, float(int(most + WHOLE) - w.visit.capped[cap]))


@compiled
def share_out(whole, pull, most, share):
    """Write what each gets of a whole, in proportion to its pull and never more than its most; the rest spills over.

    Arrays of one length; whoever has no most that binds keeps the proportions. Less than the whole is shared when all
    are at their most.
    """
    for i in range(len(share)):
        share[i] = OPEN
    left, each, is_settled = whole, -1.0, False
    while not is_settled:
        is_settled = True
        each = left / max(_open_pull(pull, share), 1e-300)
        for i in range(len(share)):
            if share[i] == OPEN and each * pull[i] > most[i]:
                share[i] = most[i]
                left -= most[i]
                is_settled = False
    for i in range(len(share)):
        if share[i] == OPEN:
            share[i] = each * pull[i]


@inlined
def _open_pull(pull, share):
    total = 0.0
    for i in range(len(share)):
        if share[i] == OPEN:
            total += pull[i]
    return total


@compiled
def _within_reach(w, g, k, c, reach, sites, chances, grades):
    """Write the sites whose key lies below `reach`, in site order; return how many."""
    # Keys themselves are worked out for these few only. Marking first and collecting after lets compilers take
    # several sites at once: the draw of a site is compared with a bound, free of branches.
    first = g.stratum_first[g.class_stratum[c]]
    within = np.empty(g.class_sites[c], np.uint8)
    if w.visit.graded:
        _mark_by_grade(w, g, k, c, reach, within, chances, grades)
        return _collect(within, first, sites)
    for s in range(g.class_stratum[c], g.class_stratum[c] + g.class_strata[c]):
        start = g.stratum_first[s]
        bound = _bound(w.visit.inclusion[s], reach)
        _mark(within[start - first : start - first + g.stratum_sites[s]], k, w.clock.year, start, bound)
    return _collect(within, first, sites)


@compiled
def _mark(within, k, year, start, bound):
    """Mark which of consecutive sites have a draw below the bound."""
    for place in range(len(within)):
        within[place] = slots.bits(k, slots.SITE_SELECTION, year, start + place) < bound


@compiled
def _mark_by_grade(w, g, k, c, reach, within, chances, grades):
    first, bounds = g.stratum_first[g.class_stratum[c]], np.empty(GRADES, np.int64)
    for s in range(g.class_stratum[c], g.class_stratum[c] + g.class_strata[c]):
        for grade in range(GRADES):
            bounds[grade] = _bound(chances[s - g.class_stratum[c], grade], reach)
        for site in range(g.stratum_first[s], g.stratum_first[s] + g.stratum_sites[s]):
            bits = slots.bits(k, slots.SITE_SELECTION, w.clock.year, site)
            within[site - first] = bits < bounds[grades[site - first]]


@inlined
def _bound(pi, reach):
    """Bits of a site's draw below which its key lies below `reach`."""
    return np.int64(reach * pi / (1.0 - pi + reach * pi) / slots.UNIT)


@inlined
def _collect(within, first, sites):
    found = 0
    for place in range(len(within)):
        sites[found] = first + place
        # Ordinary Python would go on in the type of the mark, which ends at 255.
        found += int(within[place])
    return found


@compiled
def _write_keys(w, g, k, c, sites, keys, chances, grades):
    first = g.class_stratum[c]
    for i in range(len(sites)):
        s = g.site_stratum[sites[i]]
        pi = w.visit.inclusion[s]
        if w.visit.graded:
            pi = chances[s - first, grades[sites[i] - g.stratum_first[first]]]
        keys[i] = pareto_key(slots.uniform(k, slots.SITE_SELECTION, w.clock.year, sites[i]), pi)


@compiled
def _within_room(w, g, sites, keys, found):
    """Of each stratum keep as many sites as it has room for, those with its smallest keys; return how many are left."""
    kept, start = 0, 0
    while start < found:
        s = g.site_stratum[sites[start]]
        beyond, end = g.stratum_first[s] + g.stratum_sites[s], start
        while end < found and sites[end] < beyond:
            end += 1
        room = int(w.visit.room[s])
        cut = _cut(keys[start:end], room) if room < end - start else 1e300
        for i in range(start, end):
            if keys[i] <= cut:
                sites[kept], keys[kept] = sites[i], keys[i]
                kept += 1
        start = end
    return kept


@compiled
def _take_smallest(w, g, sites, keys, n):
    """Plan visits to the n sites with the smallest keys, and count them against the caps of their hosts."""
    cut = _cut(keys, n)
    for i in range(len(keys)):
        if keys[i] <= cut:
            if w.visit.n >= VISITS:
                w.clock.status = status.VISITS_FULL
                return
            w.visit.site[w.visit.n] = sites[i]
            w.visit.n += 1
            cap = g.stratum_cap[g.site_stratum[sites[i]]]
            if cap >= 0:
                w.visit.capped[cap] += 1


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
