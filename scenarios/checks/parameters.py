"""Parameters against what the engine declares: names, rows, bounds, and what the axes may do to them."""

from collections.abc import Iterator, Mapping

from scenarios.checks.values import BY_NAME, bounds_of, moved_by, rows_of
from scenarios.measures import Effect
from scenarios.parts import Draft
from scenarios.positions import Path
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.schema import Circumstance, Quantity
from scenarios.words import QUADRANTS
from simulation.declare import Param
from simulation.layout import PARAMS


def check_parameters(draft: Draft) -> Iterator[Problem]:
    """Parameters are known and in bounds, none that the engine needs is missing, circumstances move what may move."""
    if draft.parameters.model is None:
        return
    for name, given in draft.parameters.model.parameters.items():
        yield from _given(draft, name, given)
    yield from _missing(draft)
    for name, circumstance in draft.parameters.model.circumstances.items():
        yield from _circumstance(draft, name, circumstance)
    yield from _appropriations(draft)


def _appropriations(draft: Draft) -> Iterator[Problem]:
    """Years of the horizon, from the first on and without a gap: what is decided is decided in this order."""
    if draft.parameters.model is None or draft.pack.model is None:
        return
    first, last = draft.pack.model.pack.start.year, draft.pack.model.pack.end.year
    for i, decided in enumerate(draft.parameters.model.appropriations):
        if decided.year != first + i or decided.year > last:
            expected = f"{first + i}, the next year of the horizon" if first + i <= last else f"none after {last}"
            advice = f"list every year from {first} to the last one decided, once"
            yield draft.parameters.problem(("appropriations", i, "year"), str(decided.year), expected, advice)


def _given(draft: Draft, name: str, given: Quantity | Mapping[str, Quantity]) -> Iterator[Problem]:
    path: Path = ("parameters", name)
    param = BY_NAME.get(name)
    if param is None:
        advice = did_you_mean(name.partition(".")[0], BY_NAME)
        yield draft.parameters.problem(path, "an unknown parameter", "one of the engine", advice, key=True)
    elif isinstance(given, Quantity) and param.table:
        expected = f"a value for each row of tables/{param.table}.csv"
        yield draft.parameters.problem(path, "one value", expected, f"unit: {param.unit}", key=True)
    elif isinstance(given, Quantity):
        yield from _quantity(draft, path, param, given)
    elif not param.table:
        yield draft.parameters.problem(path, "rows", "one value", f"{name} has no rows", key=True)
    else:
        yield from _by_row(draft, path, param, given)


def _by_row(draft: Draft, path: Path, param: Param, given: Mapping[str, Quantity]) -> Iterator[Problem]:
    known = rows_of(draft, param)
    for row, quantity in given.items():
        if known is not None and row not in known:
            advice = did_you_mean(row, sorted(known))
            expected = f"a row of tables/{param.table}.csv"
            yield draft.parameters.problem((*path, row), quoted(row), expected, advice, key=True)
        yield from _quantity(draft, (*path, row), param, quantity)
    if param.default is None:
        for row in sorted((known or frozenset()) - set(given)):
            expected = f"a value for every row of tables/{param.table}.csv"
            yield draft.parameters.problem(path, f"nothing for {quoted(row)}", expected, _about(param), key=True)


def _quantity(draft: Draft, path: Path, param: Param, given: Quantity) -> Iterator[Problem]:
    for key in ("value", "low", "high"):
        value = getattr(given, key)
        if value is not None and not param.low <= value <= param.high:
            yield draft.parameters.problem((*path, key), f"{value:.15g}", bounds_of(param), _meaning(param))
    for key, *fault in faults_of_range(given):
        yield draft.parameters.problem((*path, key), *fault)


def faults_of_range(given: Quantity | Effect) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with low and high: the key, what was found, what was expected, what to do."""
    if given.low is None and given.high is None:
        return
    if given.low is None or given.high is None:
        missing, there = ("low", "high") if given.low is None else ("high", "low")
        yield missing, "nothing", "low and high together", f"add {missing}, or delete {there}"
        return
    if given.low > given.value:
        yield "low", f"{given.low:.15g}", f"at most the value, {given.value:.15g}", ""
    if given.high < given.value:
        yield "high", f"{given.high:.15g}", f"at least the value, {given.value:.15g}", ""


def _missing(draft: Draft) -> Iterator[Problem]:
    given = draft.parameters.names("parameters")
    for param in PARAMS:
        needed = param.default is None and rows_of(draft, param) != frozenset()
        needed = needed and not (param.of_missions and not draft.tables.has_missions)
        if needed and param.name not in given:
            path = ("parameters", param.name)
            yield draft.parameters.problem(path, "nothing", bounds_of(param), _about(param))


def _meaning(param: Param) -> str:
    return f"{param.name}: {param.doc}"


def _about(param: Param) -> str:
    return f"the engine needs it: {param.doc}"


def _circumstance(draft: Draft, name: str, given: Circumstance) -> Iterator[Problem]:
    path: Path = ("circumstances", name)
    param, why = moved_by(draft, name)
    if param is None:
        expected = "a parameter that circumstances may move"
        yield draft.parameters.problem(path, quoted(name), expected, why, key=True)
        return
    if given.operation != "value" and given.operation not in param.operations:
        expected = " or ".join(param.operations)
        yield draft.parameters.problem((*path, "operation"), quoted(given.operation), expected)
    base = base_of(draft, param, name.partition(".")[2])
    for quadrant, corner in zip(QUADRANTS, given.corners, strict=True):
        if given.operation == "multiply" and corner <= 0.0:
            yield draft.parameters.problem((*path, quadrant), f"{corner:.15g}", "a factor above 0")
        elif base is not None:
            yield from _at_corner(draft, (*path, quadrant), param, _moved(given.operation, base, corner))


def base_of(draft: Draft, param: Param, row: str) -> float | None:
    """The value that a pack gives a parameter, or a row of it, else the engine's default; None where neither is."""
    if draft.parameters.model is None:
        return None
    given = draft.parameters.model.parameters.get(param.name)
    if isinstance(given, Mapping):
        given = given.get(row)
    return given.value if isinstance(given, Quantity) else param.default


def _moved(operation: str, base: float, corner: float) -> float:
    if operation == "value":
        return corner
    return base * corner if operation == "multiply" else base + corner


def _at_corner(draft: Draft, path: Path, param: Param, value: float) -> Iterator[Problem]:
    if not param.low <= value <= param.high:
        found = f"{value:.15g} in this corner"
        yield draft.parameters.problem(path, found, bounds_of(param), _meaning(param))
