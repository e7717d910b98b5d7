"""The team that a facility needs while it operates, with the equipment that watches it."""

from math import floor

from simulation.compiled import inlined
from simulation.phases import CONTINUOUS


@inlined
def team_of(w, g, f):
    """Inspectors of an operating day: equipment takes the place of some at continuous facilities, never of all."""
    if g.facility_mode[f] != CONTINUOUS or w.par.equipment_shift == 0.0:
        return g.facility_team[f]
    return max(g.facility_team[f] + floor(w.par.equipment_shift + 0.5), min(g.facility_team[f], 1))
