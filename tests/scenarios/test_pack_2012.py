"""The pack on synergies of three conventions: its document to the last digit, and tables that agree with it."""

from datetime import date
from decimal import Decimal

import pytest

from scenarios import Pack, load

CONFERENCES = ("basel-conference", "rotterdam-conference", "stockholm-conference")


@pytest.fixture(scope="module")
def plan() -> Pack:
    return load("brs-synergies-2012-2013")


def number(pack: Pack, table: str, row: str, column: str) -> Decimal:
    value = pack.document[table].cell(row, column)
    assert isinstance(value, Decimal)
    return value


def text(pack: Pack, table: str, row: str, column: str) -> str:
    return str(pack.document[table].cell(row, column))


def test_joint_activities_and_their_indicators_by_theme(plan: Pack) -> None:
    rows = {row.row: row for row in plan.document["joint-activities"].rows}
    single = [name for name in rows if name[1:].isdigit()]
    themes = [name for name in rows if name not in (*single, "all")]
    assert single == [f"s{number}" for number in range(1, 18)]
    assert [int(rows[name].cells["activities"]) for name in themes] == [5, 2, 2, 2, 3, 1, 2]
    found = [int(rows[name].cells["indicators"]) for name in single]
    assert found == [5, 5, 4, 4, 4, 3, 3, 2, 2, 8, 6, 2, 4, 4, 2, 3, 2]
    assert number(plan, "joint-activities", "all", "indicators") == sum(found) == 63


def test_every_indicator_of_an_activity_says_what_is_simulated_of_it(plan: Pack) -> None:
    counted = [row.row for row in plan.document["activity-indicators"].rows if row.row != "all"]
    said = [row.row for row in plan.document["activity-indicators-status"].rows]
    assert counted == said
    for row in plan.document["joint-activities"].rows:
        if row.row[1:].isdigit():
            assert sum(name.startswith(f"{row.row}-") for name in counted) == row.cells["indicators"]


def test_results_and_indicators_of_the_review(plan: Pack) -> None:
    table = plan.document["review-indicators"]
    results = [row.row for row in plan.document["review-results"].rows if row.row != "all"]
    counts = [int(number(plan, "review-indicators", name, "indicators")) for name in results]
    assert counts == [5, 4, 2, 1, 4, 1, 2, 3, 1, 1]
    assert sum(counts) == 24
    assert len(table.rows) == 24 + 10 + 1


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("objectives", "all", "objectives", 6),
        ("criteria", "all", "criteria", 4),
        ("efficiency-levels", "all", "levels", 3),
        ("phases", "all", "phases", 3),
        ("steps", "all", "steps", 4),
        ("agenda", "all", "items", 5),
        ("report-parts", "all", "parts", 4),
        ("conventions", "all", "conventions", 3),
        ("organisation", "all", "units", 4),
        ("clearing-house", "all", "tasks", 9),
        ("secretariat-report", "all", "steps", 5),
        ("review-timetable", "all", "steps", 15),
        ("numbers", "platform-cost", "value", 80_000),
        ("numbers", "basel-reports", "value", 1),
        ("numbers", "stockholm-reports", "value", 4),
        ("numbers", "new-pollutants", "value", 9),
        ("numbers", "regions", "value", 4),
        ("numbers", "notice-days", "value", 90),
        ("numbers", "report-pages", "value", 20),
        ("numbers", "review-pages", "value", 50),
        ("numbers", "summary-pages", "value", 3),
        ("numbers", "consultants", "value", 2),
        ("numbers", "panel", "value", 6),
    ],
)
def test_counts_of_the_document(plan: Pack, table: str, row: str, column: str, value: int) -> None:
    assert number(plan, table, row, column) == value


def test_every_erratum_is_recorded_and_marked(plan: Pack) -> None:
    assert list(plan.errata) == ["X15", "X16", "X17", "X18", "X27", "X28"]
    marked = {name for table in plan.document.values() for row in table.rows for name in row.erratum}
    assert marked == set(plan.errata)
    assert text(plan, "dates", "questionnaire-s17", "day") == "2012-02"


