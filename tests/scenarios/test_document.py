"""Tables of a plan document: kept to the last digit, sums checked, errata told; the plan of 2005-2007 as it stands."""

from decimal import Decimal

import pytest

from scenarios import Pack, load
from scenarios.document import read_document_table, within
from tests.scenarios.folders import TOY, copied, faults

YEARS = ("2004", "2005", "2006", "2007")


@pytest.fixture(scope="module")
def plan() -> Pack:
    return load("opcw-2005-2007")


def test_cells_are_kept_exactly_and_text_stays_text() -> None:
    table = load(TOY).document["plan"]
    assert table.columns == ("2021", "2022")
    assert table.cell("income", "2021") == Decimal("-5.5")
    assert table.cell("income", "2022") == "none"
    assert table.cell("income", "2023") is None
    assert table.cell("none", "2021") is None
    assert table.values("staff") == (Decimal(600000), Decimal(610000))
    assert table.values("none") == ()


def test_a_pack_without_a_document_has_no_tables() -> None:
    assert dict(load("mine-ban-unit").document) == {}
    assert dict(load("mine-ban-unit").errata) == {}


def test_the_file_and_its_tables_may_be_left_out_together() -> None:
    with copied() as folder:
        (folder / "document.yaml").unlink()
        (folder / "document/plan.csv").unlink()
        said = faults(folder)
    assert [line.split(": found")[0] for line in said.splitlines()] == [
        *(f"statements.yaml:{line}:13: statements.TOY-05.{part}[1]" for line, part in ((60, "cells"), (61, "minus"))),
        "statements.yaml:62:12: statements.TOY-05.over[1]",
        "statements.yaml:71:5: statements.TOY-06.key",
    ]


def test_an_empty_table_says_what_its_header_must_hold() -> None:
    (fault,) = read_document_table("document/x.csv", "").problems
    assert fault.render().startswith("document/x.csv:1:1: header: found no header line")


@pytest.mark.parametrize(
    ("category", "wanted", "inside"),
    [
        ("destruction-campaigns", "destruction", True),
        ("destruction", "destruction", True),
        ("destructions", "destruction", False),
        ("storage", "destruction", False),
        ("storage", "", True),
    ],
)
def test_a_category_holds_its_parts(category: str, wanted: str, inside: bool) -> None:
    assert within(category, wanted) == inside


def numbers(pack: Pack, table: str, row: str) -> list[int]:
    return [int(value) for value in pack.document[table].values(row) if isinstance(value, Decimal)]


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("salaries", 49_506_036),
        ("other", 24_785_498),
        ("initial", 74_291_534),
        ("savings", -1_138_144),
        ("agreed", 73_153_390),
        ("reimbursements", -4_500_000),
        ("assessed", 68_653_390),
    ],
)
def test_table_2_to_the_euro(plan: Pack, row: str, value: int) -> None:
    assert numbers(plan, "table-2", row) == [value] * 4


@pytest.mark.parametrize(
    ("table", "row", "values"),
    [
        ("table-3", "destruction-continuous", [7, 8, 8, 7]),
        ("table-3", "destruction-campaigns", [8, 12, 13, 12]),
        ("table-3", "production", [32, 29, 28, 27]),
        ("table-3", "storage", [33, 31, 30, 30]),
        ("table-3", "old-weapons", [36, 36, 36, 36]),
        ("table-3", "total", [116, 116, 115, 112]),
        ("table-4", "destruction", [17947, 19899, 20793, 20984]),
        ("table-4", "production", [505, 585, 344, 385]),
        ("table-4", "storage", [980, 934, 980, 980]),
        ("table-4", "old-weapons", [292, 264, 196, 196]),
        ("table-4", "total", [19724, 21682, 22313, 22545]),
    ],
)
def test_tables_3_and_4_as_they_stand(plan: Pack, table: str, row: str, values: list[int]) -> None:
    assert plan.document[table].columns == YEARS
    assert numbers(plan, table, row) == values


def test_inspectors_that_table_4_asks_for(plan: Pack) -> None:
    days = plan.document["numbers"].cell("inspection-days", "value")
    assert isinstance(days, Decimal)
    asked = [round(value / int(days), 2) for value in numbers(plan, "table-4", "total")]
    assert asked == [151.72, 166.78, 171.64, 173.42]


def test_savings_of_table_and_text(plan: Pack) -> None:
    agreed, further, both = (numbers(plan, "numbers", f"savings-{name}")[0] for name in ("agreed", "further", "all"))
    assert (agreed + further, both) == (1_388_144, 1_388_144)
    assert numbers(plan, "numbers", "savings-staff")[0] + numbers(plan, "numbers", "savings-other")[0] == agreed
    assert round(both / numbers(plan, "table-2", "agreed")[0], 4) == 0.0190


def test_states_not_party_are_27_and_32(plan: Pack) -> None:
    names = ("parties", "not-party", "not-party-again", "states")
    assert [numbers(plan, "numbers", name)[0] for name in names] == [167, 27, 32, 194]


def test_every_erratum_of_the_plan_is_recorded_and_those_of_cells_are_marked(plan: Pack) -> None:
    assert list(plan.errata) == ["X1", "X2", "X3", "X4", "X5", "X6", "X7", "X19"]
    marked = {name for table in plan.document.values() for row in table.rows for name in row.erratum}
    assert marked == set(plan.errata) - {"X6"}


def test_payers_are_the_parties_of_the_plan(plan: Pack) -> None:
    assert len(plan.tables.payers) == numbers(plan, "numbers", "parties")[0]


def test_lines_of_staff_take_the_share_of_salaries_after_savings(plan: Pack) -> None:
    staff = sum(line.share for line in plan.tables.lines if line.price == "staff")
    salaries = numbers(plan, "table-2", "salaries")[0] - numbers(plan, "numbers", "savings-staff")[0]
    assert staff == pytest.approx(salaries / numbers(plan, "table-2", "agreed")[0], abs=1e-3)


def test_a_pack_without_a_2_x_2_shows_its_scenarios(plan: Pack) -> None:
    assert plan.matrix == ()
    assert plan.shown == ("centre",)
    assert plan.pack.axes_by == "authors"
    assert "axes are ours" in (plan.pack.caution or "")
    assert load(TOY).shown == load(TOY).matrix
