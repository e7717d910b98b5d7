"""Services to States: lines that pay them, shares, servers, patience, and the room that the engine has."""

from collections.abc import Iterator

from scenarios.parts import Draft
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.rows import Service
from scenarios.tables import Table
from simulation import capacity

WITHOUT_QUEUE = ("training", "equipment")
SUM_TOLERANCE = 1e-9


def check_services(draft: Draft) -> Iterator[Problem]:
    """Every service is paid by a line of services, by shares that make a whole; who is asked can serve."""
    table = draft.tables.services
    for i, row in enumerate(table.rows):
        yield from _line(draft, table, i, row)
        if row.theme not in WITHOUT_QUEUE:
            yield from _queue(table, i, row)
    yield from _shares(table)
    yield from _once(table)


def _line(draft: Draft, table: Table[Service], i: int, row: Service) -> Iterator[Problem]:
    lines = draft.tables.lines
    payer = next((line for line in lines.rows if line.line == row.line), None)
    if lines.ids and row.line not in lines.ids:
        advice = did_you_mean(row.line, sorted(lines.ids))
        yield table.problem(i, "line", quoted(row.line), "a line of tables/lines.csv", advice)
    elif payer is not None and payer.kind != "services":
        yield table.problem(i, "line", f"{quoted(row.line)} of kind {payer.kind}", "a line of kind services")


def _queue(table: Table[Service], i: int, row: Service) -> Iterator[Problem]:
    if not 1 <= row.servers <= capacity.SERVERS:
        expected = f"1 to {capacity.SERVERS}, the capacity of the engine"
        yield table.problem(i, "servers", str(row.servers), expected)
    for column in ("days", "patience_days"):
        if getattr(row, column) <= 0.0:
            yield table.problem(i, column, f"{getattr(row, column):g}", f"a number above 0 in the theme {row.theme}")


def _shares(table: Table[Service]) -> Iterator[Problem]:
    if not table.complete:
        return
    for line in sorted({row.line for row in table.rows}):
        total = sum(row.share for row in table.rows if row.line == line)
        if abs(total - 1.0) > SUM_TOLERANCE:
            found = f"shares of the line {line} that sum to {total:.12g}"
            yield table.whole("share", found, "a sum of 1 in each line")


def _once(table: Table[Service]) -> Iterator[Problem]:
    for theme in WITHOUT_QUEUE:
        rows = [i for i, row in enumerate(table.rows) if row.theme == theme]
        for i in rows[1:]:
            yield table.problem(i, "theme", f"{theme} again", f"at most one service of the theme {theme}")
