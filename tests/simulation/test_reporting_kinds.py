"""Reports of several kinds: due in their years and on entry, on time by the law, hours by hand; one row as none."""

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from tests.simulation.worlds import ground, settings

STATES = ({"parties": 60, "group": 0}, {"parties": 40, "group": 2})
PLAIN = {
    **{"declaration_month": 0.0, "declaration_spread": 0.0, "declaration_level": 0.0, "declaration_unrest": 0.0},
    **{"never_share": 0.0, "accession_rate": 0.0, "accession_rate_hold_out": 0.0},
}
SURE = {**PLAIN, "declaration_base": 50.0}
YEARLY, FOUR_YEARLY = {"month": 11}, {"month": 9, "year": 3, "period": 4}
ALIKE = ({**YEARLY, "alike": -1}, {**FOUR_YEARLY, "alike": -1})
FIRST_NEW = TALLY_INDEX["report_1_due"]


def run(reports, values=None, cases=1, seed=1, years=4, states=STATES, modifiers=()):
    g = ground(reports=reports, states=states, activities=(), obligations=(), years=years)
    found = simulate(g, settings({**SURE, **(values or {})}, modifiers), seed, 0, cases)
    assert not found.status.any()
    return lambda name: found.yearly()[:, :, TALLY_INDEX[name]]


def test_one_yearly_row_gives_the_bits_of_the_yearly_declaration():
    """Every tally of the other mechanisms, those of the index of assurance included."""
    yearly = simulate(ground(), settings({"declaration_month": 4.0}), 1, 0, 5)
    row = simulate(ground(reports=({"month": 3},)), settings({"declaration_month": 0.0}), 1, 0, 5)
    assert np.array_equal(yearly.monthly[:, :FIRST_NEW], row.monthly[:, :FIRST_NEW])
    assert row.monthly[:, TALLY_INDEX["report_1_due"]].sum() > 0


def test_more_kinds_leave_the_first_where_it_was():
    rows = ({"month": 3}, {"month": 3, "kind": 1}, {"month": 6, "period": 2})
    one, three = (simulate(ground(reports=rows[:n]), settings({"declaration_month": 0.0}), 1, 0, 5) for n in (1, 3))
    for name in ("report_1_due", "report_1_ontime", "report_1_received"):
        assert np.array_equal(one.monthly[:, TALLY_INDEX[name]], three.monthly[:, TALLY_INDEX[name]])


def test_punctuality_follows_its_law_for_each_kind():
    rows, effect = ({"month": 3, "alike": 1}, {"month": 5}), {"declaration_base": 0.2, "harmonised_effect": 0.6}
    of = run(rows, {**effect, "harmonised": 1.0}, cases=100, states=({"parties": 100},))
    for n, logit in ((1, 0.8), (2, 0.2)):
        p = 1.0 / (1.0 + np.exp(-logit))
        came = of(f"report_{n}_ontime").sum() / of(f"report_{n}_due").sum()
        assert came == pytest.approx(p, abs=3.5 * np.sqrt(p * (1 - p) / 40_000))


def test_harmonising_brings_no_report_later():
    values = {"declaration_base": 0.0, "harmonised_effect": 0.5}
    without, harmonised = (run(ALIKE, {**values, "harmonised": h}, cases=20)("report_1_ontime") for h in (0.0, 1.0))
    assert (harmonised >= without).all()
    assert harmonised.sum() > without.sum()


def test_a_report_of_four_years_falls_due_once_in_four():
    of = run(({**FOUR_YEARLY, "year": -1},))
    assert list(of("report_1_due")[0]) == [0, 0, 0, 100]
    assert list(run((FOUR_YEARLY,))("report_1_due")[0]) == [0, 0, 0, 100]
    assert list(run(({**YEARLY, "period": 0, "year": 1},))("report_1_due")[0]) == [0, 100, 0, 0]


def test_a_report_on_entry_is_due_once_for_each_new_party():
    """Who decides to join in the first quarter is a party on 1 April (day 90): 180 days later it is 28 September."""
    states = ({"parties": 20}, {"outside": 30})
    g = ground(reports=({"entry": 180, "period": 0, "month": 0},), states=states, activities=(), obligations=())
    found = simulate(g, settings({**SURE, "accession_rate": 20.0}), 1, 0, 1).monthly[0]
    joined, due = found[TALLY_INDEX["accessions"]], found[TALLY_INDEX["report_1_due"]]
    assert due[8] == joined[2] > 0
    assert due.sum() == joined.sum() == 30


def test_hours_by_hand():
    """Each year 40 hours, every fourth year 40 more: 50 a year and party."""
    of = run(ALIKE)
    assert list(of("burden_hours")[0] / of("mean_parties")[0]) == [40, 40, 40, 80]
    assert of("burden_developing_hours").sum() == 60 * 200
    assert of("burden_other_hours").sum() == 40 * 200


def test_harmonised_forms_spare_part_of_every_report_and_are_learnt_once():
    """.65 x 40 + 10 to learn it, .65 x 40 twice, and twice .65 x 40."""
    values = {"harmonised": 1.0, "harmonised_saving": 0.35, "learning_hours": 10.0}
    of = run(ALIKE, values)
    assert list(of("burden_reports_hours")[0] / 100) == pytest.approx([36, 26, 26, 52], rel=1e-12)


def test_what_comes_by_and_by_is_learnt_once_all_the_same():
    ramp = [{"param": "harmonised", "operation": 1, "corner": [1.0] * 4, "centre": 1.0, "ramp": 24, "measure": 0}]
    g = ground(reports=ALIKE, states=STATES, activities=(), obligations=(), years=4)
    p = settings({**SURE, "learning_hours": 10.0}, ramp, measure_n=1)
    p["measure_gate"] = 1.0
    found = simulate(g, p, 1, 0, 1).yearly()[0, :, TALLY_INDEX["burden_reports_hours"]]
    assert list(found / 100) == pytest.approx([40 + 5, 40 + 5, 40, 80])


def test_what_never_comes_takes_no_hours():
    of = run((YEARLY,), {"never_share": 0.5}, cases=50)
    assert of("burden_hours").sum() == 40.0 * of("report_1_received").sum()
    assert 0.4 < of("report_1_received").sum() / of("report_1_due").sum() < 0.6


def test_a_survey_takes_hours_and_is_no_declaration():
    survey = {"month": 7, "kind": 1, "period": 0, "year": 1, "work": 12.0}
    of = run((YEARLY, survey), {"survey_effort": 0.5})
    assert list(of("burden_surveys_hours")[0]) == [0, 600, 0, 0]
    assert list(of("declarations_due")[0]) == [100] * 4
    assert list(of("report_2_received")[0]) == [0, 100, 0, 0]


def test_classes_that_do_not_owe_a_report_do_not_send_it():
    of = run((YEARLY, {**FOUR_YEARLY, "classes": 0b10}))
    assert of("report_2_due").sum() == 40
    assert of("burden_developing_hours").sum() == 60 * 160


def test_every_row_has_indicators_and_effort_of_its_own():
    of = run((YEARLY, YEARLY, YEARLY, YEARLY), {"report_effort": 2.0}, years=1)
    assert [of(f"report_{n}_received").sum() for n in (1, 2, 3, 4)] == [100] * 4
    assert of("burden_hours").sum() == 4 * 2 * 40 * 100
