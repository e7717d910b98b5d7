"""Print what the engine and the sweep cost: `python -m tests.bench [SECTION ...] [--runs N ...]`."""

import argparse
import importlib
import os
import platform

from tests.bench import memory

SECTIONS = ("mechanisms", "packs", "reference", "sweep", "memory", "live", "start")
ASKED_FOR = ("peers",)
"""Measured when named: others' work, and minutes."""


def main() -> None:
    """Measure the sections asked for, all of our own when none is named."""
    every = (*SECTIONS, *ASKED_FOR)
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(every)}; none: all but peers")
    parser.add_argument("--runs", nargs="+", type=int, default=memory.RUNS, help="sizes of the sweeps of `memory`")
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(every):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(f"Python {platform.python_version()}, {cores} cores, load {load:.1f} before the start", flush=True)
    for name in asked.sections or SECTIONS:
        section = importlib.import_module(f"tests.bench.{name}")
        section.report(*([asked.runs] if name == "memory" else []))


if __name__ == "__main__":
    main()
