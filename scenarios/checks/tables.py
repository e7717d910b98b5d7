"""Tables: sums, dates, counts that belong together, and the room that the engine has."""

from collections.abc import Iterator
from datetime import date

from scenarios.checks.services import check_services
from scenarios.checks.states import check_state_classes
from scenarios.parts import Draft
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.rows import MILESTONES, UNCAPPED, Facility, SiteClass
from scenarios.schema import Quantity
from scenarios.shares import groups_of, shares_by_year
from scenarios.tables import Table
from simulation import capacity

SUM_TOLERANCE = 1e-9
MOST_PER_CENT = 105.0
"""A scale is rounded by row; a year that sums to more than this holds a slip of the pen."""
CAPACITIES = {
    "payers": capacity.PAYERS,
    "payment_classes": capacity.PAYMENT_CLASSES,
    "lines": capacity.LINES,
    "site_classes": capacity.SITE_CLASSES,
    "request_kinds": capacity.REQUEST_KINDS,
    "facilities": capacity.FACILITIES,
    "stoppages": capacity.CAUSES,
    "clocks": capacity.CLOCKS,
    "milestones": capacity.MILESTONES,
    "stakeholders": capacity.STAKEHOLDERS,
    "services": capacity.SERVICES,
    "state_classes": capacity.STATE_CLASSES,
    "sessions": capacity.SESSIONS,
    "obligation_kinds": capacity.OBLIGATION_KINDS,
    "obligations": capacity.OBLIGATIONS,
    "outputs": capacity.OUTPUTS,
    "activities": capacity.ACTIVITIES,
    "instruments": capacity.INSTRUMENTS,
    "joint_activities": capacity.JOINT_ACTIVITIES,
    "reports": capacity.REPORTS,
    "meetings": capacity.MEETINGS,
}


def check_tables(draft: Draft) -> Iterator[Problem]:
    """Every table by itself."""
    yield from _capacities(draft)
    yield from _payers(draft)
    yield from _payment_classes(draft)
    yield from _lines(draft)
    yield from _site_classes(draft)
    yield from _facilities(draft)
    yield from _request_kinds(draft)
    yield from _clocks(draft)
    yield from _stakeholders(draft)
    yield from check_services(draft)
    yield from check_state_classes(draft)


def _capacities(draft: Draft) -> Iterator[Problem]:
    for name, most in CAPACITIES.items():
        table = draft.tables.named(name)
        if len(table.rows) > most:
            yield Problem(table.file, 1, 1, "table", f"{len(table.rows)} rows", f"at most {most}, {_ENGINE}")
    for table, column in ((draft.tables.site_classes, "sites"), (draft.tables.site_classes, "hosts")):
        total, most = sum(getattr(row, column) for row in table.rows), _ROOM[column]
        if total > most:
            yield table.whole(column, f"{total} {column} in all classes", f"at most {most}, {_ENGINE}")
    for name in ("site_classes", "request_kinds", "facilities"):
        table = draft.tables.named(name)
        for i, row in enumerate(table.rows):
            if row.team > capacity.STAFF:
                yield table.problem(i, "team", str(row.team), f"at most {capacity.STAFF}, {_ENGINE}")


_ENGINE = "the capacity of the engine"
_ROOM = {"sites": capacity.SITES, "hosts": capacity.STRATA}


