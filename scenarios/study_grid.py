"""A grid over the two axes: a scenario at each of its places, where the axes stay for the whole horizon."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from scenarios.additions import Addition
from scenarios.pack import Pack
from scenarios.parts import Part
from scenarios.problems import Problem
from scenarios.study_schema import Grid, StudyFile

MOST_PLACES = 121
"""Scenarios of a grid: eleven by eleven."""


def grid_names(grid: Grid | None) -> tuple[str, ...]:
    """The names of the scenarios of a grid, conflict by conflict; none without a grid."""
    return tuple(_name(*place) for place in _places(grid))


def grid_additions(pack: Pack, part: Part[StudyFile]) -> Iterator[Addition]:
    """The scenarios of the grid of a study, as entries of the scenarios of its pack."""
    assert part.model is not None
    assert part.document is not None
    grid = part.model.grid
    for conflict, resources in _places(grid):
        assert grid is not None
        told = _scenario(pack, conflict, resources, grid.source)
        yield Addition("scenarios.yaml", ("scenarios", _name(conflict, resources)), told, part.document, ("grid",))


def faults_of_grid(pack: Pack, part: Part[StudyFile]) -> Iterator[Problem]:
    """Places that stand twice, or are too many, or have the name of another scenario."""
    assert part.model is not None
    grid = part.model.grid
    if grid is None:
        return
    for axis in ("conflict", "resources"):
        levels = getattr(grid, axis)
        if len(set(levels)) < len(levels):
            yield part.problem(("grid", axis), "a place twice", "each place once")
    names = grid_names(grid)
    if len(names) > MOST_PLACES:
        yield part.problem(("grid",), f"{len(names)} places", f"at most {MOST_PLACES}, as in a grid of 11 by 11")
    for name in sorted({*pack.scenarios, *part.names("own_scenarios")} & set(names)):
        yield part.problem(("grid",), f"a place that would be called {name!r}", "no other scenario of that name")


def _places(grid: Grid | None) -> Iterator[tuple[float, float]]:
    return product(grid.conflict, grid.resources) if grid else iter(())


def _name(conflict: float, resources: float) -> str:
    """As in conflict-50-resources-100: per cent of each axis."""
    return f"conflict-{_percent(conflict)}-resources-{_percent(resources)}"


def _percent(share: float) -> str:
    return f"{round(100.0 * share, 6):g}".replace(".", "-").replace("e-", "e")


def _scenario(pack: Pack, conflict: float, resources: float, source: str) -> dict[str, Any]:
    return {
        "label": f"Conflict {conflict:g}, resources {resources:g}",
        "mode": "path",
        "points": [{"date": f"{pack.years[0]}-01-01", "conflict": conflict, "resources": resources}],
        "summary": f"The axes stay where conflict is {conflict:g} and resources are {resources:g}, from 0 to 1.",
        "source": source,
    }
