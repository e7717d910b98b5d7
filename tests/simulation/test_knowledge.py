"""Knowledge: decay without practice (O26), learning, what leavers take along, readiness, quality of visits."""

from math import exp

import numpy as np
import pytest

from simulation.compiled import compiled
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.rules.knowledge import learn
from simulation.rules.visits import recognition
from tests.simulation.worlds import ground, month_starts, settings

NOBODY_MOVES = {
    "exchange_noise": 0.0, "inflation": 0.0, "staff_step": 0.0, "quit_rate": 0.0, "tenure_years": 60.0,
    "recruit_cap": 0.0, "downsize_cap": 0.0, "inspector_cost": 1e4,
}  # fmt: skip
IDLE = {**NOBODY_MOVES, "visit_quota": 0.0, "request_rate": 0.0}


def first_day(values, name, **tables):
    return QuadrilleModel(ground(**tables), settings(values)).world["knowledge"][name][0]


def stock(values, name, replicate=0, **tables):
    model = QuadrilleModel(ground(**tables), settings(values), replicate=replicate)
    model.run_to_end()
    return model.world["knowledge"][name][0]


@pytest.mark.parametrize(("half_life", "left"), [(3.5, 0.3715), (2.0, 0.1768), (6.0, 0.5612)])
def test_skill_without_practice_halves_with_its_half_life(half_life, left):
    """O26: 2 ** (-t / h) after five years."""
    fading = {**IDLE, "skill_half_life": half_life}
    skill = stock(fading, "skill", commitments=()) / first_day(fading, "skill", commitments=())
    assert skill == pytest.approx([left] * 3, abs=5e-5)


def test_codified_knowledge_without_practice_goes_out_of_date():
    ageing = {**IDLE, "codified_loss": 0.08, "handover": 0.0}
    codified = stock(ageing, "codified", commitments=()) / first_day(ageing, "codified", commitments=())
    assert codified == pytest.approx([0.98**20] * 3, rel=1e-12)


def test_skill_grows_in_the_field_that_is_practised_and_only_there():
    busy = {**NOBODY_MOVES, "visit_quota": 300.0, "request_rate": 0.0, "inspectors_start": 60.0}
    visits, presence, requests = stock({**busy, "practice_visits": 20.0}, "skill", commitments=())
    assert visits > first_day({**busy, "practice_visits": 20.0}, "skill", commitments=())[0]
    assert presence < first_day(busy, "skill", commitments=())[1]
    assert presence == requests


def test_less_presence_means_less_knowledge_of_it():
    """Fewer days in a field, less of what is known there, whatever else happens."""
    much, little = (
        simulate(ground(commitments=[(0, 2000, 6, 42)] * n), settings(NOBODY_MOVES), 1, 0, 20).monthly[
            :, TALLY_INDEX["knowledge_presence"], -1
        ]
        for n in (4, 1)
    )
    assert (much > little).all()


def test_leavers_take_knowledge_along_and_a_handover_keeps_some():
    leaving = {**IDLE, "quit_rate": 0.5, "recruit_cap": 0.5, "recruit_lead_months": 0.0}
    goes, handed = (
        stock(change, "total", commitments=())[0]
        for change in ({**leaving, "handover": 0.0}, {**leaving, "handover": 0.6})
    )
    assert goes < handed


def test_what_is_known_stays_between_nothing_and_everything():
    for replicate in range(20):
        rng = np.random.default_rng(replicate)
        wild = {
            "quit_rate": rng.uniform(0, 3), "skill_gain": rng.uniform(0, 5), "codify_rate": rng.uniform(0, 5),
            "codified_loss": rng.uniform(0, 5), "courses_per_year": rng.uniform(0, 20), "handover": rng.uniform(0, 1),
            "skill_half_life": rng.uniform(0.2, 5), "drills_per_year": rng.uniform(0, 50),
        }  # fmt: skip
        for name in ("skill", "codified", "total", "drills", "readiness"):
            values = np.atleast_1d(stock(wild, name, replicate))
            assert ((values >= 0.0) & (values <= 1.0)).all()


def test_two_drills_a_year_hold_their_stock_near_nine_tenths():
    assert stock({**IDLE, "drills_per_year": 2.0}, "drills") == pytest.approx(0.911, abs=2e-3)


def test_readiness_shortens_preparation_and_nothing_else_about_requests():
    g, slow = ground(), {"readiness_effect": 1.5, "inspectors_start": 120.0, "inspector_cost": 1e4}
    ready = {**slow, "drills_per_year": 2.0, "core_team": 15.0}
    without, with_team = (simulate(g, settings(v), 1, 0, 200) for v in (slow, ready))
    assert np.array_equal(*(c.monthly[:, TALLY_INDEX["requests"]] for c in (without, with_team)))
    days = [c.monthly[:, TALLY_INDEX["response_days"]].sum() for c in (without, with_team)]
    assert days[1] < 0.8 * days[0]


