"""The index of assurance: where a steady plan holds it, how it fades, what each part of a declaration is worth."""

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

HALF_LIFE = 3.0
KEPT = 2.0 ** (-0.25 / HALF_LIFE)
VISITS = {
    "assurance_visit": 1.0, "assurance_declaration": 0.0, "request_rate": 0.0, "inspectors_start": 100.0,
    "downsize_cap": 0.0, "visits_rung": 0.0, "visit_cost": 0.0, "payment_delay": 0.1, "knowledge_effect": 0.0,
}  # fmt: skip
DECLARATIONS = {
    "assurance_visit": 0.0, "assurance_declaration": 0.5, "declaration_base": 50.0, "never_share": 0.0,
    "authority_rate": 0.0, "legislation_rate": 0.0, "functioning_rate": 0.0, "setback_rate": 0.0,
    "completeness_base": 1.0, "completeness_level": 0.0, "error_base": 0.0, "accession_factor": 0.0,
}  # fmt: skip


def _index(values, name="assurance", cases=1):
    found = simulate(ground(commitments=()), settings(values), 1, 0, cases)
    assert not found.status.any()
    return found.monthly[:, TALLY_INDEX[name]]


def test_without_worth_there_is_no_index():
    assert not _index({"assurance_visit": 0.0, "assurance_declaration": 0.0}).any()


def test_a_steady_plan_holds_the_stock_where_it_began():
    """A yearly gain R, a quarter of it at a time, holds (R / 4) / (1 - K): the mean stock of many cases stays there."""
    g, total, opened = ground(commitments=()), 0.0, 0.0
    for replicate in range(60):
        model = QuadrilleModel(g, settings(VISITS), 1, replicate)
        model.advance(int(model.ground["month_start"][0, 1]))
        opened += model.world["assurance"]["stock"][0, :5].sum()
        model.run_to_end()
        total += model.world["assurance"]["stock"][0, :5].sum()
    assert total == pytest.approx(opened, rel=0.05)


def test_nothing_new_fades_by_half_in_a_half_life():
    """Declarations alone, which stop coming: whoever falls silent is forgotten."""
    values = {**DECLARATIONS, "assurance_half_life": HALF_LIFE}
    g = ground(commitments=())
    model = QuadrilleModel(g, settings({**values, "never_share": 1.0}))
    model.advance(int(model.ground["month_start"][0, 1]))
    before = model.world["assurance"]["stock"][0, :5].copy()
    assert (before > 0.0).all()
    model.advance(int(model.ground["month_start"][0, 36]) - model.day)
    assert model.world["assurance"]["stock"][0, :5] == pytest.approx(0.5 * before, rel=1e-12)


def test_declarations_hold_their_closed_form():
    """All complete and in time in March: the stock is a geometric sum."""
    index = _index({**DECLARATIONS, "assurance_half_life": HALF_LIFE})[0]
    stock = 0.5 * 0.25 / (1.0 - KEPT)
    for month in range(60):
        if month % 3 == 2:
            stock = KEPT * stock + (0.5 if month % 12 == 2 else 0.0)
        if month % 12 == 11:
            assert index[month] == pytest.approx(1.0 - np.exp(-stock), rel=1e-12)


@pytest.mark.parametrize(
    ("change", "worth"),
    [
        ({"completeness_base": 0.5}, 0.5**0.6),
        ({"error_base": 0.5, "error_level": 0.0}, 0.5**0.2),
        ({"declaration_base": -50.0, "late_days": 70.0, "late_sigma": 0.0}, (1.0 - 3.0 / 12.0) ** 0.2),
    ],
)
def test_what_each_part_of_a_declaration_is_worth(change, worth):
    """Completeness above all: half of it costs a third, half of the accuracy or three months an eighth at most."""
    values = {**DECLARATIONS, **change, "assurance_half_life": 0.1}
    full, less = (
        _stock_of_the_first(v)
        for v in ({**values, **{k: DECLARATIONS.get(k, 0.0) for k in change if k in DECLARATIONS}}, values)
    )
    assert less / full == pytest.approx(worth, rel=0.06 if "completeness_base" in change else 1e-3)


def _stock_of_the_first(values):
    total = 0.0
    for replicate in range(20):
        model = QuadrilleModel(ground(commitments=()), settings(values), 1, replicate)
        months = 36 if values["declaration_base"] > 0 else 39
        model.advance(int(model.ground["month_start"][0, months]) - 1)
        total += model.world["assurance"]["stock"][0, 0]
    return total


def test_visits_that_are_broken_off_bring_nothing():
    g, p = ground(commitments=()), settings({**VISITS, "request_rate": 6.0, "inspectors_start": 40.0})
    model = QuadrilleModel(g, p)
    model.run_to_end()
    mission = model.world["mission"][0]
    n = int(mission["n"])
    assert mission["broken"][:n].sum() > 0
    assert (mission["kind"][:n][mission["broken"][:n] == 1] == 0).all()


def test_the_tenth_percentile_lies_below_the_mean_and_both_between_0_and_1():
    tenth, mean = (_index(VISITS, name, cases=5) for name in ("assurance_tenth", "assurance"))
    assert (tenth <= mean).all()
    assert (tenth >= 0.0).all()
    assert (mean < 1.0).all()
