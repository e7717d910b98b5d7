"""The driver field: a latent quadrant that may turn once a year, and two axes that follow it month by month.

Conflict moves fast, resources move slowly; both are circumstances, so nothing that an option does is read here.
Equations: Ornstein-Uhlenbeck steps in exact discretisation (Gillespie, Physical Review E 54 (1996) 2084), reflected in
[0, 1]; corner weights bilinear between the archetype points.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from simulation import maths, slots
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

PURE, SWITCHING, MIXTURE, BLEND, PATH = 0, 1, 2, 3, 4
RESURGENCE, MISSION_IMPOSSIBLE, SATISFACTION, CIVILIAN, CENTRE = 0, 1, 2, 3, 4

GROUP = "axes"
WRITES = ("axes",)
COLUMNS = (
    Column("quadrant", "i8", "code", "latent quadrant: resurgence, mission impossible, satisfaction, civilian, centre"),
    Column("conflict", "f8", "0-1", "level of conflict"),
    Column("resources", "f8", "0-1", "resources available"),
    Column("weight", "f8", "1", "weight of each corner in what the parameters receive", (4,)),
    Column("bump", "f8", "1", "1 at the centre, 0 at the corners and on the edges"),
)
CONTROL: Control = "exogenous"
PARAMS = (
    Param("axis_low", "0-1", 0, 0.5, "archetype value of a low axis", 0.15, "once", operations=()),
    Param("axis_high", "0-1", 0.5, 1, "archetype value of a high axis", 0.85, "once", operations=()),
    Param("axis_stay", "probability a year", 0, 1, "that the quadrant stays as it is", 0.7, "once", operations=()),
    Param("conflict_pull", "per year", 0.01, 50, "speed with which conflict follows its quadrant", None, "once", operations=()),
    Param("conflict_noise", "per square root of a year", 0, 1, "unrest of the conflict axis", None, "once", operations=()),
    Param("resources_pull", "per year", 0.01, 50, "speed with which resources follow", None, "once", operations=()),
    Param("resources_noise", "per square root of a year", 0, 1, "unrest of the resources axis", None, "once", operations=()),
)  # fmt: skip


@compiled
def _drawn_from(weights: NDArray[np.float64], u: float) -> int:
    total = 0.0
    for q in range(4):
        total += weights[q]
        if u * (weights[0] + weights[1] + weights[2] + weights[3]) < total:
            return q
    return CIVILIAN


@compiled
def start_axes(w, g, p, k):
    """Set quadrant and axes of the first day: the archetype point with the noise of its stationary law."""
    w.axes.quadrant = p.quadrant
    if p.mode == MIXTURE:
        w.axes.quadrant = _drawn_from(p.quadrant_weight, slots.uniform(k, slots.QUADRANT, 0, 0))
    w.axes.conflict = archetype(w, w.axes.quadrant, True)
    w.axes.resources = archetype(w, w.axes.quadrant, False)
    first = 4096  # a time of its own: the months of the horizon count from 0
    spread = w.par.conflict_noise / sqrt(2.0 * w.par.conflict_pull)
    w.axes.conflict = reflected(w.axes.conflict + spread * _shock(k, slots.AXIS_CONFLICT, first))
    spread = w.par.resources_noise / sqrt(2.0 * w.par.resources_pull)
    w.axes.resources = reflected(w.axes.resources + spread * _shock(k, slots.AXIS_RESOURCES, first))


@compiled
def turn_quadrant(w, g, p, k):
    """At the turn of a year after the first, a switching world keeps its quadrant or moves to one of the other three."""
    if p.mode != SWITCHING or w.clock.year == 0:
        return
    u = slots.uniform(k, slots.QUADRANT, w.clock.year, 0)
    if w.axes.quadrant == CENTRE:
        w.axes.quadrant = min(int(u * 4.0), 3)
    elif u >= w.par.axis_stay:
        others = min(int((u - w.par.axis_stay) / (1.0 - w.par.axis_stay) * 3.0), 2)
        w.axes.quadrant = (w.axes.quadrant + 1 + others) % 4


@compiled
def move_axes(w, g, p, k):
    """One month of both axes, then the weights of the corners."""
    if p.mode == PATH:
        w.axes.conflict = _on_path(p.path_n, p.path_day, p.path_conflict, w.clock.day)
        w.axes.resources = _on_path(p.path_n, p.path_day, p.path_resources, w.clock.day)
    else:
        goal = archetype(w, w.axes.quadrant, True)
        shock = _shock(k, slots.AXIS_CONFLICT, w.clock.month)
        w.axes.conflict = _stepped(w.axes.conflict, goal, w.par.conflict_pull, w.par.conflict_noise, shock)
        goal = archetype(w, w.axes.quadrant, False)
        shock = _shock(k, slots.AXIS_RESOURCES, w.clock.month)
        w.axes.resources = _stepped(w.axes.resources, goal, w.par.resources_pull, w.par.resources_noise, shock)
    _weigh_corners(w, p)


@inlined
def archetype(w, quadrant, of_conflict):
    """Where an axis is drawn to in a quadrant, 0-1; the middle at the centre."""
    if quadrant == CENTRE:
        return 0.5
    other_high = MISSION_IMPOSSIBLE if of_conflict else CIVILIAN
    high = quadrant in (RESURGENCE, other_high)
    return w.par.axis_high if high else w.par.axis_low


@inlined
def reflected(x):
    """A value that left [0, 1] by less than one, thrown back inside."""
    if x < 0.0:
        x = -x
    if x > 1.0:
        x = 2.0 - x
    return min(max(x, 0.0), 1.0)


@inlined
def _shock(k, stream, time):
    return maths.normal_quantile(slots.uniform(k, stream, time, 0))


@compiled
def _stepped(x, goal, pull, noise, shock):
    kept = maths.exp(-pull / 12.0)
    return reflected(goal + (x - goal) * kept + noise * sqrt((1.0 - kept * kept) / (2.0 * pull)) * shock)


@compiled
def _on_path(n, days, values, day):
    if day <= days[0]:
        return values[0]
    for i in range(1, n):
        if day < days[i]:
            share = (day - days[i - 1]) / (days[i] - days[i - 1])
            return values[i - 1] + share * (values[i] - values[i - 1])
    return values[n - 1]


@compiled
def _weigh_corners(w, p):
    if p.mode == BLEND:
        for q in range(4):
            w.axes.weight[q] = p.quadrant_weight[q]
        w.axes.bump = 0.0
        return
    width = w.par.axis_high - w.par.axis_low
    c = min(max((w.axes.conflict - w.par.axis_low) / width, 0.0), 1.0)
    r = min(max((w.axes.resources - w.par.axis_low) / width, 0.0), 1.0)
    w.axes.weight[RESURGENCE] = c * r
    w.axes.weight[MISSION_IMPOSSIBLE] = c * (1.0 - r)
    w.axes.weight[SATISFACTION] = (1.0 - c) * (1.0 - r)
    w.axes.weight[CIVILIAN] = (1.0 - c) * r
    w.axes.bump = 16.0 * c * (1.0 - c) * r * (1.0 - r)
