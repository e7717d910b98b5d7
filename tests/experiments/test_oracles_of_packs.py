"""Closed forms that the packs of the unit and of the three conventions meet with their own tables and numbers."""

from collections.abc import Mapping
from math import exp, factorial, sqrt

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from scenarios import Pack, load
from scenarios.changes import sizes
from scenarios.compile import Changes, ground_truth, settings
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel

UNIT, SYNERGIES = load("ccm-isu-2019"), load("brs-synergies-2012-2013")
STILL = {
    **{"capacity_effect": 0.0, "support_effect": 0.0, "peer_effect": 0.0, "willingness_effect": 0.0},
    **{"unrest_effect": 0.0, "engagement_effect": 0.0, "outreach_effect": 0.0, "accession_factor": 1.0},
}
"""Every State moves by its base rates alone."""
FREE = {"payment_delay": 0.05, "ladder_days": 0.0, "desk_quit": 0.0, "partner_share": 0.0, "desk_rate": 0.0}
"""A desk that is paid and filled, and of which nothing is asked but what a test asks."""


def monthly(pack: Pack, values: Mapping[str, float], cases: int, option: str = "continuation") -> NDArray[np.float64]:
    told = settings(pack, "centre", option, changes=Changes(overrides=sizes(values)))
    found = simulate(ground_truth(pack), told, 3, 0, cases)
    assert not found.status.any()
    return found.monthly


def total(found: NDArray[np.float64], tally: str, since: int = 0) -> float:
    return float(found[:, TALLY_INDEX[tally], since:].sum())


def test_signatories_join_as_a_constant_hazard_has_it() -> None:
    """O18: 17 signatories at .16 a year for four years: binomial."""
    values = {**STILL, "accession_rate": 0.16, "accession_rate_hold_out": 0.0}
    joined = monthly(UNIT, values, 2000)[:, TALLY_INDEX["accessions"]].sum(axis=1)
    p = 1.0 - exp(-0.16 * 4)
    assert joined.mean() == pytest.approx(17 * p, abs=4 * sqrt(17 * p * (1 - p) / 2000))
    assert joined.std() == pytest.approx(sqrt(17 * p * (1 - p)), rel=0.06)


@pytest.mark.parametrize(("pack", "years"), [(UNIT, 4), (SYNERGIES, 5)])
def test_parties_climb_as_a_constant_hazard_has_it(pack: Pack, years: int) -> None:
    """O19: of those below the first step a share exp(-h T) stays there."""
    rate = 0.15
    rates = {"authority_rate": rate, "legislation_rate": 0.0, "functioning_rate": 0.0, "setback_rate": 0.0}
    found = monthly(pack, {**STILL, **rates, "accession_rate": 0.0, "accession_rate_hold_out": 0.0}, 400)
    rows = pack.tables.state_classes
    parties, started = sum(row.parties for row in rows), sum(row.at_level_1 for row in rows)
    left, below = exp(-rate * years), parties - started
    climbed = found[:, TALLY_INDEX["at_level_1"], -1]
    assert climbed.mean() == pytest.approx(parties - below * left, abs=4 * sqrt(below * left * (1 - left) / 400))


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c (A. K. Erlang, 1917)."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**n / factorial(n) for n in range(servers)) + last)


def free_services(pooling: float, cases: int) -> NDArray[np.float64]:
    """The joint services when money never binds and nobody loses patience."""
    g = ground_truth(SYNERGIES)
    g["service_unit_cost"][0, :3], g["service_patience"][0, :3] = 0.0, 4000.0
    told = settings(SYNERGIES, "centre", "continuation", changes=Changes(overrides=(("pooling", pooling),)))
    return simulate(g, told, 3, 0, cases).monthly


@pytest.mark.parametrize(("pooling", "servers", "queues"), [(1.0, 6, 1), (0.0, 2, 3)])
def test_joint_services_wait_as_erlang_says(pooling: float, servers: int, queues: int) -> None:
    """O8 and O9: free services, 129 requests a year of twelve days each; M/G/c with cv 1 is nearly M/M/c."""
    found = free_services(pooling, 600)
    load = 3 * 43 * 12 / 365.25 / queues
    expected = erlang_c(servers, load) / (servers - load) * 12.0
    wait = total(found, "cooperation_waited", 12) / total(found, "cooperation_served", 12)
    assert wait == pytest.approx(expected, rel=0.06)


def test_the_unit_waits_as_pollaczek_and_khinchine_say() -> None:
    """O8: the team works on one task after the other: six times as many tasks for the President, and nothing else."""
    found = monthly(UNIT, {**FREE, "desk_rate.president": 6.0, "desk_posts": 2.5, "desk_days": 215.0}, 1500)
    row = next(row for row in UNIT.tables.activities if row.activity == "president")
    days = row.days / (2.5 * 215 / 365.25)
    rho = 6 * row.rate * days / 365.25
    expected = rho * days * (1 + row.cv**2) / (2 * (1 - rho))
    wait = total(found, "desk_waited", 12) / total(found, "desk_begun", 12)
    assert rho < 0.85
    assert wait == pytest.approx(expected, rel=0.06)


def test_queues_of_both_packs_obey_littles_law() -> None:
    """O23: mean number that waits = rate times mean wait, of the joint services and of the desk."""
    found = free_services(0.0, 600)
    days = ground_truth(SYNERGIES)["n_days"][0] - 365
    waiting = found[:, TALLY_INDEX["cooperation_backlog"], 11:].mean()
    assert waiting == pytest.approx(total(found, "cooperation_waited", 12) / (600 * days), rel=0.05)
    found = monthly(UNIT, {**FREE, "desk_rate.president": 6.0}, 800)
    days = ground_truth(UNIT)["n_days"][0] - 365
    waiting = found[:, TALLY_INDEX["desk_waiting"], 11:].mean()
    assert waiting == pytest.approx(total(found, "desk_waited", 12) / (800 * days), rel=0.06)


def test_the_network_without_noise_is_the_critical_path() -> None:
    """O22: all 32 steps of the synergies, each with its median slip and no spread, against longest paths of a graph."""
    g, rows = ground_truth(SYNERGIES), SYNERGIES.tables.milestones
    g["milestone_sigma"] = 0.0
    told = settings(SYNERGIES, "centre", "plan-as-drafted", changes=Changes(overrides=(("approval_certainty", 1.0),)))
    model = QuadrilleModel(g, told)
    model.run_to_end()
    reached = model.world["milestone"][0]["reached"]
    expected = critical_path(rows, told["milestone_start"][0], g["milestone_planned"][0])
    inside = [i for i, row in enumerate(rows) if expected[row.milestone] < g["n_days"][0]]
    assert len(inside) > 25
    assert list(reached[inside]) == pytest.approx([expected[rows[i].milestone] for i in inside], abs=1e-6)


def critical_path(rows, starts, planned) -> dict[str, float]:
    """Day on which each step is reached: the longest path over planned times, times their median slips."""
    ids = [row.milestone for row in rows]
    graph = nx.DiGraph()
    for i, row in enumerate(rows):
        after = row.after.split()
        ready = max([starts[i], *(planned[ids.index(one)] for one in after)])
        time = max(planned[i] - ready, 0.0) * row.slip
        graph.add_edge("start", row.milestone, days=starts[i] + time)
        graph.add_edges_from((one, row.milestone, {"days": time}) for one in after)
    return {one: nx.dag_longest_path_length(graph.subgraph({*nx.ancestors(graph, one), one}), "days") for one in ids}
