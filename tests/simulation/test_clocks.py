"""Time limits as clocks: milestones in order, owners apart, and explanations that do only where no team was wanting."""

import numpy as np
import pytest

from simulation.deadlines import ACCESS, ARRIVAL, DECISION, DEPARTURE, FINISH, REPORT, REQUEST
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.quantiles import lognormal_table
from tests.simulation.worlds import add_clock, ground, settings

KINDS = ((4, 60.0, 30, 0.0),)
MANY, FEW = {"inspectors_start": 200.0, "visit_quota": 0.0}, {"inspectors_start": 3.0, "recruit_cap": 0.0}


def world(*clocks, **delays):
    g = ground(kinds=KINDS, commitments=(), preparation=3.0)
    for name, median in delays.items():
        g[f"kind_{name}"][0, 0] = lognormal_table(median, 0.5)
    for start, end, days, owner, explain in clocks:
        add_clock(g, 0, start, end, days, owner=owner, explain=explain)
    return g


def totals(g, values):
    monthly = simulate(g, settings({"request_rate": 2.0, **values}), 1, 0, 50).monthly
    return {name: monthly[:, i].sum() for name, i in TALLY_INDEX.items()}


def test_milestones_follow_one_another():
    g = world(decision=6.0, travel=1.0, access=2.0, report=5.0)
    model = QuadrilleModel(g, settings({"request_rate": 4.0, **MANY}))
    model.run_to_end()
    request = model.world["request"][0]
    done = request["status"][: request["n"]] == 2
    at = request["milestone"][: request["n"]][done]
    assert len(at) > 10
    for first, then in ((REQUEST, DECISION), (DECISION, DEPARTURE), (DEPARTURE, ARRIVAL), (ARRIVAL, ACCESS)):
        assert (at[:, first] <= at[:, then]).all()
    assert (at[:, DEPARTURE] < at[:, FINISH]).all()
    assert (at[:, FINISH] < at[:, REPORT]).all()
    assert np.median(at[:, DECISION]) == pytest.approx(6.0, rel=0.3)


def test_a_slow_preparation_is_explained_and_want_of_a_team_is_not():
    """Every preparation takes longer than its limit; with people enough all is explained, without none."""
    clock = (REQUEST, DEPARTURE, 0.1, 0, True)
    enough, wanting = totals(world(clock), MANY), totals(world((REQUEST, DEPARTURE, 100.0, 0, True)), FEW)
    assert enough["requests_explained"] == enough["departures"] > 0
    assert enough["requests_late"] == 0
    assert wanting["requests_late"] > 0.8 * wanting["requests"]
    assert wanting["requests_explained"] == 0


def test_what_others_miss_is_counted_apart():
    g = world((ARRIVAL, ACCESS, 0.1, 2, False), (REQUEST, DECISION, 0.1, 1, False), decision=1.0, access=1.0)
    found = totals(g, MANY)
    assert found["limits_missed_by_others"] == pytest.approx(2 * found["departures"])
    assert found["requests_late"] == found["requests_explained"] == found["requests_limited"] == 0


def test_a_request_that_misses_several_limits_is_late_once():
    g = world((REQUEST, DEPARTURE, 0.1, 0, False), (FINISH, REPORT, 0.1, 0, False), report=3.0)
    found = totals(g, MANY)
    assert found["requests_late"] == found["departures"] <= found["requests_limited"]
