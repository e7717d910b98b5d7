"""The pack of the cluster munitions unit: its document to the last digit, and tables that agree with it."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from scenarios import Pack, load
from simulation.layout import INDICATORS


@pytest.fixture(scope="module")
def plan() -> Pack:
    return load("ccm-isu-2019")


def number(pack: Pack, table: str, row: str, column: str) -> Decimal:
    value = pack.document[table].cell(row, column)
    assert isinstance(value, Decimal)
    return value


def day(pack: Pack, row: str) -> date:
    return date.fromisoformat(str(pack.document["dates"].cell(row, "day")))


@pytest.mark.parametrize(
    ("row", "francs"),
    [
        ("salaries", 353_362),
        ("social-security", 65_000),
        ("communication", 6_000),
        ("travel", 44_000),
        ("other-support", 7_000),
        ("total", 475_362),
    ],
)
def test_the_budget_to_the_franc(plan: Pack, row: str, francs: int) -> None:
    assert number(plan, "budget", row, "2019") == francs


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("objectives", "all", "objectives", "6"),
        ("summary-results", "all", "results", "6"),
        ("mandate", "all", "functions", "6"),
        ("duties", "all", "duties", "8"),
        ("areas", "all", "areas", "9"),
        ("areas", "all", "actions", "41"),
        ("outcomes", "all", "outcomes", "6"),
        ("outputs", "all", "outputs", "11"),
        ("activities", "all", "activities", "36"),
        ("assumptions", "all", "assumptions", "4"),
        ("staff", "all", "full-time", "2.5"),
        ("trips", "long", "trips", "4"),
        ("trips", "short", "trips", "5"),
        ("trips", "all", "trips", "9"),
        ("numbers", "parties", "value", "103"),
        ("numbers", "signatories", "value", "17"),
        ("numbers", "states", "value", "120"),
    ],
)
def test_counts_of_the_document(plan: Pack, table: str, row: str, column: str, value: str) -> None:
    assert number(plan, table, row, column) == Decimal(value)


def test_activities_by_output_and_outputs_by_outcome(plan: Pack) -> None:
    def counts(table: str, kind: str) -> list[int]:
        column = plan.document[table].columns[0]
        rows = [row for row in plan.document[table].rows if row.row.startswith(kind)]
        return [int(number(plan, table, row.row, column)) for row in rows]

    assert counts("activities", "output-") == [3, 4, 2, 2, 1, 5, 4, 4, 3, 3, 5]
    assert counts("outputs", "outcome-") == [2, 3, 2, 2, 1, 1]
    assert sum(row.row.startswith("activity-") for row in plan.document["activities"].rows) == 36


def test_days_that_follow_from_others(plan: Pack) -> None:
    notice = day(plan, "meeting-starts") - day(plan, "submitted")
    assert notice.days == number(plan, "numbers", "notice-given", "value") == 94
    assert (day(plan, "meeting-starts") - day(plan, "latest")).days == number(plan, "numbers", "notice-days", "value")
    for row, years in (("stocks-first", "stock-years"), ("clearance-first", "clearance-years")):
        in_force = day(plan, "in-force")
        assert day(plan, row) == in_force.replace(year=in_force.year + int(number(plan, "numbers", years, "value")))


def test_every_erratum_is_recorded_and_marked(plan: Pack) -> None:
    assert list(plan.errata) == ["X12", "X13", "X14", "X21", "X23", "X24"]
    marked = {name for table in plan.document.values() for row in table.rows for name in row.erratum}
    assert marked == set(plan.errata)
    staff = [number(plan, "budget", row, "2019") for row in ("salaries", "social-security")]
    assert round(100 * staff[1] / staff[0], 1) == number(plan, "numbers", "social-computed", "value")


def test_lines_are_the_budget(plan: Pack) -> None:
    shares = {line.line: line.share for line in plan.tables.lines if line.share > 0}
    assert shares == {row: float(number(plan, "budget", row, "2019")) / 475_362 for row in shares}
    assert len(shares) == 5


def test_payers_and_classes_are_the_parties_of_the_first_day(plan: Pack) -> None:
    parties = sum(row.parties for row in plan.tables.state_classes)
    assert len(plan.tables.payers) == parties == 102
    signed = next(row for row in plan.tables.state_classes if row.name == "signatories")
    assert (signed.not_parties, signed.hold_out) == (number(plan, "numbers", "signatories", "value"), "no")
    assert sum(row.parties + row.not_parties for row in plan.tables.state_classes) == 197


def test_dates_of_obligations_lie_in_the_years_that_the_plan_names(plan: Pack) -> None:
    years = Counter((row.kind, row.due.year) for row in plan.tables.obligations if row.due)
    stocks = {year: n for (kind, year), n in years.items() if kind == "stocks"}
    clearance = {year: n for (kind, year), n in years.items() if kind == "clearance"}
    assert stocks == {2018: 1, 2019: 3, 2021: 2}
    assert clearance == {2020: 5, 2021: 3, 2022: 1, 2023: 1}
    first = min(row.due for row in plan.tables.obligations if row.due and row.kind == "clearance")
    assert first == day(plan, "clearance-first")


def test_what_an_obligation_may_be_given(plan: Pack) -> None:
    given = {(row.kind, row.longest_extension, row.body) for row in plan.tables.obligations}
    meeting = "meeting-of-states-parties"
    assert given == {("stocks", 48, meeting), ("clearance", 60, meeting), ("assistance", 0, "none")}


def test_plans_on_assistance_have_no_date(plan: Pack) -> None:
    without = {row.kind for row in plan.tables.obligations if row.due is None}
    assert without == {"assistance"}


def test_every_measure_of_the_plan_waits_for_the_same_bodies(plan: Pack) -> None:
    bodies = {plan.measures[name].bodies for name in plan.options["plan-as-drafted"].measures}
    assert bodies == {("coordination-committee", "meeting-of-states-parties")}


def test_the_caution_says_whose_scenarios_and_obligations_these_are(plan: Pack) -> None:
    assert plan.pack.axes_by == "authors"
    assert "four scenarios are ours" in (plan.pack.caution or "")
    assert "belong to no State" in (plan.pack.caution or "")


def test_observations_name_indicators_and_say_when_they_were_known(plan: Pack) -> None:
    known = {one.id for one in INDICATORS}
    files = sorted((plan.folder / "observations").glob("*.csv"))
    assert [file.stem for file in files] == ["membership", "reporting"]
    rows = [row for file in files for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]
    assert {row["indicator"] for row in rows} <= known
    for row in rows:
        assert row["source"], row
        if row["used_for_fit"] == "no":
            assert row["known"] >= "2018-05-31", row


def test_trips_and_posts_are_those_of_the_plan(plan: Pack) -> None:
    value = {name: plan.parameters[name].value for name in ("long_trips", "short_trips", "desk_posts")}  # type: ignore[union-attr]
    assert value["desk_posts"] == number(plan, "staff", "all", "full-time")
    assert value["long_trips"] == number(plan, "trips", "long", "trips")
    assert value["short_trips"] == number(plan, "trips", "short", "trips")
    costs = [plan.parameters[name].value for name in ("long_trip_cost", "short_trip_cost")]  # type: ignore[union-attr]
    assert value["long_trips"] * costs[0] + value["short_trips"] * costs[1] == number(plan, "budget", "travel", "2019")


def test_every_output_has_activities_and_every_activity_an_output(plan: Pack) -> None:
    labels = [row.label.partition(" ")[0].strip(",") for row in plan.tables.activities]
    outputs = {row.row.removeprefix("output-").replace("-", ".") for row in plan.document["outputs"].rows}
    assert set(labels) == {name for name in outputs if name[0].isdigit()}


def test_lines_that_pay_the_team_pay_no_service_with_it(plan: Pack) -> None:
    """A trip is paid once: the line of travel is the team's, and serves nobody else."""
    purposes = {row.line: row.purpose for row in plan.tables.lines}
    assert purposes["travel"] == "travel"
    assert {name for name, purpose in purposes.items() if purpose == "desk"} == {"salaries", "social-security"}
    assert all(purposes[row.line] == "none" for row in plan.tables.services)
