"""People and days: conservation (O13), the stationary roster (O5), capacity planning (O25), whole teams."""

from itertools import pairwise
from math import ceil

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.rules.staff import planned_posts, stationary_age
from simulation.teams import ABSENT
from tests.simulation.worlds import ground, settings

people = st.fixed_dictionaries({
    "inspectors_start": st.floats(1, 120), "quit_rate": st.floats(0, 1.5), "tenure_years": st.floats(0.6, 20),
    "recruit_cap": st.floats(0, 1), "recruit_lead_months": st.floats(0, 20), "inspector_day_budget": st.floats(5, 300),
    "envelope_target": st.floats(0.2, 2), "request_rate": st.floats(0, 12), "visit_quota": st.floats(0, 600),
    "overrun_days": st.floats(0, 60), "rest_days": st.floats(0, 30),
    "stoppage_factor": st.floats(0, 5), "standby_after_days": st.floats(0, 40),
    "downsize_cap_under_cut": st.floats(0, 1), "team_factor": st.floats(0.2, 3), "duration_factor": st.floats(0.2, 3),
})  # fmt: skip


@budget(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, st.integers(0, 50), st.integers(1, 1826))
def test_people_and_days_are_conserved_on_random_worlds(values, replicate, days):
    """O13: started = joined - left; each inspector-day delivered belongs to one mission; nobody is in two places."""
    model = QuadrilleModel(ground(), settings(values), replicate=replicate)
    start = int(model.world["staff"]["present_n"][0])
    model.advance(days)
    staff, mission = model.world["staff"][0], model.world["mission"][0]
    assert int(staff["present_n"]) == start + int(staff["hired"]) - int(staff["left"])
    assert int(staff["present_n"]) == int((staff["free"] != ABSENT).sum()) == len(model.inspectors)
    sent = mission["team"][: mission["n"]].astype(float) @ mission["days"][: mission["n"]].astype(float)
    booked = model.tallies()[TALLY_INDEX["delivered_days"]].sum() + float(mission["delivered_month"].sum())
    assert sent == booked
    assert (staff["used"] <= values["inspector_day_budget"] + values["overrun_days"]).all()
    busiest = _most_away_at_once(mission)
    assert busiest <= start + int(staff["hired"])


def _most_away_at_once(mission):
    n = int(mission["n"])
    start, end = mission["start"][:n], mission["start"][:n] + mission["days"][:n]
    change = np.zeros(int(end.max(initial=0)) + 1)
    np.add.at(change, start, mission["team"][:n])
    np.add.at(change, end, -mission["team"][:n])
    return change.cumsum().max(initial=0)


@budget(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, st.integers(0, 50))
def test_required_days_are_delivered_lost_or_waiting(values, replicate):
    """Presence: required = delivered + lost; no year delivers more than it required; visits never exceed their plan."""
    model = QuadrilleModel(ground(), settings(values), replicate=replicate)
    model.run_to_end()
    totals = {name: model.tallies()[i].sum() for name, i in TALLY_INDEX.items()}
    assert totals["presence_required"] == totals["presence_days"] + totals["presence_lost"]
    by_year = model.tallies()[TALLY_INDEX["undelivered_days"]].reshape(5, 12).sum(axis=1)
    assert (by_year >= 0.0).all()
    assert totals["visits_done"] <= totals["visits_planned"]


@pytest.mark.parametrize(
    ("quit_rate", "tenure", "turnover", "age"),
    [(0.05, 7, 0.1693, 3.296), (0.0, 7, 0.1429, 3.5), (0.05, 10, 0.1271, 4.585), (0.12, 7, 0.2112, 3.016)],
)
def test_ages_in_post_follow_renewal_theory(quit_rate, tenure, turnover, age):
    """O5: mean age in closed form, and the yearly turnover of a roster that starts from the stationary law."""
    ages = [stationary_age((i + 0.5) / 20_000, quit_rate, float(tenure)) for i in range(20_000)]
    assert np.mean(ages) == pytest.approx(age, abs=2e-3)
    values = {
        "quit_rate": quit_rate,
        "tenure_years": tenure,
        "inspectors_start": 200,
        "request_rate": 0,
        "visit_quota": 0,
    }
    cases = simulate(
        ground(years=1, commitments=()), settings({**values, "recruit_cap": 0.0, "inspector_cost": 1e3}), 5, 0, 500
    )
    first_month = cases.monthly[:, TALLY_INDEX["leavers"], 1:3].sum() / (500 * 200) * 6
    assert first_month == pytest.approx(turnover, rel=0.05)


