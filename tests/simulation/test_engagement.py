"""Engagement: mean-field limits (O21), hubs, effort from real spending, and what it leaves alone."""

from math import exp, sqrt

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLIES, TALLY_INDEX
from simulation.metrics import engagement as indicators
from simulation.model import QuadrilleModel
from simulation.networks import neighbours, stakeholders
from simulation.rules.visits import recognition
from tests.simulation.worlds import add_network, ground, settings

SMALL = {"hosts": ((3,),), "quota": (1.0,), "commitments": (), "kinds": (), "payers": 3, "milestones": ()}
STILL = {"visit_quota": 0.0, "outreach_rate": 0.0, "contagion_rate": 0.0, "dropout_rate": 0.0, "inspectors_start": 2.0}
REGIONS = tuple((120, 3, 40, seed) for seed in range(1, 6))


def shares(graph, values, cases=200, years=5):
    """Share that takes part at the end of each quarter, float64 (case, quarter)."""
    g = ground(years, communities=(), **SMALL)
    add_network(g, graph)
    found = simulate(g, settings({**STILL, **values}), 7, 0, cases)
    return found.monthly[:, TALLY_INDEX["stakeholders_engaged"], 2::3] / len(graph)


SIS = {"contagion_rate": 0.6, "dropout_rate": 0.2}


def test_on_a_complete_graph_engagement_settles_where_the_mean_field_does():
    """O21: A* = 1 - mu / q = .667; 128 stakeholders, so that chance moves the mean by about 1 / N."""
    settled = shares(nx.complete_graph(128), SIS)[:, -4:]
    assert settled.mean() == pytest.approx(2 / 3, abs=0.02)


def test_on_a_regular_graph_it_settles_nearby():
    """O21 on a random graph of degree 24: within .03, because the states of neighbours are correlated."""
    settled = shares(nx.random_regular_graph(24, 600, seed=1), SIS, cases=40)[:, -4:]
    assert settled.mean() == pytest.approx(2 / 3, abs=0.03)


def test_it_gets_there_along_the_logistic_curve():
    """Mean field from A0: A* / (1 + (A* / A0 - 1) exp(-(q - mu) t)); quarterly steps and chance move it by .02."""
    found = shares(nx.complete_graph(128), {**SIS, "engaged_start": 0.3}).mean(axis=0)
    for years in (1, 2, 3, 4, 5):
        assert found[4 * years - 1] == pytest.approx((2 / 3) / (1 + (1 / 0.3 - 1) * exp(-0.4 * years)), abs=0.02)


BASS = {"outreach_rate": 0.03, "contagion_rate": 0.38, "engaged_start": 0.0}


def test_without_drop_out_it_follows_the_curve_of_bass():
    """O21: F(3) = .1505, F(5) = .3312 in continuous time; steps of a quarter lag behind it by .03 at most."""
    found = shares(nx.complete_graph(128), BASS, cases=400).mean(axis=0)
    assert found[[11, 19]] == pytest.approx([0.1505, 0.3312], abs=0.03)
    stepped = [0.0]
    for _ in range(20):
        stepped.append(stepped[-1] + (0.03 + 0.38 * stepped[-1]) * (1 - stepped[-1]) / 4)
    assert found == pytest.approx(stepped[1:], abs=0.01)


def test_without_drop_out_its_mean_is_that_of_the_quarterly_recursion_at_first():
    """Before contagion matters the mean field is exact: after one quarter p / 4 take part."""
    found = shares(nx.complete_graph(128), BASS, cases=2000)[:, 0]
    p = 0.03 / 4
    assert found.mean() == pytest.approx(p, abs=4 * sqrt(p * (1 - p) / (128 * 2000)))


def test_the_first_day_stands_where_the_base_effort_would_hold_it():
    lasting = {"outreach_rate": 0.1, "contagion_rate": 0.5, "dropout_rate": 0.3}
    found = shares(nx.complete_graph(128), lasting, cases=400).mean(axis=0)
    root = (0.1 + sqrt(0.01 + 4 * 0.05)) / 1.0
    assert found[[0, 9, 19]] == pytest.approx([root] * 3, abs=0.012)


def test_outreach_to_hubs_engages_as_many_at_once_and_more_in_the_end():
    """The same effort: without contagion the focus changes nothing on average, with it hubs bring others along."""
    graph = stakeholders(REGIONS)
    even, hubs = (
        shares(graph, {"outreach_rate": 0.1, "hub_focus": focus, "contagion_rate": 0.0}, 400)[:, 0] for focus in (0, 1)
    )
    assert hubs.mean() == pytest.approx(even.mean(), rel=0.03)
    start = {"outreach_rate": 0.02, "contagion_rate": 0.5, "dropout_rate": 0.1, "engaged_start": 0.0}
    even, hubs = (shares(graph, {**start, "hub_focus": focus}, 100)[:, -1] for focus in (0, 1))
    assert (hubs - even).mean() > 4 * (hubs - even).std() / 10


