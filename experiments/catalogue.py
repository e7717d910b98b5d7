"""The command `quadrille indicators`: the published list of indicator ids, in the engine's words or a pack's."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from experiments.arguments import AsJson, load_pack, print_json
from experiments.figures.numbers import SPACE
from experiments.guards import reports_faults
from simulation.declare import Indicator, Level

if TYPE_CHECKING:
    from scenarios import Pack

CHAIN: tuple[str, ...] = get_args(Level)
"""Levels of the results chain, in its order."""
COLUMNS = [("Indicator", False), ("Name, meaning, unit, better side, who has it in hand", False)]
BETTER = {"up": "higher is better", "down": "lower is better", "none": "no better side"}
LEGEND = (
    "Who has it in hand: the secretariat, secretariat and States jointly, States, or nobody (exogenous).",
    "After “=”: the monthly tallies that an indicator is made of; a ratio is that of their sums.",
    "Shares (%, probability) are written as 0 to 1 in files and JSON.",
)


@reports_faults
def indicators(
    pack: Annotated[
        str | None, typer.Argument(metavar="[PACK]", help="in the words and the currency of this pack")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the indicators: id, unit, which way is better, who has them in hand, meaning."""
    found = catalogue(load_pack(pack) if pack else None)
    if as_json:
        print_json(found)
        return
    _show(found)


def catalogue(pack: "Pack | None" = None) -> list[dict[str, Any]]:
    """Every indicator in the order of the results chain, then of ids; its words are those of the pack, if given."""
    from simulation.layout import INDICATORS

    ordered = sorted(INDICATORS, key=lambda one: (CHAIN.index(one.level), one.id))
    return [_entry(one, pack) for one in ordered]


def _entry(one: Indicator, pack: "Pack | None") -> dict[str, Any]:
    row = asdict(one)
    if pack is None:
        return row
    from experiments.figures.subject import in_terms

    row["unit"] = one.unit.replace("currency", pack.pack.currency)
    return row | {key: in_terms(pack.terms, row[key]) for key in ("label", "unit", "doc")}


def _show(found: list[dict[str, Any]]) -> None:
    """A table for each level, 96 columns wide at most."""
    from experiments.console import NARROWEST, console, table

    out = console()
    for level in CHAIN:
        rows = [_row(one) for one in found if one["level"] == level]
        if rows:
            grid = table(COLUMNS, rows, title=f"{level.upper()} ({len(rows)})")
            grid.columns[0].min_width = max(len(one["id"]) for one in found)
            out.print(grid, soft_wrap=False, width=NARROWEST)
            out.print()
    for line in LEGEND:
        out.print(line)


def _row(one: dict[str, Any]) -> tuple[str, str]:
    """The id, and three lines: what it is called, what it means, how it is told."""
    made_of = " / ".join(name for name in (one["numerator"], one["denominator"]) if name)
    says = one["doc"] if one["doc"].startswith(one["label"]) else f"{one['label']}\n{one['doc']}"
    return one["id"], f"{says}\n{one['unit']}; {BETTER[one['better']]}; {one['control']}; ={SPACE}{made_of}"
