"""What the parameters are this month: base values, moved by circumstances and by the measures of the option.

effective = base x product(factor ** ramp) + sum(shift x ramp), kept within the physical bounds. A factor or a shift may
differ by quadrant: it is interpolated by the weights of the corners (factors in logarithms) and equals its centre
value at the centre.
"""

from simulation import maths, slots
from simulation.capacity import MEASURES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Param

MULTIPLY, ADD = 0, 1
CIRCUMSTANCE = -1

GROUP = "measure"
WRITES = ("measure", "par")
COLUMNS = (Column("approved", "i8", "0/1", "whether the measure passed its gate", (MEASURES,)),)
PARAMS: tuple[Param, ...] = ()


@compiled
def pass_gates(w, g, p, k):
    """Draw, once a case and from the measure's own slot, which measures of the option are approved."""
    for m in range(p.measure_n):
        u = slots.uniform(k, slots.MEASURE_GATE, 0, p.measure_slot[m])
        w.measure.approved[m] = 1 if u < p.measure_gate[m] else 0


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
    milestone = p.modifier_milestone[row]
    start = p.modifier_start[row]
    return max(float(w.milestone.month[milestone]), start) if milestone >= 0 else start


@inlined
def _by_quadrant(w, p, row):
    total, middle = 0.0, 0.0
    for q in range(4):
        total += w.axes.weight[q] * p.modifier_corner[row, q]
        middle += 0.25 * p.modifier_corner[row, q]
    return total + w.axes.bump * (p.modifier_centre[row] - middle)
