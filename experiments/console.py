"""What the command line shows: progress of a sweep, tables, the story of a case."""

import sys
from collections.abc import Iterable, Sequence
from shlex import quote
from shutil import get_terminal_size
from textwrap import wrap
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from experiments.statistics import OVER_CASES

if TYPE_CHECKING:
    from experiments.clock import Progress as Step
    from experiments.replay import Difference
    from experiments.story import Story
    from experiments.summary import Overview
    from scenarios import Pack

WIDTH = 110
NARROWEST = 96
NARROW = 80
"""The width of a plain terminal, which lists keep to."""
COMPILING_AFTER = 2.0
_TENTHS = 10


def console(error: bool = False) -> Console:
    """A console on standard output or standard error, as wide as a page where that is no terminal.

    On a narrow terminal lines run over: tables squeezed into it would break words.
    """
    stream = sys.stderr if error else sys.stdout
    plain = not stream.isatty()
    width = WIDTH if plain else max(get_terminal_size().columns, NARROWEST)
    return Console(file=stream, width=width, highlight=False, markup=False, soft_wrap=plain)


def say(text: str, out: Console, width: int = NARROWEST) -> None:
    """A sentence or more in lines of a narrow page, broken between words; the second and later ones are indented."""
    for line in wrap(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False):
        out.print(line)