def test_effort_is_real_spending_over_that_of_the_base_year():
    values = {"engagement_line": 1.0, "envelope_target": 0.6, "engagement_extra": 3e5}
    model = QuadrilleModel(ground(**SMALL), settings({**STILL, **values}))
    base, before = 6e7 * sum((0.2, 0.1, 0.4, 0.2, 0.1)), 0.0
    for quarter in range(20):
        model.advance(int(model.ground["month_start"][0, 3 * quarter + 3]) - model.day)
        fund, prices = model.world["fund"], model.world["fund"]["price"][0]
        real = sum(fund["line_spent"][0, line] / prices[(0, 1, 0, 1, 1)[line]] for line in range(5))
        spent = real - (before if quarter % 4 else 0.0)
        before = real
        effort = model.world["engagement"]["effort"][0]
        assert effort == pytest.approx((spent + 75_000.0) / (base / 4), rel=1e-9)
    assert effort < 1.0


def test_what_a_measure_takes_from_the_line_is_no_effort():
    efforts = []
    for cost in (0.0, 3e6):
        p = settings({**STILL, "engagement_line": 1.0}, measure_n=1, measure_line=3)
        p["measure_gate"], p["measure_per_year"], p["measure_milestone"] = 1.0, cost, -1
        model = QuadrilleModel(ground(**SMALL), p)
        model.advance(100)
        efforts.append(float(model.world["engagement"]["effort"][0]))
    assert efforts[1] == pytest.approx(efforts[0] - 3e6 * 1.02 / (1.02 * 6e7), rel=0.02)


def test_more_effort_engages_more_and_loses_fewer():
    lasting = {"outreach_rate": 0.02, "contagion_rate": 0.5, "dropout_rate": 0.28, "engagement_line": 1.0}
    graph = stakeholders(REGIONS)
    poor, rich = (shares(graph, {**lasting, "envelope_target": target}, 40)[:, -1] for target in (0.6, 1.4))
    assert (rich > poor).all()


def test_neighbours_are_counted_as_they_are():
    model = QuadrilleModel(ground(communities=REGIONS, **SMALL), settings({**STILL, **SIS, "outreach_rate": 0.1}))
    model.run_to_end()
    engaged = np.unpackbits(model.world["engagement"]["engaged"][0].view(np.uint8), bitorder="little")
    first, link = neighbours(stakeholders(REGIONS))
    counted = [int(engaged[link[first[n] : first[n + 1]]].sum()) for n in range(600)]
    assert 0 < engaged.sum() == model.world["engagement"]["engaged_n"][0] < 600
    assert list(model.world["engagement"]["neighbours"][0, :600]) == counted


def test_a_visit_does_more_where_more_take_part():
    model = QuadrilleModel(ground(communities=REGIONS), settings({"engagement_visits": 0.5, "engaged_start": 2.0}))
    model.advance(int(model.ground["month_start"][0, 24]))
    found, share = model.world["engagement"], model.world["engagement"]["engaged_n"][0] / 600
    model.advance(1)
    assert share < 0.9 * found["start"][0]
    less = recognition(0.7, sqrt(share / found["start"][0]))
    assert model.world["visit"]["quality"][0, 0] == pytest.approx(less, rel=1e-12)


def test_engagement_without_effect_leaves_everything_else_as_it_was():
    own = {tally.name for tally in indicators.TALLIES}
    others = [i for i, tally in enumerate(TALLIES) if tally.name not in own]
    one, other = (
        simulate(ground(communities=rows), settings({"engagement_effect": 0.0}, mode=1), 5, 0, 20).monthly
        for rows in (REGIONS, ())
    )
    assert np.array_equal(one[:, others], other[:, others])
    assert not np.array_equal(one, other)


def test_the_network_is_the_same_for_the_same_seeds_and_has_hubs():
    graph, again, elsewhere = (
        stakeholders(REGIONS),
        stakeholders(REGIONS),
        stakeholders(((120, 3, 40, 9), *REGIONS[1:])),
    )
    assert set(graph.edges) == set(again.edges) != set(elsewhere.edges)
    assert nx.number_connected_components(graph) == 1
    degrees = sorted((degree for _, degree in graph.degree), reverse=True)
    assert degrees[0] > 4 * np.median(degrees)
    first, link = neighbours(graph)
    assert len(link) == first[-1] == 2 * graph.number_of_edges()
    assert (len(link), int(link.sum()), degrees[0]) == GOLDEN


GOLDEN = (3908, 1109387, 40)
"""Links of both ends, sum of the rows, degree of the largest hub: another networkx would show here first."""


@given(st.floats(0, 4), st.floats(0, 4), st.floats(0, 3), st.floats(0, 1), st.floats(0.05, 5), st.integers(0, 99))
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_between_nobody_and_everybody_takes_part(outreach, contagion, dropout, focus, target, replicate):
    rates = {"outreach_rate": outreach, "contagion_rate": contagion, "dropout_rate": dropout, "hub_focus": focus}
    values = {**STILL, **rates, "engagement_line": 1.0, "envelope_target": target}
    found = simulate(ground(**SMALL), settings(values), 1, replicate, 1)
    engaged = found.monthly[0, TALLY_INDEX["stakeholders_engaged"]]
    assert found.status[0] == 0
    assert ((engaged >= 0) & (engaged <= 30)).all()
