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
WIDEST = 22


def show_ledger(found: Ledger, out: Console) -> None:
    """The table, the count of verdicts, and each statement that fails, is open or can't be tested, with the reason."""
    draws = f", {found.draws} draws of the uncertain parameters" if found.draws > 1 else ""
    out.print(f"Plan statements of {found.pack.id}: {found.replicates:,} simulated cases for each world{draws}.")
    out.print()
    out.print(table(COLUMNS, [_row(one) for one in found.entries]), soft_wrap=False, width=NARROWEST)
    out.print()
    counts = Counter(one.as_is.verdict for one in found.entries)
    out.print("As is: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common()) + ".")
    for one in found.entries:
        if one.as_is.verdict != "holds" or one.standing in ("coded", "open"):
            for line in wrap(_words(one), NARROWEST, subsequent_indent="  "):
                out.print(line)
    out.print("Neutral: with the circumstances and effects that carry the statement's sign set to nothing; “same”:")
    out.print("none is named. A statement that holds only as is rests on what encodes it (“coded”).")
    out.print("±: Monte Carlo error of the value.")


def _row(one: Entry) -> tuple[str, ...]:
    found = one.as_is
    neutral = one.neutral.verdict if one.row.neutral else "same"
    numbers = (_number(found.value), _number(found.threshold), _number(found.mc_error))
    about = (one.row.indicator or ".".join(one.row.key))[-WIDEST:]
    return (one.id, str(one.row.priority), one.row.origin, one.row.test, about, found.verdict, neutral, *numbers)


def _words(one: Entry) -> str:
    found, kind = one.as_is, f", {one.standing}" if one.standing else ""
    return f"{one.id} (para. {one.row.paragraph}) {found.verdict}{kind}: {one.row.text}{_because(one, found)}"


def _because(one: Entry, found: Finding) -> str:
    reasons = [found.about.replace(" / ", " against ") if found.value is not None else "", found.why]
    if one.standing:
        reasons = [f"neutral in {', '.join(one.row.neutral)}: {one.neutral.verdict}"]
    told = "; ".join(reason for reason in reasons if reason)
    return f" [{told}]" if told else ""


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}").replace("-", MINUS)
