"""Whoever shows numbers says how many cases failed: one test for each place, on studies whose cases really fail."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from docx import Document
from typer.testing import CliRunner

from experiments.analysis import worlds
from experiments.analysis.lost import WORST, at_worst
from experiments.analysis.robustness import Robustness, robustness
from experiments.analysis.worlds import Laboratory, World
from experiments.cli import app
from experiments.draft import write_draft
from experiments.faults import UserError
from experiments.figures.caption import source
from experiments.results import Results
from experiments.study_file import study_from
from experiments.summary import Overview
from experiments.sweep import sweep
from scenarios.changes import Changes, sizes
from simulation.ensemble import Cases, simulate
from tests.experiments.failing import mixed, uneven
from tests.experiments.made import OPTIONS, SCENARIOS, pack, stored_by_hand, study

LEFT_OUT = "40 of 160 simulated cases failed and are left out"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A quarter of the cases failed, the same under both options."""
    return sweep(mixed(), tmp_path_factory.mktemp("told") / "store", failures_at_most=0.25)


@pytest.fixture(scope="module")
def biased(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Some cases failed under one option, none under the other."""
    folder = tmp_path_factory.mktemp("biased")
    return sweep(study_from(uneven(folder)).study, folder / "store", failures_at_most=0.6)


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_summary(found: Results, results: Results) -> None:
    told = run("summary", str(found.folder))
    assert f"- {LEFT_OUT}." in told
    assert "Failed in “Civilian”, “Lean visits”: 10 of 40 (25 %; 90 % interval 16 to 38 %)." in told
    assert "Caution" not in told
    assert f"quadrille failures {found.folder}" in told
    rows = json.loads(CliRunner().invoke(app, ["summary", str(found.folder), "--json"]).stdout)
    assert [row["failed"] for row in rows["failure_rates"]] == [10] * 4
    assert all(row["failed"] == 10 for one in rows["indicators"] for row in one["summary"])
    assert Overview(results).failures() == []


def test_summary_cautions_where_options_fail_in_other_cases(biased: Results) -> None:
    rates = {(one.scenario, one.option): one.failed for one in biased.failure_rates()}
    under = rates["civilian", "flooded"]
    assert 0 < under < 40
    assert rates["civilian", "continuation"] == 0
    told = run("summary", str(biased.folder))
    assert f"Caution: in “Civilian” {under} cases failed under some options and not under others." in told
    assert "leave the pair out" in told
    assert all(row.n == 40 - rates[row.scenario, "flooded"] for row in biased.paired("visits_done", "flooded"))


def test_draft(found: Results, tmp_path: Path) -> None:
    files = {file.suffix: file for file in write_draft(found, tmp_path)}
    wanted = "simulated cases that failed and were left out: 40"
    assert wanted in " ".join(files[".md"].read_text(encoding="utf-8").split())
    assert any(wanted in paragraph.text for paragraph in Document(str(files[".docx"])).paragraphs)


def test_charts(found: Results, results: Results) -> None:
    assert LEFT_OUT in source(found)
    assert "failed" not in source(results)


@pytest.fixture
def failing_third(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worlds that no study stores, whose every third case fails: put in, since shipped packs have no such values."""

    def failing(*arguments: object, **named: object) -> Cases:
        cases = simulate(*arguments, **named)  # type: ignore[arg-type]
        cases.status[::3] = 6
        return cases

    monkeypatch.setattr(worlds, "simulate", failing)


@pytest.mark.usefixtures("failing_third")
@pytest.mark.parametrize(
    "words",
    [
        ("ablation", "mine-ban-unit", "--replicates", "20"),
        ("effects", "mine-ban-unit", "--replicates", "20"),
        ("provision", "mine-ban-unit", "--replicates", "20"),
        ("chain", "opcw-2015-2019", "--replicates", "32"),
        ("statements", "opcw-2015-2019", "M15-41", "--replicates", "20"),
        ("tables", "opcw-2005-2007", "--replicates", "20"),
        ("backtest", "opcw-2015-2019", "--replicates", "20"),
    ],
    ids=lambda words: words[0],
)
def test_commands_that_simulate_themselves(words: tuple[str, ...]) -> None:
    assert "simulated cases failed and are left out." in run(*words)
    rows = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    rows = rows["tables"][0] if words[0] == "tables" else rows
    assert rows["failed"] > 0


def test_a_laboratory_counts_what_really_fails() -> None:
    laboratory = Laboratory(pack(), 20, 1)
    flooded = Changes(overrides=sizes({"request_rate.completion-review": 100.0}))
    laboratory.run([World("civilian", "continuation"), World("civilian", "continuation", flooded)])
    assert (laboratory.ran.cases, laboratory.ran.failed) == (40, 20)
    assert laboratory.ran.told() == ("20 of 40 simulated cases failed and are left out.",)


def values(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
    """Of ten visits planned, five to eight are done by draw; lean visits do one more."""
    done = 5.0 + draw + (option == "lean-visits")
    return {"visits_planned": 10.0, "visits_done": done}.get(tally, 1.0)


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Robustness]:
    """Two scenarios, four draws of two cases; a case of draw 2 failed under lean visits in “Civilian” alone."""
    results = stored_by_hand(tmp_path_factory.mktemp("hand") / "store", study(8, 4), values, lost=LOST)
    return lambda failed: robustness(results, ("visits_share",), ("visits_share>=0.5",), failed=failed)  # type: ignore[arg-type]


LOST = frozenset({("civilian", "lean-visits", 6)})


def scores(found: Robustness, criterion: str) -> list[float | None]:
    (row,) = (row for row in found.tables[0].rows if row.criterion.id == criterion)
    return [score.value for score in row.scores]


def test_failed_cases_are_left_out_unless_told_otherwise(by_hand: Callable[[str], Robustness]) -> None:
    found = by_hand("leave-out")
    assert found.futures_failed == (0, 1)
    assert scores(found, "maximin") == pytest.approx([0.5, 0.6])
    assert scores(found, "laplace") == pytest.approx([0.65, 0.75])
    assert scores(found, "domain") == [1.0, 1.0]
    assert scores(found, "cases") == [1.0, 1.0]


def test_failed_cases_at_worst(by_hand: Callable[[str], Robustness]) -> None:
    """The future of the failed case falls from 0.8 to 0.5, the worst of the table, for lean visits alone."""
    found = by_hand(WORST)
    assert scores(found, "maximin") == pytest.approx([0.5, 0.5])
    assert scores(found, "laplace") == pytest.approx([0.65, 0.75 - 0.3 / 8])
    assert scores(found, "domain") == pytest.approx([1.0, 7 / 8])
    assert scores(found, "cases") == pytest.approx([1.0, 15 / 16])
    assert (found.to_json()["failed"], found.to_json()["futures_failed"]["lean-visits"]) == ("worst", 1)


def test_a_failure_never_makes_an_outcome_better() -> None:
    """What is left of a future may itself be the worst; all of the lost have it then."""
    futures, lost = np.array([[[0.9, 0.1, 0.5]]]), np.array([[[True, True, False]]])
    assert at_worst(futures, lost, "up").ravel().tolist() == [0.1, 0.1, 0.5]
    assert at_worst(futures, lost, "down").ravel().tolist() == [0.9, 0.9, 0.5]
    assert at_worst(np.array([[[np.nan, 0.3]]]), np.array([[[True, False]]]), "up").ravel().tolist() == [0.3, 0.3]


def test_robustness_says_what_became_of_failed_cases(biased: Results, results: Results) -> None:
    told = run("robustness", str(biased.folder))
    assert "Outcomes with failed cases" in told
    assert "Failed cases are left out under every option; --failed worst counts them" in told
    told = run("robustness", str(biased.folder), "--failed", "worst")
    assert "An outcome with a failed case counts as the worst of its table" in told
    assert "failed cases" not in run("robustness", str(results.folder))
    with pytest.raises(UserError, match="--failed: found 'best', expected leave-out or worst"):
        robustness(results, failed="best")  # type: ignore[arg-type]


def test_options_that_fail_are_no_longer_preferred_at_worst(biased: Results) -> None:
    for table in robustness(biased, ("visits_share",), failed=WORST).tables:
        worst = next(row for row in table.rows if row.criterion.id == "maximin")
        assert worst.scores[1].value is not None
        assert worst.scores[0].value is not None
        assert worst.scores[1].value <= worst.scores[0].value


def test_a_study_without_failures_is_judged_alike_either_way(results: Results) -> None:
    assert robustness(results).tables == robustness(results, failed=WORST).tables
    assert not np.any([results.failed_mask(s, o) for s in SCENARIOS for o in OPTIONS])
