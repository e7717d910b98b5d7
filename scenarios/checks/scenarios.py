"""Scenarios: weights that sum to 1, paths and events within the horizon, four distinct quadrants in the 2 x 2."""

from collections.abc import Iterator

from scenarios.checks.events import check_events
from scenarios.parts import Draft
from scenarios.positions import Path
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.schema import DatedPath, Pure, Weights
from simulation.capacity import PATH_POINTS

SUM_TOLERANCE = 1e-9


def check_scenarios(draft: Draft) -> Iterator[Problem]:
    """Weights, paths, requests placed on a day, and the matrix."""
    if draft.scenarios.model is None:
        return
    for name, scenario in draft.scenarios.model.scenarios.items():
        weights = getattr(scenario, "weights", None)
        if isinstance(weights, Weights):
            yield from _weights(draft, ("scenarios", name, "weights"), weights)
        if isinstance(scenario, DatedPath):
            yield from _path(draft, ("scenarios", name, "points"), scenario)
        yield from check_events(draft, draft.scenarios, ("scenarios", name, "events"), scenario.events)
    yield from _matrix(draft)


def _weights(draft: Draft, path: Path, weights: Weights) -> Iterator[Problem]:
    total = sum(weights.corners)
    if abs(total - 1.0) > SUM_TOLERANCE:
        yield draft.scenarios.problem(path, f"weights that sum to {total:.12g}", "a sum of 1", key=True)


def _path(draft: Draft, path: Path, scenario: DatedPath) -> Iterator[Problem]:
    if len(scenario.points) > PATH_POINTS:
        found = f"{len(scenario.points)} points"
        yield draft.scenarios.problem(path, found, f"at most {PATH_POINTS}, the capacity of the engine", key=True)
    horizon, before = draft.horizon, None
    for i, point in enumerate(scenario.points):
        if horizon and not horizon[0] <= point.date <= horizon[1]:
            expected = f"a date of the horizon, {horizon[0]} to {horizon[1]}"
            yield draft.scenarios.problem((*path, i, "date"), str(point.date), expected)
        if before and point.date <= before:
            yield draft.scenarios.problem((*path, i, "date"), str(point.date), f"a date after {before}")
        before = point.date


def _matrix(draft: Draft) -> Iterator[Problem]:
    assert draft.scenarios.model is not None
    scenarios, seen = draft.scenarios.model.scenarios, dict[str, str]()
    for i, name in enumerate(draft.scenarios.model.matrix):
        scenario = scenarios.get(name)
        expected = "four scenarios of mode pure, one in each quadrant"
        if name not in draft.scenarios.names("scenarios"):
            advice = did_you_mean(name, scenarios)
            yield draft.scenarios.problem(("matrix", i), quoted(name), "a scenario of this file", advice)
        elif scenario is not None and (not isinstance(scenario, Pure) or scenario.quadrant == "centre"):
            found = f"{quoted(name)}, {'the centre' if isinstance(scenario, Pure) else 'of mode ' + scenario.mode}"
            yield draft.scenarios.problem(("matrix", i), found, expected)
        elif isinstance(scenario, Pure):
            if scenario.quadrant in seen:
                found = f"{quoted(name)}, in the quadrant {scenario.quadrant} like {quoted(seen[scenario.quadrant])}"
                yield draft.scenarios.problem(("matrix", i), found, expected)
            seen.setdefault(scenario.quadrant, name)
