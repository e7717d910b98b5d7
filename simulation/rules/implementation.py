"""National implementation: how parties climb a ladder of three steps, with support, and sometimes slip back.

Levels: 0 none, 1 an authority, 2 legislation for all key areas, 3 functioning. The hazard of a step is a base rate times
the exponential of what a State has: capacity, willingness, support received, neighbours ahead of it, unrest around it.
The hazards of a class and level add up, and a State moves when they have grown, since it came to the level, by a
unit-exponential number of its own: a class is looked through only when its nearest State is due. A constant hazard h
leaves a share exp(-h t) of those below a step below it after t years.

Support is a stock by class of States: what the services that support them put out, or without such services what the
money of the budget lines for implementation buys, what the desk does for laws, and what States give each other, spread
evenly over supported parties below the highest level; half of it is forgotten in a half-life.
"""

from simulation import maths, slots
from simulation.capacity import REGIONS, STATE_CLASSES, STATES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.states import IMPLEMENTATION, LAWS, LEVELS, PARTY, QUARTER, ends_a_quarter

HIGHEST = LEVELS - 1
NOT_YET = -1
FAR = 1e300
SUPPORT = 1
"""Theme of the services that support States."""

GROUP = "implementation"
WRITES = ("implementation",)
COLUMNS = (
    Column("level", "i2", "code", "level of a State, -1 while it is no party", (STATES,)),
    Column("due", "f8", "1", "cumulative hazard of class and level at which a State's level changes", (STATES,)),
    Column("serial", "i4", "count", "changes of level so far, by State", (STATES,)),
    Column("cumulative", "f8", "1", "cumulative hazard by class and level", (STATE_CLASSES, LEVELS)),
    Column("nearest", "f8", "1", "at which the next State of class and level is due", (STATE_CLASSES, LEVELS)),
    Column("parties", "i8", "States", "parties by class and level", (STATE_CLASSES, LEVELS)),
    Column("at_level", "i8", "States", "parties at each level", (LEVELS,)),
    Column("entered", "i8", "States", "parties that have a level"),
    Column("ahead", "f8", "1", "share of a region's parties above each level", (REGIONS, LEVELS)),
    Column("support", "f8", "support units", "stock of support for each State of a class", (STATE_CLASSES,)),
    Column("given", "f8", "currency", "value of the support of this quarter, prices of the base year"),
    Column("units_month", "f8", "support units", "support given this month"),
    Column("advanced_month", "f8", "steps", "steps up this month"),
    Column("fell_month", "f8", "steps", "steps down this month"),
)
CONTROL: Control = "states"
PARAMS = (
    Param("authority_rate", "per year", 0, 20, "rate of the step from 0 to 1 of a middling State without support", 0.0),
    Param("legislation_rate", "per year", 0, 20, "the same from 1 to 2", 0.0),
    Param("functioning_rate", "per year", 0, 20, "the same from 2 to 3", 0.0),
    Param("setback_rate", "per year", 0, 20, "rate of a fall from 3 to 2 without support", 0.0),
    Param("capacity_effect", "1", 0, 10, "of capacity (0-1, less .5) on the logarithm of the rates", 1.0),
    Param("support_effect", "1", 0, 10, "of support U, as U / (1 + U), on the same", 1.2),
    Param("peer_effect", "1", 0, 10, "of the share of the region's parties that are ahead, less .5, on the same", 0.8),
    Param("willingness_effect", "1", 0, 10, "of willingness (0-1, less .5) on the same", 0.8),
    Param("unrest_effect", "1", 0, 10, "of exposure times conflict, less .5, on the same, downwards", 0.7),
    Param("support_unit_cost", "currency per unit", 1, 1e9, "of a unit of support, prices of the base year", 40_000.0, control="secretariat"),
    Param("support_half_life", "years", 0.1, 20, "time in which half of a State's support is forgotten", 1.5),
    Param("support_depth", "1", 0, 10, "effect of a unit of support relative to one given in person", 1.0, control="secretariat"),
    Param("support_of_a_task", "units", 0, 1000, "support that a task of the desk for laws gives", 0.0, control="secretariat"),
    Param("support_given", "units a year", 0, 10_000, "support that States give each other beside the budget", 0.0),
)  # fmt: skip


