"""What a study file says of uncertain values: their distributions, and the design over them."""

from collections.abc import Iterator
from typing import Any

from scenarios.additions import Addition
from scenarios.measures import Effect
from scenarios.pack import Pack
from scenarios.parts import Part
from scenarios.points import Limits, effect_name, limits, uncertain, values_of
from scenarios.positions import Path
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.study_points import MOST_POINTS, size_of, unknown_name
from scenarios.study_schema import OwnValue, StudyFile

_NEEDED = {"normal": ("sd",), "lognormal": ("sigma",), "discrete": ("values",)}
_OWN_KEYS = {
    "triangular": ("low", "high"),
    "uniform": ("low", "high"),
    "normal": ("low", "high", "sd"),
    "lognormal": ("low", "high", "sigma"),
    "discrete": ("values", "probabilities"),
}
_ALL_KEYS = ("low", "high", "sd", "sigma", "values", "probabilities")
_DRAWING_NOTHING = ("full-factorial", "csv")
_ROUNDING = 1e-9


def faults_of_values(pack: Pack, part: Part[StudyFile]) -> Iterator[Problem]:
    """Names that the pack has no value for, and distributions that lack a number or have one too many."""
    assert part.model is not None
    known = limits(pack)
    for name, given in part.model.parameters.items():
        if name not in known:
            advice = did_you_mean(name, known, listed=0)
            yield part.problem(("parameters", name), quoted(name), unknown_name(pack.id), advice, key=True)
        elif _effect_place(pack, name) is None and name.startswith("measures."):
            expected = "an effect with one value for all quadrants"
            yield part.problem(("parameters", name), quoted(name), expected, key=True)
        else:
            yield from _faults_of_distribution(part, name, given)
            yield from _faults_of_list(part, name, given, known[name])


def _faults_of_distribution(part: Part[StudyFile], name: str, given: OwnValue) -> Iterator[Problem]:
    kind = given.distribution
    for key in _NEEDED.get(kind, ()):
        if not getattr(given, key):
            yield part.problem(("parameters", name), f"no {key}", f"{key} of a {kind} distribution", f"add {key}")
    for key in _ALL_KEYS:
        if getattr(given, key) not in (None, ()) and key not in _OWN_KEYS[kind]:
            allowed = ", ".join(("value", *_OWN_KEYS[kind]))
            path = ("parameters", name, key)
            yield part.problem(path, key, f"for a {kind} distribution: {allowed}", "leave it out", key=True)


def _faults_of_list(part: Part[StudyFile], name: str, given: OwnValue, known: Limits) -> Iterator[Problem]:
    where: Path = ("parameters", name, "values")
    for i, size in enumerate(given.values):
        if not known.allow(size):
            yield part.problem((*where, i), f"{size:g}", known.words)
    if given.values and len(set(given.values)) < max(2, len(given.values)):
        yield part.problem(where, "too few different values", "two or more, each once")
    weights, at = given.probabilities, ("parameters", name, "probabilities")
    if weights and given.values and len(weights) != len(given.values):
        yield part.problem(at, f"{len(weights)} probabilities", f"{len(given.values)}, one for each of the values")
    elif weights and given.values and abs(sum(weights) - 1.0) > _ROUNDING:
        yield part.problem(at, f"a sum of {sum(weights):g}", "probabilities that sum to 1")


def value_additions(pack: Pack, part: Part[StudyFile]) -> Iterator[Addition]:
    """The values of the study as entries of the files of its pack, where they pass every check that those pass."""
    assert part.model is not None
    assert part.document is not None
    for name, given in part.model.parameters.items():
        file, path = _place(pack, name)
        yield Addition(file, path, _entry(given), part.document, ("parameters", name))


def _entry(given: OwnValue) -> dict[str, Any]:
    low, high = given.low, given.high
    if given.distribution == "discrete":
        low, high = min(given.values), max(given.values)
    told = {"value": given.value, "low": low, "high": high, "source": given.source}
    return {key: value for key, value in told.items() if value is not None}


def _place(pack: Pack, name: str) -> tuple[str, Path]:
    """File and place of a value in a pack."""
    effect = _effect_place(pack, name)
    if effect is not None:
        return "options.yaml", effect
    value = next(value for value in values_of(pack) if value.name == name)
    row = (name.removeprefix(f"{value.param.name}."),) if value.param.table else ()
    return "parameters.yaml", ("parameters", value.param.name, *row)


