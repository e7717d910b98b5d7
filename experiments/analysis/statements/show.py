"""The ledger of plan statements in a terminal: a table of verdicts, then in words what does not simply hold."""

from collections import Counter
from textwrap import wrap

from rich.console import Console

from experiments.analysis.statements.finding import Finding
from experiments.analysis.statements.ledger import Entry, Ledger
from experiments.console import NARROWEST, table
from experiments.figures.numbers import MINUS

COLUMNS = [
    ("Id", False), ("P", True), ("Origin", False), ("Test", False), ("Of", False), ("As is", False),
    ("Neutral", False), ("Value", True), ("Needs", True), ("±", True),
]  # fmt: skip
LEGEND = (
    "±: Monte Carlo error of the value. Neutral: with the circumstances and effects of measures that",
    "carry the statement's sign set to nothing; “same”: none is named. A statement of origin “em”",
    "that holds only as is rests on what encodes it (“coded”).",
)


def show_ledger(found: Ledger, out: Console) -> None:
    """The table, the count of verdicts, and each statement that fails, is open or can't be tested, with the reason."""
    draws = f" in {found.draws} draws" if found.draws > 1 else ""
    out.print(f"Plan statements of {found.pack.id}: {found.replicates:,} simulated cases{draws} for each world.")
    out.print()
    out.print(table(COLUMNS, [_row(one) for one in found.entries]), soft_wrap=False, width=NARROWEST)
    out.print()
    counts = Counter(one.as_is.verdict for one in found.entries)
    out.print("As is: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common()) + ".")
    for one in found.entries:
        if one.as_is.verdict != "holds" or one.standing in ("coded", "open"):
            for line in wrap(_words(one), NARROWEST, subsequent_indent="  "):
                out.print(line)
    for line in LEGEND:
        out.print(line)


def _row(one: Entry) -> tuple[str, ...]:
    found = one.as_is
    neutral = one.neutral.verdict if one.row.neutral else "same"
    numbers = (_number(found.value), _needs(one), _number(found.mc_error, 1))
    about = one.row.indicator or _place(one)
    return (one.id, str(one.row.priority), one.row.origin, one.row.test, about, found.verdict, neutral, *numbers)


def _place(one: Entry) -> str:
    """What an input is of: the row of a table of the document, or the last keys."""
    key, cells = one.row.key, one.row.cells
    return cells[0][1] if cells else key[2] if key[:1] == ("document",) else ".".join(key[-2:])


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
    return f"{sign} {_number(found.threshold)}"


def _words(one: Entry) -> str:
    found, kind = one.as_is, f", {one.standing}" if one.standing else ""
    return f"{one.id} (para. {one.row.paragraph}) {found.verdict}{kind}: {one.row.text}{_because(one, found)}"


def _because(one: Entry, found: Finding) -> str:
    reasons = [found.about.replace(" / ", " against ") if found.value is not None else "", found.why]
    if one.standing:
        reasons = [f"neutral in {', '.join(one.row.neutral)}: {one.neutral.verdict}"]
    told = "; ".join(reason for reason in reasons if reason)
    return f" [{told}]" if told else ""


def _number(value: float | None, digits: int = 3) -> str:
    if value is None:
        return ""
    return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}g}").replace("-", MINUS)
