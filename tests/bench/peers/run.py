"""One task of one framework: `python -m tests.bench.peers.run WHO TASK ARGUMENT ...`; the answer is a line of JSON."""

import importlib
import json
import resource
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from types import ModuleType

ROUNDS = {1: 3, 2: 2}
"""By number of workers."""


def pace(framework: ModuleType, function: str, small: int, large: int, workers: int) -> dict[str, float]:
    """Microseconds of the processor that a run takes, all processes together, and that the function takes in a loop.

    Medians over some rounds of what a large number of runs takes beyond a small one: what comes once is in neither.
    """

    def more() -> float:
        few, many = (_spent(partial(framework.timed, function, runs, workers)) for runs in (small, large))
        return (many - few) / (large - small)

    in_all = median(more() for _ in range(ROUNDS[workers]))
    alone = median(_spent(partial(framework.alone, function, large)) / large for _ in range(ROUNDS[workers]))
    return {"in_all": in_all * 1e6, "alone": alone * 1e6}


def _spent(act: Callable[[], float]) -> float:
    """Seconds of the processor that it takes, its ended children's among them."""
    began = _processor()
    act()
    return _processor() - began


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def memory(framework: ModuleType, function: str, small: int, large: int, workers: int) -> dict[str, float]:
    """Peaks of this process after a small and after a large number of runs, MB, and kB that each run between cost."""
    framework.timed(function, small, workers)
    before = peak()
    framework.timed(function, large, workers)
    return {"few": before, "many": peak(), "growth": (peak() - before) * 1024 / (large - small)}


def peak() -> float:
    """The most memory that this process has held, MB."""
    marks = Path("/proc/self/status").read_text(encoding="ascii").split("VmHWM:")[1]
    return int(marks.split()[0]) / 1024


def main() -> None:
    """Do it, and say what was found."""
    who, what, *words = sys.argv[1:]
    framework = importlib.import_module(f"tests.bench.peers.{who}")
    arguments = [int(word) if word.isdigit() else word for word in words]
    own = {"pace": pace, "memory": memory}.get(what)
    found = own(framework, *arguments) if own else getattr(framework, what)(*arguments)
    print(json.dumps(found if isinstance(found, dict) else {"value": found}), flush=True)


if __name__ == "__main__":
    main()
