"""Determinism: same inputs, same bits, whatever compiles them, in whatever chunks, order, threads, or by Mesa."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import mesa
import numpy as np
import pytest

from simulation import maths
from simulation.ensemble import simulate
from simulation.layout import TALLIES, TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

SEED = 11
SHORTAGE = {"inspectors_start": 14, "request_rate": 4.0, "payment_delay": 3.0}
WORLDS = {
    "ordinary": settings(quadrant="resurgence"),
    "shortage": settings(SHORTAGE, quadrant="mission-impossible"),
    "switching": settings(mode=1),
}  # fmt: skip

ELSEWHERE = """
import sys
sys.path.insert(0, {root!r})
from tests.simulation.test_bits import arithmetic, digest
print({call})
"""
GENERIC = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}


def digest(replicates, names=WORLDS):
    """SHA-256 over the tallies of the first replicates of worlds, of all here unless some are named."""
    found = hashlib.sha256()
    for name in sorted(names):
        found.update(simulate(ground(), WORLDS[name], SEED, 0, replicates).monthly.tobytes())
    return found.hexdigest()


def arithmetic():
    """SHA-256 over values of the engine's own functions, whose sums of products a compiler may be tempted to fuse."""
    values = [
        f(x)
        for x in np.random.default_rng(1).random(2000).tolist()
        for f in (maths.exp, maths.log, maths.normal_quantile, lambda x: maths.power(x, 1.7))
    ]
    return hashlib.sha256(np.array(values).tobytes()).hexdigest()


def _elsewhere(call, **environment):
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    script = ELSEWHERE.format(root=root, call=call)
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return run.stdout.strip()


def test_ordinary_python_gives_the_bits_of_compiled_code():
    """One world; all of them in the long tests."""
    assert _elsewhere("digest(1, ['shortage'])", NUMBA_DISABLE_JIT="1") == digest(1, ["shortage"])


@pytest.mark.long
def test_ordinary_python_gives_the_bits_of_compiled_code_in_every_world():
    assert _elsewhere("digest(1)", NUMBA_DISABLE_JIT="1") == digest(1)


def test_arithmetic_for_any_x86_64_gives_the_bits_of_that_for_this_one():
    """The functions that everything is drawn by; the whole engine, compiled anew, in the long tests."""
    assert _elsewhere("arithmetic()", **GENERIC) == arithmetic()


@pytest.mark.long
def test_code_for_any_x86_64_gives_the_bits_of_code_for_this_one():
    assert _elsewhere("digest(40)", **GENERIC) == digest(40)


@pytest.mark.parametrize("world", WORLDS)
def test_chunks_order_and_threads_do_not_matter(world):
    g, p = ground(), WORLDS[world]
    whole = simulate(g, p, SEED, 0, 60).monthly
    chunks = [(0, 7), (7, 1), (8, 30), (38, 22)]
    with ThreadPoolExecutor(3) as pool:
        parts = list(pool.map(lambda c: simulate(g, p, SEED, *c).monthly, reversed(chunks)))
    assert np.array_equal(np.concatenate(parts[::-1]), whole)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("replicate", [0, 3])
def test_mesa_day_by_day_or_all_at_once_gives_the_bits_of_the_ensemble(world, replicate):
    g, p = ground(), WORLDS[world]
    kernel = simulate(g, p, SEED, replicate, 1).monthly[0]
    daily, at_once, in_leaps = (QuadrilleModel(g, p, SEED, replicate) for _ in range(3))
    while not daily.is_over:
        daily.step()
    at_once.run_to_end()
    for days in (1, 30, 400, 3, 5000):
        in_leaps.advance(days)
    for model in (daily, at_once, in_leaps):
        assert np.array_equal(model.tallies(), kernel)
    assert daily.steps == daily.day == 1826


def test_the_mesa_random_generator_moves_nothing():
    g, p = ground(), WORLDS["ordinary"]
    quiet, noisy = QuadrilleModel(g, p, SEED), QuadrilleModel(g, p, SEED)
    for _ in range(400):
        quiet.step()
        noisy.random.random()
        noisy.agents.shuffle()
        noisy.step()
    assert np.array_equal(quiet.tallies(), noisy.tallies())


def test_results_do_not_change_unnoticed():
    """The golden run: rewritten only together with an entry in the changelog that says which numbers moved."""
    assert digest(5) == "7e81667474184faab7e1e64961638332edfeac308ef5bb6f0883bd8192f7032a"


