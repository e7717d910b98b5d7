"""Indicators that stand for a row of a table by its number: the row must be there."""

import re
from collections.abc import Mapping

from scenarios.parts import Draft

TABLES: Mapping[str, str] = {
    **{"report": "reports", "instrument": "instruments", "duty": "obligation_kinds"},
    **{"output": "outputs", "line": "lines"},
}
"""Tables whose rows have indicators of their own, by the first word of these; the number of the row follows it."""
NUMBERED = re.compile(rf"^({'|'.join(TABLES)})_([0-9]+)_")


def missing_row(draft: Draft, indicator: str) -> str:
    """What is expected instead of an indicator whose row the pack lacks; empty where it has it, or needs none."""
    found = NUMBERED.match(indicator)
    if not found:
        return ""
    table = draft.tables.named(TABLES[found[1]])
    if not table.complete or 0 < int(found[2]) <= len(table.rows):
        return ""
    return f"an indicator of a row of {table.file}, which has {len(table.rows)}"
