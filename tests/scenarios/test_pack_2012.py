"""The pack on synergies of three conventions: its document to the last digit, and tables that agree with it."""

from datetime import date
from decimal import Decimal

import pytest

from scenarios import Pack, load
from scenarios.compile import ground_truth, settings
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from tests.scenarios.folders import copied, replaced

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


def test_pooled_services_are_alike_and_the_counterfactual_parts_them(plan: Pack) -> None:
    """Three services of one pool, each of the line of its convention; the measure takes away what is shared."""
    rows = [row for row in plan.tables.services if row.pool == "joint-services"]
    assert [row.service.removeprefix("services-") for row in rows] == list(plan.tables.row_ids("instruments"))
    assert len({(row.days, row.cv, row.unit_cost, row.patience_days, row.servers, row.share) for row in rows}) == 1
    asked = plan.parameters["service_rate"]
    assert len({asked[row.service].value for row in rows}) == 1  # type: ignore[index]
    lines = {line.line: line for line in plan.tables.lines}
    assert [lines[row.line].instrument for row in rows] == list(plan.tables.row_ids("instruments"))
    moved = {one.parameter: one.value for one in plan.measures["separate-services"].effects}  # type: ignore[union-attr]
    activities = plan.tables.row_ids("joint_activities")
    beside = {"meeting_joint": -1.0, "harmonised": -1.0, "survey_effort": -1.0}
    assert moved == {"pooling": -1.0, **beside, **{f"joint_depth.{name}": -1.0 for name in activities}}


def test_joint_activities_are_those_of_annex_i_with_its_participants(plan: Pack) -> None:
    rows = {row.activity: row for row in plan.tables.joint_activities}
    document = plan.document["participants"]
    assert list(rows) == [row.row for row in document.rows] == [f"s{number}" for number in range(1, 18)]
    for name, row in rows.items():
        conventions = [
            one for one in ("basel", "rotterdam", "stockholm") if text(plan, "participants", name, one) == "yes"
        ]
        assert row.participants.split() == conventions
    assert {name for name, row in rows.items() if row.group == "information-technology"} == {"s10", "s11"}
    assert (rows["s5"].funding, rows["s12"].funding) == ("partner", "staff")


def test_every_joint_activity_is_deepened_by_one_measure_of_the_plan(plan: Pack) -> None:
    names = [name for name in plan.options["plan-as-drafted"].measures if name != "separate-services"]
    moved = [one.parameter for name in names for one in plan.measures[name].effects if "joint_depth" in one.parameter]
    assert sorted(moved) == sorted(f"joint_depth.s{number}" for number in range(1, 18))


def test_keys_are_the_parts_of_the_budget(plan: Pack) -> None:
    for row in plan.tables.instruments:
        part = sum(line.share for line in plan.tables.lines if line.instrument == row.instrument)
        assert row.key == pytest.approx(part, abs=1e-9)
        envelope = plan.parameters["envelope"].value  # type: ignore[union-attr]
        assert row.floor == pytest.approx(0.75 * part * envelope, rel=0.03)


FOURTH = {
    "tables/instruments.csv": (
        "stockholm,Stockholm Convention,4300000,0.3934",
        "stockholm,Stockholm Convention,4300000,0.3434",
    ),
    "tables/lines.csv": (
        'stockholm-posts,"Posts, Stockholm",posts,0.24',
        'stockholm-posts,"Posts, Stockholm",posts,0.19',
    ),
    "tables/joint_activities.csv": (
        's11,"S11 Joint information technology services",basel rotterdam stockholm,150000 150000 150000',
        's11,"S11 Joint information technology services",basel rotterdam stockholm mercury,150000 150000 150000 40000',
    ),
    "parameters.yaml": (
        "    services-basel: {value: 43,",
        '    services-mercury: {value: 20, source: "expert judgement: a test"}\n    services-basel: {value: 43,',
    ),
}
"""What makes room for a fourth convention in rows that are there: file, text, text in its place."""
ADDED = {
    "tables/instruments.csv": 'mercury,An instrument on mercury,500000,0.05,"expert judgement: a test"',
    "tables/lines.csv": "\n".join(
        (
            'mercury-posts,"Posts, mercury",posts,0.03,staff,0,none,mercury,"expert judgement: a test"',
            'mercury-services,"Services, mercury",services,0.02,general,1,none,mercury,"expert judgement: a test"',
        )
    ),
    "tables/services.csv": 'services-mercury,"Services, mercury",cooperation,mercury-services,1,9000,12,1,1,120,0,'
    'joint-services,"expert judgement: a test"',
    "tables/sessions.csv": 'mercury-conference,2012-06-15,"expert judgement: a test"',
}
"""Rows of the fourth convention by table."""


def test_a_fourth_convention_is_added_by_data_alone(plan: Pack) -> None:
    """The cluster may grow: rows of five tables and a parameter, and it runs, pays and is served."""
    with copied(plan.folder) as folder:
        for file, (old, new) in FOURTH.items():
            replaced(folder, file, old, new)
        for file, rows in ADDED.items():
            with (folder / file).open("a", encoding="utf-8") as table:
                table.write(rows + "\n")
        four = load(folder)
    found = {}
    for option in ("plan-as-drafted", "separate-secretariats"):
        g = ground_truth(four)
        assert (g["instrument_n"][0], g["body_n"][0]) == (4, 4)
        cases = simulate(g, settings(four, "centre", option), 1, 0, 40)
        assert not cases.status.any()
        found[option] = {name: cases.monthly[:, TALLY_INDEX[name]].sum() for name in TALLY_INDEX}
    plan_of_four, apart = found["plan-as-drafted"], found["separate-secretariats"]
    assert plan_of_four["instrument_4_spent"] / plan_of_four["spending"] == pytest.approx(0.05, rel=0.1)
    assert plan_of_four["information_technology_cost"] < apart["information_technology_cost"]
    assert apart["information_technology_separate"] == pytest.approx(40 * 5 * 790_000)
    assert plan_of_four["cooperation_waited"] < apart["cooperation_waited"]
    assert plan_of_four["cross_subsidy"] > apart["cross_subsidy"] == 0


def test_the_caution_says_whose_scenarios_and_budgets_these_are(plan: Pack) -> None:
    assert plan.pack.axes_by == "authors"
    for words in ("no scenarios", "are ours", "Which State belongs to which convention is not held"):
        assert words in (plan.pack.caution or "")


def test_the_six_objectives_are_those_of_the_document(plan: Pack) -> None:
    names = [row.row for row in plan.document["objectives"].rows if row.row != "all"]
    assert list(plan.objectives) == names
