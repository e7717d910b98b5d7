"""Which program computed a study: results of different programs are recognised and never mixed."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("numpy", "numba", "scipy", "duckdb")


@cache
def compiler_digest() -> str:
    """SHA-256 over the sources that turn a pack into what the engine is told."""
    import scenarios

    folder = Path(scenarios.__file__ or "").parent
    digest = hashlib.sha256()
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()


def computed_by() -> dict[str, str]:
    """The digests of the program that decide the bits of a result."""
    from simulation.compiled import ENGINE_DIGEST

    return {"engine": ENGINE_DIGEST, "compiler": compiler_digest()}


def versions() -> dict[str, str]:
    """What else a reader may want to know of the program: releases of the product, Python and the libraries."""
    return {"quadrille": _release("quadrille"), "python": platform.python_version(), **libraries()}


def libraries() -> dict[str, str]:
    """The releases of the libraries that compute and store."""
    return {name: _release(name) for name in LIBRARIES}


def _release(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
