"""The results chain in a terminal, 96 columns wide at most: a block for each objective, then shares and costs."""

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from experiments.analysis.chain import AXES, CASES_OF_A_DRAW, OUTCOME, Chain, Level, Spread, ends, in_order
from experiments.analysis.costs import PAYERS, Bill
from experiments.analysis.show import bare
from experiments.analysis.variance import CHANCE, FEWEST_BLOCKS, INTERACTIONS, Share
from experiments.console import NARROWEST, narrow, say
from experiments.design import BLOCK
from experiments.figures.numbers import NOTHING, SPACE, is_share, readable
from experiments.figures.subject import in_terms
from experiments.statistics import Interval
from experiments.study import REFERENCE, drawn
from simulation.declare import Indicator

if TYPE_CHECKING:
    from scenarios.objectives import Objective

_ARROWS = {"up": f"{SPACE}↑", "down": f"{SPACE}↓", "none": ""}
_HANDS = {"secretariat": "S", "joint": "J", "states": "P", "exogenous": "O"}
_FACTORS = {"scenario": "Scenario", "option": "Option", CHANCE: "Chance", INTERACTIONS: "Interplay"}
_FACTORS |= {"secretariat": "Secretariat", "states": "States", "exogenous": "Others"}
KEY = (
    "↑ ↓  which way is better (in quadrille effects: the sign that the pack expects).",
    "In the hands of: S secretariat, J both, P States Parties, O others.",
    "Levels and efficiency: median, and below it P10…P90, of the simulated cases. Efficiency is over all years.",
    "Effectiveness: what part of its target an outcome attains, median and P10…P90; and the mean paired difference "
    "from the option that the row names, with its 90 % interval.    ·  the interval includes zero.",
    "No impact is simulated: what outcomes do for peace and security lies outside the model.",
)
NEVER = "–"
CELL = 14
FIRST = 30
"""Characters of the first column."""
WHOLE = readable(1.0, "%")
SHARES_KEY = (
    "In per cent, below it the 90 % interval by bootstrap over the draws; estimates outside 0 to 100 are cut off. "
    "–  no event, or the same everywhere.",
    "Secretariat, States, Others: the uncertain parameters in their hands; the chosen measures are under Option.",
    "Chance: what differs between cases of one scenario, option and draw of the parameters.",
    "Interplay: what several do together and none alone, as an option that works in one scenario only.",
    "Scenarios and options count alike because the design has each once, not because they are equally likely; "
    "with other options the shares are others.",
)
COSTS_KEY = (
    "At prices of the base year, when every measure runs; what shifts money within the budget costs nothing here. "
    "States Parties pay in kind or by advances. What is paid only when used (days served, missions) is not listed.",
)


def show_chain(found: Chain, out: Console) -> None:
    """Every objective of the plan, the shares of variance of its outcomes, and what each option costs."""
    pack = found.pack
    say(f"{pack.id}: the results chain of “{pack.label(found.option)}”, {pack.years[-1]}.", out)
    say(f"{found.replicates:,} simulated cases for each scenario {drawn(found.draws, len(BLOCK))}.", out)
    for line in found.ran.told():
        say(line, out)
    for name, objective in pack.objectives.items():
        out.print()
        say(objective.label, out)
        _show(_objective(found, name, objective), out)
    out.print()
    _lines(KEY, out)
    out.print()
    _show_shares(found, out)
    out.print()
    say(f"What each option costs ({found.pack.pack.currency}) and who pays", out)
    _show(_costs(found), out)
    out.print()
    _lines(COSTS_KEY, out)


def _show_shares(found: Chain, out: Console) -> None:
    if not any(found.shares.values()):
        block = len(BLOCK) * CASES_OF_A_DRAW
        say(f"Shares of variance need --replicates {FEWEST_BLOCKS * block} or more, a multiple of {block}.", out)
        return
    say(f"What the variance of outcomes in {found.pack.years[-1]} comes from (%)", out)
    _show(_shares(found), out)
    out.print()
    say("The same along the chain: mean over the indicators of each level (%)", out)
    _show(_along(found), out)
    out.print()
    _lines(_held(found), out)
    out.print()
    _lines(_told_shares(found), out)