@pytest.mark.parametrize(
    ("p", "effort", "q"), [(0.7, 1.0, 0.7), (0.7, 0.5, 0.45228), (0.7, 2.0, 0.91), (1.0, 0.3, 1.0)]
)
def test_recognition_falls_with_effort(p, effort, q):
    """1 - (1 - p) ** effort, effort the square root of inspectors times hours (model of independent chances)."""
    assert recognition(p, effort) == pytest.approx(q, abs=1e-5)


@pytest.mark.parametrize(
    ("team_factor", "duration_factor", "e", "power"),
    [(1, 1, 1, 0), (0.75, 1, 1, 1), (0.5, 0.75, 1.2, 1), (1.5, 2, 0.8, 0.5), (1, 1, 1, 1)],
)
def test_a_visit_recognises_by_the_law_of_team_time_knowledge_and_equipment(team_factor, duration_factor, e, power):
    """q = 1 - exp(-theta (m h)**.5 K**(.5 power) e), theta such that q = .7 at m = 4, h = 1.5, K = 1, e = 1.

    h is 1.5 of the four days away and grows and shrinks with them; K is knowledge over that of the first day.
    """
    theta = -np.log(1 - 0.7) / np.sqrt(4 * 1.5)
    told = {"team_factor": team_factor, "duration_factor": duration_factor, "method_factor": e}
    model = QuadrilleModel(ground(), settings({**told, "knowledge_effect": power}))
    model.advance(month_starts(5)[36])
    known = model.world["knowledge"][0].copy()
    model.step()
    m, h, k = 4 * team_factor, 1.5 * duration_factor, known["total"][0] / known["start"][0]
    assert k != 1.0
    law = 1 - np.exp(-theta * np.sqrt(m * h) * k ** (0.5 * power) * e)
    assert model.world["visit"]["quality"][0, :2] == pytest.approx([law, law], rel=1e-12)


def test_smaller_teams_do_as_many_visits_of_less_quality():
    g, plenty = ground(), {"inspectors_start": 120.0, "inspector_cost": 1e4}
    whole, half = (simulate(g, settings({**plenty, "team_factor": f}), 1, 0, 30) for f in (1.0, 0.5))
    done, quality = (
        [c.monthly[:, TALLY_INDEX[t]].sum() for c in (whole, half)] for t in ("visits_done", "visits_quality")
    )
    assert done[1] >= 0.98 * done[0]
    assert quality[0] == pytest.approx(0.7 * done[0], rel=1e-9)
    assert quality[1] == pytest.approx((1 - 0.3**0.5**0.5) * done[1], rel=1e-9)


def test_knowledge_lost_lowers_what_visits_recognise():
    fading = {"knowledge_effect": 1.0, "skill_half_life": 1.0, "practice_visits": 366.0, "visit_quota": 20.0}
    kept, lost = (simulate(ground(), settings({**v}), 1, 0, 10) for v in ({}, fading))
    quality = [
        c.monthly[:, TALLY_INDEX["visits_quality"], -12:].sum() / c.monthly[:, TALLY_INDEX["visits_done"], -12:].sum()
        for c in (kept, lost)
    ]
    assert quality[1] < 0.75 * quality[0]


@compiled
def _learn(world, ground, settings, k):
    learn(world[0], ground[0], settings[0], k)


@pytest.mark.parametrize("practice", [0.0, 10.0, 33.5, 70.0])
@pytest.mark.parametrize("handover", [0.0, 0.2, 0.9])
def test_the_first_day_stands_where_the_practice_of_the_year_before_would_keep_it(practice, handover):
    """A quarter with that practice and the turnover of renewal theory moves nothing."""
    values = {"quit_rate": 0.05, "tenure_years": 7.0, "handover": handover, "courses_per_year": 0.5}
    values |= {f"practice_{field}": practice for field in ("visits", "presence", "requests")}
    model = QuadrilleModel(ground(commitments=()), settings(values))
    world, before = model.world, model.world["knowledge"].copy()
    world["staff"]["present_n"] = 100
    for month in range(3):
        world["clock"]["month"] = month
        world["mission"]["delivered_month"] = 100 * practice / 12
        world["staff"]["hired_month"] = world["staff"]["left_month"] = 100 / 12 * 0.05 / (1 - exp(-0.05 * 7))
        _learn(world, model.ground, model.settings, model.key)
    for name in ("skill", "codified", "total"):
        assert world["knowledge"][name][0] == pytest.approx(before[name][0], rel=1e-9)
