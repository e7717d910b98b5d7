"""The table of effects in a terminal, 96 columns wide at most: a block for each measure."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from experiments.analysis.costs import PAYERS
from experiments.analysis.show import bare, label_of, unit_of
from experiments.console import NARROWEST, narrow, say
from experiments.figures.numbers import is_share, readable
from experiments.study import REFERENCE, drawn
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.analysis.effects import Effect, Effects
    from scenarios.measures import Measure

CELL = 14
"""Width of a column of a scenario."""
ARROWS = {"up": " ↑", "down": " ↓", "none": " ="}
UNEXPLAINED = "the pack does not say why."
MARKS = {"met": "✓ ", "not met": "✗ ", "open": "", "": ""}


def show_effects(found: "Effects", out: Console) -> None:
    """A block for each measure: what it costs, who pays, then a row for each indicator that it moves or should move."""
    say(f"{found.pack.id}: what each measure changes when it is added alone to “{found.pack.label(REFERENCE)}”.", out)
    kind = found.rows[0].interval.kind
    cases = f"{found.replicates:,} simulated cases {drawn(found.draws)}"
    say(f"Mean paired difference, and below it the 90 % interval ({kind}), {cases}.", out)
    for line in found.ran.told():
        say(line, out)
    for measure in found.measures:
        out.print()
        _show_measure(found, measure, out)
    for option in found.compared:
        out.print()
        say(against(found, option), out)
        _show_rows(found, option, out)
    out.print()
    out.print("·  the interval includes zero    =  no simulated case changes")
    _show_signs(found, out)


def _show_measure(found: "Effects", name: str, out: Console) -> None:
    measure = found.pack.measures[name]
    say(f"{measure.label} ({name})", out)
    say(cost_of(found, measure), out)
    _show_rows(found, name, out)


def against(found: "Effects", option: str) -> str:
    """The heading of what an option changes against the counterfactual of the pack."""
    versus = found.pack.label(found.pack.counterfactual or "")
    return f"The option “{found.pack.label(option)}” ({option}) compared with “{versus}”"


def _show_rows(found: "Effects", name: str, out: Console) -> None:
    told = [one for one in found.indicators if is_told(found.of(name, one.id))]
    if told:
        out.print(_grid(found, name, told), soft_wrap=False, width=NARROWEST)
    for line in explained(found, name):
        say(line, out)
    silent = [label_of(found.pack, one) for one in found.indicators if one not in told]
    if silent:
        say(f"Undecided or unchanged everywhere: {'; '.join(silent)}.", out)


def explained(found: "Effects", name: str) -> Iterator[str]:
    """Why expected signs of a measure are contradicted, a line for each; what the pack leaves unexplained is said."""
    reasons = found.pack.measures[name].contradicted if name in found.measures else {}
    for one in found.indicators:
        if any(row.sign == "not met" for row in found.of(name, one.id)):
            yield f"✗ {label_of(found.pack, one)}: {reasons.get(one.id, UNEXPLAINED)}"


def cost_of(found: "Effects", measure: "Measure") -> str:
    """What a measure costs and who pays, in a sentence or three."""
    if measure.cost is None and measure.beside is not None:
        return f"No cost to the budget.{_beside(found, measure)}"
    return f"{_charged(found, measure)} Paid by: {measure.paid_by}.{_beside(found, measure)}"


def _charged(found: "Effects", measure: "Measure") -> str:
    cost = measure.cost
    if cost is None:
        return "No cost of its own."
    return f"Costs {_sums(found, cost.one_off, cost.per_year)}, on the line “{found.pack.label(cost.line)}”."


def _beside(found: "Effects", measure: "Measure") -> str:
    beside = measure.beside
    if beside is None:
        return ""
    return f" Beside the budget: {_sums(found, beside.one_off, beside.per_year)} ({PAYERS[beside.payer]})."


def _sums(found: "Effects", one_off: float, per_year: float) -> str:
    parts, currency = ((one_off, "once"), (per_year, "a year")), found.pack.pack.currency
    return " and ".join(f"{readable(size, 'currency')} {currency} {when}" for size, when in parts if size) or "nothing"


def is_told(row: "tuple[Effect, ...]") -> bool:
    """Whether an indicator has a row: its sign is expected, or the measure settles it somewhere."""
    return any(one.expected or (one.changed > 0 and one.verdict != "undecided") for one in row)


def _grid(found: "Effects", measure: str, told: list[Indicator]) -> Table:
    grid = Table(box=None, header_style="underline", padding=(0, 2, 0, 0), pad_edge=False)
    grid.add_column("Indicator", overflow="fold", width=30)
    for scenario in found.pack.shown:
        grid.add_column(found.pack.label(scenario), justify="right", overflow="fold", width=CELL)
    for one in told:
        row = found.of(measure, one.id)
        unit = "pp" if is_share(one.unit) else unit_of(found.pack, one)
        grid.add_row(
            f"{label_of(found.pack, one)} ({unit}){ARROWS.get(row[0].expected, '')}",
            *(narrow(cell(each, one), CELL) for each in row),
        )
    return grid


def cell(effect: "Effect", one: Indicator, between: str = "\n{}") -> str:
    """What is known of an effect: its mark, and where it is settled the mean with its interval set in `between`."""
    interval, mark = effect.interval, MARKS[effect.sign]
    if interval.mean is None or interval.low is None or interval.high is None:
        return "no event"
    if effect.changed == 0 or effect.verdict == "undecided":
        return mark + ("=" if effect.changed == 0 else "·")
    span = between.format(f"{bare(interval.low, one)}…{bare(interval.high, one)}")
    return f"{mark}{bare(interval.mean, one)}{span}"


def _show_signs(found: "Effects", out: Console) -> None:
    if told := signs_of(found):
        say(told, out)


def signs_of(found: "Effects") -> str:
    """How many of the expected signs are borne out, contradicted and open; nothing where none is expected."""
    signs = Counter(one.sign for one in found.rows if one.sign)
    if not signs:
        return ""
    counted = f"{signs['met']} borne out (✓), {signs['not met']} contradicted (✗), {signs['open']} open"
    meaning = "↑ ↓ =  sign that the pack expects: up, down, no change (quadrille chain: which way is better)."
    return f"{meaning} Of {signs.total()} expected signs: {counted}."
