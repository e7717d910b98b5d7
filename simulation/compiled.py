"""How rules are compiled: one decorator, and a cache of machine code that knows every source of the engine."""

import hashlib
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Rule = TypeVar("Rule", bound=Callable[..., object])

_SOURCES = sorted(Path(__file__).parent.rglob("*.py"))


def _digest_of(sources: list[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.relative_to(Path(__file__).parent).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()


ENGINE_DIGEST = _digest_of(_SOURCES)
"""SHA-256 over the sources of the engine, hexadecimal: results of different digests are never mixed."""


def _keep_machine_code_by_digest() -> None:
    # numba's cache does not see edits in imported modules, so every state of the sources has a folder of its own.
    root = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "quadrille"
    os.environ.setdefault("NUMBA_CACHE_DIR", str(root / ENGINE_DIGEST[:16]))


_keep_machine_code_by_digest()

import numba  # noqa: E402  (the cache folder is read when numba is imported)

numba.core.config.reload_config()  # or now, where somebody else imported numba first


def _leave_out_linear_algebra() -> None:
    # numba imports all of scipy.linalg to see whether it is there, a third of a warm start, for functions that no rule
    # calls. A name that stands for None in sys.modules can't be imported.
    if "scipy.linalg" in sys.modules:
        return
    sys.modules["scipy.linalg"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules["scipy.linalg"]


_leave_out_linear_algebra()


def _name_records_briefly() -> None:
    # Every pass of the compiler writes down the types of its arguments in full: for a record as wide as the world, a
    # sixth of the time that compiling takes.
    numba.types.Record.__repr__ = lambda record: f"Record({record.size} bytes)"


_name_records_briefly()

_OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def compiled(rule: Rule) -> Rule:
    """The rule as machine code that releases the interpreter lock; the rule itself when NUMBA_DISABLE_JIT is set."""
    return numba.njit(cache=True, **_OPTIONS)(rule)  # type: ignore[no-any-return]


def inlined(rule: Rule) -> Rule:
    """As `compiled`, written out where it is called: for rules of rules, and for what few others call."""
    return numba.njit(inline="always", **_OPTIONS)(rule)  # type: ignore[no-any-return]


def leaf(rule: Rule) -> Rule:
    """As `compiled`, for arithmetic called all over: compiled once, then folded into its callers by the optimiser."""
    return numba.njit(cache=True, forceinline=True, **_OPTIONS)(rule)  # type: ignore[no-any-return]
