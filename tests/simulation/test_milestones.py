"""Milestones: the critical path (O22), slips, want of money, what waits for them, and what they leave alone."""

from math import exp, sqrt

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from simulation.ensemble import as_records, blank_world, open_case, simulate
from simulation.layout import PARAM_OFFSET, TALLIES, TALLY_INDEX
from simulation.metrics import milestones as indicators
from simulation.model import QuadrilleModel
from simulation.rules.milestones import ABSENT, NOT_YET
from simulation.slots import key_of
from tests.simulation.worlds import ground, settings

CHAIN = ((200.0, (), 1.2, 0.3), (400.0, (0,), 1.2, 0.3), (600.0, (1,), 1.2, 0.3))
TREE = ((150.0, (), 1.5, 0), (300.0, (), 1.1, 0), (450.0, (0, 1), 1.3, 0), (500.0, (0,), 2.0, 0), (700.0, (2, 3), 1, 0))
SMALL = {"hosts": ((3,),), "quota": (1.0,), "commitments": (), "kinds": (), "payers": 3}


def after(values, milestones, replicate=0, **told):
    """The milestones of a world that ran to its end."""
    model = QuadrilleModel(ground(milestones=milestones, **SMALL), _told(values, told), replicate=replicate)
    model.run_to_end()
    return model.world["milestone"][0]


def _told(values, told):
    p = settings({"visit_quota": 0.0, **values})
    for column, value in told.items():
        p[column] = value
    return p


def critical_path(milestones):
    """Dates by the longest path over arcs of planned time times the median factor."""
    graph, planned = nx.DiGraph(), [row[0] for row in milestones]
    for m, (due, before, factor, _) in enumerate(milestones):
        time = (due - max([planned[one] for one in before], default=0.0)) * factor
        graph.add_edges_from((one, m, {"time": time}) for one in (before or ["start"]))
    return [
        nx.dag_longest_path_length(graph.subgraph({*nx.ancestors(graph, m), m}), "time") for m in range(len(planned))
    ]


def test_without_noise_dates_are_those_of_the_critical_path():
    """O22: certain factors, so that branches overtake each other."""
    assert after({}, TREE)["reached"][:5] == pytest.approx(critical_path(TREE), abs=1e-9)


def test_without_slip_every_date_is_the_planned_one_exactly():
    assert list(after({"milestone_slip": 0.0}, TREE)["reached"][:5]) == [row[0] for row in TREE]


def shifted(months, row=0):
    """A chain without slips, one of its milestones shifted."""
    p = settings({"visit_quota": 0.0, "milestone_slip": 0.0})
    p["unmoved"][0, PARAM_OFFSET["milestone_shift"] + row] = months
    return p


@pytest.mark.parametrize("months", [0.0, 3.0, 6.0])
def test_what_follows_a_milestone_that_is_shifted_keeps_its_own_time(months):
    """By hand: 200, 400 and 600 days, all of them later by the shift of the first."""
    model = QuadrilleModel(ground(milestones=CHAIN, **SMALL), shifted(months))
    model.run_to_end()
    later = months * 365.25 / 12
    assert list(model.world["milestone"][0]["reached"][:3]) == pytest.approx([200 + later, 400 + later, 600 + later])


def test_a_shifted_milestone_is_not_late_by_its_own_shift():
    """Three are due and one is on time: the two that follow it are late."""
    monthly = simulate(ground(milestones=CHAIN, **SMALL), shifted(6.0), 1, 0, 1).monthly[0]
    due, on_time = (monthly[TALLY_INDEX[f"milestones_{name}"]].sum() for name in ("due", "on_time"))
    assert (due, on_time) == (3, 1)


def test_a_chain_has_the_sum_of_the_means_and_of_the_variances():
    """O22 for lognormal steps, over 4,000 cases."""
    n, world, told = 4000, blank_world(), as_records(settings())
    g, sums = as_records(ground(milestones=CHAIN, **SMALL)), np.empty(4000)
    for case in range(n):
        world[:] = blank_world()
        open_case(world, g, told, np.uint64(key_of(3, case)))
        sums[case] = world["milestone"]["work"][0, :3].sum()
    mean = 200 * 1.2 * exp(0.045)
    variance = mean**2 * (exp(0.09) - 1)
    assert sums.mean() == pytest.approx(3 * mean, abs=4 * sqrt(3 * variance / n))
    assert sums.var() == pytest.approx(3 * variance, rel=0.12)


def test_of_two_branches_the_later_one_counts():
    both = ((300.0, (), 1.2, 0.3), (300.0, (), 1.2, 0.3), (301.0, (0, 1), 1, 0))
    for replicate in range(20):
        reached = after({}, both, replicate)["reached"]
        assert reached[2] == pytest.approx(max(reached[:2]) + 1.0, abs=1e-9)


def test_work_goes_at_the_pace_of_the_line_that_pays():
    """Planned time times slip is the sum over months of days times the real budget's share of its base."""
    told = {"measure_n": 1, "measure_gate": 1.0, "measure_line": 3, "milestone_measure": 0}
    poor = {"envelope_target": 0.05, "milestone_funding": 1.0}
    model = QuadrilleModel(ground(milestones=((600.0, (), 1.2, 0.3),), **SMALL), _told(poor, told))
    work, done = float(model.world["milestone"]["work"][0, 0]), 0.0
    for month in range(60):
        model.advance(int(np.diff(model.ground["month_start"][0, month : month + 2])[0]))
        fund, reached = model.world["fund"], model.world["milestone"]["reached"][0, 0]
        start, end = model.ground["month_start"][0, month : month + 2]
        share = fund["line_budget"][0, 3] / (0.2 * 6e7 * fund["price"][0, 1])
        done += max(min(reached, end) - start, 0.0) * min(share, 1.0)
    assert reached > work * 1.05
    assert done == pytest.approx(work, rel=1e-9)


