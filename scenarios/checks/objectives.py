"""The objectives of the plan: each names indicators that there are, and outputs and money that are sums."""

from collections.abc import Iterable, Iterator

from scenarios.checks.numbered import missing_row
from scenarios.objectives import Efficiency, Objective
from scenarios.parts import Draft
from scenarios.positions import Path
from scenarios.problems import Problem, did_you_mean, quoted
from simulation.layout import INDICATORS, TALLIES

KNOWN = tuple(one.id for one in INDICATORS)
MONEY = tuple(one.name for one in TALLIES if one.unit == "currency" and one.over == "sum")
OUTPUTS = tuple(one.name for one in TALLIES if one.unit != "currency" and one.over == "sum")


def check_objectives(draft: Draft) -> Iterator[Problem]:
    """Indicators once each, targets of those, efficiency of tallies that a year adds up."""
    if draft.pack.model is None:
        return
    for name, objective in draft.pack.model.objectives.items():
        yield from _objective(draft, ("objectives", name), objective)


def _objective(draft: Draft, path: Path, objective: Objective) -> Iterator[Problem]:
    for i, name in enumerate(objective.indicators):
        yield from _known(draft, (*path, "indicators", i), name, KNOWN, "the id of an indicator")
        if missing := missing_row(draft, name):
            yield draft.pack.problem((*path, "indicators", i), quoted(name), missing)
        if name in objective.indicators[:i]:
            yield draft.pack.problem((*path, "indicators", i), f"{quoted(name)} again", "each indicator once")
    for name in objective.targets:
        if name not in objective.indicators:
            expected, advice = "an indicator of this objective", did_you_mean(name, list(objective.indicators))
            yield draft.pack.problem((*path, "targets", name), quoted(name), expected, advice or "", key=True)
    for i, one in enumerate(objective.efficiency):
        yield from _efficiency(draft, (*path, "efficiency", i), one)


def _efficiency(draft: Draft, path: Path, one: Efficiency) -> Iterator[Problem]:
    yield from _known(draft, (*path, "output"), one.output, OUTPUTS, "a tally that a year adds up, not of money")
    for i, name in enumerate(one.money):
        yield from _known(draft, (*path, "money", i), name, MONEY, "a tally of money that a year adds up")


def _known(draft: Draft, path: Path, name: str, known: Iterable[str], expected: str) -> Iterator[Problem]:
    every = list(known)
    if name not in every:
        advice = did_you_mean(name, every) or "`quadrille indicators` lists them"
        yield draft.pack.problem(path, quoted(name), expected, advice)
