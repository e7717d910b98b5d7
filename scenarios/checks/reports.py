"""Reports, meetings and income groups: dates, periods, classes that exist, groups that no State stands out of."""

from collections.abc import Iterator
from typing import Any

from scenarios.checks.states import FEWEST
from scenarios.parts import Draft
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.rows_reports import Report
from scenarios.tables import Table

EARLIER = 30
"""Years before the horizon in which a report may have been due for the first time."""


def check_reports(draft: Draft) -> Iterator[Problem]:
    """Every kind of report has a date of one sort, every meeting lies in the horizon, all classes are there."""
    reports, meetings = draft.tables.reports, draft.tables.meetings
    if reports.rows or meetings.rows:
        yield from _groups(draft)
    if reports.rows and draft.parameters.model and "declaration_month" in draft.parameters.model.parameters:
        advice = "leave it out: tables/reports.csv says when reports are due"
        yield draft.parameters.problem(
            ("parameters", "declaration_month"), "a month", "none beside a table of reports", advice
        )
    for i, row in enumerate(reports.rows):
        yield from _dates(draft, i, row)
        yield from _classes(draft, reports, i, "classes", row.classes)
    for i, meeting in enumerate(meetings.rows):
        yield from _classes(draft, meetings, i, "invites", meeting.invites)
        classes = draft.tables.state_classes
        if classes.complete and meeting.sponsors not in ("none", *(row.group for row in classes.rows)):
            expected = "none, or the income group of a class in tables/state_classes.csv"
            yield meetings.problem(i, "sponsors", quoted(meeting.sponsors), expected)
        if draft.years and meeting.last_day.year not in draft.years:
            expected = f"a day of the years {draft.years[0]} to {draft.years[-1]}"
            yield meetings.problem(i, "last_day", str(meeting.last_day), expected)


def _groups(draft: Draft) -> Iterator[Problem]:
    """Results are given by income group: a group of a few States would tell who they are."""
    table = draft.tables.state_classes
    if not table.complete:
        return
    if not table.rows:
        yield table.whole("class", "no States", "classes of States, who owe reports and come to meetings")
    states: dict[str, int] = {}
    for row in table.rows:
        states[row.group] = states.get(row.group, 0) + row.parties
    for group, n in states.items():
        if 0 < n < FEWEST <= sum(states.values()):
            advice = "results are given for groups of five or more; put the States into another group"
            yield table.whole(
                "group", f"{n} parties in the group {quoted(group)}", f"none or at least {FEWEST}", advice
            )


def _dates(draft: Draft, i: int, row: Report) -> Iterator[Problem]:
    table = draft.tables.reports
    if (row.first_due is None) == (row.entry_days == 0):
        found = "neither a day nor days after entry" if row.first_due is None else "a day and days after entry"
        yield table.problem(i, "first_due", found, "one of the two: first_due, or entry_days")
    elif row.period_years > 0 and (row.first_due is None or row.kind == "survey"):
        expected = "0: a survey, and a report on entry, are due once"
        yield table.problem(i, "period_years", str(row.period_years), expected)
    if row.first_due is not None and draft.years:
        first, last = draft.years[0] - EARLIER, draft.years[-1]
        if not first <= row.first_due.year <= last:
            yield table.problem(i, "first_due", str(row.first_due), f"a day of the years {first} to {last}")
    if row.kind == "survey" and row.form:
        yield table.problem(i, "form", quoted(row.form), "nothing: forms of reports alone are harmonised")


def _classes(draft: Draft, table: Table[Any], i: int, column: str, named: str) -> Iterator[Problem]:
    known = draft.tables.state_classes
    for name in named.split():
        if known.complete and name not in known.ids:
            advice = did_you_mean(name, sorted(known.ids))
            yield table.problem(i, column, quoted(name), "a class of tables/state_classes.csv", advice)