@pytest.mark.parametrize(("days", "posts"), [(19_724, 152), (21_682, 167), (22_313, 172), (22_545, 174)])
def test_posts_follow_from_planned_days(days, posts):
    """O25: 151.72, 166.78, 171.64, 173.42 inspectors, rounded up to whole posts."""
    assert planned_posts(float(days), 130.0) == posts


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_requests_enter_the_staffing_plan_by_the_switch_alone(share):
    """Posts of a year: routine days and that share of the request days of the year before, over the day budget."""
    plan = {"contingency_share": share, "request_rate": 6.0, "inspector_cost": 1.0, "downsize_cap": 1.0}
    monthly = simulate(ground(commitments=()), settings({**plan, "planning_margin": 0.0}), 1, 0, 1).monthly[0]
    before = monthly[TALLY_INDEX["request_days"]].reshape(5, 12).sum(1)
    routine = 120 * 16
    wanted = [ceil((routine + share * days) / 130.0) for days in (0.0, *before[:-1])]
    assert before[:-1].min() > 0.0
    assert list(monthly[TALLY_INDEX["posts"], ::12]) == wanted


def test_posts_are_what_the_money_buys():
    rich, poor = (
        simulate(ground(), settings({"inspector_cost": c, "inspectors_start": 60}), 1, 0, 20) for c in (1e5, 6e5)
    )
    posts = [cases.monthly[:, TALLY_INDEX["posts"], -1].mean() for cases in (rich, poor)]
    assert posts[1] < posts[0]


def test_posts_fall_no_faster_than_the_cap_without_a_cut():
    quiet = {"conflict_noise": 0.0, "resources_noise": 0.0, "inflation": 0.0}
    cases = simulate(ground(commitments=()), settings({**quiet, "visit_quota": 10.0, "downsize_cap": 0.17}), 1, 0, 5)
    posts = cases.monthly[0, TALLY_INDEX["posts"], ::12]
    assert posts[0] == np.ceil(60 * 0.83)
    assert all(after >= np.ceil(before * 0.83) for before, after in pairwise(posts))


def test_a_team_is_sent_whole_or_not_at_all():
    """Kinds that need more inspectors than there are never leave; smaller ones still do."""
    g = ground(kinds=((200, 400.0, 42, 1.0), (5, 60.0, 30, 0.0)), commitments=())
    model = QuadrilleModel(g, settings({"request_rate": 5.0}))
    model.run_to_end()
    n, mission, request = int(model.world["request"]["n"][0]), model.world["mission"][0], model.world["request"][0]
    served = {int(request["kind"][ref]) for ref in mission["ref"][: mission["n"]][mission["kind"][: mission["n"]] == 2]}
    assert 0 in request["kind"][:n]
    assert served == {1}


def _teams_of_requests(share, qualified=(4,)):
    """Of each team of a request: the model, and how many of those sent are qualified."""
    g = ground(kinds=((10, 60.0, 14, 0.0),), commitments=(), qualified=qualified)
    model = QuadrilleModel(g, settings({"request_rate": 6.0, "qualified_share": share}), 3)
    known = 0
    while not model.is_over:
        model.step()
        mission, staff = model.world["mission"][0], model.world["staff"][0]
        for m in range(known, int(mission["n"])):
            if mission["kind"][m] == 2:
                yield model, int(staff["qualified"][(staff["mission"] == m) & (staff["free"] != ABSENT)].sum())
        known = int(mission["n"])


def test_of_a_team_so_many_are_qualified():
    counts = [n for _, n in _teams_of_requests(0.3)]
    assert len(counts) > 30
    assert min(counts) >= 4
    assert min(n for _, n in _teams_of_requests(0.3, (0,))) < 4


def test_without_the_qualified_no_team_leaves():
    assert not list(_teams_of_requests(0.0))


