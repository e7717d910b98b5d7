"""Joint work: what several instruments do together costs, who pays which part, and what core spending keeps.

An instrument is one of several agreements that share a secretariat; budget lines are its own. Work done separately costs
each of n participants its k_i a year, done jointly k (phi / n + (1 - phi)(1 - s) + omega (n - 1) / 2) together, with k the
sum of k_i: a part phi of it once and not n times, the rest cheaper by s, and each pair co-ordinates at omega of the mean
k_i. (Economies of scope: J. C. Panzar and R. D. Willig, American Economic Review 71 (1981); co-ordination by pairs: F. P.
Brooks, The mythical man-month (1975).) Each step deeper costs a transition, a share of a year's k, over the months after
it, falling evenly to zero. Participants pay by their keys.

The budget of the base year holds separate work. What joint work frees goes to the services of the instruments, what it
costs beyond that is taken from them. It is scaled back where an instrument's budget less its part of the joint cost would
fall below its floor, or its services below zero. A floor is a part of the budget of the base year, and the same part of
a smaller one.
"""

from simulation.capacity import INSTRUMENTS, JOINT_ACTIVITIES, LINES, MONTHS
from simulation.compiled import compiled, inlined, leaf
from simulation.declare import Column, Control, Param

SERVICES = 3
GENERAL_PRICE = 1
CORE, STAFF = 0, 1
FUNDING = ("core", "staff", "voluntary", "partner")
"""Who pays: services lines, staff of the instruments, others beside the budget; in the order of the codes."""
GROUPS = ("none", "information-technology", "legal")
"""What joint work is of, in the order of the codes."""
NONE = -1
CENT = 0.01

GROUP = "joint"
CONTROL: Control = "secretariat"
WRITES = ("joint", "fund.line_cost")
GROUND = (
    Column("instrument_n", "i8", "instruments", "instruments that share a secretariat"),
    Column("instrument_floor", "f8", "currency a year", "core spending of the base year that joint work leaves alone, base-year prices", (INSTRUMENTS,)),
    Column("instrument_key", "f8", "1", "weight in sharing the cost of joint work", (INSTRUMENTS,)),
    Column("line_instrument", "i8", "row", "instrument whose line it is; -1 none", (LINES,)),
    Column("joint_n", "i8", "activities", "activities that may be done jointly"),
    Column("joint_separate", "f8", "currency a year", "cost to each participant of doing it alone, base-year prices; 0 takes no part", (JOINT_ACTIVITIES, INSTRUMENTS)),
    Column("joint_funding", "i8", "code", "0 services lines, 1 staff of the instruments, 2 voluntary, 3 partners", (JOINT_ACTIVITIES,)),
    Column("joint_start", "i8", "month", "from which on it may be done jointly", (JOINT_ACTIVITIES,)),
    Column("joint_milestone", "i8", "row", "milestone after which it may be; -1 none", (JOINT_ACTIVITIES,)),
    Column("joint_group", "i8", "code", "0 none, 1 information technology, 2 legal", (JOINT_ACTIVITIES,)),
)  # fmt: skip
COLUMNS = (
    Column("interim", "f8", "0-1", "how far an activity is done jointly on the first day", (JOINT_ACTIVITIES,)),
    Column("adopted", "i8", "day", "by which every body has held a session"),
    Column("depth", "f8", "0-1", "how far an activity is done jointly", (JOINT_ACTIVITIES,)),
    Column("deepest", "f8", "0-1", "the deepest that it has been", (JOINT_ACTIVITIES,)),
    Column("transition", "f8", "currency", "due by month, base-year prices", (JOINT_ACTIVITIES, MONTHS)),
    Column("floor", "f8", "currency a year", "core spending that joint work leaves alone now, base-year prices", (INSTRUMENTS,)),
    Column("freed", "f8", "currency a year", "what its services lines need not pay for work done jointly", (INSTRUMENTS,)),
    Column("asked", "f8", "currency a year", "its part of the cost of joint work: all, of services lines", (INSTRUMENTS, 2)),
    Column("paid", "f8", "currency a year", "the same after scaling back", (INSTRUMENTS, 2)),
    Column("fits", "f8", "0-1", "share of its part that floor and services leave room for", (INSTRUMENTS,)),
    Column("core", "f8", "currency a year", "its budget less what it pays of joint work, nominal", (INSTRUMENTS,)),
    Column("shift", "f8", "currency", "what joint work adds to the cost of a line this year, nominal", (LINES,)),
    Column("spent", "f8", "currency", "billed to an instrument's lines this year, nominal", (INSTRUMENTS,)),
    Column("cost_month", "f8", "currency", "cost of this work this month by group, base-year prices", (len(GROUPS),)),
    Column("separate_month", "f8", "currency", "what the same would cost separately, by group", (len(GROUPS),)),
    Column("transition_month", "f8", "currency", "of the cost, transition"),
    Column("wanted_month", "f8", "currency", "work to be done jointly, at its separate cost"),
    Column("delivered_month", "f8", "currency", "of it done"),
    Column("diverted_month", "f8", "currency", "taken by joint work from below the floors"),
    Column("beside_month", "f8", "currency", "cost of this work to voluntary funds and partners"),
    Column("early_month", "f8", "currency", "done jointly beyond the first day's depth before every body could adopt it"),
)  # fmt: skip
PARAMS = (
    Param("joint_depth", "0-1", 0, 1, "how far what may be done jointly is done so", 0.0, "month", "joint_activities", ("add",)),
    Param("joint_saving", "1", 0, 1, "saving on the part of the cost that rises with every participant", 0.0, "month"),
    Param("joint_fixed", "1", 0, 1, "share of the cost that joint work has once", 0.0, "month"),
    Param("joint_overhead", "1", 0, 1, "co-ordination of a pair of participants, relative to the mean cost of one", 0.0, "month"),
    Param("joint_transition", "1", 0, 5, "cost of going from separate to joint work, relative to a year of separate work", 0.0, "month"),
    Param("transition_months", "months", 1, 60, "over which it is spread", 12.0, "month"),
    Param("joint_floor", "0/1", 0, 1, "whether joint work is scaled back at floors of core spending", 1.0, "once", operations=()),
)  # fmt: skip


