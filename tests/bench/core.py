"""The part of the engine that the plain-Mesa twin does too, compiled: visits, presence, requests, people."""

import numba
import numpy as np
from numpy.typing import NDArray

from simulation.ensemble import as_records, blank_world, tallies_of
from simulation.layout import TALLIES
from simulation.metrics.facilities import tally_facilities
from simulation.metrics.people import tally_people
from simulation.metrics.verification import tally_verification
from simulation.rules.budget import decide_envelope, share_budget
from simulation.rules.facilities import open_facilities, run_facilities, settle_facilities
from simulation.rules.funds import open_books
from simulation.rules.knowledge import open_knowledge
from simulation.rules.pools import open_pools, send_home
from simulation.rules.presence import keep_presence, open_presence, plan_presence
from simulation.rules.requests import make_requests, open_requests, serve_requests
from simulation.rules.staff import fill_posts, open_roster, plan_posts, staff_movements
from simulation.rules.visits import carry_out_visits, fund_visits, plan_visits
from simulation.slots import key_of

Records = NDArray[np.void]

compiled = numba.njit(nogil=True, error_model="numpy")


def core(ground: Records, settings: Records, seed: int, count: int) -> NDArray[np.float64]:
    """Tallies (case, tally, month) of replicates 0 to count - 1; those of money and circumstances stay 0."""
    monthly = np.empty((count, len(TALLIES), int(ground["n_months"][0])))
    world = blank_world()
    _run(world, tallies_of(world), blank_world(), as_records(ground), as_records(settings), seed, monthly)
    return monthly


@compiled
def _run(world, tallies, blank, ground, settings, seed, monthly):  # type: ignore[no-untyped-def]
    g, p = ground[0], settings[0]
    for i in range(monthly.shape[0]):
        world[0] = blank[0]
        w, k = world[0], key_of(seed, i)
        _open(w, g, p, k)
        while w.clock.month < g.n_months:
            _live_month(w, g, p, k)
        for tally in range(monthly.shape[1]):
            for month in range(monthly.shape[2]):
                monthly[i, tally, month] = tallies[tally, month]


@compiled
def _open(w, g, p, k):  # type: ignore[no-untyped-def]
    for i in range(len(p.unmoved)):
        w.par.values[i] = p.unmoved[i]
    open_books(w, g, p, k)
    open_roster(w, g, p, k)
    open_pools(w, g, p, k)
    open_knowledge(w, g, p, k)
    open_facilities(w, g, p, k)
    open_presence(w, g, p, k)
    open_requests(w, g, p, k)


@compiled
def _live_month(w, g, p, k):  # type: ignore[no-untyped-def]
    """A month in the order of the schedule. Lines have their budgets, so that posts and visits are paid for."""
    if w.clock.month % 12 == 0:
        decide_envelope(w, g, p, k)
        plan_presence(w, g, p, k)
        plan_visits(w, g, p, k)
        plan_posts(w, g, p, k)
        share_budget(w, g, p, k)
        fund_visits(w, g, p, k)
        fill_posts(w, g, p, k)
    make_requests(w, g, p, k)
    staff_movements(w, g, p, k)
    while w.clock.day < g.month_start[w.clock.month + 1]:
        run_facilities(w, g, p, k)
        serve_requests(w, g, p, k)
        keep_presence(w, g, p, k)
        send_home(w, g, p, k)
        carry_out_visits(w, g, p, k)
        w.clock.day += 1
    w.clock.day -= 1
    settle_facilities(w, g, p, k)
    tally_people(w, g, p, k)
    tally_verification(w, g, p, k)
    tally_facilities(w, g, p, k)
    w.clock.day += 1
    w.clock.month += 1
    w.clock.year = w.clock.month // 12
