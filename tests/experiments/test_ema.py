"""The engine as a model of the EMA Workbench: the numbers of a sweep, whoever evaluates, whatever goes wrong."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.ema import PLANNING_SCENARIO, ema_model, to_ema
from experiments.ema.experiment import Experiment
from experiments.ema.names import FAILED, distinct, workbench
from experiments.faults import StudyError, UnknownNameError, UserError
from experiments.results import Results
from experiments.sampling import TABLE, Sampling, triangular
from experiments.study import Study
from experiments.sweep import sweep
from scenarios.compile import uncertain
from simulation.ensemble import Cases, simulate
from tests.architecture.sources import REPOSITORY
from tests.experiments.made import PACK, pack, raw, stored_by_hand, study

with workbench():
    from ema_workbench import BooleanParameter, Policy, Scenario, perform_experiments
    from ema_workbench.util.ema_exceptions import CaseError

KINDS = {"shortfall": -1, "visits_share": 1, "cash_low": 1, "requests_late": -1, "inspectors": 0}
SHOWN = tuple(KINDS)
POINTS = ({"quit_rate": 0.06, "request_rate_support_mission": 1.9}, {"quit_rate": 0.19, "inflation": 0.002})
TRUE_NAMES = {"request_rate_support_mission": "request_rate.support-mission"}


def scenario_of(place: int, name: str = "civilian", **values: float) -> Scenario:
    return Scenario(f"point {place}", **{PLANNING_SCENARIO: name}, **values)


def values_of(model: Any, *scenarios: Scenario, policies: list[Policy] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = perform_experiments(model, list(scenarios), policies or 0)[1]
    return found


def test_uncertain_parameters_scenario_and_option_are_what_the_pack_has() -> None:
    model = ema_model(PACK, measures=["lighter-teams"])
    names = {one.name.replace(".", "_").replace("-", "_") for one in uncertain(pack())}
    assert set(model.uncertainties.keys()) == names | {PLANNING_SCENARIO}
    assert [one.value for one in model.uncertainties[PLANNING_SCENARIO].categories] == list(pack().matrix)
    assert [one.value for one in model.levers["option"].categories] == list(pack().options)
    assert isinstance(model.levers["lighter_teams"], BooleanParameter)
    assert set(model.outcomes.keys()) == {*pack().headline, FAILED}


def test_a_single_scenario_or_option_is_a_constant() -> None:
    model = ema_model(PACK, ["civilian"], ["continuation+duty-officer"], seed=4)
    constants = {one.name: one.value for one in model.constants}
    assert constants == {PLANNING_SCENARIO: "civilian", "option": "continuation+duty-officer", "seed": 4}
    assert len(model.levers) == 0


@pytest.mark.parametrize("uniform", [False, True])
def test_parameters_are_spread_as_in_the_pack_or_evenly(uniform: bool) -> None:
    model, u = ema_model(PACK, uniform=uniform), np.array([0.0, 0.1, 0.5, 0.9, 1.0])
    for one in uncertain(pack()):
        found = next(p for p in model.uncertainties if p.variable_name == [one.name])
        ends = (np.array(end) for end in (one.low, one.mode, one.high))
        expected = one.low + u * (one.high - one.low) if uniform else triangular(u, *ends)
        np.testing.assert_allclose(found.dist.ppf(u), expected, rtol=1e-12)
        assert (found.lower_bound, found.upper_bound, found.default) == (one.low, one.high, one.mode)
        assert repr(found).startswith("RealParameter(")


def test_an_outcome_is_to_be_raised_or_lowered_as_its_indicator_is() -> None:
    model = ema_model(PACK, indicators=SHOWN)
    assert {one.name: one.kind for one in model.outcomes if one.name != FAILED} == KINDS


@pytest.mark.parametrize("point", POINTS)
def test_an_experiment_is_a_sweep_at_the_same_point_to_the_last_bit(tmp_path: Path, point: dict[str, float]) -> None:
    names, sizes = tuple(TRUE_NAMES.get(name, name) for name in point), tuple(point.values())
    table = Sampling(TABLE, names=names, points=(sizes,))
    stored = sweep(Study(pack(), ("civilian",), ("continuation", "lean-visits"), 7, 1, 3, table), tmp_path)
    model = ema_model(pack(), ["civilian"], indicators=SHOWN, yearly=SHOWN, replicates=7, seed=3)
    for option in ("continuation", "lean-visits"):
        found = values_of(model, scenario_of(0, **point), policies=[Policy(option, option=option)])
        for name in SHOWN:
            row = next(one for one in stored.summary(name) if one.option == option)
            assert found[name][0] == row.mean, name
        undelivered, required = (raw(stored, t, "civilian", option) for t in ("undelivered_days", "required_days"))
        assert found["shortfall_by_year"][0].tolist() == (undelivered.sum(axis=0) / required.sum(axis=0)).tolist()
        assert found["TIME"][0].tolist() == list(pack().years)


def test_a_measure_that_is_on_is_the_option_put_together() -> None:
    joined = ema_model(PACK, ["civilian"], ["continuation+lighter-teams"], replicates=3)
    model = ema_model(PACK, ["civilian"], ["continuation"], ["lighter-teams"], replicates=3)
    on, off = (Policy(str(state), lighter_teams=state) for state in (True, False))
    assert values_of(model, scenario_of(0), policies=[on]) == values_of(joined, scenario_of(0))
    assert (
        values_of(model, scenario_of(0), policies=[off])["shortfall"] != values_of(joined, scenario_of(0))["shortfall"]
    )


def test_two_policies_of_one_name_are_two_policies() -> None:
    model = ema_model(PACK, ["civilian"], replicates=3)
    plain, lean = (Policy(name, option=name) for name in ("continuation", "lean-visits"))
    apart = values_of(model, scenario_of(0), policies=[plain, lean])["shortfall"]
    lean.name = plain.name
    assert values_of(model, scenario_of(0), policies=[plain, lean])["shortfall"].tolist() == apart.tolist()
    assert apart[0] != apart[1]


def failing(*places: int) -> Any:
    """The engine, with the cases at these places ended by a fault."""

    def run(*asked: Any) -> Cases:
        found = simulate(*asked)
        found.status[list(places)] = 6
        found.monthly[list(places)] = np.nan
        return found

    return run


def test_a_failed_case_is_counted_and_in_no_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ema_model(PACK, ["civilian"], indicators=["inspectors"], replicates=3)
    (two,) = values_of(ema_model(PACK, ["civilian"], indicators=["inspectors"], replicates=2), scenario_of(0))[
        "inspectors"
    ]
    monkeypatch.setattr("experiments.ema.experiment.simulate", failing(2))
    found = values_of(model, scenario_of(0))
    assert (found["inspectors"].tolist(), found[FAILED].tolist()) == ([two], [1])
    monkeypatch.setattr("experiments.ema.experiment.simulate", failing(0, 1, 2))
    found = values_of(model, scenario_of(0))
    assert np.isnan(found["inspectors"]).all()
    assert found[FAILED].tolist() == [3]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Scenario("wrong", quit_rate=7.0, planning_scenario="civilian"), "quit_rate is 7.0, expected 0 to 3"),
        (Scenario("wrong", quit_rate=0.1, planning_scenario="peace"), "no scenario 'peace'"),
    ],
)
def test_an_experiment_that_cannot_be_run_alters_no_other(
    wrong: Scenario, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    model = ema_model(PACK, yearly=["shortfall"], replicates=3)
    before, after = scenario_of(0, quit_rate=0.06), scenario_of(2, "resurgence", quit_rate=0.18)
    alone = values_of(model, before, after)
    found = values_of(model, before, wrong, after)
    assert told in caplog.text
    for name, values in found.items():
        assert values[[0, 2]].tolist() == alone[name].tolist()
        assert name in (FAILED, "TIME") or np.isnan(values[1]).all()
    assert found[FAILED].tolist() == [0, 3, 0]


def test_none_of_the_scenarios_is_the_usual_one(caplog: pytest.LogCaptureFixture) -> None:
    found = values_of(ema_model(PACK, replicates=2), Scenario("nowhere", quit_rate=0.1))
    assert "planning_scenario: none given, expected one of resurgence, " in caplog.text
    assert (np.isnan(found["shortfall"]).all(), found[FAILED].tolist()) == (True, [2])


def test_no_experiment_leaves_outcomes_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """EMA's own signal of a failed run hands over what the run before left: here that is nothing."""
    run = Experiment.__call__

    def interrupted(self: Experiment, **values: Any) -> dict[str, Any]:
        if values["quit_rate"] == 0.1:
            raise CaseError("stopped", values)
        return run(self, **values)

    monkeypatch.setattr(Experiment, "__call__", interrupted)
    points = [scenario_of(place, quit_rate=rate) for place, rate in enumerate((0.06, 0.1, 0.18))]
    found = values_of(ema_model(PACK, ["civilian"], replicates=2), *points)
    assert np.ma.getmaskarray(found["shortfall"]).tolist() == [False, True, False]


