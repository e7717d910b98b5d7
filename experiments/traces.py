"""Where a case fails: its last day, found by machine code, is run again in ordinary Python, and what raises is told."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.begun import Begun
from experiments.failures import Failure
from experiments.isolation import RAISED, REFUSED, frames_of, text_of
from simulation.layout import WORLD
from simulation.status import NAMES, OK

if TYPE_CHECKING:
    from simulation.ensemble import Ground, Settings

SECONDS = 30.0
"""Time for one day of one case in ordinary Python, the start of the process included: it takes about two."""
MODULE = "experiments.pure_python"
_PACKAGES = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Trace:
    """Where a case fails: what is raised, on which day, through which lines, with which plain numbers at hand.

    `traceback` names file, line and rule, outermost first. It is empty where there is none to tell: `cause` says why.
    """

    cause: str
    day: str | None
    traceback: tuple[str, ...]
    locals: dict[str, float | int | bool]


def trace(study: Begun, case: Failure, seconds: float = SECONDS) -> Trace:
    """Run the failing day of a case of a study again, in a process of its own without machine code."""
    try:
        ground, settings = study.records(case.scenario, case.option, case.replicate)
    except Exception as fault:
        if case.status not in (REFUSED, RAISED):
            raise
        return Trace(text_of(fault), None, frames_of(fault), {})
    eve = _eve(ground, settings, study.outline.seed, case.replicate)
    if eve is None:
        return Trace(_RUNS, None, (), {})
    on = (study.pack.pack.start + timedelta(days=eve.day)).isoformat()
    return in_python(eve, ground, settings, on, seconds)


_RUNS = "no traceback: no rule gives the case up; it ran to its last day when run again"


@dataclass(frozen=True)
class Eve:
    """A world on the morning of the day on which it fails, its key, that day, and whether it has still to be opened."""

    world: NDArray[np.void]
    key: int
    day: int
    opens: bool


def _eve(ground: "Ground", settings: "Settings", seed: int, replicate: int) -> Eve | None:
    """Where a case stands before it fails; None if it doesn't. Machine code has the bits of ordinary Python."""
    from simulation.model import QuadrilleModel

    last = QuadrilleModel(ground, settings, seed, replicate)
    last.run_to_end()
    if last.fault == NAMES[OK]:
        return None
    if last.day <= 1:
        return Eve(np.zeros(1, WORLD), int(last.key), 0, True)
    eve = QuadrilleModel(ground, settings, seed, replicate)
    eve.advance(last.day - 1)
    return Eve(eve.case(), int(last.key), last.day - 1, False)


def in_python(eve: Eve, ground: "Ground", settings: "Settings", day: str, seconds: float) -> Trace:
    """The day of a world run in a process of ordinary Python, ended after so many seconds."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "day"
        file.write_bytes(b"".join(record.tobytes() for record in (eve.world, ground, settings)))
        words = [sys.executable, "-m", MODULE, str(file), str(eve.key), "open" if eve.opens else "day"]
        try:
            done = subprocess.run(
                words, env=_environment(), capture_output=True, text=True, timeout=seconds, check=True
            )
        except subprocess.TimeoutExpired:
            return Trace(f"no traceback: the day takes longer than {seconds:.0f} s in ordinary Python", day, (), {})
        except subprocess.CalledProcessError as fault:
            said = fault.stderr.strip().splitlines()[-1:] or ["it ended without a word"]
            return Trace(f"no traceback: the process of ordinary Python failed ({said[0]})", day, (), {})
    found = json.loads(done.stdout.splitlines()[-1])
    if found is None:
        return Trace("no traceback: the day passes in ordinary Python", day, (), {})
    return Trace(found["cause"], day, tuple(found["traceback"]), found["locals"])


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path}
