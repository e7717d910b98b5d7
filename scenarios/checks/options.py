"""Options and measures: references, what measures may do to parameters, dates, costs, capacities of the engine."""

from collections.abc import Iterator

from scenarios.checks.parameters import base_of, faults_of_range
from scenarios.checks.values import bounds_of, moved_by
from scenarios.measures import Effect, EffectByQuadrant, Measure
from scenarios.parts import Draft
from scenarios.positions import Path
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.schema import Option
from scenarios.words import QUADRANTS
from simulation.capacity import MEASURES, MODIFIERS
from simulation.declare import Param
from simulation.layout import INDICATORS

REFERENCE = "continuation"
"""The option that every other one is compared with: it has no measures."""
KNOWN = tuple(indicator.id for indicator in INDICATORS)
DOCUMENT = "plan-as-drafted"
"""The option that holds every commitment of the plan document: what is already committed is no gain over it."""


def check_options(draft: Draft) -> Iterator[Problem]:
    """Every measure moves what may be moved, every option names measures, the reference option adds none."""
    if draft.options.model is None:
        return
    for name, measure in draft.options.model.measures.items():
        yield from _measure(draft, ("measures", name), measure)
    for name, option in draft.options.model.options.items():
        yield from _option(draft, ("options", name), option)
    yield from _reference(draft)
    yield from _counterfactual(draft)


def _measure(draft: Draft, path: Path, measure: Measure) -> Iterator[Problem]:
    horizon = draft.horizon
    if horizon and not horizon[0] <= measure.start <= horizon[1]:
        expected = f"a date of the horizon, {horizon[0]} to {horizon[1]}"
        yield draft.options.problem((*path, "start"), str(measure.start), expected)
    elif measure.start.day != 1:
        expected, advice = "the first day of a month", f"did you mean {measure.start.replace(day=1)}?"
        yield draft.options.problem((*path, "start"), str(measure.start), expected, advice)
    if not measure.effects and measure.cost is None:
        yield draft.options.problem(path, "neither effects nor a cost", "at least one of them", key=True)
    for i, effect in enumerate(measure.effects):
        yield from _effect(draft, (*path, "effects", i), effect)
        if effect.parameter in [earlier.parameter for earlier in measure.effects[:i]]:
            found = f"{quoted(effect.parameter)} again"
            yield draft.options.problem((*path, "effects", i, "parameter"), found, "one effect on a parameter")
    yield from _cost(draft, (*path, "cost", "line"), measure)
    for name in measure.contradicted:
        if name not in measure.expected:
            expected, advice = "an indicator of `expected`", did_you_mean(name, list(measure.expected), listed=9)
            yield draft.options.problem((*path, "contradicted", name), quoted(name), expected, advice, key=True)
    for name in measure.expected:
        if name not in KNOWN:
            advice = did_you_mean(name, KNOWN) or "`quadrille indicators` lists them"
            yield draft.options.problem(
                (*path, "expected", name), quoted(name), "the id of an indicator", advice, key=True
            )


def _effect(draft: Draft, path: Path, effect: Effect | EffectByQuadrant) -> Iterator[Problem]:
    param, why = moved_by(draft, effect.parameter)
    if param is None:
        expected = "a parameter that measures may move"
        yield draft.options.problem((*path, "parameter"), quoted(effect.parameter), expected, why)
    elif effect.operation not in param.operations:
        expected = " or ".join(param.operations)
        yield draft.options.problem((*path, "operation"), quoted(effect.operation), expected)
    if effect.operation == "multiply":
        for key, factor in _sizes(effect):
            if factor <= 0.0:
                yield draft.options.problem((*path, key), f"{factor:.15g}", "a factor above 0")
    for key, *fault in faults_of_range(effect) if isinstance(effect, Effect) else ():
        yield draft.options.problem((*path, key), *fault)
    if param is not None:
        yield from _beyond(draft, path, effect, param)


