"""Instruments, joint activities and pools of services as the records of the engine."""

import pytest

from scenarios import load
from scenarios.compile import ground_truth, settings
from simulation.layout import PARAM_OFFSET
from simulation.rules.joint import CORE, FUNDING, GROUPS, STAFF
from tests.scenarios.folders import TOY, copied, replaced

GROUND_OF_TOY = ground_truth(load(TOY))[0]


def test_instruments_have_their_lines_floors_and_keys() -> None:
    g = GROUND_OF_TOY
    assert g["instrument_n"] == 2
    assert list(g["instrument_floor"][:2]) == [1000.0, 500.5]
    assert list(g["instrument_key"][:2]) == [0.6, 0.4]
    assert list(g["line_instrument"][:3]) == [-1, 0, 1]


def test_joint_activities_have_the_costs_of_their_participants_in_the_order_of_instruments() -> None:
    g = GROUND_OF_TOY
    assert g["joint_n"] == 2
    assert g["joint_separate"][:2, :2].tolist() == [[3000.0, 2000.5], [600.0, 400.0]]
    assert list(g["joint_funding"][:2]) == [CORE, STAFF] == [FUNDING.index("core"), FUNDING.index("staff")]
    assert list(g["joint_group"][:2]) == [GROUPS.index("information-technology"), GROUPS.index("none")]


def test_what_starts_before_the_horizon_starts_with_it_and_milestones_are_rows() -> None:
    assert list(GROUND_OF_TOY["joint_start"][:2]) == [0, 8]
    assert list(GROUND_OF_TOY["joint_milestone"][:2]) == [-1, 1]


def test_services_of_a_pool_share_a_number_from_one() -> None:
    assert not GROUND_OF_TOY["service_pool"].any()
    with copied() as folder:
        file = "tables/services.csv"
        replaced(folder, file, "quality_exponent,source", "quality_exponent,source,pool")
        replaced(
            folder,
            file,
            "advice,0.75,5000,20,0.5,3,365,0.5,plan: annex",
            "advice,0.5,5000,20,0.5,3,365,0.5,plan: annex,desk",
        )
        more = "\nlaw,Law,cooperation,advice,0.25,10,1,1,1,10,0,plan: annex,desk"
        replaced(
            folder, file, "0.25,2000,0,0,0,0,0,expert judgement", f"0.25,2000,0,0,0,0,0,expert judgement,none{more}"
        )
        g = ground_truth(load(folder))[0]
    assert list(g["service_pool"][:4]) == [1, 0, 1, 0]


def test_depth_is_given_by_activity_and_none_unless_given() -> None:
    with copied() as folder:
        given = 'parameters:\n  joint_depth: {papers: {value: 0.4, source: "expert judgement"}}\n'
        replaced(folder, "parameters.yaml", "parameters:\n", given)
        unmoved = settings(load(folder), "centre", "continuation")["unmoved"][0]
    first = PARAM_OFFSET["joint_depth"]
    assert unmoved[first : first + 3] == pytest.approx([0.0, 0.4, 0.0])


def test_a_pack_may_do_without_instruments() -> None:
    with copied() as folder:
        for table in ("instruments", "joint_activities"):
            (folder / f"tables/{table}.csv").unlink()
        replaced(folder, "tables/lines.csv", "annex,pact", "annex,none")
        replaced(folder, "tables/lines.csv", "annex,protocol", "annex,none")
        g = ground_truth(load(folder))[0]
    assert (g["instrument_n"], g["joint_n"]) == (0, 0)
