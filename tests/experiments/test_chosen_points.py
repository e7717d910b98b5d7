"""Points of the parameters that somebody chose are no sample: whoever reads an interval over them is told so."""

from pathlib import Path

import pytest

from experiments.draft.subject import subject
from experiments.draft.wording import sweep_command
from experiments.figures.caption import spread
from experiments.results import Results
from experiments.statistics import OVER_DRAWS, OVER_POINTS
from tests.experiments.test_cli import sound, unwrapped

FACTORIAL = """\
pack: mine-ban-unit
scenarios: [resurgence]
options: [continuation, lean-visits]
replicates: 12
design: {method: full-factorial, levels: {quit_rate: [0.05, 0.15], rest_days: [4, 8, 9]}}
"""
DRAWN = """\
pack: mine-ban-unit
scenarios: [resurgence]
options: [continuation, lean-visits]
replicates: 12
draws: 4
design: {method: sobol}
"""


def swept(folder: Path, text: str) -> Path:
    (folder / "study.yaml").write_text(text)
    sound("sweep", folder / "study.yaml", "--out", folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return swept(tmp_path_factory.mktemp("chosen"), FACTORIAL)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return swept(tmp_path_factory.mktemp("drawn"), DRAWN)


def test_a_difference_says_what_its_interval_covers(chosen: Path, drawn: Path) -> None:
    kinds = [Results.open(folder).paired("shortfall", "lean-visits")[0].kind for folder in (chosen, drawn)]
    assert kinds == [OVER_POINTS, OVER_DRAWS]


def test_summary_and_charts_call_them_no_draws(chosen: Path, drawn: Path) -> None:
    of_chosen, of_drawn = (unwrapped(sound("summary", folder)) for folder in (chosen, drawn))
    assert "6 points of the parameters that were chosen (full-factorial), each as often as another" in of_chosen
    assert "4 draws of 16 uncertain parameters" in of_drawn
    assert "were chosen (" not in of_drawn
    assert spread(Results.open(chosen)) == "6 chosen points of the parameters among them"
    assert spread(Results.open(drawn)) == "parameter uncertainty included"


def test_the_draft_says_so_and_names_the_command_that_makes_it_again(chosen: Path, drawn: Path, tmp_path: Path) -> None:
    sound("draft", chosen, "--out", tmp_path)
    text = next(tmp_path.glob("*.md")).read_text(encoding="utf-8")
    assert "points of the parameters that were chosen, so that ranges over them are no uncertainty intervals" in text
    assert "parameter uncertainty not included" in text
    assert f"90 per cent interval ({OVER_POINTS})" in text
    assert "“quadrille sweep STUDY.yaml --out STUDY”" in text


def test_robustness_says_so(chosen: Path, drawn: Path) -> None:
    said = "The 6 points were chosen, not drawn"
    assert said in unwrapped(sound("robustness", chosen))
    assert "were chosen" not in unwrapped(sound("robustness", drawn))


def test_the_pack_of_a_study_with_values_of_its_own_is_the_one_in_the_store(tmp_path: Path) -> None:
    own = (
        'pack: mine-ban-unit\nreplicates: 4\nparameters: {quit_rate: {value: 0.2, source: "expert judgement: ours"}}\n'
    )
    folder = swept(tmp_path, own)
    words = sweep_command(subject(Results.open(folder), "continuation")).split()
    stands_for = {"PACK": str(folder / "pack"), "STUDY": str(tmp_path / "again")}
    again = [stands_for.get(word, word) for word in words]
    sound(*again[1:])
    hashes = [Results.open(each).manifest.content_hash for each in (folder, tmp_path / "again")]
    assert hashes[0] == hashes[1]