def test_who_is_qualified_hangs_on_the_inspector_alone():
    """Whether all are qualified or none is asked to be: the same teams leave; the share moves people one way only."""
    g, sure = ground(qualified=(12, 5)), ground()
    every, nobody_asked = (
        simulate(g, settings(), 1, 0, 20),
        simulate(sure, settings({"qualified_share": 0.5}), 1, 0, 20),
    )
    assert np.array_equal(every.monthly, nobody_asked.monthly)
    few, many = (
        QuadrilleModel(sure, settings({"qualified_share": s})).world["staff"]["qualified"][0] for s in (0.3, 0.6)
    )
    assert (few <= many).all()
    assert 0 < few.sum() < many.sum() < 60


def test_days_beyond_the_budget_bring_resignation_nearer():
    """Each day weighs fatigue_quit years; without overrun, or at a quit rate of 0, nobody leaves sooner."""
    base = {"inspector_day_budget": 60.0, "overrun_days": 150.0, "request_rate": 4.0, "tenure_years": 60.0}

    def total(tally, **values):
        cases = simulate(ground(), settings({**base, **values}), 1, 0, 40)
        return cases.monthly[:, TALLY_INDEX[tally]].sum()

    assert total("overrun_days_used") > 10_000
    assert total("overrun_days_used", overrun_days=0.0) == 0
    assert total("leavers", fatigue_quit=0.05) > 1.2 * total("leavers")
    assert total("leavers", fatigue_quit=0.05, quit_rate=0.0) == total("leavers", quit_rate=0.0)
    fresh = {"overrun_days": 0.0}
    assert total("leavers", fatigue_quit=0.05, **fresh) == total("leavers", **fresh)


def test_recruits_are_chosen_for_the_posts_that_stand_when_they_start():
    """A steady roster stays near its posts although a recruit takes a year to come: leavers are foreseen."""
    steady = {
        "visit_quota": 440.0,
        "inspectors_start": 60,
        "request_rate": 0.0,
        "recruit_cap": 0.2,
        "inspector_cost": 1e4,
    }
    cases = simulate(ground(commitments=(), years=6), settings({**steady, "quit_rate": 0.1}), 3, 0, 300)
    posts, on_board = (cases.monthly[:, TALLY_INDEX[t], -24:].mean() for t in ("posts", "inspectors"))
    assert posts == 50
    assert on_board == pytest.approx(posts, rel=0.05)


def test_recruits_under_way_start_evenly_until_one_chosen_now_would():
    """Nine months and twelve weeks are twelve months: 24 recruits start two a month, and only then others."""
    values = {"recruits_under_way": 24.0, "recruit_cap": 0.0, "quit_rate": 0.0, "tenure_years": 60.0}
    cases = simulate(ground(), settings({**values, "inspectors_start": 20.0}), 1, 0, 1)
    hires = cases.monthly[0, TALLY_INDEX["hires"]]
    assert hires[1:13].tolist() == [2.0] * 12
    assert hires.sum() == 24.0
    moved = hires - cases.monthly[0, TALLY_INDEX["leavers"]]
    assert (cases.monthly[0, TALLY_INDEX["inspectors"]] == 20.0 + moved.cumsum()).all()


def test_recruits_under_way_count_when_others_are_chosen():
    """Posts of 60 that all stay filled: whoever is under way is not recruited a second time."""
    values = {"quit_rate": 0.0, "tenure_years": 60.0, "downsize_cap": 0.0, "recruit_cap": 1.0, "inspectors_start": 20.0}
    ends = [
        simulate(ground(), settings({**values, "recruits_under_way": n}), 1, 0, 1).monthly[
            0, TALLY_INDEX["inspectors"], -1
        ]
        for n in (0.0, 10.0)
    ]
    assert ends[0] == ends[1]


def test_inspectors_deployed_are_the_teams_of_missions_that_have_not_ended():
    model = QuadrilleModel(ground(), settings({"request_rate": 4.0}), replicate=2)
    for month in range(24):
        model.advance(int(model.ground["month_start"][0][month + 1]) - model.day)
        mission, day = model.world["mission"][0], model.day - 1
        n = int(mission["n"])
        away = (mission["start"][:n] <= day) & (mission["start"][:n] + mission["days"][:n] > day)
        told = model.tallies()[TALLY_INDEX["inspectors_deployed"]][month]
        assert told == mission["team"][:n][away].sum()
    assert told > 0
