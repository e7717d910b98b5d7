"""The published list of indicators, in the engine's words or a pack's."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

from rich.console import Console

from experiments.console import NARROW, say, table
from experiments.faults import UnknownNameError
from experiments.figures.numbers import SPACE
from experiments.figures.subject import in_terms
from experiments.relevance import relevant
from simulation.declare import Indicator, Level
from simulation.layout import INDICATORS

if TYPE_CHECKING:
    from scenarios import Pack

CHAIN: tuple[str, ...] = get_args(Level)
"""Levels of the results chain, in its order."""
COLUMNS = [("Indicator", False), ("Name, meaning, unit, better side, who has it in hand", False)]
BETTER = {"up": "higher is better", "down": "lower is better", "none": "no better side"}
LEGEND = (
    "Who has it in hand: the secretariat, both (joint), States, or nobody (exogenous).",
    "After “=”: the monthly tallies that an indicator is made of; a ratio is that of their sums.",
    "Shares (%, probability) are written as 0 to 1 in files and JSON.",
)


def catalogue(pack: "Pack | None" = None, text: str = "") -> list[dict[str, Any]]:
    """Every indicator in the order of the results chain, then of ids.

    With a pack those that say something of it, in its words; with a text those whose id, name or objective holds it.
    UnknownNameError when there is none.
    """
    ordered = sorted(relevant(pack) if pack else INDICATORS, key=lambda one: (CHAIN.index(one.level), one.id))
    of_objectives = _of_objectives(pack, text.lower()) if pack and text else set()
    entries = [_entry(one, pack) for one in ordered]
    found = [
        row for row in entries if row["id"] in of_objectives or text.lower() in f"{row['id']} {row['label']}".lower()
    ]
    if not found:
        raise UnknownNameError(f"no indicator, and no pack, is found by {text!r}; without it all are listed")
    return found


def _of_objectives(pack: "Pack", text: str) -> set[str]:
    """The indicators of the objectives that have a text in their name."""
    told = (one for name, one in pack.objectives.items() if text in f"{name} {one.label}".lower())
    return {indicator for one in told for indicator in one.indicators}


def _entry(one: Indicator, pack: "Pack | None") -> dict[str, Any]:
    row = asdict(one)
    if pack is None:
        return row
    row["unit"] = one.unit.replace("currency", pack.pack.currency)
    return row | {key: in_terms(pack, row[key]) for key in ("label", "unit", "doc")}


def show_catalogue(found: list[dict[str, Any]], out: Console) -> None:
    """A table for each level, 80 columns wide at most."""
    for level in CHAIN:
        rows = [_row(one) for one in found if one["level"] == level]
        if rows:
            grid = table(COLUMNS, rows, title=f"{level.upper()} ({len(rows)})")
            grid.columns[0].min_width = max(len(one["id"]) for one in found)
            out.print(grid, soft_wrap=False, width=NARROW)
            out.print()
    for line in LEGEND:
        say(line, out, NARROW)


def _row(one: dict[str, Any]) -> tuple[str, str]:
    """The id, and three lines: what it is called, what it means, how it is told."""
    made_of = " / ".join(name for name in (one["numerator"], one["denominator"]) if name)
    says = one["doc"] if one["doc"].startswith(one["label"]) else f"{one['label']}\n{one['doc']}"
    return one["id"], f"{says}\n{one['unit']}; {BETTER[one['better']]}; {one['control']}; ={SPACE}{made_of}"
