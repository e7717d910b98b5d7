"""Live runs are the study's own cases: at 100 per cent the same, at less money with less of it."""

from pathlib import Path

import numpy as np
import pytest

from dashboard.live import Bench, LiveRuns, Run, overlay, with_envelope
from dashboard.state import start
from experiments.figures.matrix import scenarios
from experiments.results import Results
from experiments.sweep import sweep
from scenarios.compile import settings
from simulation.layout import SETTINGS, TALLY_INDEX
from tests.experiments.failing import mixed


@pytest.fixture(scope="module")
def bench(results: Results) -> Bench:
    return Bench(results)


@pytest.fixture(scope="module")
def option(results: Results) -> str:
    return start(results).option


@pytest.fixture(scope="module")
def unchanged(bench: Bench, option: str) -> Run:
    return bench.run(option, 100)


@pytest.mark.parametrize("indicator", ["visits_done", "spending", "shortfall"])
def test_at_100_per_cent_the_cases_are_those_of_the_store(
    results: Results, unchanged: Run, option: str, indicator: str
) -> None:
    stored = results.horizon(indicator)
    study = results.manifest.study
    by_replicate = np.argsort(sorted(range(study.replicates), key=lambda i: (i % study.draws, i)))
    for scenario in scenarios(results):
        live = over_the_plan(results, unchanged.yearly[scenario], indicator)
        np.testing.assert_allclose(live, stored[scenario, option][by_replicate][: unchanged.cases], rtol=1e-5)


def over_the_plan(results: Results, yearly: np.ndarray, indicator: str) -> np.ndarray:
    one = next(i for i in results.indicators if i.id == indicator)
    values = yearly[:, :, TALLY_INDEX[one.numerator]].sum(axis=1)
    if one.denominator is None:
        return values
    return np.asarray(values / yearly[:, :, TALLY_INDEX[one.denominator]].sum(axis=1))


def test_cases_that_fail_are_counted_and_left_out(tmp_path: Path) -> None:
    """Of the eight draws of five cases one overflows and the values of one are refused."""
    run = Bench(sweep(mixed(), tmp_path, failures_at_most=0.25)).run("continuation", 100)
    assert run.failed == 20
    assert all(len(yearly) == 30 for yearly in run.yearly.values())


def test_less_money_is_less_money_and_the_circumstances_stay(results: Results, bench: Bench, option: str) -> None:
    less, plain = bench.run(option, 60), bench.run(option, 100)
    money, requests = TALLY_INDEX["appropriation_real"], TALLY_INDEX["requests"]
    for scenario in scenarios(results):
        last = less.yearly[scenario][:, -1, money] / plain.yearly[scenario][:, -1, money]
        assert np.all(last < 0.95)
        np.testing.assert_array_equal(less.yearly[scenario][:, :, requests], plain.yearly[scenario][:, :, requests])


@pytest.mark.parametrize("factor", [0.5, 1.0, 1.5])
def test_a_moved_envelope_is_a_point_with_another_envelope(results: Results, option: str, factor: float) -> None:
    point = {"envelope_target": 1.1, **results.design.point(0)}
    moved = {**point, "envelope_target": factor * point["envelope_target"]}
    scenario = scenarios(results)[0]
    found = with_envelope(settings(results.pack, scenario, option, point), factor)
    asked = settings(results.pack, scenario, option, moved)
    for field in SETTINGS.names or ():
        np.testing.assert_array_equal(found[field], asked[field])


@pytest.mark.parametrize("indicator", ["visits_done", "shortfall", "spending"])
def test_at_100_per_cent_the_bands_are_those_of_the_study(
    results: Results, unchanged: Run, option: str, indicator: str
) -> None:
    shown = overlay(results, unchanged, unchanged, option, indicator)
    for scenario in scenarios(results):
        np.testing.assert_allclose(shown.bands[scenario], results.bands(indicator)[scenario, option])
    assert shown.cases == unchanged.cases


def test_elsewhere_the_bands_move_by_what_changes_in_the_cases(
    results: Results, bench: Bench, unchanged: Run, option: str
) -> None:
    less = bench.run(option, 60)
    shown = overlay(results, less, unchanged, option, "spending")
    spending = TALLY_INDEX["spending"]
    for scenario in scenarios(results):
        ours, plain = (
            np.quantile(run.yearly[scenario][:, :, spending], (0.1, 0.5, 0.9), axis=0) for run in (less, unchanged)
        )
        stored = results.bands("spending")[scenario, option]
        np.testing.assert_allclose(shown.bands[scenario], stored + ours - plain, rtol=1e-6)


def test_a_year_without_any_event_has_no_number(results: Results, unchanged: Run) -> None:
    one = next(i for i in results.indicators if i.id == "late_share")
    yearly = {name: values.copy() for name, values in unchanged.yearly.items()}
    scenario = scenarios(results)[0]
    yearly[scenario][:, 0, TALLY_INDEX[one.denominator or ""]] = 0.0
    none = Run(100, yearly, unchanged.cases, 0, 0.0)
    bands = overlay(results, none, none, start(results).option, "late_share").bands[scenario]
    assert np.all(np.isnan(bands[:, 0]))


def test_a_run_is_remembered(results: Results, option: str) -> None:
    live = LiveRuns(results)
    live.prepare().join(timeout=300)
    assert live.state == "ready"
    assert live.run(option, 80) is live.run(option, 80)


def test_live_runs_that_can_not_be_prepared_say_why(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_bench: Bench, _option: str) -> None:
        raise RuntimeError("no machine code today")

    monkeypatch.setattr(Bench, "warm_up", refuse)
    live = LiveRuns(results)
    live.prepare().join(timeout=60)
    assert (live.state, live.problem) == ("failed", "no machine code today")
