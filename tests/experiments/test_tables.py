"""`quadrille tables`: the document's cells exactly, the simulated plan beside them, category by category."""

import json
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.analysis.document import Sheet, plain, sheets
from experiments.analysis.worlds import Laboratory, World
from experiments.cli import app
from experiments.faults import StudyError, UnknownNameError
from experiments.study import default_draws
from scenarios import load
from tests.scenarios.folders import TOY, copied, replaced

PACK = "opcw-2005-2007"
CASES = 200
TOLERANCE = 0.10
"""What the mechanistic plan owes on totals and on destruction facilities."""


@cache
def found() -> dict[str, Sheet]:
    return {one.name: one for one in sheets(load(PACK), replicates=CASES)}


def deviations(table: str, row: str) -> list[float]:
    sheet = found()[table]
    chosen = next(one for one in sheet.table.rows if one.row == row)
    sizes = [sheet.deviation(chosen, column) for column in sheet.table.columns]
    return [size for size in sizes if size is not None]


@pytest.mark.parametrize("row", ["total", "destruction"])
def test_the_simulated_plan_comes_within_a_tenth_of_table_4(row: str) -> None:
    sizes = deviations("table-4", row)
    assert len(sizes) == 4
    assert max(map(abs, sizes)) <= TOLERANCE


def test_facilities_are_as_many_as_in_table_3() -> None:
    for row in found()["table-3"].table.rows:
        assert deviations("table-3", row.row) == [0.0] * 4, row.row


def test_the_budget_of_2004_is_that_of_table_2_and_stays_at_constant_prices() -> None:
    assert found()["table-2"].simulated["agreed"]["2004"] == pytest.approx(73_153_390, abs=0.5)
    assert max(map(abs, deviations("table-2", "agreed"))) < 0.01
    assert max(map(abs, deviations("table-2", "assessed"))) < 0.05
    assert all(value < 0.0 for value in found()["table-2"].simulated["reimbursements"].values())


def test_categories_add_up_to_the_plan_of_the_whole() -> None:
    simulated = found()["table-4"].simulated
    pack = load(PACK)
    laboratory, world = Laboratory(pack, CASES, default_draws(CASES)), World("centre", "continuation")
    laboratory.run([world])
    whole = laboratory.outcome(world).by_year("presence_planned").mean(axis=0)
    parts = ("destruction", "production", "storage", "old-weapons")
    for place, year in enumerate(("2004", "2005", "2006", "2007")):
        assert sum(simulated[part][year] for part in parts) == pytest.approx(whole[place], rel=1e-12)
        assert simulated["total"][year] == pytest.approx(whole[place], rel=1e-12)


def test_a_facility_counts_until_its_work_is_done_at_nameplate() -> None:
    with copied() as folder:
        replaced(folder, "tables/facilities.csv", "2020-06-01,2021-03-31", "2020-06-01,2022-12-31")
        counted = {one.name: one for one in sheets(load(folder), replicates=2)}["plan"].simulated["desks"]
        replaced(folder, "tables/facilities.csv", ",0,0,0,0,plan", ",0,0,50,0.5,plan")
        done = {one.name: one for one in sheets(load(folder), replicates=2)}["plan"].simulated["desks"]
    assert (counted, done) == ({"2021": 1.0, "2022": 1.0}, {"2021": 1.0, "2022": 0.0})


def quadrille(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_prints_the_cells_as_they_stand_and_the_errata() -> None:
    done = quadrille("tables", PACK, "--document-only")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert max(len(line) for line in lines) <= 96
    assert any("(1,138,144)  (1,138,144)  (1,138,144)  (1,138,144)" in line for line in lines)
    assert any("19,724" in line and "22,545" in line for line in lines)
    assert any(line.startswith("X19 (para. 33): ") for line in lines)
    assert "simulated" not in [line.strip().split(" ")[0] for line in lines]


def test_the_command_shows_what_is_simulated_below_a_row() -> None:
    output = quadrille("tables", PACK, "--replicates", "20").output
    assert "deviation" in output
    assert "mean of 20 simulated cases" in output


def test_tables_as_json_for_programs() -> None:
    read = json.loads(quadrille("tables", TOY, "--replicates", "20", "--json").output)
    (table,) = read["tables"]
    rows = {row["row"]: row for row in table["rows"]}
    assert (table["table"], table["prices"], table["columns"]) == ("plan", 2021, ["2021", "2022"])
    assert rows["total"]["cells"] == {"2021": 1000000, "2022": 1000000}
    assert rows["income"]["cells"] == {"2021": -5.5, "2022": "none"}
    assert rows["days"]["simulated"]["2021"] == pytest.approx(90)
    assert rows["days"]["deviation"]["2021"] == pytest.approx(90 / 85 - 1)
    assert rows["days"]["deviation"]["2022"] is None
    assert "simulated" not in rows["staff"]
    assert read["errata"]["X1"]["place"] == "table 1"


def test_whole_numbers_stay_whole() -> None:
    cells = load(TOY).document["plan"].rows[0].cells
    assert [type(plain(value)) for value in cells.values()] == [int, int]


def test_a_pack_without_tables_and_an_unknown_scenario_are_refused() -> None:
    with pytest.raises(StudyError, match="the pack mine-ban-unit holds no tables of its document"):
        sheets(load("mine-ban-unit"))
    with pytest.raises(UnknownNameError, match="found 'none', expected one of"):
        sheets(load(PACK), "none")
