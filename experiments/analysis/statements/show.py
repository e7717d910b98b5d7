"""The ledger of plan statements in a terminal: a table of verdicts, then in words what does not simply hold."""

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap

from rich.console import Console

from experiments.analysis.statements.finding import Finding
from experiments.analysis.statements.ledger import Entry, Ledger
from experiments.analysis.statements.units import Scale, scale_of
from experiments.console import NARROWEST, say
from experiments.figures.numbers import MINUS
from experiments.phrases import failed_in_words
from experiments.study import SEED, drawn

HEADINGS = ("Id", "P", "Origin", "As is", "Neutral", "Value", "Needs", "90 % interval", "Unit")
NUMBERS = frozenset({"Value", "Needs", "90 % interval"})
"""Columns that stand to the right."""
KEY = (
    "Value: a median (a band), a mean paired difference, a yearly slope, or the share of pairs of cases in this order.",
    "Needs: what the value must be. 90 % interval: what decides; a value whose interval holds the bound stays open.",
    "Neutral: without what carries the statement's sign; “same”: nothing does. P: priority.",
    "Origin: in, an input; rule; rep, to report; em, must emerge; coded, put in.",
    "A difference holds where its 90 % interval over the draws of the parameters leaves zero out on the side it should;"
    " it fails on the other side, or where the interval stays within 2 % of the level.",
)
INDENT = "         "
YEARS = range(1900, 2201)
"""What is a year, where a number without unit stands in the pack."""
VERDICTS = (
    ("fails", "Fails"),
    ("inconclusive", "Inconclusive"),
    ("not testable", "Not testable"),
    ("holds", "Holds, but not without what encodes it"),
)
"""The lists under the table, in their order, and their headings."""


def show_ledger(found: Ledger, out: Console) -> None:
    """The table with its key, each statement that does not simply hold with the reason, and the count of verdicts."""
    wanting = [one.id for one in found.entries if (one.row.replicates or 0) > found.replicates]
    more = ", and more where a row asks for them" if wanting and not found.is_asked else ""
    cases = f"{found.replicates:,} simulated cases (seed {SEED}) for each world{more}"
    say(f"Plan statements of {found.pack.id}: {cases}, {drawn(found.draws)}.", out)
    if found.failed:
        say(failed_in_words(found.failed, found.cases), out)
    if wanting and found.is_asked:
        say(f"{', '.join(wanting)}: asks for more simulated cases; it gets as many as were asked for here.", out)
    out.print()
    rows = [_row(found, one) for one in found.entries]
    widths = [max(len(row[i]) for row in (HEADINGS, *rows)) for i in range(len(HEADINGS))]
    out.print(_line(HEADINGS, widths))
    for one, row in zip(found.entries, rows, strict=True):
        for line in _lines(one, row, widths):
            out.print(line)
    out.print()
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


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    told = zip(HEADINGS, cells, widths, strict=True)
    return "  ".join(cell.rjust(n) if head in NUMBERS else cell.ljust(n) for head, cell, n in told).rstrip()


def _lines(one: Entry, row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """A row, and below it what it says; a unit for which there is no room stands in front of that."""
    whole = _line(row, widths)
    fits = len(whole) <= NARROWEST
    yield whole if fits else _line((*row[:-1], ""), widths)
    told = one.row.text if fits else f"({row[-1]}) {one.row.text}"
    for line in wrap(told, NARROWEST - len(INDENT), break_on_hyphens=False):
        yield f"{INDENT}{line}"


def _row(found: Ledger, one: Entry) -> tuple[str, ...]:
    tested, scale = one.as_is, scale_of(found.pack, one.row)
    neutral = one.neutral.verdict if one.row.neutral else "same"
    ends = "…".join(_size(end, scale) for end in tested.interval) if tested.interval else ""
    numbers = (_size(tested.value, scale), _needs(one, scale), ends, scale.unit if tested.value is not None else "")
    return (one.id, str(one.row.priority), one.row.origin, tested.verdict, neutral, *numbers)


def _needs(one: Entry, scale: Scale) -> str:
    """What the value must be for the statement to hold; empty where there is no value."""
    row, found = one.row, one.as_is
    if found.value is None or found.threshold is None:
        return ""
    if row.test in ("BAND", "INPUT") and row.low is not None and row.high is not None:
        return f"{_size(row.low, scale)}…{_size(row.high, scale)}"
    if row.test in ("TR", "EFF"):
        return {"up": "> 0", "down": "< 0"}.get(row.direction or "", f"±{_size(found.threshold, scale)}")
    is_equal = row.test == "CON" or (row.test == "INPUT" and row.equals is not None)
    sign = "≤" if row.test in ("BAND", "INPUT") and row.high is not None else "≥"
    return f"{'=' if is_equal else sign} {_size(found.threshold, scale)}"


def _size(value: float | None, scale: Scale, digits: int = 3) -> str:
    if value is None:
        return ""
    size = value * scale.times
    if scale.may_be_year and size.is_integer() and size in YEARS:
        return f"{size:.0f}"
    return (f"{size:,.0f}" if abs(size) >= 10**digits else f"{size:.{digits}g}").replace("-", MINUS)


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
