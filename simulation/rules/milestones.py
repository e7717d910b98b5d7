"""Milestones: a network of dated steps in which one waits for others, slips, and waits longer where money is short.

A step's work begins when all that it follows is reached (and its measure has begun), takes its planned time, times a
lognormal slip drawn once a case, and goes at the pace that the real budget of the paying line allows. Without slip
and want of money every date is that of the critical path: J. E. Kelley and M. R. Walker, Critical-path planning and
scheduling (1959); slips as in D. G. Malcolm et al., Application of a technique for research and development program
evaluation, Operations Research 7 (1959). What a measure hangs on a milestone begins with the month after it.
"""

from simulation import maths, slots
from simulation.capacity import MILESTONES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

FREE, ABSENT = -1, -2
NOT_YET = 1 << 30
DAYS_A_MONTH = 30.4375

GROUP = "milestone"
WRITES = ("milestone",)
COLUMNS = (
    Column("taken", "i8", "0/1", "whether the option undertakes it", (MILESTONES,)),
    Column("work", "f8", "days", "left to be done, at the planned pace", (MILESTONES,)),
    Column("reached", "f8", "day", "moment at which it was reached; NOT_YET before that", (MILESTONES,)),
    Column("month", "i8", "month", "first month that begins at or after that moment; NOT_YET before it", (MILESTONES,)),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("milestone_shift", "months", -60, 60, "by which a milestone comes later than planned; what follows it keeps its planned time", 0.0, "once", "milestones", ()),
    Param("milestone_slip", "1", 0, 5, "factor on the logarithm of the slips of milestones", 1.0, "once", operations=()),
    Param("milestone_funding", "1", 0, 3, "exponent of the paying line's real budget in the pace of milestones", 0.0),
)  # fmt: skip


@compiled
def open_milestones(w, g, p, k):
    """Which milestones the approved measures undertake, and how much work each is: planned time times slip."""
    for m in range(g.milestone_n):
        measure = p.milestone_measure[m]
        w.milestone.taken[m] = 1 if measure == FREE or (measure >= 0 and w.measure.approved[measure] == 1) else 0
        w.milestone.reached[m] = NOT_YET
        w.milestone.month[m] = NOT_YET
    for m in range(g.milestone_n):
        w.milestone.work[m] = _planned_days(w, g, p, m) * _slip(w, g, k, m)


@inlined
def _planned_days(w, g, p, m):
    """Planned time from the latest planned date of what it follows, among what is undertaken, or from its start."""
    ready = p.milestone_start[m]
    for j in range(g.milestone_after_n[m]):
        before = g.milestone_after[m, j]
        if w.milestone.taken[before] == 1:
            ready = max(ready, g.milestone_planned[before])
    return max(intended_day(w, g, m) - ready, 0.0)


@inlined
def intended_day(w, g, m):
    """End of the day on which it is to be reached: the planned one, shifted."""
    return g.milestone_planned[m] + w.par.milestone_shift[m] * DAYS_A_MONTH


@inlined
def _slip(w, g, k, m):
    normal = maths.normal_quantile(slots.uniform(k, slots.MILESTONE_SLIP, 0, m))
    return maths.exp(w.par.milestone_slip * (g.milestone_slip[m] + g.milestone_sigma[m] * normal))


@compiled
def reach_milestones(w, g, p, k):
    """At the end of a month book its work, what others follow first; what is reached shows from the next month on."""
    first, after = float(g.month_start[w.clock.month]), float(g.month_start[w.clock.month + 1])
    for i in range(g.milestone_n):
        m = g.milestone_order[i]
        if w.milestone.taken[m] == 1 and w.milestone.reached[m] == NOT_YET:
            begins = max(_ready(w, g, p, m), first)
            if begins < after:
                _work(w, m, begins, after, _pace(w, g, p, m))


@inlined
def _ready(w, g, p, m):
    """Moment from which work may go on: all that is followed and undertaken has been reached."""
    measure, ready = p.milestone_measure[m], p.milestone_start[m]
    if measure >= 0:
        ready = max(ready, g.month_start[w.measure.begins[measure]])
    for j in range(g.milestone_after_n[m]):
        before = g.milestone_after[m, j]
        if w.milestone.taken[before] == 1:
            ready = max(ready, w.milestone.reached[before])
    return ready


@inlined
def _pace(w, g, p, m):
    """Real budget of the paying line over that of the base year, at most 1; 0 while the line is postponed."""
    measure = p.milestone_measure[m]
    line = p.measure_line[measure] if measure >= 0 else -1
    if line < 0 or w.par.milestone_funding == 0.0:
        return 1.0
    if 0.0 < w.par.line_rung[line] <= w.fund.rung:
        return 0.0
    base = g.line_share[line] * w.par.envelope * w.fund.price[g.line_price[line]]
    return maths.power(min(w.fund.line_budget[line] / max(base, 1e-300), 1.0), w.par.milestone_funding)


@inlined
def _work(w, m, begins, after, pace):
    if w.milestone.work[m] <= (after - begins) * pace:
        w.milestone.reached[m] = begins + (w.milestone.work[m] / pace if pace > 0.0 else 0.0)
        w.milestone.month[m] = w.clock.month + 1
    else:
        w.milestone.work[m] -= (after - begins) * pace
