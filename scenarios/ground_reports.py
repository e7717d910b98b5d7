"""Reports that States owe and meetings that they are invited to, as the record that the engine reads."""

from datetime import date

import numpy as np

from scenarios.pack import Pack
from scenarios.rows_reports import KINDS_OF_REPORT, Report
from simulation.states import INCOME_GROUPS

NOBODY = -1

Record = np.void


def fill_reports(pack: Pack, g: Record) -> None:
    """Kinds of report in the order of their table, with the classes of States that owe each."""
    rows = pack.tables.reports
    owed = [_classes(pack, row.classes) for row in rows]
    g["report_n"] = len(rows)
    for i, row in enumerate(rows):
        due = row.first_due or date(pack.years[0], 1, 1)
        g["report_kind"][i], g["report_work"][i] = KINDS_OF_REPORT.index(row.kind), row.hours
        g["report_month"][i], g["report_year"][i] = due.month - 1, due.year - pack.years[0]
        g["report_period"][i], g["report_entry"][i] = row.period_years, row.entry_days
        g["report_classes"][i] = owed[i]
        g["report_alike"][i] = _owing_alike(rows, owed, i)


def _classes(pack: Pack, named: str) -> int:
    """Bits of the classes named, of all without a name."""
    ids = pack.tables.row_ids("state_classes")
    return sum(1 << ids.index(name) for name in named.split() or ids)


def _owing_alike(rows: tuple[Report, ...], owed: list[int], i: int) -> int:
    """Bits of the classes that owe a report and another on a form that is alike."""
    row, classes = rows[i], 0
    for j, other in enumerate(rows):
        if j != i and row.form and row.kind == other.kind == "report" and row.form == other.form:
            classes |= owed[i] & owed[j]
    return classes


def fill_meetings(pack: Pack, g: Record) -> None:
    """Meetings by day, each with the first of its gathering."""
    rows = sorted(pack.tables.meetings, key=lambda row: row.last_day)
    first: dict[str, int] = {}
    g["meeting_n"] = len(rows)
    for i, row in enumerate(rows):
        g["meeting_day"][i] = pack.day(row.last_day)
        g["meeting_days"][i], g["meeting_travel"][i] = row.days, row.travel_days
        g["meeting_first"][i] = first.setdefault(row.gathering, i) if row.gathering else i
        g["meeting_classes"][i] = _classes(pack, row.invites)
        g["meeting_set_up"][i], g["meeting_day_cost"][i] = row.set_up, row.cost_per_day
        g["meeting_host"][i] = row.host_share
        g["meeting_sponsors"][i] = INCOME_GROUPS.index(row.sponsors) if row.sponsors in INCOME_GROUPS else NOBODY
