"""What visits would notice and deter (O15, O16), the provision for requests (O14), and the two commands."""

import json
from functools import cache
from math import comb

import numpy as np
import pytest
from scipy.stats import norm
from typer.testing import CliRunner

from experiments.analysis.detection import INCONSISTENT, sampling_plan
from experiments.analysis.games import deterrence_ratio, sequential_value
from experiments.analysis.provision import newsvendor, provisions
from experiments.cli import app
from experiments.faults import UnknownNameError
from experiments.figures.subject import doc
from experiments.results import Results
from experiments.summary import Overview
from scenarios import load
from simulation.metrics.detection import detection_probability
from tests.experiments.made import PACK, pack


@cache
def by_recursion(n: int, m: int) -> float:
    """Dresher's game stage by stage: inspect or not against violate now or wait, each a game of two by two."""
    if m >= n:
        return 0.0
    if m == 0:
        return -1.0
    caught, waited, unseen, kept = 1.0, by_recursion(n - 1, m - 1), -1.0, by_recursion(n - 1, m)
    return (caught * kept - waited * unseen) / (caught + kept - waited - unseen)


@pytest.mark.parametrize(
    ("n", "m", "value"), [(2, 1, -1 / 3), (3, 1, -1 / 2), (3, 2, -1 / 7), (4, 2, -3 / 11), (5, 3, -2 / 13)]
)
def test_the_sequential_game(n: int, m: int, value: float) -> None:
    """O15."""
    assert sequential_value(n, m) == pytest.approx(value, rel=1e-12)


def test_the_sequential_game_meets_its_recursion() -> None:
    """O15, to eleven opportunities."""
    every = [(n, m) for n in range(1, 12) for m in range(n + 1)]
    assert all(sequential_value(n, m) == pytest.approx(by_recursion(n, m), rel=1e-9) for n, m in every)
    assert sequential_value(11, 4) > -comb(10, 4)


def test_the_ratio_that_deters() -> None:
    """O16: q = .7, n = 150, N = 4400: loss over gain of 40.9."""
    assert deterrence_ratio(4400, 150, 0.7) == pytest.approx(40.9, abs=0.05)
    assert deterrence_ratio(10, 10, 1.0) == 0.0
    assert deterrence_ratio(10, 0, 1.0) is None
    assert deterrence_ratio(0, 0, 1.0) is None


def test_at_the_ratio_a_violation_breaks_even() -> None:
    ratio = deterrence_ratio(400, 19, 0.7)
    p = detection_probability(400.0, 19.0, 1, 0.7)
    assert ratio is not None
    assert (1 - p) * 1.0 - p * ratio == pytest.approx(0.0, abs=1e-12)


def test_the_provision_of_a_lognormal_demand() -> None:
    """O14: median 2.0, s .8, ratio .9: 5.576."""
    demand = 2.0 * np.exp(0.8 * norm.ppf((np.arange(200_000) + 0.5) / 200_000))
    assert newsvendor(demand, 0.9) == pytest.approx(5.576, abs=1e-3)


@pytest.mark.parametrize("ratio", [0.25, 0.5, 0.9, 0.97])
def test_no_other_provision_costs_less(ratio: float) -> None:
    demand = np.round(np.exp(np.random.default_rng(3).normal(5.0, 1.2, 501)))
    chosen = newsvendor(demand, ratio)

    def cost(provision: float) -> float:
        few, many = np.maximum(demand - provision, 0.0), np.maximum(provision - demand, 0.0)
        return float((ratio * few + (1.0 - ratio) * many).mean())

    assert cost(chosen) <= min(cost(other) for other in np.unique(demand)) + 1e-9


@pytest.mark.parametrize(("demand", "ratio"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.0), ([1.0], float("nan"))])
def test_a_provision_needs_demand_and_a_ratio(demand: list[float], ratio: float) -> None:
    with pytest.raises(ValueError, match="expected values and a ratio"):
        newsvendor(np.array(demand), ratio)


def test_provisions_grow_with_the_ratio_and_where_requests_are_many() -> None:
    half, most = (provisions(pack(), ratio, "continuation", 40) for ratio in (0.5, 0.9))
    assert all(a.days <= b.days for a, b in zip(half.rows, most.rows, strict=True))
    assert all(row.low is not None and row.high is not None and row.low <= row.high for row in most.rows)
    by_scenario = {row.scenario: row.mean for row in most.rows}
    assert by_scenario["resurgence"] > by_scenario["civilian"]


def test_a_detection_probability_bears_what_it_rests_on() -> None:
    plan = sampling_plan(load("opcw-2015-2019"), None, "continuation", 0.5)
    assert [row.sites for row in plan.rows] == [27, 150, 400, 4600, 5177]
    assert sum(row.visited for row in plan.rows[:-1]) == plan.rows[-1].visited == 241
    for row in plan.rows:
        expected = [
            detection_probability(float(row.sites), float(row.visited), d, row.recognised) for d in INCONSISTENT
        ]
        assert row.probability == pytest.approx(expected)
        assert row.recognised == pytest.approx(0.7)


@pytest.mark.parametrize(("scenario", "option"), [("none", "continuation"), (None, "none")])
def test_unknown_names_are_said(scenario: str | None, option: str) -> None:
    with pytest.raises(UnknownNameError, match="found 'none'"):
        sampling_plan(pack(), scenario, option, 0.5)


def test_a_probability_out_of_reach_is_said() -> None:
    plan = sampling_plan(pack(), None, "continuation", 0.99)
    assert plan.rows[0].sample[0] is None


def test_a_summary_shows_no_detection_probability_without_its_terms(results: Results) -> None:
    overview = Overview(results, {"detection_5": 0.5})
    one = next(one for one in overview.indicators if one.id == "detection_5")
    for sentences in (overview.sentences_on(one), overview.brief_on(one)):
        assert any("N = 800 declared sites, n = " in said and "D = 5, q = 0.5" in said for said in sentences)
    assert "N = 800 declared sites" in doc(results, "detection_5")
    assert "N = " not in doc(results, "shortfall")


@pytest.mark.parametrize("command", ["detection", "provision"])
def test_the_commands_fit_a_terminal_and_speak_to_programs(command: str) -> None:
    small = ["--replicates", "20"] if command == "provision" else []
    shown = CliRunner().invoke(app, [command, PACK, *small])
    assert shown.exit_code == 0, shown.output
    assert max(len(line) for line in shown.output.splitlines()) <= 110
    read = json.loads(CliRunner().invoke(app, [command, PACK, *small, "--json"]).output)
    rows = read["classes" if command == "detection" else "provisions"]
    assert len(rows) >= 3
    assert read["pack"] == PACK