@compiled
def open_implementation(w, g, p, k):
    """Levels as the table has them, support where the money of the base year would hold it."""
    if g.state_n == 0:
        return
    for c in range(g.state_class_n):
        for level in range(LEVELS):
            w.implementation.nearest[c, level] = FAR
    for s in range(g.state_n):
        w.implementation.level[s] = NOT_YET
    _enter(w, g, k)
    _look_around(w, g)
    units = _money_of_a_base_year(w, g) / w.par.support_unit_cost + w.par.support_given + _asked_of_the_desk(w, g)
    lasting = QUARTER * units * w.par.support_depth / max(1.0 - _kept(w), 1e-9) / max(_supported(w, g), 1.0)
    for c in range(g.state_class_n):
        w.implementation.support[c] = lasting if g.state_class_supported[c] == 1 else 0.0


@compiled
def implement(w, g, p, k):
    """At the end of a month count the support; at the end of a quarter give it and let parties climb or slip."""
    if g.state_n == 0:
        return
    w.implementation.given += w.service.value_month[SUPPORT] if _has_services(g) else _spent(w, g)
    if not ends_a_quarter(w.clock.month):
        return
    if w.implementation.entered < w.member.parties:
        _enter(w, g, k)
    _give_support(w, g)
    for c in range(g.state_class_n):
        _add_hazards(w, g, c)
        for level in range(HIGHEST, -1, -1):
            if w.implementation.cumulative[c, level] >= w.implementation.nearest[c, level]:
                _move(w, g, k, c, level)
    _look_around(w, g)


@inlined
def _has_services(g):
    found = False
    for s in range(g.service_n):
        found = found or g.service_theme[s] == SUPPORT
    return found


@inlined
def _spent(w, g):
    money = 0.0
    for line in range(g.line_n):
        if g.line_purpose[line] == IMPLEMENTATION:
            money += w.fund.real_line_month[line]
    return money


@compiled
def _enter(w, g, k):
    """New parties come to the ladder at the level that the table gives them."""
    for s in range(g.state_n):
        if w.member.stage[s] == PARTY and w.implementation.level[s] == NOT_YET:
            _place(w, g, k, s, g.state_level[s])
            w.implementation.entered += 1


@inlined
def _place(w, g, k, s, level):
    """Put a State on a level and wind its clock."""
    c = g.state_class[s]
    w.implementation.level[s] = level
    w.implementation.parties[c, level] += 1
    due = w.implementation.cumulative[c, level] + slots.exponential(k, slots.LEVEL_CLOCK, w.implementation.serial[s], s)
    w.implementation.due[s] = due
    w.implementation.nearest[c, level] = min(w.implementation.nearest[c, level], due)


@inlined
def _money_of_a_base_year(w, g):
    money = 0.0
    for line in range(g.line_n):
        if g.line_purpose[line] == IMPLEMENTATION:
            money += g.line_share[line] * w.par.envelope
    return money


@inlined
def _asked_of_the_desk(w, g):
    """Support that the tasks for laws of a year would give, were all of them begun."""
    tasks = 0.0
    for a in range(g.activity_n):
        if g.activity_helps[a] == LAWS:
            tasks += g.activity_rate[a] * w.par.desk_rate[a]
    return tasks * w.par.support_of_a_task


@inlined
def _done_by_the_desk(w):
    """Support of the tasks for laws begun in the three months before this one."""
    tasks = 0.0
    for before in range(1, 4):
        tasks += w.desk.begun[LAWS, (w.clock.month - before) % 12]
    return tasks * w.par.support_of_a_task


