"""Print what the engine and the sweep cost: `python -m tests.bench [SECTION ...] [--runs N ...]`."""

import argparse
import importlib
import os
import platform

SECTIONS = ("mechanisms", "packs", "reference", "sweep", "memory", "live", "start")
ASKED_FOR = ("large", "peers")
"""Minutes of both cores: measured only where they are named."""
SIZED = ("memory", "large")


def main() -> None:
    """Measure the sections asked for, all of our own when none is named."""
    every = (*SECTIONS, *ASKED_FOR)
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "sections",
        nargs="*",
        metavar="SECTION",
        help=f"of {', '.join(SECTIONS)}; none: all these; {', '.join(ASKED_FOR)}",
    )
    parser.add_argument("--runs", nargs="+", type=int, help=f"sizes of the sweeps of {' and '.join(SIZED)}")
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(every):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(f"Python {platform.python_version()}, {cores} cores, load {load:.1f} before the start", flush=True)
    for name in asked.sections or SECTIONS:
        section = importlib.import_module(f"tests.bench.{name}")
        section.report(*([asked.runs] if asked.runs and name in SIZED else []))


if __name__ == "__main__":
    main()
