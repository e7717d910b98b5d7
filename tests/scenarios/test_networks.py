"""Milestones and stakeholders from tables to the records of the engine."""

import numpy as np
import pytest

from scenarios import load
from scenarios.changes import Changes
from scenarios.compile import ground_truth, settings
from simulation.rules.milestones import ABSENT, FREE
from tests.scenarios.folders import TOY, copied, replaced

PACK = load(TOY)
GROUND = ground_truth(PACK)[0]
COST = "cost: {line: advice,"
EFFECT = "{parameter: preparation_factor, operation: multiply,"


def test_milestones_have_the_end_of_their_planned_day_and_what_they_follow():
    assert GROUND["milestone_n"] == 2
    assert list(GROUND["milestone_planned"][:2]) == [181.0, 365.0]
    assert list(GROUND["milestone_order"][:2]) == [0, 1]
    assert list(GROUND["milestone_after_n"][:2]) == [0, 1]
    assert GROUND["milestone_after"][1, 0] == 0
    assert np.allclose(np.exp(GROUND["milestone_slip"][:2]), [1.2, 1.0])


def test_rows_in_any_order_are_put_into_that_of_their_dates():
    with copied() as folder:
        rows = (folder / "tables/milestones.csv").read_text().splitlines()
        (folder / "tables/milestones.csv").write_text("\n".join([rows[0], rows[2], rows[1]]) + "\n")
        g = ground_truth(load(folder))[0]
    assert list(g["milestone_order"][:2]) == [1, 0]
    assert g["milestone_after"][0, 0] == 1


def test_a_milestone_belongs_to_a_measure_of_the_option_or_is_absent():
    without, with_it = settings(PACK, "centre", "continuation")[0], settings(PACK, "centre", "plan-as-drafted")[0]
    added = settings(PACK, "centre", "continuation", {}, Changes(measures=("core-team",)))[0]
    assert [list(one["milestone_measure"][:2]) for one in (without, with_it, added)] == [
        [ABSENT, FREE], [1, FREE], [0, FREE],
    ]  # fmt: skip


def test_effects_and_running_costs_wait_for_the_milestone_that_they_name():
    with copied() as folder:
        replaced(folder, "options.yaml", EFFECT, EFFECT + " after: agreed,")
        replaced(folder, "options.yaml", COST, COST + " after: drafted,")
        s = settings(load(folder), "centre", "plan-as-drafted")[0]
    waits = [int(row) for row in s["modifier_milestone"][: s["modifier_n"]]]
    assert sorted(set(waits)) == [-1, 1]
    assert waits.count(1) == 1
    assert list(s["measure_milestone"][:2]) == [-1, 0]


def test_a_pack_may_do_without_milestones_and_stakeholders():
    with copied() as folder:
        for table in ("milestones", "stakeholders", "joint_activities"):
            (folder / f"tables/{table}.csv").unlink()
        g = ground_truth(load(folder))[0]
    assert (g["milestone_n"], g["stakeholder_n"]) == (0, 0)


def test_neighbours_know_each_other_and_reach_is_one_on_average():
    n, first, link = GROUND["stakeholder_n"], GROUND["stakeholder_first"], GROUND["stakeholder_link"]
    rows = [set(link[first[i] : first[i + 1]].tolist()) for i in range(n)]
    assert n == 20
    assert all(i in rows[j] for i in range(n) for j in rows[i])
    assert all(i not in rows[i] for i in range(n))
    assert GROUND["stakeholder_reach"][:n].mean() == pytest.approx(1.0, rel=1e-12)
    assert GROUND["stakeholder_most"] == GROUND["stakeholder_reach"].max()
    north = set(range(12))
    assert any(rows[i] - north for i in north)