def _effect_place(pack: Pack, name: str) -> Path | None:
    """Place of an effect that has one value for all quadrants; None of anything else."""
    for measure, found in pack.measures.items():
        for i, effect in enumerate(found.effects):
            if isinstance(effect, Effect) and effect_name(measure, effect.parameter) == name:
                return "measures", measure, "effects", i
    return None


def faults_of_design(pack: Pack, part: Part[StudyFile]) -> Iterator[Problem]:
    """What the design lacks or has too much, and distributions of what has no range; `pack` has the study's values."""
    assert part.model is not None
    yield from _faults_of_ranges(pack, part)
    design, method = part.model.design, part.model.design.method
    for key, its in (("levels", "full-factorial"), ("file", "csv")):
        given = getattr(design, key)
        if method == its and not given:
            yield part.problem(("design",), f"no {key}", f"{key} of a {its} design", f"add {key}")
        if method != its and given:
            yield part.problem(("design", key), key, f"it only in a {its} design", "leave it out", key=True)
    if method in _DRAWING_NOTHING:
        yield from _idle_distributions(part, method)
    if method == "full-factorial":
        yield from _faults_of_levels(pack, part)
    if method == "sobol":
        yield from _faults_of_draws(part)


_OF_PRECISION = ("half_width", "of")
_OF_ORDER = ("alike_within",)


def faults_of_stopping(part: Part[StudyFile]) -> Iterator[Problem]:
    """Keys of a stopping rule that what is wanted has no use for, or needs."""
    assert part.model is not None
    rule = part.model.stopping
    if rule is None:
        return
    idle = _OF_ORDER if rule.until == "precision" else _OF_PRECISION
    for key in sorted(rule.model_fields_set & frozenset(idle)):
        expected = f"it only {'beside' if idle is _OF_PRECISION else 'without'} until: precision"
        yield part.problem(("stopping", key), key, expected, "leave it out", key=True)
    if rule.until == "precision" and rule.half_width is None:
        yield part.problem(("stopping",), "no half_width", "one beside until: precision", "add half_width")


def _idle_distributions(part: Part[StudyFile], method: str) -> Iterator[Problem]:
    assert part.model is not None
    for name, given in part.model.parameters.items():
        if given.distribution != "triangular":
            where = ("parameters", name, "distribution")
            expected = f"no distribution beside a {method} design, which draws nothing"
            yield part.problem(where, quoted(given.distribution), expected, "leave it out")


def _faults_of_ranges(pack: Pack, part: Part[StudyFile]) -> Iterator[Problem]:
    assert part.model is not None
    ranged = {one.name: one for one in uncertain(pack)}
    for name, given in part.model.parameters.items():
        where = ("parameters", name)
        if given.distribution != "triangular" and name not in ranged:
            expected = f"a range for a {given.distribution} distribution"
            yield part.problem(where, "no range", expected, "add low and high, low below high")
        elif given.distribution == "lognormal" and ranged[name].low <= 0.0:
            found = f"a range from {ranged[name].low:g}"
            yield part.problem(where, found, "low above 0 for a lognormal distribution")


def _faults_of_levels(pack: Pack, part: Part[StudyFile]) -> Iterator[Problem]:
    assert part.model is not None
    levels, known = part.model.design.levels, limits(pack)
    for name, given in levels.items():
        where: Path = ("design", "levels", name)
        if name not in known:
            advice = did_you_mean(name, known, listed=0)
            yield part.problem(where, quoted(name), unknown_name(pack.id), advice, key=True)
            continue
        for i, size in enumerate(given):
            if not known[name].allow(size):
                yield part.problem((*where, i), f"{size:g}", known[name].words)
        if len(set(given)) < len(given):
            yield part.problem(where, "a level twice", "each level once")
    if size_of(levels) > MOST_POINTS:
        found, most = f"{size_of(levels):,} points", f"at most {MOST_POINTS:,}"
        yield part.problem(("design", "levels"), found, most, "take fewer levels, or a Latin hypercube")


def _faults_of_draws(part: Part[StudyFile]) -> Iterator[Problem]:
    assert part.model is not None
    draws = part.model.draws
    if draws is None:
        yield part.problem(("design",), "no draws", "draws beside a sobol design", "add draws: 64, say")
    elif draws & (draws - 1):
        below = 1 << (draws.bit_length() - 1)
        expected = "a power of two for a sobol design, whose balance hangs on it"
        yield part.problem(("draws",), str(draws), expected, f"take {below} or {2 * below}")
