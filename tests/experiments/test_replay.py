"""Any stored case again, as a Mesa model with the same bits; and its story."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from experiments.blocks import COLUMNS
from experiments.faults import UnknownNameError
from experiments.replay import differences, numbers_of, open_case, strangeness
from experiments.results import Results
from experiments.story import story
from scenarios import load
from scenarios.compile import ground_truth, settings
from simulation.model import QuadrilleModel
from tests.experiments.made import OPTIONS, SCENARIOS, stored_by_hand, study
from tests.scenarios.folders import copied, replaced


@pytest.mark.parametrize("replicate", [0, 13, 39])
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_replayed_case_has_the_stored_bits(results: Results, scenario: str, option: str, replicate: int) -> None:
    model = open_case(results, scenario, option, replicate)
    model.run_to_end()
    assert differences(results, scenario, option, replicate, model) == []
    assert len(model.agents) > 0


def test_another_case_does_not_have_them(results: Results) -> None:
    model = open_case(results, "civilian", "continuation", 3)
    model.run_to_end()
    assert differences(results, "civilian", "continuation", 4, model)


def test_a_changed_bit_is_told(tmp_path: Path, results: Results) -> None:
    model = open_case(results, "resurgence", "continuation", 2)
    model.run_to_end()
    numbers, _ = numbers_of(model)
    spoiled = numbers.copy()
    spoiled.view(np.uint32)[3, COLUMNS.index("cash")] ^= 1

    def values(scenario: str, option: str, draw: int, replicate: int, tally: str) -> tuple[float, ...]:
        return tuple(spoiled[:, COLUMNS.index(tally)].tolist())

    by_hand = stored_by_hand(tmp_path, study(4, 1), values)
    found = [one for one in differences(by_hand, "resurgence", "continuation", 2, model) if "." not in one.column]
    assert [(one.column, one.year) for one in found] == [("cash", 2024)]
    assert found[0].stored != found[0].replayed


def test_a_case_that_is_not_there(results: Results) -> None:
    for case in (("nowhere", "continuation", 0), ("civilian", "magic", 0), ("civilian", "continuation", 40)):
        with pytest.raises(UnknownNameError, match="no such case: the study has the scenarios resurgence, civilian"):
            open_case(results, *case)


def test_another_program_is_named(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    assert strangeness(results) == ""
    monkeypatch.setattr("experiments.replay.computed_by", lambda: {"engine": "0", "compiler": "0"})
    assert strangeness(results) == " The store was computed by another version of the engine and the compiler."


def test_the_story_of_a_case(results: Results) -> None:
    told = story(open_case(results, "resurgence", "lean-visits", 5), results.pack, "lean-visits")
    assert told.ended == "ok"
    assert told.years == results.years
    assert [line.indicator.id for line in told.lines][:4] == list(results.pack.headline)
    days = [event.day for event in told.events]
    assert days == sorted(days)
    assert days[0] == date(2021, 1, 1)
    assert told.events[0].text.startswith("Measure “One officer for a quality visit”: ")
    assert all(date(2021, 1, 1) <= day <= date(2025, 12, 31) for day in days)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_story_says_what_the_store_says(results: Results, scenario: str) -> None:
    model = open_case(results, scenario, "continuation", 8)
    told = story(model, results.pack, "continuation")
    assert differences(results, scenario, "continuation", 8, model) == []
    lines = {line.indicator.id: line.years for line in told.lines}
    stored, _ = results.stored_case(scenario, "continuation", 8)
    for name in ("visits_done", "requests", "requests_late"):
        assert list(lines[name]) == stored[:, COLUMNS.index(name)].tolist()
    late = sum("not met" in event.text for event in told.events)
    assert late <= sum(lines["requests_late"])  # type: ignore[arg-type]
    made = sum(event.text.startswith("Request: ") for event in told.events)
    assert made in (0, sum(lines["requests"]))  # type: ignore[arg-type]


def test_a_story_names_no_state(results: Results) -> None:
    payers = [row.payer for row in results.pack.tables.payers]
    for replicate in range(10):
        told = story(open_case(results, "resurgence", "continuation", replicate), results.pack, "continuation")
        assert not [payer for payer in payers for event in told.events if payer in event.text]


@pytest.mark.parametrize(
    ("gate", "session", "said"),
    [
        ("probability: 1, bodies: [council]", "2022-11-18", "its bodies will approve it; it begins 2021-01-01"),
        (
            "probability: 1, bodies: [council, assembly]",
            "2022-11-18",
            "its bodies will approve it; it begins 2021-07-01",
        ),
        (
            "probability: 1, bodies: [council], asked: 2021-03-01",
            "2022-11-18",
            "its bodies will approve it; it begins 2021-12-01",
        ),
        ("probability: 1, bodies: [council], asked: 2022-01-01", "2022-12-09", "approved too late to begin"),
        ("probability: 0, bodies: [council]", "2022-11-18", "not every body will approve it"),
    ],
)
def test_a_story_says_when_a_measure_is_approved(gate: str, session: str, said: str) -> None:
    with copied() as folder:
        replaced(folder, "options.yaml", "gate: {probability: 0.7,", f"gate: {{{gate},")
        replaced(folder, "tables/sessions.csv", "council,2022-11-18", f"council,{session}")
        pack = load(folder)
    model = QuadrilleModel(ground_truth(pack), settings(pack, "centre", "plan-as-drafted"), 1, 0)
    told = story(model, pack, "plan-as-drafted")
    assert told.events[0].day == date(2021, 1, 1)
    assert told.events[0].text == f"Measure “Core team”: {said}"
