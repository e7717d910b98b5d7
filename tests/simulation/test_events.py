"""Requests placed on a day: they come when they are told to, and leave every drawn request as it was."""

import numpy as np
import pytest

from simulation import status
from simulation.capacity import EVENTS
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import add_event, ground, settings

CALM = {"visit_quota": 0.0, "inspectors_start": 200.0, "request_rate": 2.0}
COLUMNS = ("kind", "number", "key", "day", "preparation", "milestone")


def requests(p, replicate=0, seed=1):
    model = QuadrilleModel(ground(commitments=()), p, seed, replicate)
    model.run_to_end()
    request = model.world["request"][0]
    rows = [request[name][: request["n"]].tolist() for name in COLUMNS]
    return [(*row[:-1], row[-1][1]) for row in zip(*rows, strict=True)], model


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.parametrize("day", [0, 31, 364, 365, 1825])
def test_a_request_comes_on_its_day_and_the_others_stay_as_they_were(kind, day):
    for replicate in range(3):
        usual, _ = requests(settings(CALM), replicate)
        found, model = requests(add_event(settings(CALM), kind, day), replicate)
        extra = [row for row in found if row[2] != int(model.key)]
        assert [(row[0], row[1], row[3]) for row in extra] == [(kind, 0, day)]
        assert [row for row in found if row not in extra] == usual


def test_a_given_size_is_that_size_and_another_is_drawn_for_every_case_anew():
    sizes = []
    for replicate in range(40):
        p = settings({**CALM, "request_rate": 0.0, "inspectors_start": 0.0})
        _, model = requests(add_event(add_event(p, 0, 100, 123.5), 0, 200), replicate)
        days_left = model.world["request"]["days_left"][0]
        assert days_left[0] == 123.5
        sizes.append(days_left[1])
    assert len(set(sizes)) == 40
    assert np.median(sizes) == pytest.approx(400.0, rel=0.5)


def test_an_event_of_another_kind_before_it_changes_nothing_of_an_event():
    alone, _ = requests(add_event(settings(CALM), 1, 500))
    second, _ = requests(add_event(add_event(settings(CALM), 0, 40), 1, 500))
    assert [row for row in second if row not in alone] == [row for row in second if row[0] == 0 and row[3] == 40]
    assert len(second) == len(alone) + 1


def test_events_add_to_the_requests_of_their_month_and_to_no_other():
    p = add_event(add_event(settings(CALM, mode=1), 0, 59), 1, 60)
    usual, found = (
        simulate(ground(), one, 1, 0, 30).monthly[:, TALLY_INDEX["requests"]] for one in (settings(CALM, mode=1), p)
    )
    added = np.zeros(60)
    added[2] = 1.0
    added[1] = 1.0 if ground()["month_start"][0, 2] > 59 else 0.0
    added[2] += 1.0 - added[1]
    assert np.array_equal(found - usual, np.tile(added, (30, 1)))


def test_as_many_events_as_there_is_room_for():
    p = settings({**CALM, "request_rate": 0.0})
    for i in range(EVENTS):
        p = add_event(p, i % 2, 50 * i, 20.0)
    found = simulate(ground(), p, 1, 0, 2)
    assert (found.status == status.OK).all()
    assert (found.monthly[:, TALLY_INDEX["requests"]].sum(axis=1) == EVENTS).all()