def test_another_seed_and_another_replicate_are_other_cases():
    g, p = ground(), WORLDS["ordinary"]
    one, other_seed, other_replicate = (simulate(g, p, s, r, 1).monthly for s, r in ((1, 0), (2, 0), (1, 1)))
    assert not np.array_equal(one, other_seed)
    assert not np.array_equal(one, other_replicate)


def test_circumstances_are_bit_equal_whatever_the_organisation_does():
    """Choices (quota, team, margin, tilt of the budget) leave axes, requests, appropriation and payments untouched."""
    choices = {"visit_quota": 60.0, "team_factor": 1.5, "planning_margin": 0.3, "recruit_cap": 0.5, "line_weight": 2.0}
    g = ground()
    exogenous = [TALLY_INDEX[t] for t in ("conflict", "resources", "requests", "appropriation", "appropriation_real")]
    base, chosen = (simulate(g, settings(v, mode=1), SEED, 0, 50).monthly for v in ({}, choices))
    assert np.array_equal(base[:, exogenous], chosen[:, exogenous])
    assert not np.array_equal(base, chosen)
    models = [QuadrilleModel(g, settings(v, mode=1), SEED) for v in ({}, choices)]
    for model in models:
        model.run_to_end()
    assert np.array_equal(*(m.world["fund"]["payment_day"] for m in models))


def test_paired_differences_have_far_less_variance():
    """Under a perturbation of 2 in 100 the variance of a paired difference is at most a tenth of an unpaired one."""
    g, low = ground(), settings({"visit_quota": 120.0, "request_rate": 1.0})
    high = settings({"visit_quota": 120.0, "request_rate": 1.02})
    days = TALLY_INDEX["required_days"]
    a, b, c = (
        simulate(g, p, SEED, first, 800).monthly[:, days].sum(axis=1)
        for p, first in ((low, 0), (high, 0), (high, 5000))
    )
    assert (c - a).var() / (b - a).var() >= 10.0


def test_agents_are_windows():
    model = QuadrilleModel(ground(), WORLDS["ordinary"], SEED)
    model.advance(100)
    inspector = next(iter(model.inspectors))
    inspector.free = 10_000
    assert model.world["staff"]["free"][0, inspector.row] == 10_000
    assert model.inspectors.agg("used", max) == model.world["staff"]["used"][0].max()
    with pytest.raises(AttributeError, match="ground truth"):
        next(iter(model.sites)).host = 3


def test_agents_come_and_go_with_the_roster():
    model = QuadrilleModel(ground(), settings({"quit_rate": 1.0, "recruit_cap": 1.0, "recruit_lead_months": 1.0}), SEED)
    first = set(model.inspectors)
    model.advance(900)
    now = set(model.inspectors)
    assert first - now
    assert now - first
    assert len(now) == int(model.world["staff"]["present_n"][0])
    assert set(model.agents) >= now


def test_data_collector_and_groups_work():
    model = QuadrilleModel(ground(), WORLDS["shortage"], SEED)
    collector = mesa.DataCollector(
        model_reporters={"cash": lambda m: m.tally("cash"), "on_board": lambda m: len(m.inspectors)}
    )
    for _ in range(5):
        model.advance(31)
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert list(frame["on_board"])[-1] == len(model.inspectors)
    assert frame["cash"].iloc[-1] == model.tallies()[TALLY_INDEX["cash"], 4]
    assert sum(len(group) for _, group in model.inspectors.groupby("used")) == len(model.inspectors)
    assert len(TALLIES) == len(model.tallies())


def test_the_graph_shows_who_serves_whom():
    model = QuadrilleModel(ground(), WORLDS["ordinary"], SEED)
    model.advance(60)
    graph = model.graph()
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    assert kinds.count("inspector") == len(model.inspectors)
    owed = sum(data["amount"] for *_, data in graph.edges(data=True) if data["relation"] == "owes")
    fund = model.world["fund"][0]
    assert owed == pytest.approx(float(fund["assessed"] - fund["received"]))
    away = sum(data["relation"] == "serves" for *_, data in graph.edges(data=True))
    mission = model.world["mission"][0]
    n = int(mission["n"])
    under_way = (mission["start"][:n] < 60) & (mission["start"][:n] + mission["days"][:n] > 60)
    assert away <= int(mission["team"][:n][under_way].sum())
    assert away > 0