def _lines(texts: "tuple[str, ...] | Iterator[str]", out: Console) -> None:
    for text in texts:
        say(text, out)


def _show(grid: Table, out: Console) -> None:
    out.print(grid, soft_wrap=False, width=NARROWEST)


def _plain(first: int, columns: Iterator[str], width: int) -> Table:
    grid = Table(box=None, header_style="underline", padding=(0, 2, 0, 0), pad_edge=False)
    grid.add_column("", overflow="fold", width=first)
    for heading in columns:
        grid.add_column(heading, justify="right", overflow="fold", width=width)
    return grid


def _objective(found: Chain, name: str, objective: "Objective") -> Table:
    grid = _plain(FIRST, (found.pack.label(one) for one in found.scenarios), CELL)
    level = ""
    for one in in_order(objective):
        if one.level != level:
            grid.add_row(one.level.upper())
            level = one.level
        rows = _rows(found, name, one)
        _add(grid, _name(found, one), *(_spread(row.spread, one.unit) for row in rows))
    _efficiency(found, name, grid)
    _effectiveness(found, name, objective, grid)
    return grid


def _add(grid: Table, name: str, *cells: str) -> None:
    """A row whose numbers begin on the last line of its name, so that no wrapped word stands beside P10…P90."""
    lines = wrap(name, FIRST, initial_indent="  ", subsequent_indent="    ", break_long_words=False)
    grid.add_row("\n".join(lines), *(f"{chr(10) * (len(lines) - 1)}{narrow(cell, CELL)}" for cell in cells))


def _rows(found: Chain, objective: str, one: Indicator) -> list[Level]:
    return [row for row in found.levels if (row.objective, row.indicator) == (objective, one.id)]


def _unit(found: Chain, unit: str) -> str:
    return in_terms(found.pack, unit.replace("currency", found.pack.pack.currency))


def _name(found: Chain, one: Indicator) -> str:
    label = in_terms(found.pack, one.label)
    return f"{label}{_in_brackets(found, one.unit, label)}{_ARROWS[one.better]}{SPACE}{_HANDS[one.control]}"


def _in_brackets(found: Chain, unit: str, label: str) -> str:
    """The unit after a label, unless the label says it already."""
    told = _unit(found, unit)
    return "" if unit == "1" or told.lower() in label.lower() else f" ({told})"


def _spread(spread: Spread, unit: str) -> str:
    if spread.p10 is None or spread.p50 is None or spread.p90 is None:
        return NOTHING
    low, high = (readable(size, unit).replace(f"{SPACE}%", "") for size in (spread.p10, spread.p90))
    return f"{readable(spread.p50, unit)}\n{low}…{high}"


def _efficiency(found: Chain, name: str, grid: Table) -> None:
    labels = dict.fromkeys(one.label for one in found.yields if one.objective == name)
    if labels:
        grid.add_row(f"EFFICIENCY, a million {found.pack.pack.currency}")
    for label in labels:
        rows = [one for one in found.yields if (one.objective, one.label) == (name, label)]
        told = f"{label}{_in_brackets(found, rows[0].unit, label)}"
        _add(grid, told, *(_spread(one.spread, one.unit) for one in rows))


def _effectiveness(found: Chain, name: str, objective: "Objective", grid: Table) -> None:
    told = ends(objective)
    compared = {REFERENCE, found.pack.counterfactual or REFERENCE} - {found.option}
    if not told or not (compared or objective.targets):
        return
    stand_in = "" if told[0].level == OUTCOME else " (of outputs)"
    grid.add_row(f"EFFECTIVENESS{stand_in}")
    for one in told:
        rows = _rows(found, name, one)
        if one.id in objective.targets:
            target = readable(objective.targets[one.id].value, one.unit)
            cells = [_attained(row, target) for row in rows if row.attained]
            _add(grid, f"{_label(found, one)}: of {target}", *cells)
        unit = "pp" if is_share(one.unit) else _unit(found, one.unit)
        for versus in (REFERENCE, found.pack.counterfactual):
            if versus not in (None, found.option):
                change = f"change from “{found.pack.label(versus or '')}” ({unit})"
                changes = (row.effect if versus == REFERENCE else row.against for row in rows)
                _add(grid, f"{_label(found, one)}: {change}", *(_effect(each, one) for each in changes))


