"""What stands in the address of a page: read back where the study has it, replaced by the start where not."""

from typing import Any

import pytest

from dashboard.state import RANGE, UNCHANGED, catalogue, read, start
from experiments.results import Results
from experiments.study import REFERENCE


def test_the_start_is_the_first_headline_indicator_of_an_option_that_changes_something(results: Results) -> None:
    first = start(results)
    assert first.indicator == results.pack.headline[0]
    assert first.option in results.options
    assert first.option != REFERENCE
    assert first.envelope == UNCHANGED
    assert first.view == "chart"


def test_what_was_chosen_is_read_back(results: Results) -> None:
    sent = {"indicator": "visits_done", "option": REFERENCE, "envelope": 85, "view": "table", "stacked": True}
    state = read(results, sent)
    assert {name: getattr(state, name) for name in sent} == sent


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        {"indicator": "no-such", "option": "no-such", "view": "map"},
        {"indicator": 7, "option": ["continuation"], "view": None, "envelope": None},
        {"envelope": "much"},
    ],
)
def test_what_the_study_does_not_have_becomes_the_start(results: Results, sent: dict[str, Any] | None) -> None:
    assert read(results, sent) == start(results)


@pytest.mark.parametrize(("sent", "told"), [(10, RANGE[0]), (1000, RANGE[1]), (85.4, 85), ("85", 85)])
def test_the_envelope_stays_within_its_range(results: Results, sent: Any, told: int) -> None:
    assert read(results, {"envelope": sent}).envelope == told


def test_the_script_knows_every_indicator_and_option(results: Results) -> None:
    known = catalogue(results)
    assert known["indicators"] == [one.id for one in results.indicators]
    assert known["options"] == list(results.options)
    assert known["start"]["indicator"] in known["indicators"]
