"""Loaded by a worker in a test: the program of that worker is another version."""

from experiments import versions

versions.compiler_digest = lambda: "another"  # type: ignore[assignment]
