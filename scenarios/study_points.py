"""Points of the parameter uncertainty as a user gives them: levels of a full factorial design, or a table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from scenarios.csvtext import Cell, Line, read_cells
from scenarios.points import Limits
from scenarios.problems import Problem, described, did_you_mean

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
MOST_POINTS = 10_000
"""Points of a design that are given one by one."""


@dataclass(frozen=True)
class Points:
    """Points as given: names of parameters or effects, and a tuple of their values for each draw."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()


def crossed_levels(levels: Mapping[str, tuple[float, ...]]) -> Points:
    """Every level of each parameter with every level of the others; the last parameter changes fastest."""
    return Points(tuple(levels), tuple(product(*levels.values())))


def size_of(levels: Mapping[str, tuple[float, ...]]) -> int:
    """How many points these levels make."""
    return prod(len(given) for given in levels.values())


def read_points(known: Mapping[str, Limits], pack: str, file: str, text: str) -> tuple[Points, list[Problem]]:
    """A table of points from CSV: columns are names, rows are draws, cells are taken as they are; and every fault.

    `known` holds what may be named, of the pack whose id is `pack`.
    """
    lines, problems = read_cells(file, text)
    problems += _faults_of_header(pack, file, lines, known)
    if problems:
        return Points(), problems
    names = tuple(cell.text for cell in lines[0])
    for line in lines[1:]:
        problems += _faults_of_row(file, names, line, known)
    if problems:
        return Points(), problems
    return Points(names, tuple(tuple(float(cell.text) for cell in line) for line in lines[1:])), []


def _faults_of_header(pack: str, file: str, lines: list[Line], known: Mapping[str, Limits]) -> list[Problem]:
    if len(lines) < 2:
        found = "no row of values" if lines else "an empty file"
        expected = "a header with names of parameters, then a row for each draw"
        return [Problem(file, 1, 1, "points", found, expected)]
    if len(lines) > MOST_POINTS + 1:
        cell = lines[MOST_POINTS + 1][0]
        return [_fault(file, cell, "points", f"{len(lines) - 1} rows", f"at most {MOST_POINTS:,}")]
    seen = [cell.text for cell in lines[0]]
    again = [
        _fault(file, cell, "header", f"the column {described(cell.text)} again", "each column once")
        for i, cell in enumerate(lines[0])
        if cell.text in seen[:i]
    ]
    return again + [
        _fault(file, cell, "header", described(cell.text), unknown_name(pack), did_you_mean(cell.text, known, listed=0))
        for cell in lines[0]
        if cell.text not in known
    ]


def unknown_name(pack: str) -> str:
    """What is expected in the place of a name that a pack has no value for."""
    return f"a parameter or effect of the pack {pack}"


def _faults_of_row(file: str, names: tuple[str, ...], line: Line, known: Mapping[str, Limits]) -> list[Problem]:
    if len(line) != len(names):
        return [_fault(file, line[0], "row", f"{len(line)} fields", f"{len(names)} as in the header")]
    return [
        _fault(file, cell, name, described(cell.text), f"a number, {known[name].words}")
        for name, cell in zip(names, line, strict=True)
        if not (_NUMBER.fullmatch(cell.text) and known[name].allow(float(cell.text)))
    ]


def _fault(file: str, cell: Cell, key: str, found: str, expected: str, advice: str = "") -> Problem:
    return Problem(file, cell.line, cell.column, key, found, expected, advice)
