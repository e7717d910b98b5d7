"""A pack with circumstances and no 2 x 2: sweep, summary, draft, figure, page and ablation show its scenarios."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.live import LiveRuns
from dashboard.state import start
from dashboard.view import View
from experiments.analysis.ablation import ablate
from experiments.cli import app
from experiments.draft.content import build_draft
from experiments.figures.matrix import matrix, scenarios
from experiments.results import Results
from experiments.study import study_of
from experiments.sweep import sweep
from scenarios import load
from tests.scenarios.folders import copied

PACK = "opcw-2005-2007"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("plan-2005")
    sweep(study_of(load(PACK), replicates=4), place)
    return place


@pytest.fixture
def results(folder: Path) -> Results:
    return Results.open(folder)


def test_the_usual_study_has_the_one_scenario_under_all_options(results: Results) -> None:
    assert results.scenarios == ("centre",)
    assert results.options == ("continuation", "plan-as-drafted", "optimised-verification")
    assert results.manifest.failed == 0


def test_the_summary_says_whose_the_axes_are(folder: Path) -> None:
    done = CliRunner().invoke(app, ["summary", str(folder)])
    assert done.exit_code == 0, done.output
    assert "“Circumstances of the plan”" in done.output
    assert "the two axes were chosen by the authors of the pack" in done.output


def test_the_check_claims_no_2_x_2() -> None:
    output = CliRunner().invoke(app, ["check", PACK]).output
    assert "Scenarios: centre. No 2 x 2 is claimed." in output


def test_the_figure_is_one_panel_without_names_of_axes(results: Results) -> None:
    assert scenarios(results) == ("centre",)
    layout = matrix(results, "shortfall", "continuation")["layout"]
    assert (layout["xaxis"]["domain"], layout["yaxis"]["domain"]) == ([0.0, 1.0], [0.0, 1.0])
    assert "xaxis2" not in layout
    words = " ".join(note["text"] for note in layout["annotations"])
    assert "Circumstances of the plan" in words
    assert "←" not in words
    stacked = matrix(results, "shortfall", "continuation", stacked=True)["layout"]
    assert stacked["yaxis"]["domain"] == [0.0, 1.0]
    assert "conflict" not in " ".join(note["text"] for note in stacked["annotations"])


def test_the_draft_speaks_of_circumstances_and_of_no_equal_likelihood(results: Results) -> None:
    draft = build_draft(results)
    assert draft.charts()[0].alternative.startswith("One panel, scenario “Circumstances of the plan”.")
    text = str(draft)
    assert "The plan document names no scenarios" in text
    assert "equally likely" not in text


def test_the_page_shows_the_scenario_and_explains_no_axes(results: Results) -> None:
    view = View(results, LiveRuns(results), start(results))
    assert [panel.scenario for panel in view.board.panels] == ["centre"]
    assert "The two axes" not in str(view.properties()["explanation"])


def test_the_ablation_has_a_column_for_the_scenario() -> None:
    found = ablate(load(PACK), replicates=20)
    assert {change.scenario for change in found.changes} == {"centre"}


@pytest.fixture
def three(tmp_path: Path) -> Results:
    """The toy pack without its 2 x 2, three of its scenarios swept."""
    with copied() as place:
        text = (place / "scenarios.yaml").read_text(encoding="utf-8")
        (place / "scenarios.yaml").write_text(text.split("matrix:")[0], encoding="utf-8")
        asked = study_of(load(place), ["resurgence", "centre", "mixture"], ["continuation"], 4)
        sweep(asked, tmp_path)
    return Results.open(tmp_path)


def test_three_scenarios_stand_beside_and_below_each_other(three: Results) -> None:
    layout = matrix(three, "shortfall", "continuation")["layout"]
    lefts = [layout[f"xaxis{i}"]["domain"][0] for i in ("", "2", "3")]
    bottoms = [layout[f"yaxis{i}"]["domain"][0] for i in ("", "2", "3")]
    assert lefts == [0.0, lefts[1], 0.0]
    assert lefts[1] > 0.0
    assert bottoms[0] == bottoms[1] > bottoms[2] == 0.0
