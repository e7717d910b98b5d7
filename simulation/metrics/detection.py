"""What a plan of random visits would notice: a property of the sampling plan, never a statement about any site or State."""

import numpy as np

from simulation import slots
from simulation.compiled import compiled, inlined


@compiled
def detection_probability(sites: float, visited: float, inconsistent: int, recognised: float) -> float:
    """Probability that at least one of `inconsistent` randomly placed reference inconsistencies is visited and recognised.

    `visited` of `sites` are drawn without replacement, each with equal chance; a visit recognises with probability
    `recognised`. The number visited is hypergeometric, built up one inconsistency after the other: given that k of the
    first d are visited, the next is with probability (visited - k) / (sites - d).
    """
    if sites <= 0.0 or visited <= 0.0:
        return 0.0
    found = np.zeros(inconsistent + 1)
    found[0] = 1.0
    for d in range(min(inconsistent, int(sites))):
        for k in range(d, -1, -1):
            chance = max(visited - k, 0.0) / (sites - d)
            found[k + 1] += found[k] * chance
            found[k] *= 1.0 - chance
    missed, survives = 0.0, 1.0
    for k in range(inconsistent + 1):
        missed += found[k] * survives
        survives *= 1.0 - recognised
    return 1.0 - missed


@compiled
def is_one_noticed(w, g, k):
    """Whether a visit of the year, carried out and not broken off, recognised one of its reference inconsistencies."""
    for i in range(w.visit.reference_n):
        site = w.visit.reference[i]
        quality = w.visit.quality[g.site_class[site]]
        if _was_visited(w, site) and slots.uniform(k, slots.RECOGNITION, w.clock.year, site) < quality:
            return True
    return False


@inlined
def _was_visited(w, site):
    visits = 0
    for i in range(w.visit.next):
        visits += 1 if w.visit.site[i] == site or w.visit.second[i] == site else 0
    for i in range(w.mission.redo_n):
        m = w.mission.redo[i]
        visits -= 1 if w.mission.ref[m] == site or w.mission.second[m] == site else 0
    return visits > 0


def sample_size(sites: int, inconsistent: int, wanted: float, recognised: float = 1.0) -> int:
    """The smallest number of random visits whose detection probability reaches `wanted`.

    Raises ValueError when even a visit to every site would not reach it.
    """
    if detection_probability(float(sites), float(sites), inconsistent, recognised) < wanted:
        raise ValueError(f"{wanted} cannot be reached with visits that recognise with probability {recognised}")
    low, high = 0, sites
    while high - low > 1:
        middle = (low + high) // 2
        if detection_probability(float(sites), float(middle), inconsistent, recognised) >= wanted:
            high = middle
        else:
            low = middle
    return high
