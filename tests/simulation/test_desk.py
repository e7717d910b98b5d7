"""The desk: waits of M/G/1, priorities, dates first, trips within their number, posts that the money pays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import PARAM_OFFSET, TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

ALONE = {
    **{"desk_posts": 1.0, "desk_days": 365.25, "desk_quit": 0.0, "long_trips": 1000.0, "short_trips": 1000.0},
    **{"partner_share": 0.0, "donor_part": 0.0, "coalition_effect": 1.0},
}
"""One staff-day a day: work of a staff-day takes a day."""
BY_ITSELF = {"basis": 0, "rate": 40.0, "days": 5.0, "priority": 1, "patience": 4000.0}


def run(activities, values=None, cases=1, seed=1, **told):
    told = {"obligations": (), **told}
    found = simulate(ground(activities=activities, **told), settings({**ALONE, **(values or {})}), seed, 0, cases)
    assert not found.status.any()
    return lambda name: found.monthly[:, TALLY_INDEX[name]]


@pytest.mark.parametrize(("cv", "rate"), [(0.0, 40.0), (1.0, 40.0), (0.0, 55.0)])
def test_waits_are_those_of_pollaczek_and_khinchine(cv, rate):
    """Mean wait = rho E[S] (1 + cv^2) / (2 (1 - rho)), once the queue has filled: the years after the first."""
    of = run([{**BY_ITSELF, "rate": rate, "cv": cv}], cases=600)
    rho = rate * 5.0 / 365.25
    expected = rho * 5.0 * (1.0 + cv**2) / (2.0 * (1.0 - rho))
    waits = of("desk_waited")[:, 12:].sum(axis=1) / of("desk_begun")[:, 12:].sum(axis=1)
    assert waits.mean() == pytest.approx(expected, abs=4 * waits.std() / np.sqrt(600) + 0.02 * expected)
    busy = of("desk_worked")[:, 12:].sum() / of("desk_days")[:, 12:].sum()
    assert busy == pytest.approx(rho, rel=0.03)


def test_the_queue_obeys_littles_law():
    """Mean number waiting = rate of begins times mean wait."""
    of = run([{**BY_ITSELF, "rate": 60.0}], cases=400)
    waiting = of("desk_waiting")[:, 11:].mean()
    waited = of("desk_waited")[:, 12:].sum() / (400 * 4 * 365.25)
    assert waiting == pytest.approx(waited, rel=0.06)


def test_the_first_priority_waits_least():
    """Cobham's formula for two classes, work of one length: W1 = W0 / (1 - r1), W2 = W1 / (1 - r)."""
    both = [{**BY_ITSELF, "rate": 25.0, "cv": 0.0, "helps": 1}, {**BY_ITSELF, "rate": 25.0, "cv": 0.0, "priority": 2}]
    of, first = run(both, cases=600), 25.0 * 5.0 / 365.25
    mean = of("desk_waited")[:, 12:].sum() / of("desk_begun")[:, 12:].sum()
    residual = 2 * first * 5.0 / 2.0
    one, two = residual / (1 - first), residual / ((1 - first) * (1 - 2 * first))
    assert mean == pytest.approx((one + two) / 2, rel=0.05)
    alone = run([both[0] | {"priority": 1}, both[1] | {"priority": 1}], cases=600)
    assert mean == pytest.approx(alone("desk_waited")[:, 12:].sum() / alone("desk_begun")[:, 12:].sum(), rel=0.05)


def test_what_is_due_first_goes_first():
    """Two tasks at once, room for one before the nearer date: in the order of dates neither lapses."""
    owed = [{"work": 50.0, "rate": 1.0, "due": due} for due in (700, 25)]
    duties = [{"basis": 2, "days": 28.0, "cv": 0.0, "priority": 1, "patience": 20.0, "helps": 1}]
    by_date, by_turn = (run(duties, {"desk_order": order}, obligations=owed)("desk_lapsed") for order in (0.0, 1.0))
    assert by_date[0, :2].sum() == 0
    assert by_turn[0, :2].sum() == 1


@pytest.mark.parametrize("trips", [0.0, 3.0, 9.0])
def test_trips_stay_within_their_number(trips):
    of = run([{**BY_ITSELF, "trip": 2}, {**BY_ITSELF, "trip": 0}], {"long_trips": trips}, cases=20)
    taken = of("long_trips").reshape(20, 5, 12).sum(axis=2)
    assert taken.max() == trips
    assert of("short_trips").sum() == 0