def test_a_postponed_line_moves_no_milestone():
    told = {"measure_n": 1, "measure_gate": 1.0, "measure_line": 3, "milestone_measure": 0}
    broke = {"payment_delay": 20.0, "opening_cash_months": 0.0, "reserve_months": 0.0, "ladder_days": 365.0}
    assert after({**broke, "milestone_funding": 1.0}, CHAIN[:1], **told)["reached"][0] == NOT_YET
    assert after(broke, CHAIN[:1], **told)["reached"][0] < NOT_YET


def test_what_waits_for_a_milestone_begins_with_the_month_after_it():
    later = [{"param": "quit_rate", "operation": 1, "corner": 0.5, "centre": 0.5, "measure": 0, "milestone": 0}]
    p = settings({"quit_rate": 0.0}, later, measure_n=1, measure_line=-1)
    p["measure_gate"] = 1.0
    model = QuadrilleModel(ground(milestones=CHAIN), p)
    reached, place = None, PARAM_OFFSET["quit_rate"]
    for month in range(60):
        model.advance(1)
        if reached is not None:
            assert (model.world["par"]["values"][0, place] > 0.49) == (month >= reached)
        model.advance(int(np.diff(model.ground["month_start"][0, month : month + 2])[0]) - 1)
        reached = int(model.world["milestone"]["month"][0, 0])
    day = model.world["milestone"]["reached"][0, 0]
    starts = model.ground["month_start"][0]
    assert 0 < reached < 60
    assert starts[reached - 1] < day <= starts[reached]


def test_a_running_cost_enters_the_first_budget_after_its_milestone():
    p = settings({"milestone_slip": 0.0}, measure_n=1)
    p["measure_gate"], p["measure_per_year"], p["measure_line"], p["measure_milestone"] = 1.0, 1e6, 3, 0
    model, costs = QuadrilleModel(ground(milestones=CHAIN), p), []
    for year in range(5):
        model.advance(int(model.ground["month_start"][0, 12 * year]) + 1 - model.day)
        costs.append(float(model.world["fund"]["line_cost"][0, 3] / model.world["fund"]["price"][0, 1]))
    assert costs == pytest.approx([0.0, 1e6, 1e6, 1e6, 1e6])


@pytest.mark.parametrize("told", [{"milestone_measure": ABSENT}, {"milestone_measure": 0, "measure_gate": 0.0}])
def test_nobody_works_on_what_no_approved_measure_undertakes(told):
    found = after({}, CHAIN, measure_n=1, **told)
    assert found["taken"].sum() == 0
    assert set(found["reached"][:3]) == {NOT_YET}


def test_nobody_waits_for_what_is_not_undertaken():
    told = _told({"milestone_slip": 0.0}, {})
    told["milestone_measure"][0, 0] = ABSENT
    model = QuadrilleModel(ground(milestones=CHAIN, **SMALL), told)
    model.run_to_end()
    assert list(model.world["milestone"]["reached"][0, :3]) == [NOT_YET, 400.0, 600.0]


def test_milestones_leave_everything_else_as_it_was():
    own = {tally.name for tally in indicators.TALLIES}
    others = [i for i, tally in enumerate(TALLIES) if tally.name not in own]
    with_some, without = (simulate(ground(milestones=rows), settings(mode=1), 5, 0, 20).monthly for rows in (CHAIN, ()))
    assert np.array_equal(with_some[:, others], without[:, others])
    assert not np.array_equal(with_some, without)


def test_months_late_and_the_share_on_time_follow_from_the_dates():
    late = ((200.0, (), 1.5, 0), (500.0, (), 0.9, 0), (1800.0, (), 1.5, 0))
    monthly = simulate(ground(milestones=late, **SMALL), settings({"visit_quota": 0.0}), 1, 0, 1).monthly[0]
    due, on_time, reached, months = (
        monthly[TALLY_INDEX[f"milestones_{name}"]].sum() for name in ("due", "on_time", "reached", "late_months")
    )
    ends = ground()["month_start"][0, 1:61]
    assert (due, on_time, reached) == (3, 1, 2)
    assert months == sum(200 <= end < 300 for end in ends) + sum(end >= 1800 for end in ends)


@st.composite
def networks(draw):
    n = draw(st.integers(1, 6))
    days = sorted(draw(st.lists(st.integers(1, 1500), min_size=n, max_size=n, unique=True)))
    before = [draw(st.lists(st.integers(0, m - 1), max_size=3, unique=True)) if m else [] for m in range(n)]
    slip = [(draw(st.floats(0.5, 3.0)), draw(st.floats(0.0, 1.0))) for _ in range(n)]
    return tuple((float(day), tuple(rows), *law) for day, rows, law in zip(days, before, slip, strict=True))


@given(networks(), st.integers(0, 1000), st.floats(0.0, 3.0))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_milestone_is_reached_before_what_it_follows(milestones, replicate, slip):
    found = after({"milestone_slip": slip}, milestones, replicate)
    for m, (_, before, *_) in enumerate(milestones):
        assert all(found["reached"][one] <= found["reached"][m] for one in before)
        assert (found["month"][m] == NOT_YET) == (found["reached"][m] == NOT_YET)
