"""What says something of a pack: no visits where there are no sites, no tasks where there is no desk."""

import importlib

import pytest

from experiments.catalogue import catalogue
from experiments.relevance import OF_GROUP, OF_MODULE, OF_ONE, OF_WORD, concerns, relevant
from scenarios import load
from scenarios.compile import ground_truth, settings
from scenarios.rows import ROWS
from scenarios.switches import SWITCHES
from simulation.ensemble import simulate
from simulation.layout import INDICATORS, TALLY_INDEX
from simulation.rules.joint import GROUPS

ISU, INSPECTED, SYNERGIES = "ccm-isu-2019", "opcw-2015-2019", "brs-synergies-2012-2013"


def names(pack: str) -> set[str]:
    return {one.id for one in relevant(load(pack))}


def test_a_unit_without_inspectors_has_no_indicator_of_them() -> None:
    told = {one.id: f"{one.label} {one.doc}".lower() for one in relevant(load(ISU))}
    found = {
        name for name, words in told.items() for word in ("inspector", "visit", "facilit", "site") if word in words
    }
    assert found == {"spending_posts"}  # of posts other than inspectors, which are all that the unit has
    assert {"desk_share", "parties", "obligations_overdue", "cooperation_requests", "receipts_share"} <= names(ISU)


def test_an_inspectorate_without_a_desk_has_no_indicator_of_one() -> None:
    known = names(INSPECTED)
    assert not {name for name in known if name.startswith("desk_")}
    assert {"shortfall", "visits_done", "requests_late", "destroyed_share"} <= known


def test_joint_work_is_told_of_the_groups_and_instruments_that_are_there() -> None:
    shared, alone = names(SYNERGIES), names(ISU)
    assert {"joint_saving_share", "information_technology_unit_cost", "instrument_3_spent", "cross_subsidy"} <= shared
    assert not {"legal_unit_cost", "instrument_4_spent"} & shared
    assert not {one for one in alone if one.startswith(("joint_", "instrument_", "cross_", "core_"))}
    assert {*OF_GROUP.values()} == {*GROUPS} - {"none"}
    assert {*OF_GROUP} <= {one.id for one in INDICATORS}


def test_of_numbered_reports_those_of_the_table_are_there() -> None:
    rows = {ISU: 2, INSPECTED: 0, SYNERGIES: 4}
    for pack, n in rows.items():
        assert {name for name in names(pack) if name.endswith("_due")} == {f"report_{i + 1}_due" for i in range(n)}
    assert {"sponsored", "inkind_cost", "burden_transition"} <= names(ISU)
    assert not {"burden_surveys"} & names(ISU)
    assert not {"sponsored", "inkind_cost"} & names(SYNERGIES)
    assert not {name for name in names(INSPECTED) if name.startswith(("burden", "attendance", "meeting"))}


@pytest.mark.parametrize("pack", [ISU, INSPECTED, SYNERGIES, "mine-ban-unit"])
def test_what_the_pack_names_is_always_there(pack: str) -> None:
    loaded = load(pack)
    assert {*loaded.headline} <= names(pack)
    assert {name for one in loaded.objectives.values() for name in one.indicators} <= names(pack)
    assert [one["id"] for one in catalogue(loaded)] != [one["id"] for one in catalogue()]


@pytest.mark.parametrize("pack", [ISU, INSPECTED, SYNERGIES])
def test_no_case_moves_what_is_left_out(pack: str) -> None:
    """Its numerator is the same in every case, whatever chance does."""
    loaded = load(pack)
    found = simulate(ground_truth(loaded), settings(loaded, loaded.matrix[0], "plan-as-drafted"), 1, 0, 20).yearly()
    left_out = [one for one in INDICATORS if one.id not in names(pack)]
    assert left_out
    for one in left_out:
        counted = found[:, :, TALLY_INDEX[one.numerator]]
        assert (counted == counted[0]).all(), one.id


def test_a_switch_concerns_the_pack_whose_tables_its_mechanism_reads() -> None:
    isu, inspected = load(ISU), load(INSPECTED)
    by_id = {one.id: one for one in SWITCHES}
    for name, here, there in (
        ("no-rest", False, True),
        ("tasks-in-turn", True, False),
        ("no-late-payment", True, True),
    ):
        for pack, told in ((isu, here), (inspected, there)):
            assert any(concerns(pack, parameter) for parameter in by_id[name].values) == told, (name, pack.id)


def test_tables_and_modules_are_those_of_the_engine() -> None:
    tables = {table for told in (OF_MODULE, OF_WORD, OF_ONE) for row in told.values() for table in row}
    assert tables <= set(ROWS)
    assert set(OF_ONE) <= {one.id for one in INDICATORS}
    for module in OF_MODULE:
        importlib.import_module(f"simulation.{module}")
