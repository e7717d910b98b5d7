"""The table: what was measured of each framework, in words, and what it does not show."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from textwrap import fill

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tests.bench.peers.elsewhere import Ending
from tests.bench.peers.measure import EMA, FRAMEWORKS, MESA, OURS, USUAL, Found, Sizes, measured

WIDTH = 98
BUSY = 0.5
"""Processes that run already, above which a measured time is not to be trusted."""
Row = tuple[str, str, str, str]


def report(sizes: Sizes = USUAL) -> None:
    """Measure, and print the table with its legend."""
    began, load = time.perf_counter(), os.getloadavg()[0]
    found = measured(sizes)
    console = Console(width=WIDTH, highlight=False, markup=False)
    console.print(_table(list(rows(found, sizes))))
    for note in notes(found, sizes):
        print(fill(f"- {note}", WIDTH, subsequent_indent="  "))
    other = " of other work: times are longer than they need be" if load > BUSY else ""
    print(f"{datetime.now(UTC):%Y-%m-%d}, {time.perf_counter() - began:.0f} s, load before {load:.1f}{other}")


def _table(lines: list[Row]) -> Table:
    table = Table(
        box=SIMPLE_HEAD, show_lines=True, padding=(0, 1), title="The same functions, run by", title_justify="left"
    )
    for name, width in (("", 24), *((_title(who), 22) for who in FRAMEWORKS)):
        table.add_column(name, width=width, overflow="fold")
    for line in lines:
        table.add_row(*line)
    return table


def _title(who: str) -> str:
    return {
        OURS: "Quadrille's sweep",
        EMA: f"EMA Workbench {version('ema-workbench')}",
        MESA: f"Mesa {version('mesa')} batch_run",
    }[who]


def rows(found: Found, sizes: Sizes) -> Iterator[Row]:
    """What the table says, row by row: a name, then a cell for each framework."""
    runs = sizes.drill
    yield _row("Overhead a run, processor time: one, two workers", lambda who: _paces(found, who, "tiny", _overhead))
    yield _row("The engine's case in all, processor time", lambda who: _paces(found, who, "engine", _in_all))
    yield _row(f"{sizes.slow} runs of 2 ms of pure Python: one, two workers", lambda who: _slow(found, who))
    yield _row(f"Memory at {sizes.few:,} and {sizes.many:,} runs; a run", lambda who: _memory(found[who, "memory"]))
    yield f"Saving {sizes.saved:,} runs", _saved(found, OURS), _saved(found, EMA), "no way of its own"
    yield _row("One run raises, one worker", lambda who: ended(found[who, "raising", "1"], runs))
    yield _row("One run raises, two workers", lambda who: ended(found[who, "raising", "2"], runs))
    yield "A run says that it failed", ended(found[OURS, "signal"], runs), _wrong(found), "no signal of its own"
    killed = [ended(found[who, "killing", "2"], runs) for who in (EMA, MESA)]
    yield "A worker is killed (SIGKILL), two workers", _killed(found), killed[0], killed[1]
    lost = [_lost(found[who, "killing", "1"], sizes) for who in (EMA, MESA)]
    yield "The process is killed midway, called again", _resumed(found, sizes), lost[0], lost[1]


def _row(name: str, cell: Callable[[str], str]) -> Row:
    ours, ema, mesa = (cell(who) for who in FRAMEWORKS)
    return name, ours, ema, mesa


def shown(one: Ending, told: Callable[[dict[str, float]], str]) -> str:
    """What was found, or how the task ended without a finding."""
    if one.hung:
        return f"hangs (stopped after {one.idle:.0f} s in which it did nothing)"
    if one.signal:
        return f"ended by signal {one.signal}"
    return told(one.found) if one.found else f"failed: {one.error}"


def _paces(found: Found, who: str, function: str, told: Callable[[dict[str, float]], str]) -> str:
    return ", ".join(shown(found[who, "pace", function, workers], told) for workers in "12")


def _overhead(pace: dict[str, float]) -> str:
    return f"{pace['in_all'] - pace['alone']:.0f} µs"


def _in_all(pace: dict[str, float]) -> str:
    return f"{pace['in_all']:.0f} µs"


def _slow(found: Found, who: str) -> str:
    return ", ".join(shown(found[who, "slow", workers], lambda told: f"{told['value']:.1f} s") for workers in "12")


def _memory(one: Ending) -> str:
    return shown(one, lambda found: f"{found['few']:.0f} and {found['many']:.0f} MB; {found['growth']:.1f} kB")


def _saved(found: Found, who: str) -> str:
    def told(one: dict[str, float]) -> str:
        when = f"{one['seconds']:.1f} s" if "seconds" in one else "while they run"
        return f"{when}, {one['size']:.1f} MB for {one['numbers']:,.0f} numbers a run"

    return shown(found[who, "save"], told)


def ended(one: Ending, runs: int) -> str:
    """How a sweep ended that a run went wrong in, and what is left of the others."""

    def told(found: dict[str, float]) -> str:
        if found["fault"]:
            return f"ends with {found['fault']}; {found['kept']:,.0f} of {runs:,} runs are kept"
        counted = f", {found['failed']} of them counted as failed" if "failed" in found else ""
        return f"{found['kept']:,.0f} of {runs:,} runs{counted}; {found.get('altered', 0)} others differ"

    return shown(one, told)


def _wrong(found: Found) -> str:
    def told(one: dict[str, float]) -> str:
        return f"{one['wrong']} of {one['failed']} such runs hold the series of another run"

    return shown(found[EMA, "signal"], told)


def _killed(found: Found) -> str:
    return "the process ends: its workers are threads" if found[OURS, "killed"].signal else "was not killed"


def _resumed(found: Found, sizes: Sizes) -> str:
    def told(one: dict[str, float]) -> str:
        same = "the same content hash as one never killed" if one["same"] else "ANOTHER content hash"
        return f"{one['left']:,.0f} of {sizes.drill:,} runs were on disk; it goes on, {same}"

    killed = found[OURS, "killed"].signal
    return shown(found[OURS, "resumed"], told) if killed else "was not killed"


def _lost(one: Ending, sizes: Sizes) -> str:
    """What a killed process left in its folder."""
    return f"{one.files} files are left; all {sizes.drill:,} runs anew" if one.signal else "was not killed"


def notes(found: Found, sizes: Sizes) -> Iterator[str]:
    """What the table needs to be read by, and where a peer does as well or better."""

    def alone(who: str, function: str) -> str:
        return shown(found[who, "pace", function, "1"], lambda told: f"{told['alone']:.0f} µs")

    yield (
        "A run gives ten series of 60 steps. Quadrille's sweep stores more, every tally by year, and does so on disk "
        f"while it runs; the others hold results in memory. {os.cpu_count()} cores. Of two figures the first is for "
        "one worker, the second for two. Ours are threads for the compiled engine, theirs are processes."
    )
    yield (
        f"Overhead: processor time of all processes, from {sizes.small:,} to {sizes.larger:,} runs of a cheap "
        f"function, less what the function takes in a plain loop ({alone(EMA, 'tiny')}; the engine's case "
        f"{alone(EMA, 'engine')}). Our sweep calls it in chunks of 25 into a buffer ({alone(OURS, 'tiny')} and "
        f"{alone(OURS, 'engine')})."
    )
    yield (
        "A model of Mesa steps once here and reports arrays, the least that it can do. EMA's FileBasedCallback (in "
        "beta) writes CSV as it goes; it is not used here, and nothing goes on from it. Our sweep is given a function "
        "in the place of its engine, except for the engine's case."
    )
    for who in (EMA, MESA):
        if better := list(_better(found, who)):
            yield f"As good as ours or better, {_title(who)}: {'; '.join(better)}."


def _better(found: Found, who: str) -> Iterator[str]:
    """What a peer does as well as we do, or better; a tenth more time counts as equal."""

    def least(what: tuple[str, ...], told: Callable[[dict[str, float]], float]) -> bool:
        here, there = found[OURS, *what].found, found[who, *what].found
        return bool(here and there) and told(there) <= 1.1 * told(here)

    for workers, told in (("1", "one worker"), ("2", "two workers")):
        if least(("pace", "tiny", workers), lambda one: one["in_all"] - one["alone"]):
            yield f"overhead with {told}"
        if least(("slow", workers), lambda one: one["value"]):
            yield f"slow pure Python with {told}"
        if found[who, "raising", workers].found and workers == "2":
            yield "a run that raises ends the sweep and does not hang it"
    if least(("memory",), lambda one: one["few"]):
        yield "memory for few runs"
    if least(("memory",), lambda one: one["many"]):
        yield "memory for many runs"
