"""Processes that sweep and may be killed: one that has everything imported, forked for each sweep.

Reads a JSON order a line and answers with a line: "start" forks a process that sweeps, "wait" tells how it ended.
"""

import json
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from experiments.faults import StoreError
from experiments.sweep import sweep
from simulation.ensemble import simulate
from tests.experiments.made import study
from tests.simulation.worlds import ground, settings

REFUSED, NO_WRITING = 3, 4
STEPS = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "fcntl.flock"})


def crash_before(step: int, folder: str) -> None:
    """Let this process kill itself before its n-th step in a file system: whatever it opens, renames or removes there.

    Python's audit events tell of the steps; those of DuckDB are not among them.
    """
    left = [step]

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        if event in STEPS and any(str(one).startswith(folder) for one in arguments):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def run(order: dict[str, Any]) -> int:
    """A sweep of the study of the drill; the exit code says how it ended, a file with which words."""
    folder = Path(order["folder"])
    if largest := order.get("largest_file"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    if step := order.get("crash_before"):
        crash_before(step, str(folder))
    try:
        sweep(study(order["replicates"], 2), folder, workers=2, block=order["block"])
    except (StoreError, OSError) as fault:
        with suppress(OSError):
            Path(order["words"]).write_text(f"{type(fault).__name__}: {fault}", encoding="utf-8")
        return REFUSED if isinstance(fault, StoreError) else NO_WRITING
    return 0


def answer(order: dict[str, Any]) -> int:
    """The process started, or how the one waited for ended: its exit code, or minus the signal."""
    if order["do"] == "wait":
        return os.waitstatus_to_exitcode(os.waitpid(order["process"], 0)[1])
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        code = run(order)
    finally:
        os._exit(code)


def main() -> None:
    """Warm up, then serve until the input ends."""
    import duckdb
    import scipy.stats.qmc

    simulate(ground(), settings(), 1, 0, 1)
    print(json.dumps([duckdb.__name__, scipy.stats.qmc.__name__]), flush=True)
    for line in sys.stdin:
        print(answer(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
