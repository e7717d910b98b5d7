"""The tables of ablation in a terminal, 80 columns wide at most, and what other tables share with them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from experiments.console import NARROW, narrow, say
from experiments.figures.numbers import MINUS, is_share, readable
from experiments.figures.subject import in_terms
from experiments.relevance import concerns
from experiments.study import drawn
from simulation.declare import Indicator

CELL = 14
"""Width of a column of a scenario."""
SMALLEST = 0.001
"""The smallest difference that is printed; what rounds to none is "<0.001" above zero and ">−0.001" below it."""

if TYPE_CHECKING:
    from experiments.analysis.ablation import Ablation, Change
    from scenarios import Pack


def show_ablation(found: "Ablation", out: Console) -> None:
    """One table for each headline indicator: a row for each switch that changes it, a column for each scenario."""
    pack = found.pack
    say(f"{pack.id}, “{pack.label(found.option)}”: what changes when a mechanism is off.", out, NARROW)
    kind = found.changes[0].interval.kind
    cases = f"{found.replicates:,} simulated cases {drawn(found.draws)}"
    say(f"Mean paired difference, and below it the 90 % interval ({kind}), {cases}.", out, NARROW)
    for line in found.ran.told():
        say(line, out, NARROW)
    for one in found.indicators:
        out.print()
        grid = _of_indicator(found, one)
        out.print(grid, soft_wrap=False, width=NARROW)
        for line in _left_out(found, one):
            say(line, out, NARROW)
    out.print()
    out.print("·  the interval includes zero    =  no simulated case changes")


def _of_indicator(found: "Ablation", one: Indicator) -> Table:
    unit = "percentage points" if is_share(one.unit) else unit_of(found.pack, one)
    grid = Table(title=f"{label_of(found.pack, one)} ({unit})", title_justify="left", title_style="", box=None)
    grid.header_style, grid.padding, grid.pad_edge = "underline", (0, 1, 0, 0), False
    grid.add_column("Off", overflow="fold", width=20)
    for scenario in found.pack.shown:
        grid.add_column(found.pack.label(scenario), justify="right", overflow="fold", width=CELL)
    for switch in found.switches:
        changes = [found.change(one.id, switch.id, scenario) for scenario in found.pack.shown]
        if any(_is_told(change) for change in changes):
            grid.add_row(in_terms(found.pack, switch.label), *(narrow(_cell(change, one), CELL) for change in changes))
    return grid


def _left_out(found: "Ablation", one: Indicator) -> Iterator[str]:
    """Switches without a row: those that change nothing, and those whose intervals all include zero.

    Nothing is said of mechanisms that the pack has no rows for.
    """
    silent: dict[str, list[str]] = {"No case changes": [], "Undecided everywhere": []}
    for switch in found.switches:
        changes = [found.change(one.id, switch.id, scenario) for scenario in found.pack.shown]
        if not any(_is_told(change) for change in changes):
            same = all(change.changed == 0 for change in changes)
            if same and not any(concerns(found.pack, name) for name in switch.values):
                continue
            silent["No case changes" if same else "Undecided everywhere"].append(in_terms(found.pack, switch.label))
    yield from (f"{what}: {'; '.join(labels)}." for what, labels in silent.items() if labels)


def _is_told(change: "Change") -> bool:
    return change.changed > 0 and change.verdict != "undecided"


def _cell(change: "Change", one: Indicator) -> str:
    interval = change.interval
    if interval.mean is None or interval.low is None or interval.high is None:
        return "no event"
    if not _is_told(change):
        return "=" if change.changed == 0 else "·"
    return f"{bare(interval.mean, one)}\n{bare(interval.low, one)}…{bare(interval.high, one)}"


def label_of(pack: "Pack", one: Indicator) -> str:
    """The label of an indicator in the pack's own words."""
    return in_terms(pack, one.label)


def unit_of(pack: "Pack", one: Indicator) -> str:
    """The unit of an indicator in the pack's own words and currency."""
    return in_terms(pack, one.unit.replace("currency", pack.pack.currency))


def bare(size: float, one: Indicator) -> str:
    """A difference to about two digits, shares in percentage points, without a sign of per cent.

    One too small for three places is shown as smaller than they can show, on its side of zero.
    """
    size = 100.0 * size if is_share(one.unit) else size
    if abs(size) >= 1000:
        return readable(size, one.unit, True)
    if 0 < abs(size) < SMALLEST / 2:
        return f"<{SMALLEST}" if size > 0 else f">{MINUS}{SMALLEST}"
    places = 3 if abs(size) < 0.0095 else 2 if abs(size) < 0.095 else 1 if abs(size) < 9.95 else 0
    return f"{size:+.{places}f}".replace("-", MINUS) if size else "0"