def _attained(row: Level, target: str) -> str:
    """What part of its target an outcome attains; of the whole it is the outcome itself, which stands above."""
    return "as above" if target == WHOLE or row.attained is None else _spread(row.attained, "%")


def _effect(change: Interval | None, one: Indicator) -> str:
    if change is None or change.mean is None or change.low is None or change.high is None:
        return NOTHING
    if change.low <= 0 <= change.high:
        return "·"
    return f"{bare(change.mean, one)}\n{bare(change.low, one)}…{bare(change.high, one)}"


def _columns(found: Chain) -> tuple[str, ...]:
    return (*found.factors, *found.groups, CHANCE, INTERACTIONS)


def _table_of_shares(found: Chain) -> Table:
    grid = Table(box=None, header_style="underline", padding=(0, 1, 0, 0), pad_edge=False)
    grid.add_column("", overflow="fold", width=26)
    for name in _columns(found):
        heading = _FACTORS.get(name, name.capitalize())
        grid.add_column(heading, justify="right", no_wrap=True, width=max(len(heading), len("00…100")))
    return grid


def _shares(found: Chain) -> Table:
    grid = _table_of_shares(found)
    for one in dict.fromkeys(one for objective in found.pack.objectives.values() for one in ends(objective)):
        shares = found.shares[one.id]
        cells = [_share(shares.shares[name]) for name in _columns(found)] if shares else [NEVER]
        grid.add_row(_label(found, one), *cells)
    return grid


def _along(found: Chain) -> Table:
    """The mean shares of each level, from inputs on: whether the hold of the option weakens along the chain."""
    grid = _table_of_shares(found)
    for level, shares in found.by_level.items():
        if level != "circumstance":
            grid.add_row(level.capitalize(), *(_share(shares[name]) for name in _columns(found)))
    return grid


def _held(found: Chain) -> Iterator[str]:
    """What the secretariat controls, level by level, in a sentence."""
    told = {level: share for level, share in found.secretariat_by_level.items() if level != "circumstance"}
    if told:
        each = (f"{level} {_middle(share)} ({_ends(share)})" for level, share in told.items())
        yield f"In the hands of the secretariat, Option and Secretariat together: {', '.join(each)}."


def _label(found: Chain, one: Indicator) -> str:
    return in_terms(found.pack, one.label)


def _share(share: Share) -> str:
    return f"{_middle(share)}\n{_ends(share)}"


def _middle(share: Share) -> str:
    return _per_cent(share.share)


def _ends(share: Share) -> str:
    return f"{_per_cent(share.low)}…{_per_cent(share.high)}"


def _per_cent(size: float) -> str:
    return f"{min(max(100 * size, 0), 100):.0f}"


def _told_shares(found: Chain) -> Iterator[str]:
    yield from SHARES_KEY
    if set(AXES) <= set(found.factors):
        axes = found.pack.axes
        yield f"Conflict, outside the plan: {axes.conflict.label}."
        yield f"Resources, in the hands of those who pay: {axes.resources.label}."
    yield f"Options compared: {'; '.join(found.pack.label(one) for one in found.options)}."


def _costs(found: Chain) -> Table:
    grid = _plain(FIRST, (in_terms(found.pack, name) for name in PAYERS.values()), 18)
    for option in found.options:
        grid.add_row(found.pack.label(option), *(_bill(one) for one in found.bills if one.option == option))
    return grid


def _bill(one: Bill) -> str:
    sums = ((one.one_off, "once"), (one.per_year, "a year"))
    return "\n".join(f"{readable(size, 'currency')} {when}" for size, when in sums if size) or "nothing"
