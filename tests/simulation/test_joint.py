"""Joint work: its cost to the cent, transition, keys, floors that hold, money that moves; pooled queues are in O9."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, getcontext
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import PARAM_OFFSET, TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.rules.joint import joint_cost, transition_weight
from tests.simulation.worlds import ground, settings

getcontext().prec = 40
QUIET = {
    **{"visit_quota": 0.0, "request_rate": 0.0, "inspectors_start": 10.0, "exchange_noise": 0.0, "inflation": 0.0},
    **{"staff_step": 0.0, "ladder_days": 0.0, "opening_cash_months": 12.0, "payment_delay": 0.05},
}
LAW = {"joint_saving": 0.25, "joint_overhead": 0.03, "joint_transition": 0.2, "transition_months": 12.0}
LINES = ((2, 0.1), (3, 0.2), (2, 0.1), (3, 0.2), (2, 0.1), (3, 0.3))
"""Posts and services of three instruments: kind, share of the budget of 60 million."""
CORE, STAFF, VOLUNTARY, PARTNER = range(4)


def world(
    activities: Sequence[Mapping[str, object]],
    values: Mapping[str, float] | None = None,
    keys: Sequence[float] = (0.3, 0.3, 0.4),
    floors: Sequence[float] = (1e6, 1e6, 1e6),
    depths: Sequence[tuple[int, float, float]] = (),
    milestones: Sequence[tuple[float, Sequence[int], float, float]] = (),
    sessions: Sequence[int] = (300,),
):
    """Ground truth and settings. Depths are (first month, shift, months of ramp) of measures without a gate."""
    g = ground(years=5, commitments=(), facilities=(), payers=1, hosts=((1,),), quota=(1.0,), kinds=(), communities=(),
               milestones=milestones, states=(), sessions=sessions, obligations=(), activities=())  # fmt: skip
    g["line_n"], g["line_purpose"], g["line_instrument"] = len(LINES), 0, -1
    for i, (kind, share) in enumerate(LINES):
        g["line_kind"][0, i], g["line_share"][0, i], g["line_price"][0, i] = kind, share, 1
        g["line_instrument"][0, i] = i // 2
    n = g["instrument_n"] = len(keys)
    g["instrument_key"][0, :n], g["instrument_floor"][0, :n] = keys, floors
    g["joint_n"] = len(activities)
    for a, row in enumerate(activities):
        g["joint_separate"][0, a, :n] = row["separate"]
        g["joint_milestone"][0, a] = row.get("milestone", -1)
        for column in ("funding", "start", "group"):
            g[f"joint_{column}"][0, a] = row.get(column, 0)
    moved = [
        {"param": "joint_depth", "row": a, "operation": 1, "corner": [by] * 4, "centre": by}
        | {"measure": m, "ramp": ramp, "start": at}
        for m, (at, by, ramp) in enumerate(depths)
        for a in range(len(activities))
    ]
    p = settings({**QUIET, **LAW, **(values or {})}, moved, measure_n=len(depths))
    p["unmoved"][0, PARAM_OFFSET["line_rung"] : PARAM_OFFSET["line_rung"] + 6] = 0.0
    p["measure_line"], p["measure_gate"], p["measure_milestone"] = -1, 1.0, -1
    return g, p


def tallies(g, p, cases=1, seed=1):
    found = simulate(g, p, seed, 0, cases)
    assert not found.status.any()
    return lambda name: found.monthly[0, TALLY_INDEX[name]]


@pytest.mark.parametrize(
    ("n", "saving", "fixed", "overhead", "relative"),
    [(3, 0.25, 0.0, 0.03, 0.78), (2, 0.25, 0.0, 0.03, 0.765), (3, 0.0, 0.0, 0.03, 1.03), (4, 0.0, 0.0, 0.1, 1.15),
     (3, 0.25, 0.2, 0.03, 0.2 / 3 + 0.6 + 0.03)],
)  # fmt: skip
def test_joint_over_separate_cost(n, saving, fixed, overhead, relative):
    """F + sum of v (1 - s) + omega n (n - 1) / 2 of the mean, in closed form and in a world."""
    assert joint_cost(n * 1e5, n, saving, fixed, overhead) == pytest.approx(relative * n * 1e5, rel=1e-12)
    if n <= 3:
        separate = [1e5] * n + [0.0] * (3 - n)
        values = {"joint_depth": 1.0, "joint_saving": saving, "joint_fixed": fixed, "joint_overhead": overhead}
        of = tallies(*world([{"separate": separate}], values))
        assert of("joint_cost") == pytest.approx(relative * n * 1e5 / 12, rel=1e-12)
        assert of("joint_separate") == pytest.approx(n * 1e5 / 12, rel=1e-12)


@pytest.mark.parametrize("months", [1.0, 7.0, 12.0, 12.5, 36.0])
def test_a_transition_sums_to_its_whole_and_falls(months):
    """Linear to zero: month j of M has (2 (M - j) - 1) / M^2."""
    weights = [transition_weight(j, months) for j in range(60)]
    assert sum(weights) == pytest.approx(1.0, rel=1e-12)
    assert all(one >= other for one, other in pairwise(weights))
    if months == int(months):
        expected = [(2 * (months - j) - 1) / months**2 for j in range(int(months))]
        assert weights[: int(months)] == pytest.approx(expected)


ACTIVITIES = (
    {"separate": (310_000.0, 290_000.0, 405_000.0), "group": 1},
    {"separate": (120_000.0, 0.0, 80_000.0), "start": 12},
    {"separate": (51_000.0, 47_000.0, 66_000.0), "funding": STAFF, "start": 12},
    {"separate": (90_000.0, 60_000.0, 90_000.0), "start": 12, "milestone": 0, "group": 2},
    {"separate": (30_000.0, 30_000.0, 30_000.0), "funding": VOLUNTARY, "start": 12},
    {"separate": (20_000.0, 20_000.0, 20_000.0), "funding": PARTNER},
)
DEPTHS = ((14, 0.5, 6.0), (30, -0.2, 1.0))
"""From .3 by .5 over half a year from month 14 on, and back by .2 from month 30 on."""


def depth_of(month: int) -> Decimal:
    risen = min(max(Decimal(month - 14 + 1) / 6, Decimal(0)), Decimal(1)) * Decimal("0.5")
    return Decimal("0.3") + risen - (Decimal("0.2") if month >= 30 else 0)


def by_hand(milestone_month: int) -> dict[str, list[Decimal]]:
    """Every activity, month and instrument in decimal arithmetic, after the formulas and not after the code."""
    keys = [Decimal("0.3"), Decimal("0.3"), Decimal("0.4")]
    found: dict[str, list[Decimal]] = {name: [Decimal(0)] * 60 for name in ("cost", "separate", "transition", "beside")}
    shifts = [[Decimal(0)] * 60 for _ in keys]
    for row in ACTIVITIES:
        costs = [Decimal(str(one)) for one in row["separate"]]  # type: ignore[union-attr]
        takes_part = [cost > 0 for cost in costs]
        n, k = sum(takes_part), sum(costs)
        first = milestone_month if row.get("milestone") == 0 else row.get("start", 0)
        deepest = Decimal("0.3") if first == 0 else Decimal(0)
        steps = [Decimal(0)] * 60
        for month in range(60):
            depth = depth_of(month) if month >= first else Decimal(0)  # type: ignore[operator]
            steps[month] = max(depth - deepest, Decimal(0))
            deepest = max(depth, deepest)
            due = sum(
                (
                    steps[month - j] * Decimal("0.2") * k * Decimal(2 * (12 - j) - 1) / 144
                    for j in range(min(12, month + 1))
                ),
                Decimal(0),
            )
            together = (k * Decimal("0.75") + Decimal("0.03") * n * (n - 1) / 2 * k / n) / 12
            cost = (1 - depth) * k / 12 + depth * together + due
            if row.get("funding", CORE) in (VOLUNTARY, PARTNER):
                found["beside"][month] += cost
                continue
            found["cost"][month] += cost
            found["separate"][month] += k / 12
            found["transition"][month] += due
            if row.get("funding", CORE) == CORE:
                total = sum(key for key, there in zip(keys, takes_part, strict=True) if there)
                for i, key in enumerate(keys):
                    if takes_part[i]:
                        shifts[i][month] += key / total * (depth * together + due) - depth * costs[i] / 12
    return {**found, **{f"shift-{i}": shift for i, shift in enumerate(shifts)}}


def test_joint_cost_equals_the_rule_to_the_cent():
    """All activities, months and instruments; the milestone of day 710 is reached in month 23, and counts from 24."""
    g, p = world(ACTIVITIES, {"joint_depth": 0.3}, depths=DEPTHS, milestones=((710.0, (), 1.0, 0.0),))
    model = QuadrilleModel(g, p)
    shifts = np.zeros((3, 60))
    while not model.is_over:
        month = int(model.world["clock"]["month"][0])
        model.advance(int(g["month_start"][0, month + 1] - g["month_start"][0, month]))
        shifts[:, month] = model.world["joint"]["shift"][0][[1, 3, 5]] / 12
    assert model.world["milestone"]["month"][0, 0] == 24
    expected = by_hand(24)
    of = tallies(g, p)
    for name, tally in (("cost", "joint_cost"), ("separate", "joint_separate"), ("transition", "joint_transition"),
                        ("beside", "joint_beside")):  # fmt: skip
        assert np.abs(of(tally) - np.array(expected[name], dtype=float)).max() < 0.005
    for i in range(3):
        assert np.abs(shifts[i] - np.array(expected[f"shift-{i}"], dtype=float)).max() < 0.005
    assert of("joint_transition").sum() > 0
    assert of("joint_saving") == pytest.approx(of("joint_separate") - of("joint_cost"))


def test_savings_pay_back_the_transition_when_the_rule_says():
    """A step to full depth at once: the first month in which savings so far exceed it, counted by hand."""
    separate = Decimal(3_000_000)
    balance, expected = Decimal(0), None
    for month in range(60):
        due = Decimal("0.2") * separate * (Decimal(2 * (12 - month) - 1) / 144 if month < 12 else 0)
        balance += separate * Decimal("0.22") / 12 - due
        if balance >= 0 and expected is None:
            expected = month
    assert expected == 10
    of = tallies(*world([{"separate": (1e6, 1e6, 1e6)}], depths=((0, 1.0, 1.0),)))
    saved = np.cumsum(of("joint_saving"))
    assert int(np.argmax(saved >= -1e-6)) == expected
    assert saved[0] < 0


def test_savings_are_spent_on_services():
    """What the lines of services deliver rises by what is saved, and bills stay as they are."""
    rows = [{"separate": (1e6, 1e6, 1e6)}]
    apart = tallies(*world(rows))
    together = tallies(*world(rows, {"joint_depth": 1.0}))
    more = together("services") - apart("services")
    assert more == pytest.approx(np.full(60, 0.22 * 3e6 / 12), rel=1e-6)
    assert together("spending") == pytest.approx(apart("spending"), rel=1e-12)
    for n in (1, 2, 3):
        spent = together(f"instrument_{n}_spent")
        assert spent.sum() / together("spending").sum() == pytest.approx((0.3, 0.3, 0.4)[n - 1], rel=1e-9)
    assert not together("instrument_4_spent").any()


def test_nothing_is_joint_before_every_body_met_unless_somebody_forgot_the_gate():
    rows = [{"separate": (1e6, 1e6, 1e6)}]
    early = tallies(*world(rows, {"joint_depth": 0.3}, depths=((4, 0.5, 1.0),)))("joint_before_adoption")
    late = tallies(*world(rows, {"joint_depth": 0.3}, depths=((10, 0.5, 1.0),)))("joint_before_adoption")
    assert early[4:10] == pytest.approx(np.full(6, 0.5 * 3e6 / 12))
    assert early.sum() == pytest.approx(early[4:10].sum())
    assert not late.any()


def test_floors_scale_joint_work_back_and_without_them_money_is_diverted():
    rows = [{"separate": (4e6, 4e6, 4e6)}, {"separate": (1e6, 0.0, 1e6)}]
    values, floors = {"joint_depth": 1.0}, (16e6, 1e6, 1e6)
    held = tallies(*world(rows, values, floors=floors))
    free = tallies(*world(rows, {**values, "joint_floor": 0.0}, floors=floors))
    assert 0 < held("joint_delivered").sum() < held("joint_wanted").sum()
    assert held("core_above_floor") == pytest.approx(np.ones(60))
    assert not held("joint_diverted").any()
    assert free("joint_delivered") == pytest.approx(free("joint_wanted"))
    # Instrument 1 has 18 million, keeps 16, and would pay .3 of 9.36 and .3 / .7 of 1.53 million.
    beyond = 0.3 * 0.78 * 12e6 + 0.3 / 0.7 * 0.765 * 2e6 - 2e6
    assert free("joint_diverted") == pytest.approx(np.full(60, beyond / 12), rel=1e-6)


ROWS = st.lists(
    st.fixed_dictionaries({
        "separate": st.lists(st.floats(0, 1.5e7), min_size=3, max_size=3).filter(lambda k: sum(x > 0 for x in k) > 1),
        "funding": st.integers(0, 3), "start": st.integers(0, 40), "group": st.integers(0, 2),
    }), min_size=1, max_size=8,
)  # fmt: skip
VALUES = st.fixed_dictionaries({
    "joint_depth": st.floats(0, 1), "joint_saving": st.floats(0, 1), "joint_fixed": st.floats(0, 1),
    "joint_overhead": st.floats(0, 1), "joint_transition": st.floats(0, 5), "transition_months": st.floats(1, 60),
    "envelope_target": st.floats(0.3, 1.5), "inflation": st.floats(0, 0.1), "exchange_noise": st.floats(0, 0.2),
    "foreign_share": st.floats(0, 1),
})  # fmt: skip


@hypothesis_settings(max_examples=40, deadline=None)
@given(ROWS, VALUES, st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3), st.integers(0, 40), st.floats(-1, 1))
def test_joint_work_never_breaks_a_floor_nor_overdraws_a_line(rows, values, kept, at, by):
    """On random tables and budgets, cut to a third among them: an instrument keeps its part of what it has."""
    base = [6e7 * (LINES[2 * i][1] + LINES[2 * i + 1][1]) for i in range(3)]
    floors = [part * budget for part, budget in zip(kept, base, strict=True)]
    g, p = world(rows, values, floors=floors, depths=((at, by, 3.0),))
    model = QuadrilleModel(g, p, seed=5)
    for days in np.diff(g["month_start"][0, :61]):
        model.advance(int(days))
        joint, fund = model.world["joint"][0], model.world["fund"][0]
        price = fund["price"][1]
        for i in range(3):
            budget = fund["line_budget"][2 * i : 2 * i + 2].sum() / price
            assert joint["core"][i] >= floors[i] * min(budget / base[i], 1.0) * price * (1 - 1e-9)
        assert (fund["line_cost"][:6] <= fund["line_budget"][:6] + 1.0).all()
        moved = joint["paid"][:3, 1].sum() - joint["freed"][:3].sum()
        assert joint["shift"].sum() == pytest.approx(moved * price, abs=1.0, rel=1e-9)
    found = model.tallies()
    assert np.isfinite(found).all()
    assert not found[TALLY_INDEX["joint_diverted"]].any()
    done, wanted = (found[TALLY_INDEX[f"joint_{name}"]] for name in ("delivered", "wanted"))
    assert (done <= wanted * (1 + 1e-12) + 1e-9).all()


def test_instruments_without_joint_work_move_nothing_else():
    """Lines that bear an instrument, and activities never done jointly, leave every other tally as it was."""
    g, p = world([])
    bare = g.copy()
    bare["instrument_n"] = 0
    others = [i for name, i in TALLY_INDEX.items() if not name.startswith(("instrument_", "core_", "joint_", "cross_"))]
    with_them, without = (simulate(table, p, 1, 0, 3).monthly[:, others] for table in (g, bare))
    assert np.array_equal(with_them, without)
