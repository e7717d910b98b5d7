"""What the parameters are this month: base values, moved by circumstances and by the measures of the option.

effective = base x product(factor ** ramp) + sum(shift x ramp), kept within the physical bounds. A factor or a shift may
differ by quadrant: it is interpolated by the weights of the corners (factors in logarithms) and equals its centre
value at the centre.

A measure acts from its start on. One that needs approval waits for each body that must give it: asked from a day on, a
body approves at each of its sessions with the gate's probability until it has approved, so that the session at which it
does follows a geometric law, and a measure that several bodies must adopt begins with the last of them.
"""

from simulation import maths, slots
from simulation.capacity import MEASURES, SESSIONS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

MULTIPLY, ADD = 0, 1
CIRCUMSTANCE = -1

GROUP = "measure"
WRITES = ("measure", "par")
GROUND = (
    Column("body_n", "i8", "bodies", "bodies that approve"),
    Column("session_n", "i8", "sessions", "sessions of all bodies, by day"),
    Column("session_body", "i8", "row", "whose session it is", (SESSIONS,)),
    Column("session_day", "i8", "day", "last day of the session, may lie before day 0", (SESSIONS,)),
)  # fmt: skip
COLUMNS = (
    Column("approved", "i8", "0/1", "whether the measure passes its gate", (MEASURES,)),
    Column(
        "begins",
        "i8",
        "month",
        "first month of the measure: its start, later where an approval comes later",
        (MEASURES,),
    ),
)
CONTROL: Control = "exogenous"
PARAMS = (
    Param("approval_certainty", "0-1", 0, 1, "part of what a gate lacks of certainty that is there all the same", 0.0, "once", operations=()),
)  # fmt: skip


@compiled
def pass_gates(w, g, p, k):
    """Draw, once a case and from the measure's own slots, which measures of the option are approved, and when."""
    for m in range(p.measure_n):
        w.measure.approved[m] = 1
        w.measure.begins[m] = p.measure_start[m]
        if p.measure_bodies[m] == 0 and not _approves(w, p, k, m, 0):
            w.measure.approved[m] = 0
        for body in range(g.body_n):
            if p.measure_bodies[m] >> body & 1:
                _wait_for(w, g, p, k, m, body)


@inlined
def _approves(w, p, k, m, occasion):
    gate = p.measure_gate[m] + w.par.approval_certainty * (1.0 - p.measure_gate[m])
    return slots.uniform(k, slots.MEASURE_GATE, occasion, p.measure_slot[m]) < gate


@compiled
def _wait_for(w, g, p, k, m, body):
    """The measure begins no earlier than the month after the session at which the body approves it, if ever."""
    for s in range(g.session_n):
        if g.session_body[s] == body and g.session_day[s] >= p.measure_asked[m] and _approves(w, p, k, m, 1 + s):
            w.measure.begins[m] = max(w.measure.begins[m], _month_after(g, g.session_day[s]))
            return
    w.measure.approved[m] = 0


@inlined
def _month_after(g, day):
    """The first month that begins after a day."""
    month = 0
    while month < g.n_months and g.month_start[month] <= day:
        month += 1
    return month


@compiled
def set_parameters(w, g, p, k):
    """Write this month's effective value of each parameter that anything moves; the rest keep their base values."""
    row = 0
    while row < p.modifier_n:
        moved = p.modifier_param[row]
        logarithm, shift = 0.0, 0.0
        while row < p.modifier_n and p.modifier_param[row] == moved:
            size = _ramp(w, p, row) * _by_quadrant(w, p, row)
            if p.modifier_operation[row] == MULTIPLY:
                logarithm += size
            else:
                shift += size
            row += 1
        value = p.unmoved[moved] * maths.exp(logarithm) + shift
        w.par.values[moved] = min(max(value, p.low[moved]), p.high[moved])


@inlined
def _ramp(w, p, row):
    measure = p.modifier_measure[row]
    if measure == CIRCUMSTANCE:
        return 1.0
    if w.measure.approved[measure] == 0:
        return 0.0
    elapsed = w.clock.month - _first_month(w, p, row) + 1.0
    return min(max(elapsed / max(p.modifier_ramp[row], 1.0), 0.0), 1.0)


@inlined
def _first_month(w, p, row):
    milestone, begins = p.modifier_milestone[row], w.measure.begins[p.modifier_measure[row]]
    return max(w.milestone.month[milestone], begins) if milestone >= 0 else begins


@inlined
def _by_quadrant(w, p, row):
    total, middle = 0.0, 0.0
    for q in range(4):
        total += w.axes.weight[q] * p.modifier_corner[row, q]
        middle += 0.25 * p.modifier_corner[row, q]
    return total + w.axes.bump * (p.modifier_centre[row] - middle)
