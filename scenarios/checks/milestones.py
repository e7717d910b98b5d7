"""Milestones: what they follow, whose they are, and which effects and costs wait for them."""

from collections.abc import Iterator, Mapping

from scenarios.measures import Measure
from scenarios.parts import Draft
from scenarios.positions import Path
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.rows import Step
from simulation.capacity import PREDECESSORS


def check_milestones(draft: Draft) -> Iterator[Problem]:
    """Every date lies after those followed (so none follows itself), and after the start of the measure."""
    table = draft.tables.milestones
    known = {row.milestone: row for row in table.rows}
    measures = draft.options.model.measures if draft.options.model else {}
    for i, row in enumerate(table.rows):
        yield from _followed(draft, i, row, known)
        yield from _measure(draft, i, row, measures)
    for name, measure in measures.items():
        yield from _waiting(draft, name, measure, known)


def _followed(draft: Draft, i: int, row: Step, known: Mapping[str, Step]) -> Iterator[Problem]:
    table, names = draft.tables.milestones, row.after.split()
    if len(names) > PREDECESSORS:
        expected = f"at most {PREDECESSORS}, the capacity of the engine"
        yield table.problem(i, "after", f"{len(names)} milestones", expected)
    for name in dict.fromkeys(names):
        if name not in table.ids:
            advice = did_you_mean(name, sorted(known))
            yield table.problem(i, "after", quoted(name), "a milestone of this table", advice)
        elif name in known and known[name].planned >= row.planned:
            expected = f"a date after that of {quoted(name)}, {known[name].planned}"
            yield table.problem(i, "planned", str(row.planned), expected)


def _measure(draft: Draft, i: int, row: Step, measures: Mapping[str, Measure]) -> Iterator[Problem]:
    table, named = draft.tables.milestones, draft.options.names("measures")
    first = draft.horizon[0] if draft.horizon else None
    start = measures[row.measure].start if row.measure in measures else first
    if row.measure and named and row.measure not in named:
        advice = did_you_mean(row.measure, sorted(named))
        yield table.problem(i, "measure", quoted(row.measure), "a measure of options.yaml, or nothing", advice)
    elif start is not None and row.planned <= start:
        what = f"the start of {quoted(row.measure)}" if row.measure in measures else "the first day of the plan"
        yield table.problem(i, "planned", str(row.planned), f"a date after {what}, {start}")


def _waiting(draft: Draft, name: str, measure: Measure, known: Mapping[str, Step]) -> Iterator[Problem]:
    path: Path = ("measures", name)
    for i, effect in enumerate(measure.effects):
        yield from _awaited(draft, (*path, "effects", i, "after"), name, effect.after, known)
    if measure.cost is not None:
        yield from _awaited(draft, (*path, "cost", "after"), name, measure.cost.after, known)


def _awaited(
    draft: Draft, path: Path, measure: str, milestone: str | None, known: Mapping[str, Step]
) -> Iterator[Problem]:
    """A measure waits for its own milestones, or for one of nobody: others might not be undertaken at all."""
    table = draft.tables.milestones
    if milestone is None or (milestone not in known and milestone in table.ids):
        return
    if milestone not in known:
        if table.complete:
            advice = did_you_mean(milestone, sorted(known)) or "add a row to tables/milestones.csv"
            yield draft.options.problem(path, quoted(milestone), "a milestone of tables/milestones.csv", advice)
    elif known[milestone].measure not in ("", measure):
        found = f"{quoted(milestone)}, which belongs to {quoted(known[milestone].measure)}"
        yield draft.options.problem(path, found, f"a milestone of {quoted(measure)}, or of no measure")