def _payers(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.payers
    if not table.complete or not table.rows:
        return
    for place, year in enumerate(draft.years):
        column = f"share_{year}"
        total = sum(row.shares[place] for row in table.rows)
        paying = sum(row.shares[place] for row in table.rows if row.since <= date(year, 1, 1))
        if total > MOST_PER_CENT:
            yield table.whole(
                column, f"shares that sum to {total:.12g}", "at most 100 in 100", "check the largest shares"
            )
        if paying <= 0.0:
            advice = "check the column and the dates in `since`"
            yield table.whole(
                column, "no share of a party", f"at least one payer that is a party on 1 January {year}", advice
            )


def _payment_classes(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.payment_classes
    if not table.complete:
        return
    for group in ("large", "small"):
        total = sum(row.probability for row in table.rows if row.group == group)
        is_there = any(row.group == group for row in table.rows)
        if is_there and abs(total - 1.0) > SUM_TOLERANCE:
            found = f"probabilities of the group {group} that sum to {total:.12g}"
            yield table.whole("probability", found, "a sum of 1 in each group")
        elif not is_there and _has_payers(draft, group):
            expected = f"classes of the group {group}, to which payers belong"
            yield table.whole("group", f"no class of the group {group}", expected)


def _has_payers(draft: Draft, group: str) -> bool:
    payers = draft.tables.payers
    return payers.complete and group in groups_of(shares_by_year(payers.rows, draft.years))


def _lines(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.lines
    if not table.complete:
        return
    total = sum(row.share for row in table.rows)
    if abs(total - 1.0) > SUM_TOLERANCE:
        yield table.whole("share", f"shares that sum to {total:.12g}", "a sum of 1", "adjust one of the lines")
    for kind in ("inspectors", "missions"):
        n = sum(row.kind == kind for row in table.rows)
        if n > 1 or (n == 0 and draft.tables.has_missions):
            yield table.whole("kind", f"{n} lines of kind {kind}", f"exactly one line of kind {kind}")


def _site_classes(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.site_classes
    for i, row in enumerate(table.rows):
        if row.hosts > row.sites:
            yield table.problem(i, "hosts", str(row.hosts), f"at most as many as sites, {row.sites}")
        if row.hosts == 0 and row.sites > 0:
            yield table.problem(i, "hosts", "0", f"at least one host of the {row.sites} sites")
        if [one.cap_group for one in table.rows].count(row.cap_group) == 1 and table.complete:
            yield from _lonely(table, i, row)
    if table.complete and table.rows and not any(row.quota > 0.0 for row in table.rows) and _has_visits(draft):
        yield table.whole("quota", "no quota above 0", "at least one class that visits go to")


def _lonely(table: Table[SiteClass], i: int, row: SiteClass) -> Iterator[Problem]:
    """A cap group of one class is a slip of the pen, unless it bears the name of its class."""
    if row.cap_group not in ("", UNCAPPED, row.name):
        others = [one.cap_group for one in table.rows if one.cap_group != row.cap_group]
        expected = f"a group of several classes, {UNCAPPED!r}, or its own name {row.name!r}"
        yield table.problem(i, "cap_group", quoted(row.cap_group), expected, did_you_mean(row.cap_group, others))


def _has_visits(draft: Draft) -> bool:
    quota = draft.parameters.model.parameters.get("visit_quota") if draft.parameters.model else None
    return isinstance(quota, Quantity) and quota.value > 0.0


def _request_kinds(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.request_kinds
    for i, row in enumerate(table.rows):
        if row.qualified > row.team:
            yield table.problem(i, "qualified", str(row.qualified), f"at most the team, {row.team}")


def _stakeholders(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.stakeholders
    for i, row in enumerate(table.rows):
        if row.links >= row.members:
            yield table.problem(i, "links", str(row.links), f"less than the members, {row.members}")
    members = sum(row.members for row in table.rows)
    links = sum(row.links * row.members + row.bridges for row in table.rows)
    for column, total, most in (
        ("members", members, capacity.STAKEHOLDERS),
        ("links", links, capacity.STAKEHOLDER_LINKS // 2),
    ):
        if total > most:
            yield table.whole(column, f"{total} {column} in all", f"at most {most}, {_ENGINE}")


def _clocks(draft: Draft) -> Iterator[Problem]:
    table, kinds = draft.tables.clocks, draft.tables.request_kinds
    for i, row in enumerate(table.rows):
        if MILESTONES.index(row.end) <= MILESTONES.index(row.start):
            yield table.problem(i, "end", row.end, f"a milestone after the start, {row.start}")
        if kinds.header and row.kind not in kinds.ids:
            advice = did_you_mean(row.kind, sorted(kinds.ids))
            yield table.problem(i, "kind", quoted(row.kind), "a kind of tables/request_kinds.csv", advice)


def _facilities(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.facilities
    for i, row in enumerate(table.rows):
        if row.end < row.start:
            yield table.problem(i, "end", str(row.end), f"a day not before the start, {row.start}")
        if row.standby > row.team:
            yield table.problem(i, "standby", str(row.standby), f"at most the team, {row.team}")
        if row.overlap_days >= row.rotation_days:
            expected = f"less than a rotation, {row.rotation_days} days"
            yield table.problem(i, "overlap_days", str(row.overlap_days), expected)
        yield from _opening(draft, i, row)
        if row.stock > 0.0 and row.rate <= 0.0:
            yield table.problem(i, "rate", f"{row.rate:g}", "a rate above 0, by which the stock is worked off")
        yield from _windows(table, i, row)


def _opening(draft: Draft, i: int, row: Facility) -> Iterator[Problem]:
    """What comes with a request says for how long; what is there by itself says nothing of the kind."""
    table, kinds = draft.tables.facilities, draft.tables.request_kinds
    if row.opens_with is None:
        for column in ("opens_after_days", "open_days"):
            if getattr(row, column) > 0:
                expected = "0, or a kind of request in `opens_with`"
                yield table.problem(i, column, str(getattr(row, column)), expected)
        return
    if kinds.header and row.opens_with not in kinds.ids:
        advice = did_you_mean(row.opens_with, sorted(kinds.ids))
        yield table.problem(i, "opens_with", quoted(row.opens_with), "a kind of tables/request_kinds.csv", advice)
    if row.open_days == 0:
        column = "open_days" if "open_days" in table.header else "opens_with"
        yield table.problem(i, column, "no days of presence", "open_days of at least 1 in what opens with a request")


def _windows(table: Table[Facility], i: int, row: Facility) -> Iterator[Problem]:
    """Campaigns and inspections must fit into a year."""
    if row.mode == "continuous":
        return
    length, column = (row.campaign_days, "campaign_days") if row.mode == "campaign" else (row.rotation_days, "per_year")
    if row.per_year == 0:
        yield table.problem(i, "per_year", "0", f"at least 1 a year in the mode {row.mode}")
    elif length == 0:
        yield table.problem(i, "campaign_days", "0", "at least 1 day")
    elif row.per_year * length > 365:
        found = f"{row.per_year} a year of {length} days"
        yield table.problem(i, column, found, "no more than 365 days a year together")
