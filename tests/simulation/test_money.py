"""Money: conservation (O13), erosion under zero nominal growth (O17), postponement in its order, payers' delays."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import PARAM_OFFSET, TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import VALUES, ground, settings

QUIET = {"conflict_noise": 0.0, "resources_noise": 0.0, "exchange_noise": 0.0, "foreign_share": 0.0}


def tally(cases, name):
    return cases.monthly[:, TALLY_INDEX[name]]


@pytest.mark.parametrize(
    ("inflation", "eroded"),
    [(0.02, (0.9804, 0.9612, 0.9423, 0.9238, 0.9057)), (0.0183, (0.982, None, None, None, 0.9133))],
)
def test_zero_nominal_growth_erodes_by_the_rise_of_prices(inflation, eroded):
    """O17: (1 + pi) ** -k."""
    cases = simulate(ground(), settings({**QUIET, "inflation": inflation}), 1, 0, 1)
    real = tally(cases, "appropriation_real")[0, ::12] / tally(cases, "appropriation_base")[0, ::12]
    for year, share in enumerate(eroded):
        assert share is None or real[year] == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize("target", [0.7, 0.78, 1.0, 1.1])
def test_the_envelope_walks_straight_to_its_target(target):
    cases = simulate(ground(), settings({**QUIET, "envelope_target": target, "inflation": 0.0}), 1, 0, 1)
    level = tally(cases, "appropriation_real")[0, ::12] / tally(cases, "appropriation_base")[0, ::12]
    assert level == pytest.approx([1 + (target - 1) * (y + 1) / 5 for y in range(5)], rel=1e-12)


def test_decisions_on_the_budget_add_up_as_a_random_walk():
    """Of n independent factors 1 + g + s z the mean is (1 + g)^n, the second moment ((1 + g)^2 + s^2)^n."""
    growth, noise, cases = 0.02, 0.04, 4000
    found = simulate(ground(), settings({"nominal_growth": growth, "growth_noise": noise}), 1, 0, cases)
    relative = tally(found, "appropriation")[:, ::12] / VALUES["envelope"]
    for year in range(5):
        mean, second = (1 + growth) ** (year + 1), ((1 + growth) ** 2 + noise**2) ** (year + 1)
        deviation = (second - mean**2) ** 0.5
        assert relative[:, year].mean() == pytest.approx(mean, abs=4 * deviation / cases**0.5)
        assert relative[:, year].std() == pytest.approx(deviation, rel=0.06)


def test_what_was_decided_before_the_plan_stands_and_is_the_base_of_what_follows():
    g = ground()
    g["decided_appropriation"][0, :2] = 7e7, 6.5e7
    free = tally(simulate(g, settings({"nominal_growth": 0.01, "growth_noise": 0.05}), 1, 0, 20), "appropriation")
    assert (free[:, :12] == 7e7).all()
    assert (free[:, 12:24] == 6.5e7).all()
    assert free[:, 24].std() > 0.03 * 6.5e7
    fixed = tally(simulate(g, settings({"nominal_growth": 0.01}), 1, 0, 1), "appropriation")
    assert fixed[0, 24::12] == pytest.approx([6.5e7 * 1.01**n for n in (1, 2, 3)], rel=1e-12)


def test_noise_of_the_budget_leaves_every_other_draw_alone():
    """At a budget that binds nobody, what facilities, requests and payers do is the same to the bit."""
    rich = {"envelope": 1e9, "opening_cash_months": 12.0}
    still, moved = (simulate(ground(), settings({**rich, "growth_noise": noise}), 1, 0, 10) for noise in (0.0, 0.03))
    for name in ("requests", "required_days", "presence_planned", "reimbursements"):
        assert np.array_equal(tally(still, name), tally(moved, name)), name
    assert not np.array_equal(tally(still, "appropriation"), tally(moved, "appropriation"))


@pytest.mark.parametrize("values", [{}, {"request_rate": 6.0, "paid_by_others": 0.4, "reimbursement_per_day": 200.0}])
def test_balances_of_the_years_add_up_to_the_change_of_what_the_organisation_owns(values):
    """Cash and reserve, less bills unpaid, less what was there on the first day; nothing else comes in."""
    model = QuadrilleModel(ground(), settings(values), replicate=3)
    fund = model.world["fund"][0]
    opening = float(fund["cash"] + fund["reserve"])
    model.run_model()
    owned = float(fund["cash"] + fund["reserve"] - (fund["billed"] - fund["paid"]))
    balance = model.tallies()[TALLY_INDEX["year_end_balance"]]
    assert balance.sum() == pytest.approx(owned - opening, abs=1e-6 * VALUES["envelope"])


money = st.fixed_dictionaries({
    "envelope": st.floats(1e5, 1e9), "envelope_target": st.floats(0.1, 2.0), "inflation": st.floats(-0.02, 0.1),
    "opening_cash_months": st.floats(0, 4), "reserve_months": st.floats(0, 4), "draw_days": st.floats(0, 60),
    "ladder_days": st.floats(0, 90), "payment_delay": st.floats(0.1, 10), "outstanding_factor": st.floats(0, 5),
    "reimbursement_per_day": st.floats(0, 1e4), "reimbursement_delay_days": st.floats(1, 400),
    "disputed_share": st.floats(0, 1), "voluntary_share": st.floats(0, 1), "voluntary_delay_days": st.floats(1, 400),
    "paid_by_others": st.floats(0, 1),
    "transfer_limit": st.floats(0, 0.3), "request_rate": st.floats(0, 6), "mission_day_cost": st.floats(0, 2e3),
    "inspector_cost": st.floats(1e3, 1e7), "visit_cost": st.floats(0, 1e6), "nominal_growth": st.floats(-0.1, 0.1),
})  # fmt: skip


@budget(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(money, st.integers(0, 50), st.integers(1, 60), st.integers(1, 1826))
def test_money_is_conserved_on_random_worlds(values, replicate, payers, days):
    """O13: what came in is in the cash box, in the reserve or paid out; dues are received or outstanding."""
    model = QuadrilleModel(ground(payers=payers), settings(values), replicate=replicate)
    fund, income = model.world["fund"], model.world["income"]
    opening = float(fund["cash"][0] + fund["reserve"][0])
    model.advance(days)
    came_in = float(fund["received"][0] + income["reimbursed"][0] + income["shared_received"][0])
    scale = max(came_in + float(fund["paid"][0]) + opening, float(fund["appropriation"][0]), 1.0)
    held = float(fund["cash"][0] + fund["reserve"][0])
    assert abs(held - (opening + came_in - float(fund["paid"][0]))) <= 1e-9 * scale
    due, day = fund["due"][0], fund["payment_day"][0]
    assert abs(float(due.sum()) - float(fund["assessed"][0])) <= 1e-9 * scale
    unpaid = float(due[day >= model.day].sum())
    assert abs(unpaid - float(fund["assessed"][0] - fund["received"][0])) <= 1e-9 * scale
    assert float(fund["cash"][0]) >= -1e-6 * scale
    assert 0.0 <= float(fund["reserve"][0]) <= float(fund["reserve_size"][0]) * (1 + 1e-12)
    assert abs(float(income["invoiced"][0] - income["repaid_in"][0].sum())) <= 1e-9 * scale
    assert abs(float(income["shared"][0] - income["shared_in"][0].sum())) <= 1e-9 * scale
    assert abs(float(income["appealed"][0] - income["given_in"][0].sum())) <= 1e-9 * scale
    assert abs(float(income["given"][0] - income["used"][0] - income["trust"][0])) <= 1e-9 * scale
    assert float(income["trust"][0]) >= 0.0
    assert abs(float(fund["line_budget"][0].sum() - fund["appropriation"][0])) <= 1e-9 * scale


def test_bills_by_kind_add_up_to_spending():
    cases = simulate(ground(), settings(), 1, 0, 50)
    parts = sum(tally(cases, f"spending_{kind}") for kind in ("inspectors", "missions", "posts", "services"))
    assert parts == pytest.approx(tally(cases, "spending"), rel=1e-12)


def test_what_lines_have_spent_in_a_year_adds_up_to_spending():
    cases = simulate(ground(), settings(), 1, 0, 5).yearly()
    lines = sum(cases[:, :, TALLY_INDEX[f"line_{n}_spent"]] for n in range(1, 17))
    assert lines == pytest.approx(cases[:, :, TALLY_INDEX["spending"]], rel=1e-12)


def test_postponement_climbs_rung_by_rung_as_cash_falls():
    """With money coming late, services of the low rung are held back; with money in time, nothing is."""
    late = simulate(
        ground(), settings({"payment_delay": 6.0, "opening_cash_months": 0.2, "reserve_months": 0.2}), 1, 0, 100
    )
    prompt = simulate(ground(), settings({"payment_delay": 0.2}), 1, 0, 100)
    assert tally(prompt, "austerity_months").mean() < 0.01
    assert tally(late, "austerity_months").mean() > 0.2
    assert tally(late, "services").sum() < 0.95 * tally(prompt, "services").sum()
    assert tally(late, "visits_done").sum() < tally(prompt, "visits_done").sum()


def test_more_late_payers_reshuffle_nobody_else():
    """Raising the share of very late payers only turns punctual payers into late ones."""
    few, many = (QuadrilleModel(ground(), settings({"outstanding_factor": f})) for f in (1.0, 2.0))
    for model in (few, many):
        model.step()
    before, after = (m.world["fund"]["payment_class"][0, :40] for m in (few, many))
    changed = before != after
    assert changed.any()
    assert (after[changed] == 4).all() or set(after[changed]) <= {3, 4}


def test_surplus_lowers_the_next_assessment():
    """Posts that stay empty leave money over."""
    empty = {**QUIET, "inspectors_start": 5.0, "recruit_cap": 0.0, "inspector_cost": 3e5, "payment_delay": 0.2}
    cases = simulate(ground(), settings(empty), 1, 0, 1)
    assessed = tally(cases, "assessed")[0, ::12]
    assert assessed[0] == pytest.approx(VALUES["envelope"], rel=1e-9)
    assert (assessed[1:] < 0.95 * VALUES["envelope"]).all()


def test_measures_cost_what_they_say_to_the_line_that_pays():
    """A running cost on a service line lowers real services by that sum, deflated, and nothing else."""
    plain, costly = settings(QUIET), settings(QUIET)
    costly["measure_n"], costly["measure_line"][0, 0] = 1, 4
    costly["measure_gate"][0, 0], costly["measure_per_year"][0, 0] = 1.0, 600_000.0
    without, with_cost = (simulate(ground(), p, 1, 0, 1) for p in (plain, costly))
    lost = (tally(without, "services") - tally(with_cost, "services"))[0].reshape(5, 12).sum(axis=1)
    assert lost == pytest.approx([600_000.0] * 5, rel=1e-9)
    assert np.array_equal(tally(without, "spending"), tally(with_cost, "spending"))


STEADY = {**QUIET, "inflation": 0.0, "staff_step": 0.0, "request_rate": 0.0}


def test_every_line_gets_what_it_asks_for_when_the_appropriation_is_what_they_ask_for():
    """Without tilts the appropriation is shared in proportion; its cover is the funded share of the posts."""
    for target in (0.4, 0.6):
        model = QuadrilleModel(ground(), settings({**STEADY, "envelope_target": target, "inspector_cost": 3e5}))
        model.advance(1 + int(model.ground["month_start"][0, 48]))
        fund, staff = model.world["fund"][0], model.world["staff"][0]
        cover = fund["appropriation"] / fund["line_request"].sum()
        assert cover < 1.0
        assert fund["line_budget"][:5] == pytest.approx(cover * fund["line_request"][:5], rel=1e-12)
        assert staff["posts"] == int(cover * staff["wanted"] + 1e-6)


def test_lines_led_by_demand_get_no_more_than_they_ask_for_and_leave_the_rest_to_the_others():
    model = QuadrilleModel(ground(), settings({**STEADY, "envelope_target": 1.5}))
    model.advance(1)
    fund, staff = model.world["fund"][0], model.world["staff"][0]
    assert fund["line_budget"][:2] == pytest.approx(fund["line_request"][:2], rel=1e-12)
    assert (fund["line_budget"][2:5] > fund["line_request"][2:5]).all()
    assert staff["posts"] == staff["wanted"]


def test_work_that_falls_away_takes_its_reimbursement_with_it():
    """Half of the presence stands still: half of what the budget counted on is never invoiced."""
    values = {**STEADY, "reimbursement_per_day": 200.0, "reimbursement_delay_days": 1.0, "reimbursement_sigma": 0.0}
    paid = {}
    for teams in (1, 2):
        g = ground(commitments=[(0, 2000, 6, 42)] * teams, kinds=())
        cases = simulate(g, settings({**values, "stoppage_factor": 0.0, "inspectors_start": 120.0}), 1, 0, 20)
        expected = tally(cases, "reimbursements_expected")[:, 11::12].sum()
        paid[teams] = tally(cases, "reimbursements").sum()
        assert paid[teams] == pytest.approx(expected, rel=0.06)
        assessed = tally(cases, "assessed")[:, 0] + tally(cases, "reimbursements_expected")[:, 0]
        assert assessed == pytest.approx(VALUES["envelope"], rel=1e-9)
    assert paid[2] == pytest.approx(2 * paid[1], rel=1e-3)


def test_disputed_reimbursements_never_come():
    values = {**STEADY, "reimbursement_per_day": 200.0, "stoppage_factor": 0.0}
    full, part = (simulate(ground(), settings({**values, "disputed_share": d}), 1, 0, 20) for d in (0.0, 0.25))
    assert tally(part, "reimbursements").sum() == pytest.approx(0.75 * tally(full, "reimbursements").sum(), rel=1e-9)


def test_voluntary_money_for_requests_leaves_more_for_visits():
    busy = {**STEADY, "request_rate": 4.0, "mission_day_cost": 1500.0, "visit_cost": 10_000.0}
    alone, helped = (simulate(ground(), settings({**busy, "voluntary_share": v}), 1, 0, 60) for v in (0.0, 1.0))
    assert tally(alone, "voluntary").sum() == 0.0 < tally(helped, "voluntary").sum()
    assert tally(helped, "visits_done").sum() > tally(alone, "visits_done").sum()
    assert np.array_equal(tally(helped, "requests"), tally(alone, "requests"))


def test_transfers_within_the_year_move_services_to_visits_and_stay_within_their_limit():
    busy = {**STEADY, "request_rate": 4.0, "mission_day_cost": 1500.0, "visit_cost": 10_000.0}
    fixed, moved = (simulate(ground(), settings({**busy, "transfer_limit": t}), 1, 0, 60) for t in (0.0, 0.02))
    assert tally(fixed, "transfers").sum() == 0.0 < tally(moved, "transfers").sum()
    a_year = tally(moved, "transfers").reshape(60, 5, 12).sum(axis=2)
    assert (a_year <= 0.02 * tally(moved, "appropriation")[:, 11::12] * (1 + 1e-12)).all()
    assert tally(moved, "visits_done").sum() > tally(fixed, "visits_done").sum()
    assert tally(moved, "services").sum() < tally(fixed, "services").sum()


def test_the_line_postponed_first_gives_first():
    busy = {**STEADY, "request_rate": 4.0, "mission_day_cost": 1500.0, "visit_cost": 10_000.0, "transfer_limit": 0.01}
    for first in (3, 4):
        p = settings({**busy, "line_rung": 0.0})
        p["unmoved"][0, PARAM_OFFSET["line_rung"] + first] = 1.0
        p["unmoved"][0, PARAM_OFFSET["line_rung"] + 7 - first] = 2.0
        fund = _case_with_transfers(p)
        ratio = fund["line_budget"][3:5] / fund["line_request"][3:5]
        assert ratio[first - 3] < ratio[4 - first]


def _case_with_transfers(p):
    for replicate in range(20):
        model = QuadrilleModel(ground(), p, replicate=replicate)
        model.advance(364)
        if model.world["income"]["transferred"][0] > 0.0:
            return model.world["fund"][0]
    raise AssertionError("no transfer in twenty cases")


def test_days_taken_back_are_never_invoiced():
    """Teams come home early from works that stop all the time: invoices cover the days delivered and no more."""
    values = {**STEADY, "reimbursement_per_day": 100.0, "stoppage_factor": 9.0, "standby_after_days": 0.0}
    for replicate in range(10):
        model = QuadrilleModel(ground(), settings({**values, "exchange_noise": 0.0}), replicate=replicate)
        model.run_to_end()
        delivered = model.tallies()[TALLY_INDEX["presence_days"]]
        income = model.world["income"][0]
        assert delivered.min() < 0.0 or replicate
        assert income["invoiced"] == pytest.approx(100.0 * (delivered.sum() - income["open_days"]), rel=1e-9)


SHARED = {**STEADY, "request_rate": 4.0, "exchange_noise": 0.0, "mission_day_cost": 500.0, "paid_by_others": 0.4}


@pytest.mark.parametrize("voluntary", [0.0, 0.5])
def test_what_others_pay_is_their_share_of_the_mission_costs_and_comes_or_is_still_to_come(voluntary):
    for replicate in range(10):
        p = settings({**SHARED, "voluntary_share": voluntary})
        model = QuadrilleModel(ground(), p, replicate=replicate)
        model.run_to_end()
        income, days = model.world["income"][0], model.tallies()[TALLY_INDEX["request_days"]].sum()
        assert income["shared"] == pytest.approx(0.4 * 500.0 * days, rel=1e-9)
        assert income["shared_in"].sum() == pytest.approx(income["shared"], rel=1e-9)
        assert income["shared_received"] == pytest.approx(income["shared_in"][:60].sum(), rel=1e-9)
        assert model.tallies()[TALLY_INDEX["repaid_by_others"]].sum() == pytest.approx(
            income["shared_received"], rel=1e-9
        )
        assert income["used"] <= 0.6 * 500.0 * days * (1.0 + 1e-9)


def test_kinds_that_nobody_shares_are_not_invoiced():
    p = settings({**SHARED, "paid_by_others": 0.0})
    p["unmoved"][0, PARAM_OFFSET["paid_by_others"] + 1] = 1.0
    model = QuadrilleModel(ground(), p)
    model.run_to_end()
    mission, request = model.world["mission"][0], model.world["request"][0]
    sent = slice(0, int(mission["n"]))
    of_kind = (mission["kind"][sent] == 2) & (request["kind"][mission["ref"][sent] % len(request["kind"])] == 1)
    days = (mission["team"][sent] * mission["days"][sent])[of_kind].sum()
    assert model.world["income"]["shared"][0] == pytest.approx(500.0 * days, rel=1e-9)
    assert days > 0


def test_visits_lose_only_what_nobody_else_pays():
    busy = {**STEADY, "request_rate": 4.0, "mission_day_cost": 1500.0, "visit_cost": 10_000.0}
    alone, helped = (simulate(ground(), settings({**busy, "paid_by_others": s}), 1, 0, 60) for s in (0.0, 1.0))
    assert tally(helped, "visits_done").sum() > tally(alone, "visits_done").sum()
    assert np.array_equal(tally(helped, "requests"), tally(alone, "requests"))


def test_payers_advance_what_larger_working_capital_takes():
    """A working capital that doubles in the third year is assessed once, beside the appropriation, and stays full."""
    larger = [
        {"param": "reserve_months", "corner": (np.log(2.0),) * 4, "centre": np.log(2.0), "measure": 0, "start": 24}
    ]
    values = {**QUIET, "payment_delay": 0.2, "reserve_months": 1.5}
    plain, more = settings(values), settings(values, larger, measure_n=1)
    more["measure_gate"], more["measure_line"] = 1.0, -1
    before, after = (simulate(ground(), p, 1, 0, 1) for p in (plain, more))
    called = (tally(after, "assessed") - tally(before, "assessed"))[0].reshape(5, 12).sum(axis=1)
    advance = 1.5 * VALUES["envelope"] / 12.0
    assert called[:2] == pytest.approx([0.0, 0.0], abs=1e-6)
    assert called[2] == pytest.approx(advance, rel=0.05)
    assert tally(after, "reserve_drawn")[0, -1] == pytest.approx(0.0, abs=1.0)
    assert tally(after, "cash")[0, 24:36] == pytest.approx(tally(before, "cash")[0, 24:36], rel=1e-9)
