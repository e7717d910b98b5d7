"""Outages: the systems of headquarters fail, and until they are back nothing that headquarters prepares leaves.

In a month that begins with systems that work an outage begins with probability 1 - exp(-rate / 12), on a day drawn
evenly. It lasts whole days, an exponential time rounded up, so that 1 / (1 - exp(-1 / mean)) are expected. Meanwhile no
first team leaves for a request and no sampled visit begins; those on mission stay, and planned presence goes on.
"""

from math import ceil

from simulation import maths, slots
from simulation.compiled import compiled
from simulation.declare import Column, Control, Param

GROUP = "outage"
WRITES = ("outage",)
COLUMNS = (
    Column("begins", "i8", "day", "first day of the latest outage"),
    Column("until", "i8", "day", "day on which the systems are back; 0 before the first outage"),
)
CONTROL: Control = "exogenous"
PARAMS = (
    Param("outage_rate", "per year", 0, 12, "rate at which the systems of headquarters fail", 0.0, "month"),
    Param("outage_days", "days", 0.01, 365, "mean length of an outage, before it is rounded up to whole days", 30.0, "month"),
)  # fmt: skip


@compiled
def fail_systems(w, g, p, k):
    """On the first of a month: whether an outage begins in it, on which day, and for how long."""
    month, first = w.clock.month, g.month_start[w.clock.month]
    if w.par.outage_rate == 0.0 or w.outage.until > first:
        return
    if slots.uniform(k, slots.OUTAGE, month, 0) < 1.0 - maths.exp(-w.par.outage_rate / 12.0):
        day = int(slots.uniform(k, slots.OUTAGE, month, 1) * (g.month_start[month + 1] - first))
        w.outage.begins = first + day
        length = slots.exponential(k, slots.OUTAGE, month, 2) * w.par.outage_days
        w.outage.until = w.outage.begins + ceil(length)
