"""The sources of the four packages, read once, and the questions that the tests of the house put to them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("simulation", "scenarios", "experiments", "dashboard")
"""In the order of the imports: each package may import those before it."""


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Python files below folders of the repository, sorted."""
    return tuple(sorted(file for folder in folders for file in (REPOSITORY / folder).rglob("*.py")))


@cache
def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(text_of(file), filename=str(file))


def place(file: Path, line: int | None = None) -> str:
    """The file as a reader of a test report looks for it: path from the repository, and line."""
    name = file.relative_to(REPOSITORY).as_posix()
    return name if line is None else f"{name}:{line}"


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of every absolute import, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def relative_imports(tree: ast.Module) -> Iterator[int]:
    """Lines of imports that begin with a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            yield node.lineno


def dotted(node: ast.expr) -> str:
    """`numpy.random.default_rng` for such an expression; what stands before a call or index is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