@leaf
def joint_cost(separate: float, n: int, saving: float, fixed: float, overhead: float) -> float:
    """Cost a year of what n participants do together and would pay `separate` for in all, in the same unit."""
    return separate * (fixed / n + (1.0 - fixed) * (1.0 - saving) + overhead * (n - 1) / 2.0)


@leaf
def transition_weight(month: int, months: float) -> float:
    """Share of a transition that falls in a month after its step, from 0: it falls evenly to zero, and sums to one."""
    before, after = min(month / months, 1.0), min((month + 1.0) / months, 1.0)
    return (after - before) * (2.0 - after - before)


@compiled
def open_joint(w, g, p, k):
    """What is joint on the first day has its transition behind it; when all bodies have met is known."""
    for a in range(g.joint_n):
        if g.joint_start[a] == 0 and g.joint_milestone[a] == NONE:
            w.joint.interim[a] = w.joint.deepest[a] = w.par.joint_depth[a]
    for body in range(g.body_n):
        w.joint.adopted = max(w.joint.adopted, _first_session(g, body))


@inlined
def _first_session(g, body):
    """Day of the body's first session of the horizon; that after the last where it holds none."""
    first = g.n_days
    for s in range(g.session_n):
        if g.session_body[s] == body and g.session_day[s] >= 0:
            first = min(first, g.session_day[s])
    return first


@compiled
def share_joint_work(w, g, p, k):
    """Every month: how deep each activity is, what the instruments can pay of it, and whose services pay or gain."""
    if g.instrument_n == 0:
        return
    _clear(w, g)
    for a in range(g.joint_n):
        _deepen(w, g, a)
        _ask(w, g, a)
    for i in range(g.instrument_n):
        w.joint.fits[i] = _room(w, g, i)
    for a in range(g.joint_n):
        _carry_out(w, g, a)
    for i in range(g.instrument_n):
        _move_money(w, g, i)
        _look_at_core(w, g, i)


