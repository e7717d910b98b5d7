"""What stands behind obligations: country coalitions, donors, practices, advice, partners; totals by kind."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from tests.simulation.worlds import ground, settings

ALONE = {
    **{"desk_posts": 8.0, "desk_days": 365.25, "desk_quit": 0.0, "long_trips": 1000.0, "short_trips": 1000.0},
    **{"extension_base": -50.0, "obligation_spread": 0.0, "coalition_effect": 1.0, "donor_part": 0.0},
    **{"partner_share": 0.0, "support_of_a_task": 0.0},
}
OWED = {"work": 1000.0, "rate": 20.0, "due": 3000}
COALITIONS = {"basis": 0, "rate": 300.0, "days": 0.1, "priority": 1, "patience": 300.0, "helps": 6}


def run(obligations, values=None, activities=(), cases=1, seed=1):
    g = ground(obligations=obligations, activities=activities)
    found = simulate(g, settings({**ALONE, **(values or {})}), seed, 0, cases)
    assert not found.status.any()
    return lambda name: found.monthly[:, TALLY_INDEX[name]]


def work_by_month(of):
    return sum(of(f"duty_{n}_work") for n in range(1, 5))


def work(of):
    return work_by_month(of).sum()


def test_a_country_coalition_makes_the_work_faster_by_its_factor():
    """Founded in the first month: from the first month's end on 1.4 times as much is done."""
    without, with_one = (run([OWED], {"coalition_effect": f}, [COALITIONS]) for f in (1.0, 1.4))
    assert with_one("coalitions")[0, 0] == 1
    assert work(with_one) == pytest.approx(1.4 * work(without))


def test_coalitions_come_for_the_nearest_dates_first_and_one_for_each():
    """Three obligations in force, 30 coalitions asked for a year: the nearest date has the first, none has two."""
    rows = [{**OWED, "due": due, "kind": kind} for kind, due in enumerate((2500, 1500, 2000))]
    of = run(rows, {"coalition_effect": 1.4}, [{**COALITIONS, "rate": 6.0}], cases=20)
    steps = of("coalitions")
    assert (np.diff(steps) >= 0).all()
    assert steps.max() == 3
    one = steps == 1
    assert of("duty_2_work")[one].sum() > 1.3 * of("duty_1_work")[one].sum()
    assert of("duty_3_work")[steps == 2].sum() > 1.3 * of("duty_1_work")[steps == 2].sum()


@pytest.mark.parametrize(("needs", "gifts"), [(8, 4), (8, 8), (5, 12)])
def test_gifts_that_are_not_matched_fall_like_balls_into_bins(needs, gifts):
    """Equal needs, gifts of the same size: 1 - (1 - 1/n)^d of them are met, and min(d / n, 1) where all are matched."""
    rows = [{**OWED, "need": 1000.0}] * needs
    values = {"donors": gifts, "donor_gift": 1000.0, "donor_part": 1.0}
    by_chance = run(rows, {**values, "matching": 0.0}, cases=400)
    met = by_chance("donor_met")[:, ::12] / by_chance("donor_need")[:, ::12]
    expected = 1.0 - (1.0 - 1.0 / needs) ** gifts
    assert met.mean() == pytest.approx(expected, abs=4 * met.std() / np.sqrt(met.size))
    matched = run(rows, {**values, "matching": 1.0})
    assert matched("donor_met")[0, 0] / matched("donor_need")[0, 0] == pytest.approx(min(gifts / needs, 1.0))


def test_matched_money_goes_to_the_nearest_date():
    rows = [{**OWED, "due": due, "kind": kind, "need": 1000.0} for kind, due in enumerate((2500, 1500, 2000))]
    of = run(rows, {"donors": 1.0, "donor_gift": 1000.0, "donor_part": 1.0, "matching": 1.0})
    assert of("duty_2_work").sum() > 0
    assert of("duty_1_work").sum() == of("duty_3_work").sum() == 0


def test_the_part_that_donors_carry_stands_still_without_them():
    rows = [{**OWED, "need": 1000.0}]
    whole, unpaid = (run(rows, {"donor_part": part, "donors": 0.0}) for part in (0.0, 0.4))
    assert work(unpaid) == pytest.approx(0.6 * work(whole))


def test_no_gift_counts_for_more_than_the_need():
    of = run([{**OWED, "need": 1000.0}], {"donors": 3.0, "donor_gift": 700.0, "donor_part": 1.0})
    assert of("donor_gifts")[0, 0] == 2100.0
    assert of("donor_met")[0, 0] == 1000.0


def test_shared_practices_let_the_same_money_go_further():
    """A quarter cheaper: money for three needs meets four."""
    rows = [{**OWED, "need": 1000.0}] * 4
    values = {"donors": 60.0, "donor_gift": 50.0, "donor_part": 1.0, "matching": 1.0, "practice_effect": 0.25}
    dear, cheap = (run(rows, {**values, "practice_sharing": share}) for share in (0.0, 1.0))
    assert dear("donor_met").sum() == pytest.approx(cheap("donor_met").sum())
    assert work(cheap) == pytest.approx(work(dear) * 4 / 3, rel=0.01)
    # Met needs are whole or none, so that dear work has the money that it ordinarily needs, cheap work three quarters.
    assert cheap("donor_met").sum() / cheap("donor_value").sum() == pytest.approx(0.75, rel=0.01)


