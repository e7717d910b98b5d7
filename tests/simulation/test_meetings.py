"""Meetings: who comes is binomial, places are as many as there are, a gathering has one set-up and one trip."""

import numpy as np
import pytest

from simulation import slots
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.slots import key_of
from tests.simulation.worlds import ground, settings

STATES = ({"parties": 60, "group": 0}, {"parties": 40, "group": 2})
"""None of them at a level above 0, all of middling capacity."""
STILL = {"authority_rate": 0.0, "accession_rate": 0.0, "accession_rate_hold_out": 0.0, "declaration_month": 0.0}
BOTH = ({"day": 500, "first": 0}, {"day": 503, "first": 0, "days": 3.0, "set_up": 700.0})
SURE = {"attendance_base": 50.0, "delegates": 2.0}


def run(values=None, cases=1, meetings=({"sponsors": 0},), seed=1, states=STATES):
    g = ground(meetings=meetings, states=states, activities=(), obligations=(), years=2)
    found = simulate(g, settings({**STILL, **(values or {})}), seed, 0, cases)
    assert not found.status.any()
    return lambda name: found.monthly[:, TALLY_INDEX[name]].sum(axis=1)


def comers(odds, states, replicate=0, meeting=0):
    """How many of some States come by the law, from the numbers that it uses."""
    key = np.uint64(key_of(1, replicate))
    numbers = [slots.uniform(key, slots.MEETING_ATTENDANCE, meeting, s) for s in states]
    return sum(number * (1.0 + odds) < odds for number in numbers)


def test_attendance_is_binomial():
    came = run({"attendance_base": 0.4}, 400)("attended")
    p = 1.0 / (1.0 + np.exp(-0.4))
    assert came.mean() == pytest.approx(100 * p, abs=3.5 * np.sqrt(100 * p * (1 - p) / 400))
    assert came.var() == pytest.approx(100 * p * (1 - p), rel=0.25)


def test_a_sponsored_place_multiplies_the_odds():
    """Every developing country sponsored, nobody else: odds of 3 to 1, by the very numbers of the draw."""
    of = run({"sponsored_places": 60.0, "sponsor_odds": 3.0}, 20)
    for replicate in range(20):
        assert of("attended_developing")[replicate] == comers(3.0, range(60), replicate)
        assert of("attended_other")[replicate] == comers(1.0, range(60, 100), replicate)
    developing, other = (of(f"attended_{name}").sum() / of(f"invited_{name}").sum() for name in ("developing", "other"))
    assert developing == pytest.approx(0.75, abs=3.5 * np.sqrt(0.75 * 0.25 / 1200))
    assert other == pytest.approx(0.5, abs=3.5 * np.sqrt(0.25 / 800))


def test_levels_and_capacity_move_the_odds():
    states = ({"parties": 50, "levels": (50, 50), "capacity": 0.9},)
    of = run({"attendance_level": 0.5, "attendance_capacity": 2.0, "functioning_rate": 0.0}, states=states)
    assert of("attended")[0] == comers(np.exp(0.5 * 2 + 2.0 * 0.4), range(50))


@pytest.mark.parametrize("places", [0.0, 7.0, 60.0, 200.0])
def test_as_many_are_sponsored_as_there_are_places(places):
    of = run({**SURE, "sponsored_places": places}, 10)
    assert (of("sponsored") == min(places, 60.0)).all()


def test_more_places_leave_those_there_were_where_they_are():
    """A State that came with a place comes with one still: nobody who came stays away."""
    few, many = (run({"sponsored_places": places, "sponsor_odds": 3.0}, 50)("attended") for places in (10.0, 30.0))
    assert (many >= few).all()
    assert many.sum() > few.sum()


def test_a_gathering_has_one_set_up_and_one_trip():
    """Two meetings of 5 and 3 days, set up for 1,000 and 700, 100 a day, two days of travel: to the cent."""
    joint, separate = (run({**SURE, "meeting_joint": share}, meetings=BOTH) for share in (1.0, 0.0))
    assert separate("meeting_cost")[0] == 1000.0 + 700.0 + 8 * 100.0
    assert joint("meeting_cost")[0] == 1000.0 + 8 * 100.0
    assert separate("meeting_travel_days")[0] == 2 * 100 * 2 * 2.0
    assert joint("meeting_travel_days")[0] == 100 * 2 * 2.0
    assert separate("burden_meetings_hours")[0] == 100 * 2 * 8.0 * (5 + 3 + 4)
    assert joint("burden_meetings_hours")[0] == 100 * 2 * 8.0 * (5 + 3 + 2)
    assert joint("attended")[0] == separate("attended")[0] == 200


def test_who_comes_to_a_gathering_comes_to_all_of_it():
    of = run({"meeting_joint": 1.0}, 30, meetings=BOTH)
    assert (of("meeting_travel_days") == of("attended") / 2 * 2.0).all()


def test_a_gathering_may_be_co_ordinated_in_some_cases_alone():
    costs = run({**SURE, "meeting_joint": 0.3}, 400, meetings=BOTH)("meeting_cost")
    assert set(costs) == {1800.0, 2500.0}
    assert (costs == 1800.0).mean() == pytest.approx(0.3, abs=3.5 * np.sqrt(0.21 / 400))


def test_meetings_outside_a_gathering_stay_apart():
    apart = [{**row, "first": -1} for row in BOTH]
    assert run({**SURE, "meeting_joint": 1.0}, meetings=apart)("meeting_cost")[0] == 2500.0


def test_value_in_kind_is_linear():
    """Base, meetings, parties, sponsored delegations, each with its price; doubling meetings adds b times meetings."""
    prices = {"inkind_base": 900.0, "inkind_meeting": 11.0, "inkind_party": 3.0, "inkind_sponsored": 7.0}
    values = {**SURE, **prices, "sponsored_places": 20.0}
    few, many = (run({**values, "informal_meetings": n})("inkind_cost")[0] for n in (14.0, 28.0))
    assert few == pytest.approx(2 * (900.0 + 3.0 * 100 + 11.0 * 14) + 11.0 + 7.0 * 20, rel=1e-12)
    assert many - few == pytest.approx(2 * 11.0 * 14, rel=1e-9)


def test_what_a_host_gives_is_in_kind_and_not_in_the_cost():
    of = run(SURE, meetings=({"host": 0.25},))
    assert (of("meeting_cost")[0], of("inkind_cost")[0]) == (1125.0, 375.0)


def test_those_who_are_not_invited_do_not_come():
    of = run(SURE, meetings=({"classes": 0b10},))
    assert (of("invited")[0], of("attended_developing")[0], of("attended_other")[0]) == (40, 0, 40)


def test_meetings_move_nothing_else():
    """The tallies of all other mechanisms keep their bits."""
    first = TALLY_INDEX["report_1_due"]
    without, with_meetings = (simulate(ground(meetings=m), settings(SURE), 1, 0, 3) for m in ((), BOTH))
    assert np.array_equal(without.monthly[:, :first], with_meetings.monthly[:, :first])
    assert with_meetings.monthly[:, first:].any()