@inlined
def _budget(w, g, i):
    """Budget of an instrument's lines this year, nominal."""
    budget = 0.0
    for line in range(g.line_n):
        budget += w.fund.line_budget[line] if g.line_instrument[line] == i else 0.0
    return budget


@inlined
def _floor(w, g, i):
    """The floor of the base year, or as large a part of a budget that has become smaller."""
    base = 0.0
    for line in range(g.line_n):
        base += g.line_share[line] * w.par.envelope if g.line_instrument[line] == i else 0.0
    budget = _budget(w, g, i) / w.fund.price[GENERAL_PRICE]
    return g.instrument_floor[i] * (min(budget / base, 1.0) if base > 0.0 else 1.0)


@inlined
def _clear(w, g):
    if w.clock.month % 12 == 0:
        w.joint.shift[:] = 0.0  # the year's costs of lines have just been noted anew
    for i in range(g.instrument_n):
        w.joint.freed[i], w.joint.floor[i] = 0.0, _floor(w, g, i)
        for part in range(2):
            w.joint.asked[i, part], w.joint.paid[i, part] = 0.0, 0.0
    w.joint.cost_month[:] = 0.0
    w.joint.separate_month[:] = 0.0
    w.joint.transition_month, w.joint.wanted_month, w.joint.delivered_month = 0.0, 0.0, 0.0
    w.joint.diverted_month, w.joint.beside_month, w.joint.early_month = 0.0, 0.0, 0.0


@compiled
def _deepen(w, g, a):
    """The depth of this month; where it is deeper than ever the transition of the step falls due."""
    depth = w.par.joint_depth[a] if _may_be_joint(w, g, a) else 0.0
    step = depth - w.joint.deepest[a]
    if step > 0.0:
        w.joint.deepest[a] = depth
        total = step * w.par.joint_transition * _separate(g, a)
        for month in range(w.clock.month, g.n_months):
            w.joint.transition[a, month] += total * transition_weight(month - w.clock.month, w.par.transition_months)
    w.joint.depth[a] = depth
    if g.month_start[w.clock.month] <= w.joint.adopted:
        w.joint.early_month += max(depth - w.joint.interim[a], 0.0) * _separate(g, a) / 12.0


@inlined
def _may_be_joint(w, g, a):
    milestone = g.joint_milestone[a]
    is_reached = milestone == NONE or w.milestone.month[milestone] <= w.clock.month
    return w.clock.month >= g.joint_start[a] and is_reached


@inlined
def _separate(g, a):
    """Cost a year of doing it separately, all participants together."""
    total = 0.0
    for i in range(g.instrument_n):
        total += g.joint_separate[a, i]
    return total


@inlined
def _joint(w, g, a):
    """Cost a year of doing jointly what is to be done so, transition included, and nobody scaling back."""
    n = 0
    for i in range(g.instrument_n):
        n += 1 if g.joint_separate[a, i] > 0.0 else 0
    cost = joint_cost(_separate(g, a), n, w.par.joint_saving, w.par.joint_fixed, w.par.joint_overhead)
    return w.joint.depth[a] * cost + 12.0 * w.joint.transition[a, w.clock.month]


@inlined
def _part(g, a, i):
    """Part of an instrument in the cost of an activity: its key over those of all participants."""
    total = 0.0
    for other in range(g.instrument_n):
        total += g.instrument_key[other] if g.joint_separate[a, other] > 0.0 else 0.0
    return g.instrument_key[i] / total if g.joint_separate[a, i] > 0.0 else 0.0


