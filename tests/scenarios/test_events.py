"""Requests on given days, facilities that come with requests and lines that report reach the engine as written."""

from datetime import date

import numpy as np
import pytest

from experiments.analysis.statements.rows import pairs
from scenarios import load
from scenarios.changes import NO_CHANGES, Changes
from scenarios.compile import ground_truth, settings
from scenarios.events import Event
from scenarios.pack import Pack
from simulation.capacity import EVENTS
from tests.scenarios.folders import TOY

PACK = load("opcw-2015-2019")
REVIEW = Event(date=date(2021, 5, 1), kind="review")


def events(pack: Pack, scenario: str, changes: Changes = NO_CHANGES) -> list[tuple[int, int, float]]:
    record = settings(pack, scenario, "continuation", changes=changes)[0]
    columns = [record[f"event_{name}"][: record["event_n"]].tolist() for name in ("day", "kind", "size")]
    return list(zip(*columns, strict=True))


def test_the_events_of_a_scenario() -> None:
    assert events(PACK, "centre") == []
    assert events(PACK, "shock-all-three") == [(790, 0, -1.0), (820, 2, -1.0), (850, 1, -1.0)]


def test_a_shock_differs_from_the_centre_by_its_events_alone() -> None:
    centre, shock = (settings(PACK, name, "continuation")[0] for name in ("centre", "shock-new-possessor"))
    differ = [n for n in centre.dtype.names or () if not np.array_equal(centre[n], shock[n])]
    assert differ == ["event_n", "event_day", "event_size"]


def test_changes_add_events_to_those_of_the_scenario() -> None:
    sized = Event(date=date(2022, 12, 31), kind="support", size=12.5)
    assert events(load(TOY), "centre", Changes(events=(REVIEW, sized))) == [(120, 0, -1.0), (729, 1, 12.5)]
    more = Changes(events=(Event(date=date(2015, 1, 1), kind="technical-assistance"),))
    assert [row[1] for row in events(PACK, "shock-new-possessor", more)] == [0, 3]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Event(date=date(2021, 5, 1), kind="reviw"), "no kind of request 'reviw'; did you mean 'review'"),
        (Event(date=date(2023, 1, 1), kind="review"), "placed on 2023-01-01, expected 2021-01-01 to 2022-12-31"),
    ],
)
def test_events_that_have_no_place_are_refused_in_words(event: Event, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        events(load(TOY), "centre", Changes(events=(event,)))


def test_more_events_than_the_engine_has_room_for_are_refused() -> None:
    with pytest.raises(ValueError, match=f"{EVENTS + 1} requests placed on a day, expected at most {EVENTS}"):
        events(load(TOY), "centre", Changes(events=(REVIEW,) * (EVENTS + 1)))


def test_the_condition_of_a_statement_places_requests() -> None:
    ((on, off),) = pairs(PACK.statements["M15-82a"], False)
    assert [event.kind for event in off.changes.events] == ["investigation-of-alleged-use"]
    assert set(off.changes.events) < set(on.changes.events)
    assert len(on.changes.events) == 3


def test_what_a_request_brings_and_who_reports() -> None:
    ground = ground_truth(PACK)[0]
    assert ground["facility_kind"][:6].tolist() == [0, 0, 0, 0, 0, 1]
    assert (ground["facility_nth"][5], ground["facility_delay"][5], ground["facility_length"][5]) == (0, 180, 300)
    lines = [row.line for row in PACK.tables.lines]
    assert [lines[i] for i in np.flatnonzero(ground["line_reports"])] == ["verification-headquarters"]
