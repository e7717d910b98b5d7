"""A grid over the axes makes scenarios that stay at their places."""

from pathlib import Path

import pytest

from experiments.study_file import study_from
from experiments.sweep import sweep
from tests.experiments.test_study_file import faults

GRID = """\
pack: mine-ban-unit
replicates: 20
options: [continuation]
grid: {conflict: [0.15, 0.85], resources: [0.5, 0.15], source: "expert judgement: ours"}
"""
PLACES = [f"conflict-{c}-resources-{r}" for c in (15, 85) for r in (50, 15)]


def written(folder: Path, old: str = "", new: str = "") -> Path:
    (folder / "study.yaml").write_text(GRID.replace(old, new, 1))
    return folder / "study.yaml"


def test_each_place_is_a_scenario(tmp_path: Path) -> None:
    study = study_from(written(tmp_path)).study
    assert list(study.scenarios) == PLACES
    assert study.pack.scenarios[PLACES[0]].label == "Conflict 0.15, resources 0.5"


def test_scenarios_that_are_named_stand_before_it(tmp_path: Path) -> None:
    named = written(tmp_path, "options:", "scenarios: [civilian]\noptions:")
    assert list(study_from(named).study.scenarios) == ["civilian", *PLACES]


def test_the_place_of_a_quadrant_is_that_quadrant(tmp_path: Path) -> None:
    """Mission impossible stands at conflict 0.85, resources 0.15; there it starts, and a path stays."""
    named = written(tmp_path, "options:", "scenarios: [mission-impossible]\noptions:")
    found = sweep(study_from(named).study, tmp_path / "out").horizon("budget_cover")
    here, there = (found[name, "continuation"] for name in (PLACES[3], "mission-impossible"))
    assert here.mean() == pytest.approx(there.mean(), rel=0.05)
    assert found[PLACES[0], "continuation"].mean() > 1.2 * here.mean()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[0.15, 0.85]", "[0.15, 0.15]", "study.yaml:4:18: grid.conflict: found a place twice, expected"),
        ("[0.15, 0.85]", "[0.15, 1.85]", "study.yaml:4:25: grid.conflict[2]: found 1.85, expected a number"),
        ("[0.15, 0.85]", "[]", "study.yaml:4:18: grid.conflict: found a list of 0"),
        (', source: "expert judgement: ours"', "", "study.yaml:4:1: grid.source: found nothing, expected"),
        (
            "[0.15, 0.85]",
            f"[{', '.join(str(i / 100) for i in range(61))}]",
            "study.yaml:4:7: grid: found 122 places, expected at most 121, as in a grid of 11 by 11",
        ),
        (
            "replicates: 20",
            "own_scenarios:\n  conflict-15-resources-50: {label: A, mode: pure, quadrant: centre, summary: A,"
            ' source: "expert judgement: a"}',
            "study.yaml:5:7: grid: found a place that would be called 'conflict-15-resources-50', expected no other",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    (told,) = faults(written(tmp_path, old, new))
    assert told.startswith(said)
