"""Stakeholders of the network: how many take part, relative to the first day."""

from simulation.compiled import leaf


@leaf
def relative_engagement(w, g):
    """Stakeholders who take part over those of the first day; 1 without stakeholders, or where none took part then."""
    if g.stakeholder_n == 0 or w.engagement.start <= 0.0:
        return 1.0
    return w.engagement.engaged_n / (g.stakeholder_n * w.engagement.start)
