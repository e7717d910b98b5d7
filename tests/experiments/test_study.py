"""What may be asked of a study, and what it answers when it may not."""

import pytest

from experiments.faults import StudyError
from experiments.study import REFERENCE, Study, default_draws, study_of
from tests.experiments.made import pack


@pytest.mark.parametrize(
    ("replicates", "draws"),
    [(1, 1), (19, 1), (20, 1), (40, 2), (200, 10), (210, 10), (999, 37), (1000, 50), (1024, 32), (1009, 1), (5000, 50)],
)
def test_draws_divide_the_replicates(replicates: int, draws: int) -> None:
    assert default_draws(replicates) == draws
    assert replicates % draws == 0


def test_the_usual_study_is_the_matrix_under_all_options() -> None:
    asked = study_of(pack())
    assert asked.scenarios == pack().matrix
    assert asked.options == tuple(pack().options)
    assert (asked.replicates, asked.draws, asked.seed) == (1000, 50, 1)
    assert asked.outline.cases == 4 * len(pack().options) * 1000


def test_the_reference_is_always_part_of_a_study() -> None:
    assert study_of(pack(), options=("lean-visits",)).options == (REFERENCE, "lean-visits")


def test_names_asked_for_twice_are_one() -> None:
    assert study_of(pack(), scenarios=("centre", "centre")).scenarios == ("centre",)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"replicates": 210, "draws": 20}, "take 200 or 220 replicates, or 10 draws"),
        ({"replicates": 10, "draws": 20}, "draws: found 20, expected from 1 to the 10 replicates"),
        ({"replicates": 0, "draws": 1}, "replicates: found 0"),
        ({"scenarios": ("nowhere",)}, "scenario: found 'nowhere', expected one of resurgence"),
        ({"options": ("magic",)}, "option: found 'magic', expected one of continuation"),
        ({"scenarios": ()}, "scenario: none asked for"),
        ({"options": ("continuation", "continuation")}, "twice"),
        ({"seed": -1}, "seed: found -1"),
        ({"seed": 2**62}, "seed: found"),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, object], words: str) -> None:
    asked = {"scenarios": ("resurgence",), "options": ("continuation",), "replicates": 20, "draws": 2} | changes
    with pytest.raises(StudyError, match=words.replace("(", r"\(")):
        Study(pack(), **asked)  # type: ignore[arg-type]
