"""Money: conservation (O13), erosion under zero nominal growth (O17), postponement in its order, payers' delays."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
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


money = st.fixed_dictionaries({
    "envelope": st.floats(1e5, 1e9), "envelope_target": st.floats(0.1, 2.0), "inflation": st.floats(-0.02, 0.1),
    "opening_cash_months": st.floats(0, 4), "reserve_months": st.floats(0, 4), "draw_days": st.floats(0, 60),
    "ladder_days": st.floats(0, 90), "payment_delay": st.floats(0.1, 10), "outstanding_factor": st.floats(0, 5),
    "inspector_cost": st.floats(1e3, 1e7), "visit_cost": st.floats(0, 1e6), "nominal_growth": st.floats(-0.1, 0.1),
})  # fmt: skip


@budget(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(money, st.integers(0, 50), st.integers(1, 60), st.integers(1, 1826))
def test_money_is_conserved_on_random_worlds(values, replicate, payers, days):
    """O13: what came in is in the cash box, in the reserve or paid out; dues are received or outstanding."""
    model = QuadrilleModel(ground(payers=payers), settings(values), replicate=replicate)
    fund = model.world["fund"]
    opening = float(fund["cash"][0] + fund["reserve"][0])
    model.advance(days)
    scale = max(float(fund["received"][0] + fund["paid"][0]) + opening, 1.0)
    held = float(fund["cash"][0] + fund["reserve"][0])
    assert abs(held - (opening + float(fund["received"][0]) - float(fund["paid"][0]))) <= 1e-9 * scale
    due, day = fund["due"][0], fund["payment_day"][0]
    assert abs(float(due.sum()) - float(fund["assessed"][0])) <= 1e-9 * scale
    unpaid = float(due[day >= model.day].sum())
    assert abs(unpaid - float(fund["assessed"][0] - fund["received"][0])) <= 1e-9 * scale
    assert float(fund["cash"][0]) >= -1e-6 * scale
    assert 0.0 <= float(fund["reserve"][0]) <= float(fund["reserve_size"][0]) * (1 + 1e-12)


def test_bills_by_kind_add_up_to_spending():
    cases = simulate(ground(), settings(), 1, 0, 50)
    parts = sum(tally(cases, f"spending_{kind}") for kind in ("inspectors", "missions", "posts", "services"))
    assert parts == pytest.approx(tally(cases, "spending"), rel=1e-12)


def test_postponement_climbs_rung_by_rung_as_cash_falls():
    """With money coming late, services of the low rung are held back; with money in time, nothing is."""
    late = simulate(
        ground(), settings({"payment_delay": 6.0, "opening_cash_months": 0.2, "reserve_months": 0.2}), 1, 0, 100
    )
    prompt = simulate(ground(), settings({"payment_delay": 0.2}), 1, 0, 100)
    assert tally(prompt, "austerity_months").sum() == 0.0
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
    cases = simulate(ground(), settings({**QUIET, "inspector_cost": 1.0, "payment_delay": 0.2}), 1, 0, 1)
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
