"""Sessions of bodies, the gates that wait for them, dated obligations of States, and activities of the desk."""

from collections.abc import Iterator

from scenarios.parts import Draft
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.rows import Activity, Obligation
from simulation.capacity import BODIES

EARLIER, LATER = 2, 1
"""Years before the horizon and after it in which a session may matter."""


def check_obligations(draft: Draft) -> Iterator[Problem]:
    """Bodies within the capacity of the engine; what gates and obligations name is there; work has a rate."""
    yield from _bodies(draft)
    measures = draft.options.model.measures if draft.options.model else {}
    for name, measure in measures.items():
        for i, body in enumerate(measure.bodies):
            yield from _gate(draft, name, i, body)
    for i, row in enumerate(draft.tables.obligations.rows):
        yield from _names(draft, i, row)
        yield from _kind(draft, i, row)
        yield from _work(draft, i, row)
        yield from _extensions(draft, i, row)
    for i, activity in enumerate(draft.tables.activities.rows):
        yield from _activity(draft, i, activity)


def _activity(draft: Draft, i: int, row: Activity) -> Iterator[Problem]:
    table, known = draft.tables.activities, _known(draft)
    if row.basis in ("rate", "reports") and row.rate <= 0.0:
        yield table.problem(i, "rate", f"{row.rate:g}", f"a number above 0 on the basis {quoted(row.basis)}")
    outputs = draft.tables.outputs
    if row.output != "none" and row.output not in outputs.ids and outputs.complete:
        advice = did_you_mean(row.output, sorted(outputs.ids)) or "add it to tables/outputs.csv"
        yield table.problem(i, "output", quoted(row.output), "an output of tables/outputs.csv", advice)
    if row.basis == "sessions" and row.body not in known and draft.tables.sessions.complete:
        advice = did_you_mean(row.body, known) or "add its sessions to tables/sessions.csv"
        yield table.problem(i, "body", quoted(row.body), "a body of tables/sessions.csv", advice)


def _bodies(draft: Draft) -> Iterator[Problem]:
    table = draft.tables.sessions
    bodies = len(_known(draft))
    if bodies > BODIES:
        yield table.whole("body", f"{bodies} bodies", f"at most {BODIES}, the capacity of the engine")
    years = draft.years
    for i, row in enumerate(table.rows if years else ()):
        first, last = years[0] - EARLIER, years[-1] + LATER
        if not first <= row.session.year <= last:
            yield table.problem(i, "session", str(row.session), f"a day of the years {first} to {last}")


def _known(draft: Draft) -> list[str]:
    return sorted({row.body for row in draft.tables.sessions.rows})


def _gate(draft: Draft, measure: str, i: int, body: str) -> Iterator[Problem]:
    known = _known(draft)
    if body not in known and draft.tables.sessions.complete:
        advice = did_you_mean(body, known) or "add its sessions to tables/sessions.csv"
        path = ("measures", measure, "gate", "bodies", i)
        yield draft.options.problem(path, quoted(body), "a body of tables/sessions.csv", advice)


def _names(draft: Draft, i: int, row: Obligation) -> Iterator[Problem]:
    table, tables = draft.tables.obligations, draft.tables
    if row.state_class != "none" and tables.state_classes.complete and row.state_class not in tables.state_classes.ids:
        advice = did_you_mean(row.state_class, sorted(tables.state_classes.ids))
        yield table.problem(i, "state_class", quoted(row.state_class), "a class of tables/state_classes.csv", advice)
    for name in row.facilities.split():
        if name not in tables.facilities.ids and tables.facilities.complete:
            advice = did_you_mean(name, sorted(tables.facilities.ids))
            yield table.problem(i, "facilities", quoted(name), "a facility of tables/facilities.csv", advice)


def _kind(draft: Draft, i: int, row: Obligation) -> Iterator[Problem]:
    kinds = draft.tables.obligation_kinds
    if kinds.complete and (row.kind not in kinds.ids if kinds.rows else row.kind != "none"):
        advice = did_you_mean(row.kind, sorted(kinds.ids)) or "add it to tables/obligation_kinds.csv"
        yield draft.tables.obligations.problem(i, "kind", quoted(row.kind), "a kind of obligation", advice)


def _work(draft: Draft, i: int, row: Obligation) -> Iterator[Problem]:
    table = draft.tables.obligations
    if bool(row.facilities) == (row.work > 0.0):
        found = "facilities and work" if row.facilities else "neither facilities nor work"
        yield table.problem(i, "work", found, "one of the two: facilities whose stock it is, or work of its own")
    elif row.work > 0.0 and row.rate <= 0.0:
        yield table.problem(i, "rate", f"{row.rate:g}", "a number above 0: units of work a year")
    stocks = {one.facility: one.stock for one in draft.tables.facilities.rows}
    if row.facilities and all(stocks.get(name, 1.0) == 0.0 for name in row.facilities.split()):
        yield table.problem(i, "facilities", quoted(row.facilities), "at least one facility with a stock")


def _extensions(draft: Draft, i: int, row: Obligation) -> Iterator[Problem]:
    table, known = draft.tables.obligations, _known(draft)
    if row.extensions > 0 and row.due is None:
        yield table.problem(i, "due", "an empty cell", "a date where extensions may be granted", "like 2030-12-31")
    if row.extensions > 0 and row.longest_extension == 0:
        yield table.problem(i, "longest_extension", "0", "months above 0 where extensions may be granted")
    if (row.extensions > 0 or row.body != "none") and row.body not in known and draft.tables.sessions.complete:
        advice = did_you_mean(row.body, known) or "add its sessions to tables/sessions.csv"
        yield table.problem(i, "body", quoted(row.body), "a body of tables/sessions.csv", advice)
