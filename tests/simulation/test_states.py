"""States: membership (O18), the ladder of implementation (O19), support, declarations; and that none gets lost."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

ALONE = {
    "capacity_effect": 0.0, "support_effect": 0.0, "peer_effect": 0.0, "willingness_effect": 0.0, "unrest_effect": 0.0,
    "engagement_effect": 0.0,
}  # fmt: skip
"""Every State moves by its base rates alone."""


def cases(values=None, replicates=200, quadrant="centre", modifiers=(), **tables):
    """Tallies of replicates by name."""
    monthly = simulate(ground(**tables), settings(values, modifiers, quadrant=quadrant), 7, 0, replicates).monthly
    return lambda name: monthly[:, TALLY_INDEX[name]]


def within(found, mean, sd, errors=4.0):
    """Whether a mean of replicates lies within four standard errors of the closed form."""
    return abs(np.mean(found) - mean) < errors * sd / sqrt(len(found))


def test_constant_hazards_make_accessions_binomial():
    """O18: of 27 States with .26 a year 14.6 join within three years, standard deviation 2.59."""
    values = {**ALONE, "accession_rate": 0.26, "request_rate": 0.0}
    joined = cases(values, 2000, states=[{"outside": 27}], years=3)("accessions").sum(axis=1)
    p = 1.0 - exp(-0.26 * 3)
    assert 27 * p == pytest.approx(14.6, abs=0.05)
    assert within(joined, 27 * p, sqrt(27 * p * (1 - p)))
    assert joined.std() == pytest.approx(2.59, rel=0.06)


def test_hold_outs_join_at_their_own_rate():
    values = {**ALONE, "accession_rate": 5.0, "accession_rate_hold_out": 0.03, "request_rate": 0.0}
    joined = cases(values, 2000, states=[{"outside": 40, "hold_out": 1}])("accessions").sum(axis=1)
    p = 1.0 - exp(-0.03 * 5)
    assert within(joined, 40 * p, sqrt(40 * p * (1 - p)))


def test_what_differs_between_cases_spreads_accessions_beyond_a_binomial_law():
    values = {**ALONE, "request_rate": 0.0, "accession_rate": 0.1}
    states = [{"outside": 40}]
    alike, apart = (
        cases({**values, "accession_spread": s}, 1000, states=states)("accessions").sum(axis=1) for s in (0.0, 0.8)
    )
    assert alike.var() / alike.mean() < 1.0 < apart.var() / apart.mean()


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_step_with_a_constant_hazard_leaves_an_exponential_share_below(level):
    """O19: 1 - (1 - p0) exp(-h T); with .813 at the start and h T = .3474 x 4.57 a share of .962."""
    rate = 0.3474 * 4.57 / 5.0
    name = ("authority_rate", "legislation_rate", "functioning_rate")[level]
    others = {"authority_rate": 0.0, "legislation_rate": 0.0, "functioning_rate": 0.0, "setback_rate": 0.0}
    started = [200] * level + [round(0.813 * 200)] + [0] * (2 - level)
    values = {**ALONE, **others, name: rate}
    climbed = cases(values, 400, states=[{"parties": 200, "levels": started}])(f"at_level_{level + 1}")[:, -1]
    p0 = started[level] / 200
    left = exp(-5.0 * rate)
    assert 1 - (1 - p0) * left == pytest.approx(0.962, abs=1e-3)
    below = 200 * (1 - p0)
    assert within(climbed, 200 - below * left, sqrt(below * left * (1 - left)))


def test_setbacks_come_at_their_rate_and_support_holds_them_off():
    still = {"authority_rate": 0.0, "legislation_rate": 0.0, "functioning_rate": 0.0, "setback_rate": 0.1}
    states = [{"parties": 200, "levels": (200, 200, 200), "supported": 1}]
    fell = cases({**ALONE, **still}, 300, states=states)("steps_down").sum(axis=1)
    p = 1.0 - exp(-0.1 * 5)
    assert within(fell, 200 * p, sqrt(200 * p * (1 - p)))
    helped = cases({**ALONE, **still, "support_effect": 1.2, "support_given": 500.0}, 50, states=states)("steps_down")
    assert helped.sum(axis=1).mean() < 0.8 * fell.mean()


def test_support_stands_where_a_constant_flow_holds_it_and_fades_with_its_half_life():
    """A stock that halves in h years and receives u a year stands near u h / ln 2."""
    states = [{"parties": 50, "levels": (0, 0, 0), "supported": 1}]
    values = {**ALONE, "authority_rate": 0.0, "support_given": 50.0, "support_unit_cost": 1e9, "support_of_a_task": 0.0}
    model = QuadrilleModel(ground(states=states), settings(values))
    model.run_to_end()
    stock = model.world["implementation"]["support"][0, 0]
    assert stock == pytest.approx(1.5 / log(2), rel=0.07)
    assert stock == pytest.approx(0.25 / (1 - exp(-0.25 * log(2) / 1.5)), rel=1e-3)
    drop = {"param": "support_given", "operation": 1, "corner": (-50.0,) * 4, "centre": -50.0, "measure": -1}
    fading = QuadrilleModel(ground(states=states), settings(values, [drop]))
    first = fading.world["implementation"]["support"][0, 0]
    fading.run_to_end()
    assert fading.world["implementation"]["support"][0, 0] == pytest.approx(first * 2.0 ** (-5 / 1.5), rel=5e-3)


def test_support_capacity_will_and_neighbours_help_and_unrest_hinders():
    weak = [{"parties": 100, "levels": (60, 30, 10), "capacity": 0.4, "willingness": 0.4, "supported": 1}]
    base = cases({}, 100, states=weak)("steps_up").sum()
    better = {"capacity": 0.9}, {"willingness": 0.9}, {"levels": (60, 50, 40)}
    for change in better[:2]:
        assert cases({}, 100, states=[{**weak[0], **change}])("steps_up").sum() > base
    ahead = {"parties": 100, "levels": (100, 100, 100)}
    assert cases({"setback_rate": 0.0}, 100, states=[*weak, ahead])("steps_up").sum() > base
    assert cases({"support_given": 300.0}, 100, states=weak)("steps_up").sum() > base
    exposed = [{**weak[0], "exposure": 1.0}]
    calm, unrest = (cases({}, 100, quadrant=q, states=exposed)("steps_up").sum() for q in ("civilian", "resurgence"))
    assert unrest < calm


def test_declarations_on_time_late_and_never():
    """Without heterogeneity punctuality is the logistic law; silent States never declare; late ones come later."""
    values = {**ALONE, "declaration_spread": 0.0, "declaration_base": 0.5, "declaration_level": 0.0, "never_share": 0.2,
              "declaration_unrest": 0.0, "late_days": 5.0}  # fmt: skip
    found = cases(values, 300, states=[{"parties": 200}])
    due, ontime, received = (found(f"declarations_{name}").sum(axis=1) for name in ("due", "ontime", "received"))
    assert (due == 1000).all()
    p = 0.8 / (1 + exp(-0.5))
    silent = sqrt(200 * 0.2 * 0.8) * 5 / (1 + exp(-0.5))
    assert within(ontime, 1000 * p, sqrt(silent**2 + 1000 * p * (1 - p)))
    assert within(received, 800, 5 * sqrt(200 * 0.2 * 0.8))


def test_late_declarations_come_after_a_lognormal_lag():
    """Half of them within the median, here three months of thirty days and seven sixteenths."""
    values = {**ALONE, "declaration_base": -50.0, "declaration_spread": 0.0, "never_share": 0.0, "late_days": 91.3125}
    came = cases(values, 100, states=[{"parties": 200}], years=1)("declarations_received")
    assert came[:, :3].sum() == 0
    assert within(came[:, 3:6].sum(axis=1), 100, sqrt(50))


@pytest.mark.parametrize("help_given", [{"electronic_exchange": 1.0}, {"reminders": 1.0}, {"targeted_help": 0.7}])
def test_help_brings_declarations_and_loses_none(help_given):
    """The same draws: whoever declared on time without help does so with it."""
    without, with_help = (cases(v, 100)("declarations_ontime").sum(axis=1) for v in ({}, help_given))
    assert (with_help >= without).all()
    assert with_help.mean() > without.mean()


def test_higher_levels_declare_sooner_more_fully_and_with_fewer_errors():
    still = {"authority_rate": 0.0, "legislation_rate": 0.0, "functioning_rate": 0.0, "setback_rate": 0.0}
    low, high = (cases(still, 50, states=[{"parties": 60, "levels": (n, n, n)}]) for n in (0, 60))
    for name in ("ontime", "complete", "accurate"):
        assert (high(f"declarations_{name}").sum(axis=1) > low(f"declarations_{name}").sum(axis=1)).all()


def test_accession_of_a_possessor_is_its_request():
    """One process: as many States of the class join as requests of its kind came, until none is left."""
    values = {"request_rate": 0.4, "accession_rate_hold_out": 0.0}
    states = [{"parties": 20}, {"outside": 3, "hold_out": 1, "kind": 0}]
    g = ground(states=states, kinds=((12, 400.0, 42, 1.0),))
    tally = simulate(g, settings(values), 1, 0, 300).monthly
    requests = tally[:, TALLY_INDEX["requests"]].sum(axis=1)
    joined = tally[:, TALLY_INDEX["accessions"]].sum(axis=1)
    assert np.array_equal(joined, np.minimum(requests, 3))
    assert (requests > 3).any()


def test_a_state_that_decides_to_join_is_a_party_from_the_next_quarter():
    found = cases({"accession_rate": 2.0}, 50)
    parties, joining, accessions = found("parties"), found("states_joining"), found("accessions")
    assert np.array_equal(np.diff(parties, axis=1)[:, 2::3], joining[:, 2:-1:3])
    assert (np.diff(parties, axis=1)[:, :2] == 0).all()
    assert accessions[:, [m for m in range(60) if m % 3 != 2]].sum() == 0


RATES = st.fixed_dictionaries({
    "accession_rate": st.floats(0, 20), "accession_rate_hold_out": st.floats(0, 20),
    "accession_factor": st.floats(0, 5),
    "authority_rate": st.floats(0, 20), "legislation_rate": st.floats(0, 20), "functioning_rate": st.floats(0, 20),
    "setback_rate": st.floats(0, 20), "support_given": st.floats(0, 5000), "support_effect": st.floats(0, 10),
    "never_share": st.floats(0, 1), "late_days": st.floats(0, 2000), "late_sigma": st.floats(0, 3),
    "declaration_base": st.floats(-50, 50), "completeness_base": st.floats(0, 1), "request_rate": st.floats(0, 4),
})  # fmt: skip
CLASS = st.builds(
    lambda counts, outside, kind, region, supported: {
        "parties": counts[0], "levels": counts[1:], "outside": outside, "kind": kind, "region": region,
        "supported": supported,
    },
    st.lists(st.integers(0, 12), min_size=4, max_size=4).map(lambda n: sorted(n, reverse=True)),
    st.integers(0, 6), st.sampled_from([-1, 0]), st.integers(0, 7), st.integers(0, 1),
)  # fmt: skip


@budget(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values=RATES, classes=st.lists(CLASS, max_size=6), seed=st.integers(0, 1000))
def test_states_are_conserved_and_levels_partition_the_parties(values, classes, seed):
    states = sum(c["parties"] + c["outside"] for c in classes)
    model = QuadrilleModel(ground(states=classes, years=2), settings(values), replicate=seed)
    while not model.is_over:
        model.advance(31)
        member, ladder = model.world["member"][0], model.world["implementation"][0]
        assert int(member["parties"] + member["joining"] + member["outside"]) == states
        levels = ladder["level"][:states]
        assert np.array_equal(ladder["at_level"], np.bincount(levels[levels >= 0], minlength=4))
        assert int(ladder["entered"]) == int(ladder["at_level"].sum()) <= int(member["parties"])
        assert ((levels >= -1) & (levels <= 3)).all()
    tally = model.tallies()
    due, received = (tally[TALLY_INDEX[f"declarations_{name}"]].sum() for name in ("due", "received"))
    assert (tally[TALLY_INDEX["declarations_ontime"]] <= tally[TALLY_INDEX["declarations_due"]]).all()
    assert received <= due
    for name in ("complete", "accurate"):
        assert tally[TALLY_INDEX[f"declarations_{name}"]].sum() <= received + 1e-9


def test_a_world_without_states_is_the_same_in_everything_else():
    """Off or unused, the mechanisms leave every other draw as it was."""
    with_states, without = (
        simulate(
            ground(states=states, activities=(), obligations=()), settings({"assurance_declaration": 0.0}), 3, 0, 30
        ).monthly
        for states in ([{"parties": 50}], [])
    )
    of_states = [name for name in TALLY_INDEX if name.startswith(("parties", "states_", "access", "at_level", "steps_",
                                                                  "support_units", "declarations"))]  # fmt: skip
    others = [i for name, i in TALLY_INDEX.items() if name not in of_states]
    assert np.array_equal(with_states[:, others], without[:, others])
    assert not without[:, [TALLY_INDEX[name] for name in of_states]].any()
    assert with_states[:, TALLY_INDEX["declarations_due"]].sum() == 50 * 5 * 30