@compiled
def _ask(w, g, a):
    """What each participant need not pay any more, and is asked to pay."""
    if g.joint_funding[a] > STAFF:
        return
    cost, is_core = _joint(w, g, a), g.joint_funding[a] == CORE
    for i in range(g.instrument_n):
        w.joint.asked[i, 0] += _part(g, a, i) * cost
        if is_core:
            w.joint.freed[i] += w.joint.depth[a] * g.joint_separate[a, i]
            w.joint.asked[i, 1] += _part(g, a, i) * cost


@compiled
def _room(w, g, i):
    """Share of an instrument's part that leaves its floor whole, and takes no more than its services have."""
    price, services = w.fund.price[GENERAL_PRICE], 0.0
    for line in range(g.line_n):
        if g.line_instrument[line] == i:
            services += _available(w, g, line)
    fits = _share(services / price + w.joint.freed[i], w.joint.asked[i, 1])
    if w.par.joint_floor > 0.0:
        fits = min(fits, _share(_budget(w, g, i) / price - w.joint.floor[i], w.joint.asked[i, 0]))
    return fits


@inlined
def _share(room, asked):
    return 1.0 if asked <= room else max(room, 0.0) / asked


@inlined
def _available(w, g, line):
    """What measures leave of a line of services this year, nominal; 0 of any other line."""
    if g.line_kind[line] != SERVICES:
        return 0.0
    return max(w.fund.line_budget[line] - w.fund.line_cost[line] + w.joint.shift[line], 0.0)


@compiled
def _carry_out(w, g, a):
    """Joint work as far as every participant can pay its part; what others pay for is done in full."""
    separate, depth, cost = _separate(g, a), w.joint.depth[a], _joint(w, g, a)
    if g.joint_funding[a] > STAFF:
        w.joint.beside_month += ((1.0 - depth) * separate + cost) / 12.0
        return
    done = 1.0
    for i in range(g.instrument_n):
        if g.joint_separate[a, i] > 0.0:
            done = min(done, w.joint.fits[i])
    for i in range(g.instrument_n):
        w.joint.paid[i, 0] += done * _part(g, a, i) * cost
        w.joint.paid[i, 1] += done * _part(g, a, i) * cost if g.joint_funding[a] == CORE else 0.0
    group = g.joint_group[a]
    w.joint.cost_month[group] += ((1.0 - depth) * separate + done * cost) / 12.0
    w.joint.separate_month[group] += (1.0 - depth + done * depth) * separate / 12.0
    w.joint.transition_month += done * w.joint.transition[a, w.clock.month]
    w.joint.wanted_month += depth * separate / 12.0
    w.joint.delivered_month += done * depth * separate / 12.0


@compiled
def _move_money(w, g, i):
    """What joint work costs beyond what it frees, or frees beyond what it costs, goes by the services of the instrument."""
    moved = (w.joint.paid[i, 1] - w.joint.freed[i]) * w.fund.price[GENERAL_PRICE]
    total = 0.0
    for line in range(g.line_n):
        total += _weight(w, g, line, i, moved)
    for line in range(g.line_n):
        if g.line_instrument[line] == i and g.line_kind[line] == SERVICES and total > 0.0:
            shift = moved * (_weight(w, g, line, i, moved) / total)
            w.fund.line_cost[line] += shift - w.joint.shift[line]
            w.joint.shift[line] = shift


@inlined
def _weight(w, g, line, i, moved):
    """Cost goes by what a line has left, gain by its budget."""
    if g.line_instrument[line] != i or g.line_kind[line] != SERVICES:
        return 0.0
    return _available(w, g, line) if moved > 0.0 else w.fund.line_budget[line]


@inlined
def _look_at_core(w, g, i):
    """What the budget leaves an instrument beside joint work, and what that took of it from below the floor."""
    price = w.fund.price[GENERAL_PRICE]
    w.joint.core[i] = _budget(w, g, i) - w.joint.paid[i, 0] * price
    below = max(w.joint.floor[i] - w.joint.core[i] / price, 0.0)
    w.joint.diverted_month += min(below, w.joint.paid[i, 0]) / 12.0 if below >= CENT else 0.0
