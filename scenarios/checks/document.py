"""Tables of the document: every table has its file, every sum adds up to the last digit, every name is known."""

from collections.abc import Iterator
from decimal import Decimal

from scenarios.checks.sources import EXPECTED, advice_on, key_of
from scenarios.document import FOLDER, HOW, SIMULATED, DocumentRow, columns_of, file_of, within
from scenarios.parts import Draft
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.tables import Table
from simulation.layout import TALLIES


def check_document(draft: Draft) -> Iterator[Problem]:
    """Files, sums, errata, sources, and what is simulated beside a row."""
    named = draft.document.names("tables")
    for name in sorted(named - set(draft.document_tables)):
        path, expected = ("tables", name), f"the file {file_of(name)}"
        yield draft.document.problem(path, "nothing", expected, "add it", key=True)
    for name, table in draft.document_tables.items():
        if name not in named:
            found, advice = "a table that document.yaml doesn't name", did_you_mean(name, sorted(named))
            expected = f"a file of {FOLDER} for a table of document.yaml"
            yield Problem(table.file, 1, 1, "file", found, expected, advice or "name it under `tables`")
        yield from _rows(draft, table)
        yield from _prices(draft, name, table)


def _prices(draft: Draft, name: str, table: Table[DocumentRow]) -> Iterator[Problem]:
    """Money can be restated at the prices of a year that is simulated, and of no other."""
    head = draft.document.model.tables.get(name) if draft.document.model else None
    has_money = any("tally" in row.simulated.split() for row in table.rows)
    if head is not None and head.prices is not None and draft.years and head.prices not in draft.years and has_money:
        expected = f"a year of the horizon, {draft.years[0]} to {draft.years[-1]}"
        yield draft.document.problem(("tables", name, "prices"), str(head.prices), expected)


def _rows(draft: Draft, table: Table[DocumentRow]) -> Iterator[Problem]:
    for i, row in enumerate(table.rows):
        yield from _sums(table, i, row)
        yield from _errata(draft, table, i, row)
        yield from _simulated(draft, table, i, row)
        advice = advice_on(row.source, draft.pack.names("sources")) if draft.pack.document else None
        if advice is not None:
            yield table.problem(i, "source", quoted(key_of(row.source)), EXPECTED, advice)


def _sums(table: Table[DocumentRow], i: int, row: DocumentRow) -> Iterator[Problem]:
    parts = [one for name in row.sum_of for one in table.rows if one.row == name != row.row]
    for name in row.sum_of:
        if name not in table.ids or name == row.row:
            advice = did_you_mean(name, sorted(table.ids - {row.row}))
            yield table.problem(i, "sum_of", quoted(name), "another row of this table", advice)
    if not row.sum_of or len(parts) != len(row.sum_of):
        return
    for column in columns_of(table.header):
        values = [one.cells.get(column, Decimal(0)) for one in parts]
        numbers = [value for value in values if isinstance(value, Decimal)]
        total, own = sum(numbers, Decimal(0)), row.cells.get(column)
        if len(numbers) < len(values):
            yield table.problem(i, column, "a sum of text", "numbers in the rows of sum_of")
        elif own != total:
            expected = f"{total:,f}, the sum of {', '.join(row.sum_of)}"
            yield table.problem(i, column, _shown(own), expected, "a total that the document gets wrong is an erratum")


def _shown(value: Decimal | str | None) -> str:
    if value is None:
        return "an empty cell"
    return f"{value:,f}" if isinstance(value, Decimal) else quoted(value)


def _errata(draft: Draft, table: Table[DocumentRow], i: int, row: DocumentRow) -> Iterator[Problem]:
    known = draft.document.names("errata")
    for name in row.erratum:
        if name not in known:
            advice = did_you_mean(name, sorted(known))
            yield table.problem(i, "erratum", quoted(name), "an erratum of document.yaml", advice)


def _simulated(draft: Draft, table: Table[DocumentRow], i: int, row: DocumentRow) -> Iterator[Problem]:
    if not row.simulated:
        return
    match = SIMULATED.fullmatch(row.simulated)
    if match is None:
        yield table.problem(i, "simulated", quoted(row.simulated), HOW)
        return
    _, _, category, is_tally, name = match.groups()
    tallies = [tally.name for tally in TALLIES]
    if is_tally and name not in tallies:
        yield table.problem(i, "simulated", quoted(name), "a tally of the engine", did_you_mean(name, tallies))
    categories = {one.category for one in draft.tables.facilities.rows}
    if category and draft.tables.facilities.complete and not any(within(one, category) for one in categories):
        expected, advice = "a category of tables/facilities.csv", did_you_mean(category, sorted(categories))
        yield table.problem(i, "simulated", quoted(category), expected, advice)
