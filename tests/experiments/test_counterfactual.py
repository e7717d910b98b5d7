"""A counterfactual that a pack names is in every study, and what options change is told against it too."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.analysis.chain import chain
from experiments.analysis.effects import effects
from experiments.analysis.show_chain import show_chain
from experiments.analysis.show_effects import show_effects
from experiments.cli import app
from experiments.console import console, show_overview
from experiments.draft.content import build_draft
from experiments.draft.ledger import differing, ledger_json
from experiments.faults import StudyError
from experiments.figures.matrix import matrix
from experiments.results import Results
from experiments.study import Study, added, study_of
from experiments.summary import Overview
from experiments.sweep import sweep
from scenarios import Pack, load
from scenarios.compile import ground_truth, settings
from simulation.ensemble import simulate

PACK, COUNTERFACTUAL, PLAN, REFERENCE = (
    "brs-synergies-2012-2013",
    "separate-secretariats",
    "plan-as-drafted",
    "continuation",
)
SCENARIO = "resurgence"
WAIT = "cooperation_wait_days"


def pack() -> Pack:
    """The pack with few scenarios on screen, so that what is simulated is little."""
    return replace(load(PACK), matrix=(), scenarios={SCENARIO: load(PACK).scenarios[SCENARIO]})


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return sweep(study_of(load(PACK), (SCENARIO,), (PLAN,), 40), tmp_path_factory.mktemp("separate"), workers=2)


def test_a_study_of_one_option_holds_the_counterfactual_too() -> None:
    study = study_of(load(PACK), options=(PLAN,), replicates=40)
    assert study.options == (REFERENCE, PLAN, COUNTERFACTUAL)
    told = added(study, (PLAN,))
    assert len(told) == 2
    assert REFERENCE in told[0]
    assert f"({COUNTERFACTUAL}), the counterfactual of the pack" in told[1]
    assert added(study_of(load(PACK), replicates=40), ()) == ()


def test_no_study_can_be_made_without_it() -> None:
    with pytest.raises(StudyError, match=COUNTERFACTUAL):
        Study(load(PACK), (SCENARIO,), (REFERENCE, PLAN), 40, 2)


def test_a_pack_without_one_is_studied_as_before() -> None:
    study = study_of(load("mine-ban-unit"), options=("lean-visits",), replicates=40)
    assert study.options == (REFERENCE, "lean-visits")
    assert load("mine-ban-unit").counterfactual is None


def test_its_cases_meet_the_same_seeds(results: Results) -> None:
    """Bit for bit the cases that a run of its own gives; and circumstances are those of the other options."""
    loaded = load(PACK)
    point = results.point(3)
    alone = simulate(ground_truth(loaded), settings(loaded, SCENARIO, COUNTERFACTUAL, point), 1, 3, 1).yearly()[0]
    stored = results.stored_case(SCENARIO, COUNTERFACTUAL, 3)[0]
    assert (stored[:, : alone.shape[1]] == alone.astype("f4")).all()
    axes = [results.horizon("conflict")[SCENARIO, one].tolist() for one in results.options]
    assert axes[0] == axes[1] == axes[2]


def test_the_summary_compares_the_plan_with_it(results: Results, capsys: pytest.CaptureFixture[str]) -> None:
    overview = Overview(results)
    assert overview.counterfactual == COUNTERFACTUAL
    for one in overview.indicators:
        (row,) = overview.against[one.id]
        assert (row.option, row.versus) == (PLAN, COUNTERFACTUAL)
        assert row == results.paired(one.id, PLAN, COUNTERFACTUAL)[0]
    show_overview(overview, console())
    assert "Difference from “Separate secretariats (counterfactual)”" in capsys.readouterr().out
    rows = overview.to_json()["indicators"][0]["paired"]
    assert [(row["option"], row["versus"]) for row in rows] == [
        *((one, REFERENCE) for one in (PLAN, COUNTERFACTUAL)),
        (PLAN, COUNTERFACTUAL),
    ]


def test_the_chart_always_draws_it(results: Results) -> None:
    for option in (PLAN, REFERENCE):
        roles = {trace["meta"]["id"]: trace["meta"]["role"] for trace in matrix(results, WAIT, option)["data"]}
        assert roles[COUNTERFACTUAL] == "counterfactual"
    roles = {trace["meta"]["id"]: trace["meta"]["role"] for trace in matrix(results, WAIT, COUNTERFACTUAL)["data"]}
    assert roles[COUNTERFACTUAL] != "counterfactual"


def test_the_draft_compares_the_plan_with_it(results: Results) -> None:
    draft = build_draft(results)
    cited = [number for number in draft.numbers if number.statistic.endswith(f" from {COUNTERFACTUAL}")]
    assert cited
    for number in cited:
        (row,) = results.paired(number.indicator or "", PLAN, COUNTERFACTUAL)
        kind = number.statistic.removesuffix(f" from {COUNTERFACTUAL}")
        ends = {"difference": row.mean, "difference low": row.low, "difference high": row.high}
        assert kind == "difference error" or number.value == ends[kind]
    assert differing(json.loads(ledger_json(draft.numbers, draft.content_hash)), results) == []


def test_chain_and_effects_tell_the_difference(capsys: pytest.CaptureFixture[str]) -> None:
    found = chain(pack(), PLAN, (SCENARIO,), 20)
    assert all(level.effect is not None and level.against is not None for level in found.levels)
    show_chain(found, console())
    assert "change from “Separate" in capsys.readouterr().out
    table = effects(pack(), replicates=20)
    assert table.compared == (REFERENCE, PLAN)
    mirrored = {
        one.scenario: one.interval for one in table.against if (one.measure, one.indicator) == (REFERENCE, WAIT)
    }
    assert mirrored[SCENARIO].mean is not None
    show_effects(table, console())
    assert "compared with “Separate secretariats (counterfactual)”" in capsys.readouterr().out
    assert table.to_json()["counterfactual"] == COUNTERFACTUAL


def test_a_measure_alone_is_not_compared_with_it() -> None:
    assert effects(pack(), ("harmonised-reporting",), replicates=20).against == ()


def test_every_pack_says_what_it_compares_with() -> None:
    assert {name: load(name).counterfactual for name in (PACK, "ccm-isu-2019")} == {
        PACK: COUNTERFACTUAL,
        "ccm-isu-2019": None,
    }


def test_the_terminal_says_what_it_adds(tmp_path: Path) -> None:
    words = ["sweep", PACK, "--scenario", SCENARIO, "--option", PLAN, "--replicates", "2", "--out", str(tmp_path / "s")]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert f"({COUNTERFACTUAL}), the counterfactual of the pack, which every study holds." in told.output


def test_check_names_it() -> None:
    assert f"Counterfactual: {COUNTERFACTUAL}." in CliRunner().invoke(app, ["check", PACK]).output
    assert "Counterfactual" not in CliRunner().invoke(app, ["check", "mine-ban-unit"]).output
