"""The engine's own schedule with a reading of the clock after every rule, made from schedule.py: it can't age."""

import ast
import inspect
from types import ModuleType
from typing import Any

import numba

from simulation import schedule
from tests.bench.clock import lap


class _Readings(ast.NodeTransformer):
    """Hands `laps` through every function of the schedule, and reads the clock after every rule."""

    def __init__(self, tree: ast.Module) -> None:
        self.own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        self.rules: list[str] = []
        self._imported = {
            alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith(("simulation.rules", "simulation.metrics"))
            for alias in node.names
        }

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.args.args.append(ast.arg("laps"))
        self.generic_visit(node)
        return node

    def visit_Expr(self, node: ast.Expr) -> Any:
        called = _called(node)
        if called in self.own and isinstance(node.value, ast.Call):
            node.value.args.append(ast.Name("laps", ast.Load()))
        if called not in self._imported:
            return node
        self.rules.append(called)
        return [node, *ast.parse(f"lap(laps, {len(self.rules) - 1})").body]


def _called(node: ast.Expr) -> str:
    return node.value.func.id if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) else ""


def instrumented() -> tuple[ModuleType, tuple[str, ...]]:
    """A module like simulation.schedule whose functions take `laps` last, and the rules by row of `laps`."""
    tree = ast.parse(inspect.getsource(schedule))
    readings = _Readings(tree)
    tree = ast.fix_missing_locations(readings.visit(tree))
    tree.body = [node for node in tree.body if not _brings_decorator(node)]
    module = ModuleType("instrumented")
    module.__dict__.update(inlined=numba.njit(nogil=True, error_model="numpy"), lap=lap)
    exec(compile(tree, "<instrumented schedule>", "exec"), module.__dict__)
    return module, tuple(readings.rules)


def _brings_decorator(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "simulation.compiled"
