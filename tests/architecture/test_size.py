"""Files and functions that a reader takes in at once, finished, with nothing left to do in them."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import PACKAGES, place, python_files, text_of, tree_of

FILE_LIMIT = 400
FUNCTION_LIMIT = 60


@pytest.mark.parametrize("package", PACKAGES)
def test_files_are_short(package: str) -> None:
    lengths = {place(file): len(text_of(file).splitlines()) for file in python_files(package)}
    assert lengths, f"{package} holds no code"
    assert {file: n for file, n in lengths.items() if n >= FILE_LIMIT} == {}


def long_functions(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of every function of FUNCTION_LIMIT lines or more, docstring included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length >= FUNCTION_LIMIT:
                yield node.lineno, f"{node.name}: {length} lines"


def test_functions_are_short() -> None:
    files = python_files(*PACKAGES)
    found = [f"{place(file, line)} {what}" for file in files for line, what in long_functions(tree_of(file))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("lines", "noticed"), [(FUNCTION_LIMIT - 2, 0), (FUNCTION_LIMIT - 1, 1)])
def test_a_long_function_is_noticed(lines: int, noticed: int) -> None:
    code = "def rule(w):\n" + "    w = w\n" * lines
    assert len(list(long_functions(ast.parse(code)))) == noticed


# In pieces, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|Not" r"ImplementedError\b")


def unfinished(text: str) -> list[int]:
    """Numbers of the lines that say that something is left to do."""
    return [number for number, line in enumerate(text.splitlines(), 1) if UNFINISHED.search(line)]


def test_nothing_is_left_to_do() -> None:
    found = [place(file, line) for file in python_files(*PACKAGES, "tests") for line in unfinished(text_of(file))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", ["# TO" + "DO later", "raise Not" + "ImplementedError", "# FIX" + "ME"])
def test_something_left_to_do_is_noticed(text: str) -> None:
    assert unfinished("a = 1\n" + text) == [2]


def skeletons(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of every function whose body is a docstring, `pass` or `...` and nothing else.

    Methods of a Protocol, overloads and abstract methods say what others do: they are empty by right. So is a
    function whose docstring begins with "Nothing": it says that nothing is to be done.
    """
    protocols = {
        function
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases)
        for function in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node in protocols:
            continue
        if _is_empty(node) and not any("overload" in mark or "abstract" in mark for mark in _marks(node)):
            yield node.lineno, node.name


def _marks(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [ast.unparse(decorator) for decorator in node.decorator_list]


def _is_empty(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    if (ast.get_docstring(node) or "").startswith("Nothing"):
        return False
    return all(
        isinstance(line, ast.Pass) or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in node.body
    )


def test_every_function_does_something() -> None:
    files = python_files(*PACKAGES)
    found = [f"{place(file, line)} {name}" for file in files for line, name in skeletons(tree_of(file))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("body", ["pass", "...", '"""Pays."""', '"""Pays."""\n    pass'])
def test_an_empty_function_is_noticed(body: str) -> None:
    assert list(skeletons(ast.parse(f"def pay(w):\n    {body}\n")))


def test_a_protocol_is_no_skeleton() -> None:
    assert not list(skeletons(ast.parse("class Writer(Protocol):\n    def write(self) -> None: ...\n")))