def test_milestones_have_the_dates_of_the_annexes(plan: Pack) -> None:
    planned = {row.milestone: row.planned for row in plan.tables.milestones}
    tasks = [row.row for row in plan.document["clearing-house"].rows if row.row != "all"]
    months = {name: text(plan, "clearing-house-dates", name, "month") for name in tasks}
    assert months.pop("task-7") == "continuing"
    assert {name: f"{planned[name]:%Y-%m}" for name in months} == months
    for table in ("secretariat-report-dates", "dates"):
        for row in plan.document[table].rows:
            if row.row in planned and len(text(plan, table, row.row, "day")) == len("2012-01-01"):
                assert str(planned[row.row]) == text(plan, table, row.row, "day")
    assert (date(2013, 4, 28) - planned["report-out"]).days == number(plan, "numbers", "notice-days", "value")


def test_the_review_has_a_milestone_for_each_of_its_steps(plan: Pack) -> None:
    days = [text(plan, "review-timetable-dates", row.row, "day") for row in plan.document["review-timetable"].rows[:-1]]
    at = [row.milestone for row in plan.tables.milestones].index("review-start")
    planned = [str(row.planned) for row in plan.tables.milestones[at : at + 15]]
    assert [one[: len(day)] for one, day in zip(planned[:-1], days, strict=False)] == days[:-1]
    assert days[-1] == "after 2013-03"
    assert planned[-1] > "2013-03-31"


def test_classes_of_states_meet_the_parties_of_each_convention(plan: Pack) -> None:
    """Margins: 175, 171 and 140 parties at the end of 2010, and no State's set of conventions."""
    parties = {row.name: row.parties for row in plan.tables.state_classes}

    def held(*kinds: str) -> int:
        return sum(n for name, n in parties.items() if name.partition("-")[0] in kinds)

    assert (held("three"), held("three", "two"), held("three", "two", "one")) == (140, 171, 175)
    assert sum(parties.values()) == len(plan.tables.payers) == 175


def test_every_measure_of_the_plan_waits_for_all_three_conferences(plan: Pack) -> None:
    bodies = {plan.measures[name].bodies for name in plan.options["plan-as-drafted"].measures}
    assert bodies == {CONFERENCES}
    assert {row.body for row in plan.tables.sessions} == set(CONFERENCES)


def test_joint_and_separate_services_are_asked_as_much_of_as_many(plan: Pack) -> None:
    """The counterfactual takes away the pooling and nothing else."""
    rows = {row.service: row for row in plan.tables.services}
    joint, parts = rows["joint-services"], [rows[f"services-{name}"] for name in ("basel", "rotterdam", "stockholm")]
    assert sum(row.servers for row in parts) == joint.servers
    assert {(row.days, row.cv, row.unit_cost, row.patience_days, row.line) for row in parts} == {
        (joint.days, joint.cv, joint.unit_cost, joint.patience_days, joint.line)
    }
    moved = {one.parameter: one.value for one in plan.measures["separate-services"].effects}
    asked = [moved[f"service_rate.{row.service}"] for row in parts]
    assert (
        sum(asked) == -moved["service_rate.joint-services"] == plan.parameters["service_rate"]["joint-services"].value
    )  # type: ignore[index]
    assert len({row.share for row in parts}) == len(set(asked)) == 1


def test_the_caution_says_whose_scenarios_and_budgets_these_are(plan: Pack) -> None:
    assert plan.pack.axes_by == "authors"
    for words in ("no scenarios", "are ours", "Which State belongs to which convention is not held"):
        assert words in (plan.pack.caution or "")


def test_the_six_objectives_are_those_of_the_document(plan: Pack) -> None:
    names = [row.row for row in plan.document["objectives"].rows if row.row != "all"]
    assert list(plan.objectives) == names
