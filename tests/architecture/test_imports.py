"""Imports go one way, absolute only, and every library has its home."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import (
    PACKAGES,
    REPOSITORY,
    imports,
    place,
    python_files,
    relative_imports,
    text_of,
    tree_of,
)

SIMULATION, SCENARIOS, EXPERIMENTS, DASHBOARD = (frozenset({package}) for package in PACKAGES)

LIBRARIES = {
    "numpy": frozenset(PACKAGES),  # arrays are what the packages hand to each other
    "numba": SIMULATION,
    "mesa": SIMULATION,
    "networkx": SIMULATION,
    "pydantic": SCENARIOS,
    "pydantic_core": SCENARIOS,
    "ruamel": SCENARIOS,
    "duckdb": EXPERIMENTS,
    "distributed": EXPERIMENTS,
    "scipy": EXPERIMENTS,
    "matplotlib": EXPERIMENTS,
    "docx": EXPERIMENTS,
    "typer": EXPERIMENTS,
    "rich": EXPERIMENTS,
    "xarray": EXPERIMENTS,
    "plotly": EXPERIMENTS,
    "ema_workbench": EXPERIMENTS,  # an extra: imported where it is asked for
    "pandas": EXPERIMENTS,  # comes with the extras that hand out its tables
    "dash": DASHBOARD,
    "dash_mantine_components": DASHBOARD,
    "flask": DASHBOARD,
    "waitress": DASHBOARD,
}
"""Where a library may be imported. One that is not listed has no home yet: decide, then list it here."""

REFUSED_IN_ENGINE = frozenset(
    {"csv", "json", "pickle", "shelve", "sqlite3", "tomllib", "xml", "configparser"}  # file formats
    | {"http", "socket", "urllib", "webbrowser"}  # the net
    | {"random", "secrets", "uuid", "time"}  # chance and clocks: randomness comes from slots alone
)


def wrong_imports(tree: ast.Module, package: str) -> list[tuple[int, str]]:
    """Line and name of each import that this package may not make."""
    return [(line, name) for line, name in imports(tree) if not _may_import(package, name.split(".")[0])]


def _may_import(package: str, root: str) -> bool:
    if root in PACKAGES:
        return PACKAGES.index(root) <= PACKAGES.index(package)
    if root in sys.stdlib_module_names:
        return package != "simulation" or root not in REFUSED_IN_ENGINE
    return package in LIBRARIES.get(root, frozenset())


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way_and_every_library_stays_at_home(package: str) -> None:
    found = [
        f"{place(file, line)}: {name}"
        for file in python_files(package)
        for line, name in wrong_imports(tree_of(file), package)
    ]
    assert not found, f"{package} may not import:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("simulation", "import scenarios"),
        ("simulation", "def f():\n    from experiments.results import Results"),
        ("simulation", "import pandas"),
        ("simulation", "import json"),
        ("simulation", "from random import random"),
        ("scenarios", "import experiments.sweep"),
        ("scenarios", "from numba import njit"),
        ("experiments", "from dashboard import app"),
        ("experiments", "from pydantic import BaseModel"),
        ("experiments", "import mesa"),
        ("dashboard", "import duckdb"),
        ("dashboard", "import plotly.graph_objects as go"),
    ],
)
def test_a_wrong_import_is_noticed(package: str, line: str) -> None:
    assert wrong_imports(ast.parse(line), package)


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("dashboard", "from simulation.ensemble import simulate"),
        ("experiments", "import duckdb, numpy"),
        ("simulation", "from math import sqrt"),
    ],
)
def test_a_right_import_is_let_through(package: str, line: str) -> None:
    assert not wrong_imports(ast.parse(line), package)


def test_no_relative_imports() -> None:
    files = python_files(*PACKAGES, "tests")
    found = [place(file, line) for file in files for line in relative_imports(tree_of(file))]
    assert not found, found


@pytest.mark.parametrize("line", ["from . import slots", "from .slots import uniform", "from ..rules import funds"])
def test_a_relative_import_is_noticed(line: str) -> None:
    assert list(relative_imports(ast.parse(line))) == [1]


def imports_of_other_rules(tree: ast.Module) -> list[tuple[int, str]]:
    return [(line, name) for line, name in imports(tree) if name.startswith("simulation.rules")]


def test_a_rule_imports_no_other_rule() -> None:
    found = [
        f"{place(file, line)}: {name}"
        for file in python_files("simulation/rules")
        for line, name in imports_of_other_rules(tree_of(file))
    ]
    assert not found, "What two rules share belongs beside schedule.py:\n" + "\n".join(found)


@pytest.mark.parametrize("line", ["from simulation.rules import funds", "import simulation.rules.funds"])
def test_a_rule_that_imports_another_is_noticed(line: str) -> None:
    assert imports_of_other_rules(ast.parse(line))


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_are_those_of_this_repository(package: str) -> None:
    file = importlib.import_module(package).__file__
    assert file is not None, f"{package} has no __init__.py"
    assert Path(file).resolve() == REPOSITORY / package / "__init__.py"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_of_code_is_a_package(package: str) -> None:
    folders = {file.parent for file in python_files(package)}
    assert folders, f"{package} holds no code"
    without = sorted(place(folder) for folder in folders if not (folder / "__init__.py").is_file())
    assert not without, f"no __init__.py in {without}"


HEAVY = {
    "simulation.ensemble": ("mesa", "matplotlib", "pandas", "dash"),
    "experiments.ema": ("mesa", "ema_workbench", "pandas"),
    "experiments.cli": ("mesa", "numba", "duckdb", "scipy", "matplotlib", "dash", "docx", "distributed"),
    "experiments.sweep": ("distributed",),
    "experiments.cluster": ("distributed",),
}
"""A module, and what it must not bring along: Mesa costs 0.7 s, and `quadrille --help` has to answer at once."""


def loaded_by(module: str, names: tuple[str, ...]) -> list[str]:
    """Which of the named libraries a new interpreter holds after importing the module."""
    code = f"import sys, {module}; print(*[name for name in {names!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("module", HEAVY)
def test_heavy_libraries_are_imported_where_they_are_used(module: str) -> None:
    assert loaded_by(module, HEAVY[module]) == []


def test_a_heavy_library_is_noticed() -> None:
    assert loaded_by("simulation.compiled", ("numba", "mesa")) == ["numba"]


def test_every_file_is_text_that_parses() -> None:
    for file in python_files(*PACKAGES, "tests"):
        assert text_of(file).endswith("\n") or not text_of(file), place(file)
        tree_of(file)