@inlined
def _kept(w):
    """What a quarter leaves of a stock of support."""
    return maths.exp(-QUARTER * maths.LN2 / w.par.support_half_life)


@inlined
def _supported(w, g):
    """Parties below the highest level in classes that receive support."""
    n = 0
    for c in range(g.state_class_n):
        for level in range(HIGHEST):
            n += w.implementation.parties[c, level] * g.state_class_supported[c]
    return float(n)


@compiled
def _give_support(w, g):
    units = w.implementation.given / w.par.support_unit_cost + QUARTER * w.par.support_given + _done_by_the_desk(w)
    each = units * w.par.support_depth / max(_supported(w, g), 1.0)
    kept = _kept(w)
    for c in range(g.state_class_n):
        if g.state_class_supported[c] == 1:
            w.implementation.support[c] = kept * w.implementation.support[c] + each
    w.implementation.units_month = units
    w.implementation.given = 0.0


@compiled
def _add_hazards(w, g, c):
    """Let the hazards of a class run for a quarter; at the highest level it is that of a fall."""
    own = w.par.capacity_effect * (g.state_class_capacity[c] - 0.5)
    own += w.par.willingness_effect * (g.state_class_willingness[c] - 0.5)
    own -= w.par.unrest_effect * g.state_class_exposure[c] * (w.axes.conflict - 0.5)
    helped = w.implementation.support[c] / (1.0 + w.implementation.support[c])
    own += w.par.support_effect * helped
    for level in range(HIGHEST):
        if w.implementation.parties[c, level] > 0:
            peers = w.par.peer_effect * (w.implementation.ahead[g.state_class_region[c], level] - 0.5)
            w.implementation.cumulative[c, level] += QUARTER * _base_rate(w, level) * maths.exp(own + peers)
    held = helped if w.par.support_effect > 0.0 else 0.0
    w.implementation.cumulative[c, HIGHEST] += QUARTER * w.par.setback_rate * (1.0 - held)


@inlined
def _base_rate(w, level):
    if level == 0:
        return w.par.authority_rate
    return w.par.legislation_rate if level == 1 else w.par.functioning_rate


@compiled
def _move(w, g, k, c, level):
    """Move every State of class and level that is due: one step up, or down from the highest level."""
    reached = w.implementation.cumulative[c, level]
    w.implementation.nearest[c, level] = FAR
    for s in range(g.state_class_first[c], g.state_class_first[c] + g.state_class_states[c]):
        if w.implementation.level[s] == level:
            if w.implementation.due[s] <= reached:
                _step(w, g, k, s, c, level)
            else:
                w.implementation.nearest[c, level] = min(w.implementation.nearest[c, level], w.implementation.due[s])


@inlined
def _step(w, g, k, s, c, level):
    w.implementation.parties[c, level] -= 1
    w.implementation.serial[s] += 1
    if level == HIGHEST:
        w.implementation.fell_month += 1.0
        _place(w, g, k, s, level - 1)
    else:
        w.implementation.advanced_month += 1.0
        _place(w, g, k, s, level + 1)


@compiled
def _look_around(w, g):
    """Count parties at each level, and by region the share of parties above each level."""
    w.implementation.at_level[:] = 0
    w.implementation.ahead[:] = 0.0
    for c in range(g.state_class_n):
        for level in range(LEVELS):
            w.implementation.at_level[level] += w.implementation.parties[c, level]
            w.implementation.ahead[g.state_class_region[c], level] += w.implementation.parties[c, level]
    for region in range(REGIONS):
        _shares_above(w.implementation.ahead[region])


@inlined
def _shares_above(counts):
    """Counts by level become shares above each level; nobody there, nobody ahead."""
    total, above = 0.0, 0.0
    for level in range(LEVELS):
        total += counts[level]
    for level in range(LEVELS - 1, -1, -1):
        here = counts[level]
        counts[level] = above / max(total, 1.0)
        above += here
