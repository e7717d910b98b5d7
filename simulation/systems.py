"""The systems of headquarters: while they are down, what headquarters prepares does not leave."""

from simulation.compiled import leaf


@leaf
def are_down(w):
    """Whether the systems of headquarters are down today."""
    return w.outage.begins <= w.clock.day < w.outage.until
