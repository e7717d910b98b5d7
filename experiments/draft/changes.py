"""What the options change, in sentences that never state a direction whose interval includes zero.

The verdicts are those of `experiments.summary`, gathered by option and indicator so that they fit two pages.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.draft.cells import Cell
from experiments.draft.formats import RowFormat
from experiments.draft.ledger import Ledger
from experiments.draft.model import Paragraph, Text
from experiments.draft.subject import Subject
from experiments.draft.tables import change_cells, change_format
from experiments.draft.wording import Piece, series, tagged, with_items
from experiments.figures.numbers import is_off_zero

if TYPE_CHECKING:
    from experiments.results import Paired


def changes(about: Subject, ledger: Ledger, most: int) -> Iterator[Paragraph]:
    """One paragraph for each comparison, with about `most` sentences in all; a last one for what is left open."""
    if not about.options:
        yield Paragraph((f"The study holds no option besides “{about.option(about.reference)}”.",))
        return
    each = max(1, most // len(about.compared))
    items = {pair: _items(about, ledger, *pair) for pair in about.compared}
    for option, versus in about.compared:
        compared = f"“{about.option(option)}” compared with “{about.option(versus)}”"
        if told := items[option, versus]:
            yield from with_items(f"{compared}, mean difference with its 90 per cent interval:", told[:each])
        else:
            yield Paragraph((f"{compared}: the simulated cases settle no direction in any line of table 2.",))
    yield Paragraph((_closing(any(len(found) > each for found in items.values())),))


def _closing(more: bool) -> str:
    others = "Table 2 holds further differences. " if more else ""
    return f"{others}Where the interval in table 2 includes zero or, as printed, touches it, no direction is stated."


def _items(about: Subject, ledger: Ledger, option: str, versus: str) -> list[Text]:
    """One sentence for each indicator with a direction in at least one scenario."""
    found = []
    for name in about.indicators:
        words = change_format(about, ledger, name, option, versus)
        rows = [row for row in ledger.reader.paired(name, option, versus) if row.scenario in about.scenarios]
        clauses = [_clause(about, ledger, name, same) for same in _by_direction(rows, words)]
        if clauses:
            found.append(tagged(f"{about.indicator(name)}: ", *series(clauses, "; ", "; "), "."))
    return found


def _by_direction(rows: list["Paired"], words: RowFormat) -> Iterator[list["Paired"]]:
    """Rows whose interval lies below zero, then those above: directions, each in the order of the scenarios."""
    settled = [row for row in rows if row.verdict != "undecided" and _off_zero(row, words)]
    for above in (False, True):
        if same := [row for row in settled if _above_zero(row) == above]:
            yield same


def _above_zero(row: "Paired") -> bool:
    return row.low is not None and row.low > 0


def _off_zero(row: "Paired", words: RowFormat) -> bool:
    """Whether the end of the interval next to zero is off zero as printed."""
    return is_off_zero(words(row.low if _above_zero(row) else row.high))


def _clause(about: Subject, ledger: Ledger, name: str, rows: list["Paired"]) -> list[Piece]:
    """ "lower, which is better, in “A” (−2.1 percentage points; −3.0 to −1.2) and in “B” (...)"."""
    direction = "higher" if _above_zero(rows[0]) else "lower"
    verdict = rows[0].verdict
    judged = f", which is {verdict}," if verdict in ("better", "worse") else ""
    parts = [_difference(about, ledger, name, row, place == 0) for place, row in enumerate(rows)]
    return [f"{direction}{judged} ", *series(parts)]


def _difference(about: Subject, ledger: Ledger, name: str, row: "Paired", first: bool) -> list[Piece]:
    words = change_format(about, ledger, name, row.option, row.versus)
    unit = f" {words.unit}" if first else ""
    cells: tuple[Cell, ...] = change_cells(about, name, row.scenario, row.option, row.versus)
    mean, low, high = (ledger.cite(cell, about.unit(name), words) for cell in cells)
    return [f"in {about.scenario(row.scenario)} (", mean, f"{unit}; ", low, " to ", high, ")"]