@pytest.mark.parametrize("weight", [1.2, 0.9, 0.7, 0.3])
def test_the_travel_line_pays_whole_trips_and_leaves_less_than_one(weight):
    """Four long trips of 7,000 and five short ones of 3,200: what is left of the money pays none that is wanted."""
    rows = [{**BY_ITSELF, "rate": 100.0, "days": 1.0, "trip": trip} for trip in (1, 2)]
    g = ground(activities=rows, obligations=())
    g["line_purpose"][0, 4] = 3
    p = settings({**ALONE, "long_trips": 4, "short_trips": 5, "long_trip_cost": 7000.0, "short_trip_cost": 3200.0})
    p["unmoved"][0, PARAM_OFFSET["line_weight"] + 4] = weight
    model = QuadrilleModel(g, p)
    model.advance(365)
    desk = model.world["desk"][0]
    _, short, long = desk["trips"]
    left = desk["travel"] - short * 3200.0 - long * 7000.0
    assert left > -0.02
    assert left < (3200.0 if short < 5 else 7000.0 if long < 4 else np.inf)
    assert desk["travel"] < 44_000.0 or (short, long) == (5, 4)


def test_what_is_done_from_afar_takes_no_trip():
    of = run([{**BY_ITSELF, "trip": 1}], {"remote_share": 0.25}, cases=50)
    share = of("short_trips").sum() / of("desk_begun").sum()
    assert share == pytest.approx(0.75, abs=3.5 * np.sqrt(0.19 / of("desk_begun").sum()))


@given(rate=st.floats(1, 200), days=st.floats(0.5, 40), patience=st.floats(1, 400), posts=st.floats(0, 8))
def test_no_task_is_lost(rate, days, patience, posts):
    rows = [{**BY_ITSELF, "rate": min(rate, 4000 / days), "days": days, "patience": patience}]
    found = simulate(ground(activities=rows, obligations=()), settings({**ALONE, "desk_posts": posts}), 1, 0, 1)
    if found.status.any() or posts == 0.0:
        return
    asked, begun, lapsed, waiting = (
        found.monthly[0, TALLY_INDEX[f"desk_{name}"]] for name in ("tasks", "begun", "lapsed", "waiting")
    )
    assert np.cumsum(asked) == pytest.approx(np.cumsum(begun) + np.cumsum(lapsed) + waiting)
    days_there, worked = (found.monthly[0, TALLY_INDEX[f"desk_{name}"]] for name in ("days", "worked"))
    assert (worked <= days_there * (1 + 1e-9)).all()


def test_posts_that_are_left_stay_empty_for_their_time():
    """An alternating renewal process: filled for 1 / quit years, then empty for the vacancy."""
    of = run([BY_ITSELF], {"desk_quit": 1.0, "desk_vacancy": 6.0}, cases=800)
    filled = of("desk_posts")[:, 36:].mean()
    # A month in which somebody leaves is still worked; the posts stay empty for six months after it.
    assert filled == pytest.approx(1.0 / (1.0 + 0.5), rel=0.06)


def test_money_pays_whole_quarters_of_posts():
    g = ground(activities=[BY_ITSELF], obligations=())
    g["line_purpose"][0, 3] = 2
    p = settings({**ALONE, "desk_posts": 2.5})
    p["unmoved"][0, PARAM_OFFSET["line_weight"] + 3] = 0.6
    posts = simulate(g, p, 1, 0, 1).monthly[0, TALLY_INDEX["desk_posts"]]
    assert set(np.round(posts * 4) - posts * 4) == {0.0}
    assert 0.0 < posts.max() < 2.5


def test_help_reaches_obligations_reports_and_those_outside():
    """Without a desk every help is at its full level; a desk of nobody helps nobody."""
    rows = [
        {"basis": 4, "days": 5.0, "priority": 1, "patience": 30.0, "helps": 5},
        {"basis": 3, "rate": 0.5, "days": 2.0, "priority": 1, "patience": 30.0, "helps": 2},
        {**BY_ITSELF, "helps": 3, "patience": 30.0},
    ]
    values = {
        **{"extension_base": -3.0, "extension_help": 6.0, "targeted_help": 1.0, "reminders": 1.0},
        **{"outreach_effect": 2.0, "desk_days": 365.0},
    }
    owed = [{"work": 100.0, "rate": 5.0, "due": 700}] * 10
    full, empty = (run(rows, {**values, "desk_posts": posts}, cases=40, obligations=owed) for posts in (8.0, 0.24))
    for name in ("extension_requests", "declarations_ontime", "accessions"):
        assert full(name).sum() > 1.1 * empty(name).sum()


def test_outputs_add_up_to_all_tasks():
    """Two outputs and one activity without any."""
    rows = [{**BY_ITSELF, "rate": 15.0, "output": n} for n in (0, 1, 1, 12)]
    of = run(rows, cases=20)
    told = [sum(of(f"output_{n}_{what}") for n in (1, 2)).sum() for what in ("asked", "begun")]
    assert 0 < told[0] < of("desk_tasks").sum()
    assert of("output_2_asked").sum() == pytest.approx(2 * of("output_1_asked").sum(), rel=0.15)
    none = run([{**BY_ITSELF, "output": 12}], cases=5)
    assert sum(none(f"output_{n}_asked").sum() for n in range(1, 13)) == 0 < none("desk_tasks").sum()
