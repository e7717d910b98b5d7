"""Time limits of a request: clocks that run from one of its milestones to a later one, each owned by somebody.

A limit that the organisation may explain away is missed only where want of a team made it late.
"""

from simulation.compiled import compiled, inlined

REQUEST, DECISION, DEPARTURE, ARRIVAL, ACCESS, FINISH, REPORT = range(7)
MILESTONES = 7
SECRETARIAT = 0
LATE, EXPLAINED = 1, 2


@inlined
def has_own_limit(g, kind):
    """Whether requests of a kind have a time limit that the organisation itself owns."""
    own = 0
    for c in range(g.clock_n):
        own += 1 if g.clock_kind[c] == kind and g.clock_owner[c] == SECRETARIAT else 0
    return own > 0


@compiled
def judge(w, g, i, first, last):
    """Compare the clocks of a request that end at the milestones `first` to `last` with their limits."""
    for c in range(g.clock_n):
        if g.clock_kind[c] == w.request.kind[i] and first <= g.clock_end[c] <= last:
            _judge_clock(w, g, i, c)


@compiled
def judge_unserved(w, g, i, waited):
    """On the last day: limits that a request without any team has missed by now, whatever still comes."""
    for milestone in range(DEPARTURE, MILESTONES):
        w.request.milestone[i, milestone] = waited
    for c in range(g.clock_n):
        if g.clock_kind[c] == w.request.kind[i] and _spans_departure(g, c):
            _judge_clock(w, g, i, c)
    for milestone in range(DEPARTURE, MILESTONES):
        w.request.milestone[i, milestone] = -1.0


@inlined
def _judge_clock(w, g, i, c):
    took = w.request.milestone[i, g.clock_end[c]] - w.request.milestone[i, g.clock_start[c]]
    if took <= g.clock_days[c]:
        return
    if g.clock_owner[c] != SECRETARIAT:
        w.request.others_month += 1.0
    elif g.clock_explain[c] == 1 and not (_spans_departure(g, c) and took - _waiting(w, i) <= g.clock_days[c]):
        w.request.explained_month += 0.0 if w.request.missed[i] & EXPLAINED else 1.0
        w.request.missed[i] |= EXPLAINED
    else:
        w.request.late_month += 0.0 if w.request.missed[i] & LATE else 1.0
        w.request.missed[i] |= LATE


@inlined
def _spans_departure(g, c):
    return g.clock_start[c] < DEPARTURE <= g.clock_end[c]


@inlined
def _waiting(w, i):
    """Days that the first team of a request was wanting."""
    return w.request.milestone[i, DEPARTURE] - w.request.preparation[i]