class SweepDisplay:
    """Progress of simulated cases on standard error: a bar on a terminal, a line every tenth elsewhere.

    Lines are kept back for the first `quiet_for` seconds.
    """

    def __init__(self, quiet_for: float = 0.0) -> None:
        self._console = console(error=True)
        self._quiet_for = quiet_for
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._told = 0
        self._has_said_compiling = False
        self.last: Step | None = None

    def __enter__(self) -> "SweepDisplay":
        if self._console.is_terminal:
            name, pace = TextColumn("Simulated cases"), TextColumn("{task.fields[pace]}")
            self._bar = Progress(name, BarColumn(), MofNCompleteColumn(), pace, console=self._console, transient=True)
            self._task = self._bar.add_task("", total=None, pace="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, step: "Step") -> None:
        """Show a step."""
        self._say_first(step)
        self._say_news(step)
        self.last = step
        pace = pace_of(step)
        if self._bar is not None:
            self._bar.update(self._task, completed=step.done, total=step.total, pace=pace)
            return
        tenth = _TENTHS * step.done // max(step.total, 1)
        if tenth > self._told and step.done > step.kept and step.seconds >= self._quiet_for:
            self._told = tenth
            self._console.print(f"{step.done:,} of {step.total:,} simulated cases{f', {pace}' if pace else ''}")

    def _say_news(self, step: "Step") -> None:
        """What a round said; the tenths begin anew with the next."""
        if step.news and (self.last is None or step.news != self.last.news):
            self._console.print(step.news)
            self._told = _TENTHS * step.done // max(step.total, 1)

    def _say_first(self, step: "Step") -> None:
        if self.last is None and step.kept:
            self._console.print(f"{step.kept:,} of {step.total:,} simulated cases are stored already and are kept.")
        if step.done == step.kept < step.total and step.seconds > COMPILING_AFTER and not self._has_said_compiling:
            self._has_said_compiling = True
            self._console.print("Compiling the engine for this computer: once, about a minute ...")


def pace_of(step: "Step") -> str:
    """Rate and time left of a sweep; empty until they can be told."""
    if step.rate is None or step.left is None:
        return ""
    return f"{step.rate:,.0f} a second, {duration(step.left)} left"


def duration(seconds: float) -> str:
    """Seconds as people say them: 45 s, 3 min 20 s, 2 h 5 min."""
    whole = max(round(seconds), 0)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def size(count: int) -> str:
    """Bytes as people say them: 900 bytes, 31 MB, 1.2 GB, by thousands."""
    if count < 1000:
        return f"{count} bytes"
    scaled, units = count / 1000, ["kB", "MB", "GB", "TB"]
    while scaled >= 999.5 and len(units) > 1:
        scaled, units = scaled / 1000, units[1:]
    return f"{scaled:.1f} {units[0]}" if scaled < 9.95 else f"{scaled:,.0f} {units[0]}"


def table(columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]], title: str | None = None) -> Table:
    """A plain table; each column a heading and whether it holds numbers."""
    grid = Table(title=title, title_justify="left", title_style="", box=None, pad_edge=False, header_style="underline")
    for heading, is_number in columns:
        grid.add_column(heading, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    return grid


def show_overview(overview: "Overview", out: Console) -> None:
    """Tables of the headline indicators, sentences under each, and the method line."""
    for one in overview.indicators:
        out.print(_levels(overview, one))
        out.print()
        if overview.against[one.id]:
            out.print(_against(overview, one))
            out.print()
        for sentence in overview.brief_on(one):
            out.print(f"- {sentence}")
        out.print()
    orders = overview.orders()
    for line in (*orders, *overview.failures()):
        out.print(f"- {line}")
    if overview.results.manifest.failed:
        out.print(f"Why cases failed: quadrille failures {quote(str(overview.results.folder))}")
    if orders or overview.results.manifest.failed:
        out.print()
    for line in overview.method_lines():
        out.print(line)


def _levels(overview: "Overview", one: Any) -> Table:
    kinds = {row.kind for row in overview.paired[one.id]}
    difference = f"Difference from continuation, {overview.words.unit_of_difference(one)}".rstrip(", ")
    difference += " (sampling error only)" if OVER_CASES in kinds else ""
    columns = [("Scenario", False), ("Option", False), ("P10", True), ("P50", True), ("P90", True), (difference, False)]
    changes = {(row.scenario, row.option): overview.difference_of(row, one) for row in overview.paired[one.id]}
    rows = [
        (
            overview.words.scenarios[row.scenario],
            overview.words.options[row.option],
            *(overview.words.bare(value, one) for value in (row.p10, row.p50, row.p90)),
            changes.get((row.scenario, row.option), ""),
        )
        for row in overview.summaries[one.id]
    ]
    return table(columns, rows, title=f"{one.label} ({overview.words.unit(one)})")


def _against(overview: "Overview", one: Any) -> Table:
    """What the options proposed change against the counterfactual of the pack."""
    versus = overview.words.options[overview.counterfactual or ""]
    unit = overview.words.unit_of_difference(one)
    columns = [("Scenario", False), ("Option", False), (f"Difference from “{versus}”, {unit}".rstrip(", "), False)]
    words = overview.words
    rows = [
        (words.scenarios[row.scenario], words.options[row.option], overview.difference_of(row, one))
        for row in overview.against[one.id]
    ]
    return table(columns, rows)


def narrow(cell: str, width: int) -> str:
    """A cell whose intervals that are too wide go on behind the dots: no number is cut in two."""
    return "\n".join(line.replace("…", "…\n") if len(line) > width else line for line in cell.split("\n"))


def show_story(told: "Story", heading: str, pack: "Pack", ranks: Sequence[str], out: Console) -> None:
    """The years of a case in a table, its events, and where it stands among the stored cases."""
    from experiments.figures.subject import in_terms
    from experiments.story import shown, unit_of

    out.print(heading)
    if told.ended != "ok":
        day = f" on {told.stopped.isoformat()}" if told.stopped else ""
        out.print(f"The case failed{day}: {told.ended}. What follows is not a result.")
    out.print()
    columns = [("", False), *((str(year), True) for year in told.years), ("unit", False)]
    currency = pack.pack.currency
    rows = [
        (in_terms(pack, line.indicator.label), *shown(line), in_terms(pack, unit_of(line, currency)))
        for line in told.lines
    ]
    out.print(table(columns, rows))
    out.print()
    for event in told.events:
        out.print(f"{event.day.isoformat()}  {event.text}")
    for rank in ranks:
        out.print(rank)


def show_differences(found: "Sequence[Difference]", out: Console) -> None:
    """The first of the numbers that a replay did not reproduce."""
    columns = [("column", False), ("year", True), ("stored", True), ("replayed", True)]
    rows = [(one.column, str(one.year), f"{one.stored!r}", f"{one.replayed!r}") for one in found[:20]]
    out.print(table(columns, rows))
