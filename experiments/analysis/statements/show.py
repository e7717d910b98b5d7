"""The ledger of plan statements in a terminal: a table of verdicts, then in words what does not simply hold."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console

from experiments.analysis.statements.finding import Finding
from experiments.analysis.statements.ledger import Entry, Ledger
from experiments.console import NARROWEST, say, table
from experiments.figures.numbers import MINUS
from experiments.study import drawn

COLUMNS = [
    ("Id", False), ("P", True), ("Origin", False), ("Of", False), ("As is", False), ("Neutral", False),
    ("Value", True), ("Needs", True), ("±", True),
]  # fmt: skip
OF = 3
"""The one column that wraps, between words."""
KEY = (
    "Needs: what the value must be; %: of pairs of cases, or cases and years; ±: Monte Carlo error.",
    "Neutral: without what carries the statement's sign; “same”: nothing does. P: priority.",
    "Origin: in, an input; rule; rep, to report; em, must emerge; coded, put in.",
    "A difference holds where its 90 % interval over the draws of the parameters leaves zero out on the side it should;"
    " it fails on the other side, or where the interval stays within 2 % of the level; ± is its error by chance alone.",
)
SHARES = ("ORD", "CON")
"""Tests whose value is a share: of pairs of cases in this order, or of cases and years within the bounds."""
VERDICTS = (
    ("fails", "Fails"),
    ("inconclusive", "Inconclusive"),
    ("not testable", "Not testable"),
    ("holds", "Holds, but not without what encodes it"),
)
"""The lists under the table, in their order, and their headings."""


def show_ledger(found: Ledger, out: Console) -> None:
    """The table with its key, each statement that does not simply hold with the reason, and the count of verdicts."""
    more = ", and more where a row asks for them" if any(one.row.replicates for one in found.entries) else ""
    cases = f"{found.replicates:,} simulated cases for each world{more}"
    say(f"Plan statements of {found.pack.id}: {cases}, {drawn(found.draws)}.", out)
    out.print()
    grid = table(COLUMNS, [_row(one) for one in found.entries])
    for i, column in enumerate(grid.columns):
        column.no_wrap = i != OF
    out.print(grid, soft_wrap=False, width=NARROWEST)
    for line in KEY:
        say(line, out)
    for verdict, heading in VERDICTS:
        _list(out, heading, [one for one in found.entries if one.as_is.verdict == verdict and _is_told(one)])
    out.print()
    for line in counted(found.entries):
        say(line, out)


def _is_told(one: Entry) -> bool:
    return one.as_is.verdict != "holds" or _is_carried(one)


def _list(out: Console, heading: str, entries: Sequence[Entry]) -> None:
    if entries:
        out.print()
        out.print(f"{heading}:")
        for one in entries:
            say(_words(one), out)


def counted(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The count of verdicts, of all rows and of those of priority 1."""
    first = [one for one in entries if one.row.priority == 1]
    whole = [_count("All rows", entries)] if len(first) < len(entries) else []
    return *whole, *([_count("Priority 1", first)] if first else [])


def _count(of: str, entries: Sequence[Entry]) -> str:
    counts = Counter(one.as_is.verdict for one in entries)
    n, testable = counts["holds"], len(entries) - counts["not testable"]
    verdicts = f"{n} hold, {counts['fails']} fail, {counts['inconclusive']} inconclusive"
    share = f" Of the {testable} testable {100 * n / testable:.1f} in 100 hold." if testable else ""
    carried = sum(one.as_is.verdict == "holds" and _is_carried(one) for one in entries)
    told = f" Of those that hold, {carried} hold only with what carries their sign." if carried else ""
    return f"{of}: {len(entries)}, of which {verdicts}, {counts['not testable']} not testable.{share}{told}"


def _is_carried(one: Entry) -> bool:
    return bool(one.row.neutral) and one.neutral.verdict != "holds"


def _row(one: Entry) -> tuple[str, ...]:
    found = one.as_is
    neutral = one.neutral.verdict if one.row.neutral else "same"
    numbers = (_size(one, found.value), _needs(one), _size(one, found.mc_error, 1))
    about = (one.row.indicator or _place(one)).replace("_", " ")
    return (one.id, str(one.row.priority), one.row.origin, about, found.verdict, neutral, *numbers)


def _place(one: Entry) -> str:
    """What an input is of: the row of a table of the document, or the last keys."""
    key, cells = one.row.key, one.row.cells
    place = cells[0][1] if cells else key[2] if key[:1] == ("document",) else " ".join(key[-2:])
    return place.replace("-", " ")


def _needs(one: Entry) -> str:
    """What the value must be for the statement to hold; empty where there is no value."""
    row, found = one.row, one.as_is
    if found.value is None or found.threshold is None:
        return ""
    if row.test in ("BAND", "INPUT") and row.low is not None and row.high is not None:
        return f"{_number(row.low)}…{_number(row.high)}"
    if row.test in ("TR", "EFF"):
        return {"up": "> 0", "down": "< 0"}.get(row.direction or "", f"±{_number(found.threshold)}")
    is_equal = row.test == "CON" or (row.test == "INPUT" and row.equals is not None)
    sign = "≤" if row.test in ("BAND", "INPUT") and row.high is not None else "≥"
    sign = "=" if is_equal else sign
    return f"{sign} {_size(one, found.threshold)}"


def _size(one: Entry, value: float | None, digits: int = 3) -> str:
    """A number of a row, in hundredths where it is a share of cases."""
    if value is None or one.row.test not in SHARES:
        return _number(value, digits)
    return f"{_number(100 * value, digits)} %"


def _words(one: Entry) -> str:
    """A statement that does not simply hold, in words: what it says, what was found, and the pack's explanation."""
    found, told = one.as_is, one.row.explained or ""
    return " ".join(
        part for part in (f"{one.id} (para. {one.row.paragraph}): {one.row.text}", _because(one, found), told) if part
    )


def _because(one: Entry, found: Finding) -> str:
    if found.verdict == "holds":
        return f"[neutral in {', '.join(one.row.neutral)}: {one.neutral.verdict}]"
    reasons = (found.about.replace(" / ", " against ") if found.value is not None else "", found.why)
    told = "; ".join(reason for reason in reasons if reason)
    return f"[{told}]" if told else ""


def _number(value: float | None, digits: int = 3) -> str:
    if value is None:
        return ""
    return (f"{value:,.0f}" if abs(value) >= 10**digits else f"{value:.{digits}g}").replace("-", MINUS)