PARALLEL = """
import multiprocessing, sys
import numpy as np
from experiments.ema import ema_model
from ema_workbench import MultiprocessingEvaluator, Scenario, perform_experiments
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    model = ema_model("mine-ban-unit", yearly=["shortfall"], replicates=2)
    rates = (0.06, 0.1, 7.0, 0.12, 0.15, 0.18)
    points = [Scenario(str(rate), quit_rate=rate, planning_scenario="civilian") for rate in rates]
    policies = 0
    _, alone = perform_experiments(model, points, policies)
    with MultiprocessingEvaluator(model, n_processes=2) as evaluator:
        _, found = evaluator.perform_experiments(points, policies)
    assert all(np.array_equal(found[name], alone[name], equal_nan=True) for name in alone), found
    assert found["failed_cases"].tolist() == [0, 0, 2, 0, 0, 0], found
    print("same")
"""


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_two_processes_give_the_same_bits_and_survive_a_bad_experiment(tmp_path: Path, start: str) -> None:
    script = tmp_path / "parallel.py"
    script.write_text(PARALLEL, encoding="utf-8")
    command = [sys.executable, str(script), start]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert (done.returncode, done.stdout) == (0, "same\n"), done.stderr


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"scenarios": ["peace"]}, "scenario: found 'peace'"),
        ({"options": ["lean-visit"]}, "did you mean 'lean-visits'"),
        ({"options": ["continuation+e"]}, "no measure"),
        ({"measures": ["smaller"]}, "measure: found 'smaller'"),
        ({"indicators": ["shortfal"]}, "did you mean 'shortfall'"),
        ({"yearly": ["shortfal"]}, "did you mean 'shortfall'"),
        ({"replicates": 0}, "replicates: found 0"),
        ({"seed": -1}, "seed: found -1"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(StudyError, match=told.replace("+", "\\+")):
        ema_model(PACK, **asked)


def test_two_names_that_would_become_one_are_refused() -> None:
    with pytest.raises(StudyError, match="'a-b' and 'a_b' are both 'a_b'"):
        distinct(["a-b", "c", "a_b"])


def test_without_the_extra_the_fault_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    monkeypatch.delitem(sys.modules, "experiments.ema.model", raising=False)
    with pytest.raises(UserError, match="extra `ema`: pip install"):
        ema_model(PACK)


def by_place(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
    return {"required_days": 10.0 * (1 + draw), "undelivered_days": float(replicate)}.get(tally, 1.0)


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Six cases in two draws; case 3, of draw 1, failed."""
    return stored_by_hand(tmp_path_factory.mktemp("hand"), study(6, 2), by_place, frozenset({3}))


def test_a_stored_study_is_a_row_for_each_draw_scenario_and_option(by_hand: Results) -> None:
    experiments, outcomes = to_ema(by_hand, ["shortfall"])
    assert len(experiments) == 8
    # draw 0: cases 0, 2 and 4 of 10 days; draw 1: cases 1 and 5 of 20 days
    assert outcomes["shortfall"] == pytest.approx([6 / 30, 6 / 40] * 4)
    assert outcomes[FAILED].tolist() == [0, 1] * 4
    assert experiments["scenario"].tolist() == [0, 1] * 4
    assert experiments["quit_rate"].tolist() == [by_hand.point(draw)["quit_rate"] for draw in (0, 1)] * 4
    assert experiments["request_rate_support_mission"][1] == by_hand.point(1)["request_rate.support-mission"]
    pairs = list(zip(experiments[PLANNING_SCENARIO], experiments["option"], strict=True))
    assert pairs == [pair for pair in by_hand.manifest.study.pairs for _ in range(2)]


def test_a_stored_study_is_a_row_for_each_case(by_hand: Results) -> None:
    experiments, outcomes = to_ema(by_hand, ["shortfall"], row="case")
    assert len(experiments) == 24
    expected = [0.0, 2 / 10, 4 / 10, 1 / 20, np.nan, 5 / 20]
    np.testing.assert_allclose(outcomes["shortfall"][:6], expected)
    assert outcomes[FAILED][:6].tolist() == [0, 0, 0, 0, 1, 0]
    assert experiments["scenario"][:6].tolist() == [0, 0, 0, 1, 1, 1]


def test_without_names_a_stored_study_gives_its_headline(by_hand: Results) -> None:
    assert set(to_ema(by_hand)[1]) == {*pack().headline, FAILED}
    with pytest.raises(UnknownNameError, match="no indicator 'shortfal'"):
        to_ema(by_hand, ["shortfal"])


def test_a_stored_study_of_one_draw_is_what_the_model_gives(tmp_path: Path) -> None:
    stored = sweep(replace(study(4, 1, seed=2), options=("continuation",)), tmp_path)
    _, kept = to_ema(stored, ["shortfall"])
    model = ema_model(
        PACK, ["resurgence", "civilian"], ["continuation"], indicators=["shortfall"], replicates=4, seed=2
    )
    found = values_of(model, scenario_of(0, "resurgence"), scenario_of(1))
    assert found["shortfall"].tolist() == kept["shortfall"].tolist()