def test_advice_of_the_desk_makes_the_work_of_twelve_months_faster():
    advice = {"basis": 2, "days": 1.0, "priority": 1, "patience": 30.0, "helps": 1}
    owed = {**OWED, "due": 1600}
    without, advised = (run([owed], {"advice_effect": effect}, [advice]) for effect in (0.0, 0.5))
    begun = np.flatnonzero(advised("desk_obligations_begun")[0])[0]
    done, plain = work_by_month(advised)[0], work_by_month(without)[0]
    assert done[begun + 1 : begun + 12] == pytest.approx(plain[begun + 1 : begun + 12] * np.exp(0.5))


def test_help_with_requests_is_asked_for_by_those_alone_who_would_miss_their_date():
    """40 units at 20 a year are done by day 731, 100 are not: of dates on day 1000 one would be missed."""
    files = {"basis": 4, "days": 1.0, "priority": 1, "patience": 30.0, "helps": 5}
    rows = [{**OWED, "work": 40.0, "due": 1000, "kind": 0}, {**OWED, "work": 100.0, "due": 1000, "kind": 1}]
    of = run(rows, {}, [files])
    first = np.flatnonzero(of("desk_extensions_asked")[0])
    assert of("desk_extensions_asked").sum() == len(first)
    assert of("duty_2_overdue")[0, -1] == 1
    assert of("extensions_assisted").sum() == of("extensions_likely").sum() > 0
    assert run(rows[:1], {}, [files])("desk_extensions_asked").sum() == 0


def test_who_asks_for_more_time_is_not_silent():
    rows = [{**OWED, "work": 100.0, "due": 700}] * 30
    nobody, refused = (run(rows, {"extension_base": base, "extension_grant": 0.0}) for base in (-50.0, 50.0))
    assert nobody("obligations_silent")[0, -1] == nobody("obligations_overdue")[0, -1] == 30
    assert refused("obligations_overdue")[0, -1] == 30
    assert refused("obligations_silent")[0, -1] == 0


def test_work_without_a_date_is_done_and_never_judged():
    of = run([{"work": 20.0, "rate": 20.0, "due": 1 << 30, "extensions": 0, "body": -1}])
    assert of("obligations_done")[0, -1] == 1
    assert of("obligations_judged").sum() == of("obligations_overdue").sum() == 0


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_partners_take_over_their_share_of_the_tasks(share):
    task = {"basis": 0, "rate": 60.0, "days": 1.0, "priority": 1, "patience": 300.0}
    of = run([OWED], {"partner_share": share}, [task], cases=40)
    asked, taken = of("desk_tasks").sum(), of("desk_taken_over").sum()
    assert taken / asked == pytest.approx(share, abs=4 * np.sqrt(0.25 / asked) if 0 < share < 1 else 0)
    assert of("desk_worked").sum() == (pytest.approx((1 - share) * asked, rel=0.06) if share < 1 else 0)


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.0, 2.3])
def test_the_factor_of_an_activity_holds_for_sessions_too(factor):
    """Five sessions in five years and 40 cases: so many tasks in the mean, its fraction by chance."""
    task = {"basis": 1, "days": 1.0, "priority": 1, "patience": 60.0}
    of = run([OWED], {"desk_rate": factor}, [task], cases=40)
    assert of("desk_tasks").sum() / 200 == pytest.approx(factor, abs=4 * np.sqrt(0.25 / 200) * (factor % 1 > 0))


def test_tasks_for_laws_let_parties_climb():
    """Ten units of support for each task, and no money of the budget for it: more parties have laws than without."""
    poor = {"support_unit_cost": 1e9}
    task = {"basis": 0, "rate": 20.0, "days": 1.0, "priority": 1, "patience": 300.0, "helps": 7}
    idle, helped = (run([OWED], {**poor, "support_of_a_task": units}, [task], cases=40) for units in (0.0, 10.0))
    assert helped("at_level_2")[:, -1].mean() > idle("at_level_2")[:, -1].mean() + 1


@given(
    rows=st.lists(
        st.fixed_dictionaries({
            "work": st.floats(0.1, 500), "rate": st.floats(0.1, 200), "due": st.integers(-400, 2500),
            "kind": st.integers(0, 4), "need": st.sampled_from([0.0, 500.0, 4000.0]),
        }), min_size=1, max_size=12),
    donors=st.integers(0, 20), matching=st.floats(0, 1), effect=st.floats(1, 3),
)  # fmt: skip
def test_kinds_add_up_to_the_whole_and_no_money_is_made(rows, donors, matching, effect):
    values = {"donors": donors, "donor_gift": 1500.0, "donor_part": 0.5, "matching": matching}
    of = run(rows, {**values, "coalition_effect": effect}, [{**COALITIONS, "rate": 3.0}])
    for kinds, whole in (
        ("known", "obligations"), ("done", "obligations_done"), ("overdue", "obligations_overdue"),
        ("met", "obligations_met"), ("judged", "obligations_judged"),
    ):  # fmt: skip
        told = sum(of(f"duty_{n}_{kinds}") for n in range(1, 5))
        assert (told <= of(whole) + 1e-9).all()
        if all(row["kind"] < 4 for row in rows):
            assert told == pytest.approx(of(whole))
    assert (of("donor_met") <= np.minimum(of("donor_gifts"), of("donor_need")) + 1e-6).all()
    assert work(of) <= sum(row["work"] for row in rows) + 1e-6
    assert (of("obligations_silent") <= of("obligations_overdue")).all()
    assert (of("trips_unasked") == 0).all()