def _beyond(draft: Draft, path: Path, effect: Effect | EffectByQuadrant, param: Param) -> Iterator[Problem]:
    """Sizes that no parameter can take: a factor that carries the pack's own value beyond its bounds, or a step wider
    than they are. A step beyond them may take back what another measure adds."""
    base = base_of(draft, param, effect.parameter.partition(".")[2])
    for key, size in _sizes(effect):
        if effect.operation == "add" and abs(size) > param.high - param.low:
            yield draft.options.problem((*path, key), f"a step of {size:.15g}", f"one within {bounds_of(param)}")
        elif effect.operation == "multiply" and size > 0.0 and base is not None and base * size > param.high:
            found = f"{size:.15g} ({base:.15g} becomes {base * size:.15g})"
            yield draft.options.problem((*path, key), found, bounds_of(param))


def _sizes(effect: Effect | EffectByQuadrant) -> list[tuple[str, float]]:
    if isinstance(effect, EffectByQuadrant):
        return list(zip(QUADRANTS, effect.corners, strict=True))
    sizes = (("value", effect.value), ("low", effect.low), ("high", effect.high))
    return [(key, size) for key, size in sizes if size is not None]


def _cost(draft: Draft, path: Path, measure: Measure) -> Iterator[Problem]:
    lines = draft.tables.lines
    if measure.cost is not None and measure.cost.line not in lines.ids and (lines.ids or lines.complete):
        advice = did_you_mean(measure.cost.line, sorted(lines.ids))
        yield draft.options.problem(path, quoted(measure.cost.line), "a line of tables/lines.csv", advice)


def _option(draft: Draft, path: Path, option: Option) -> Iterator[Problem]:
    assert draft.options.model is not None
    known = draft.options.names("measures")
    for i, name in enumerate(option.measures):
        if name not in known:
            advice = did_you_mean(name, sorted(known))
            yield draft.options.problem((*path, "measures", i), quoted(name), "a measure of this file", advice)
        elif name in option.measures[:i]:
            yield draft.options.problem((*path, "measures", i), f"{quoted(name)} again", "each measure once")
    yield from _capacity(draft, path, option)


def _capacity(draft: Draft, path: Path, option: Option) -> Iterator[Problem]:
    assert draft.options.model is not None
    chosen = [draft.options.model.measures[name] for name in option.measures if name in draft.options.model.measures]
    circumstances = draft.parameters.names("circumstances")
    modifiers = len(circumstances) + sum(len(measure.effects) for measure in chosen)
    for found, most, what in (
        (len(option.measures), MEASURES, "measures"),
        (modifiers, MODIFIERS, "circumstances and effects together"),
    ):
        if found > most:
            expected = f"at most {most}, the capacity of the engine"
            yield draft.options.problem((*path, "measures"), f"{found} {what}", expected, key=True)


def _counterfactual(draft: Draft) -> Iterator[Problem]:
    """An option of its own: the reference is compared with anyway."""
    if draft.pack.model is None or draft.pack.model.pack.counterfactual is None:
        return
    name, known = draft.pack.model.pack.counterfactual, draft.options.names("options") - {REFERENCE}
    if name not in known:
        expected = "an option of options.yaml other than the reference"
        advice = did_you_mean(name, known, listed=9) if name != REFERENCE else "every option is compared with it anyway"
        yield draft.pack.problem(("pack", "counterfactual"), quoted(name), expected, advice)


def _reference(draft: Draft) -> Iterator[Problem]:
    assert draft.options.model is not None
    reference = draft.options.model.options.get(REFERENCE)
    if REFERENCE not in draft.options.names("options"):
        expected, advice = "the reference option", "add it with `measures: []`; every other option is compared with it"
        yield draft.options.problem(("options", REFERENCE), "nothing", expected, advice)
    elif reference is not None and reference.measures:
        path, found = ("options", REFERENCE, "measures"), f"a list of {len(reference.measures)}"
        yield draft.options.problem(path, found, "an empty list", "put them into an option of another name")
    if DOCUMENT not in draft.options.names("options"):
        expected, advice = "the option of the document", "add it with the measures that the plan document commits to"
        yield draft.options.problem(("options", DOCUMENT), "nothing", expected, advice)
