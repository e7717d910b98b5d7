"""Requests in clusters: a request draws others of its kind after it, a Poisson number, each after an exponential delay.

A. G. Hawkes, Biometrika 58 (1971) 83; as a branching process A. G. Hawkes and D. Oakes, Journal of Applied Probability
11 (1974) 493. A follower comes if conflict stands above one half in the month of its day; otherwise neither it nor
those after it ever come. It is known by the request it follows and its number there: a key of the family replaces that
of the case. With a mean of `branching` a cluster has 1 / (1 - branching) requests on average.
"""

from simulation import maths, slots, status
from simulation.capacity import FOLLOWERS
from simulation.compiled import compiled, inlined

IN_CONFLICT = 0.5
MOST_FOLLOWERS = 20


@inlined
def keep_follower(w, place, key, kind, number, day):
    """Note in a place of the table a follower that is still to come."""
    w.request.follower_key[place] = key
    w.request.follower_kind[place] = kind
    w.request.follower_number[place] = number
    w.request.follower_day[place] = day


@compiled
def draw_followers(w, g, k, kind, number, day):
    """How many requests of its kind a request draws after it, and their days; those beyond the horizon are dropped."""
    if w.par.branching[kind] == 0.0:
        return
    family = slots.branch_key(k, slots.REQUEST_FAMILY, number, kind)
    n = _poisson(slots.uniform(k, slots.FOLLOWER_COUNT, number, kind), w.par.branching[kind])
    for follower in range(n):
        u = slots.uniform(family, slots.FOLLOWER_DELAY, follower, kind)
        comes = day + int(min(-maths.log(u) * w.par.cluster_days, 36600.0))
        if comes < g.n_days and w.request.follower_n >= FOLLOWERS:
            w.clock.status = status.REQUESTS_FULL
        elif comes < g.n_days:
            keep_follower(w, w.request.follower_n, family, kind, follower, comes)
            w.request.follower_n += 1


@inlined
def _poisson(u, mean):
    """The number below which a share u of Poisson numbers lies, by inversion."""
    n, term = 0, maths.exp(-mean)
    below = term
    while u > below and n < MOST_FOLLOWERS:
        n += 1
        term *= mean / n
        below += term
    return n
