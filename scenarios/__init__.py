"""What a world is told: the files of a pack in, checked and read-only values out."""

from scenarios.load import builtin, load
from scenarios.pack import Pack
from scenarios.problems import PackError, Problem

__all__ = ["Pack", "PackError", "Problem", "builtin", "load"]
