"""Cases under which what the twin does not know is inert, small ones and one of the size of a whole secretariat."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.deadlines import ACCESS, ARRIVAL, DECISION, DEPARTURE, FINISH, REPORT, REQUEST
from simulation.quantiles import lognormal_table
from tests.simulation import worlds

INERT = {
    "freeze_rung": 0.0,
    "visits_rung": 0.0,
    "mission_day_cost": 0.0,
    "visit_cost": 0.0,
    "on_call_cost": 0.0,
    "return_cost": 0.0,
    "inspector_cost": 1.0,
    "envelope": 1e9,
    "envelope_target": 1.0,
}
FULL = {
    "inspectors_start": 115.0,
    "visit_quota": 241.0,
    "host_cap_base": 3.0,
    "host_cap_share": 0.05,
    "host_cap_max": 20.0,
    "request_rate": 0.2,
}
CLASSES = ((27, 22, 0.3), (150, 35, 0.8), (400, 40, 0.9), (3620, 79, 1.3))
QUOTA = (11.0, 42.0, 19.0, 169.0)
KINDS = ((8, 3000.0, 42, 0.0), (12, 400.0, 42, 1.0), (18, 220.0, 21, 0.0), (5, 60.0, 21, 0.0))
COMMITMENTS = (
    (-700, 3200, 6, 42),
    (-700, 730, 6, 42),
    (-300, 352, 6, 42),
    (460, 477, 6, 42),
    (762, 929, 6, 42),
    (1158, 1225, 6, 42),
    (1522, 1590, 6, 42),
)
WORKS = {"mode": 0, "start": 100, "end": 3000, "team": 5, "standby": 2, "rotation": 42, "overlap": 2}
CAMPAIGNS = WORKS | {
    "mode": 1,
    "start": -50,
    "per_year": 3,
    "campaign": 60,
    "stock": 250.7,
    "rate": 0.9,
    "before": 60.4,
}
INSPECTED = {"mode": 2, "start": 20, "end": 1700, "team": 3, "rotation": 5, "per_year": 4, "campaign": 5}
BROUGHT = ({"kind": 1, "delay": 90, "length": 400}, {"kind": 2, "nth": 1, "delay": 0, "length": 900})
WITH_REQUESTS = tuple(WORKS | {"start": 0, "stock": 150.2, "rate": 0.8} | law for law in BROUGHT)
"""Facilities that come with the first request of one kind and with the second of the other."""
FACILITIES = (WORKS | {"stock": 700.3, "rate": 1.3}, CAMPAIGNS, INSPECTED)
CAREFUL = {
    "slip_months": 4.0, "learning_start": 0.5, "tail_factor": 0.6, "plan_correction": 0.1, "stoppage_factor": 1.3,
}  # fmt: skip
"""Parameters of facilities away from their neutral values."""


def settings(quadrant: str = "centre", **values: float) -> NDArray[np.void]:
    """Settings of `worlds` with money out of play."""
    return worlds.settings({**INERT, **values}, quadrant=quadrant)


def with_events(settings: NDArray[np.void]) -> NDArray[np.void]:
    """Settings with five requests placed on a day: of both kinds, two on one day, of a given size and as drawn."""
    for event in ((1, 400), (0, 400, 900.0), (0, 33), (1, 900, 30.5), (0, 1825)):
        settings = worlds.add_event(settings, *event)
    return settings


def small_ground(**changes: Any) -> NDArray[np.void]:
    """The ground of `worlds`: 668 sites, two kinds of request, two facilities."""
    return worlds.ground(**changes)


def ground_with_clocks() -> NDArray[np.void]:
    """The small ground with delays at every milestone and clocks of every owner."""
    ground = worlds.ground(kinds=((12, 400.0, 42, 0.0), (5, 60.0, 30, 3.0)))
    for column, median in (("decision", 1.0), ("travel", 1.0), ("access", 2.0), ("report", 3.0)):
        ground[f"kind_{column}"][0, :2] = lognormal_table(median, 0.5)
    worlds.add_clock(ground, 0, REQUEST, DECISION, 1.2, owner=1)
    worlds.add_clock(ground, 0, REQUEST, DEPARTURE, 2.5, explain=True)
    worlds.add_clock(ground, 0, DECISION, ARRIVAL, 4.0)
    worlds.add_clock(ground, 1, ARRIVAL, ACCESS, 3.0, owner=2)
    worlds.add_clock(ground, 1, FINISH, REPORT, 4.0)
    worlds.add_clock(ground, 1, REQUEST, FINISH, 50.0, explain=True)
    return ground


@cache
def full_ground() -> NDArray[np.void]:
    """About 4,200 sites in four classes, 190 payers, four kinds of request, ten facilities; five years."""
    hosts = [_sites_of_hosts(*row) for row in CLASSES]
    return worlds.ground(
        5, hosts=hosts, quota=QUOTA, kinds=KINDS, commitments=COMMITMENTS, facilities=FACILITIES, payers=190
    )


def full_settings(**values: float) -> NDArray[np.void]:
    """115 inspectors, 241 visits a year, caps by host."""
    return settings(**{**FULL, **values})


def _sites_of_hosts(sites: int, hosts: int, concentration: float) -> list[int]:
    """Sites of each host, proportional to rank ** -concentration and at least one; the largest takes what is left."""
    weights = [rank**-concentration for rank in range(1, hosts + 1)]
    others = [max(int(sites * weight / sum(weights)), 1) for weight in weights[1:]]
    return [sites - sum(others), *others]
