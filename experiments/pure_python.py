"""The day on which a case fails, in ordinary Python: a process of its own, in which a fault has a traceback.

Run as `python -m experiments.pure_python FILE` with NUMBA_DISABLE_JIT set; FILE holds a World, ground truth, settings
and what `experiments.traces` adds. It prints one JSON object.
"""

import json
import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.isolation import CAUSES, frames_of, place_of, text_of
from simulation import status
from simulation.ensemble import as_records
from simulation.layout import GROUND, SETTINGS, WORLD
from simulation.schedule import open_world, step_day

RECORDS = (WORLD, GROUND, SETTINGS)
MOST_LOCALS = 8
_UNTOLD = ("payer", "state", "party", "owes", "assess", "arrears")
"""No local whose name speaks of a single State is told."""


class GaveUpError(Exception):
    """A rule gave its case up."""


class WatchedRecord(np.record):  # type: ignore[misc]  # final for the checker; NumPy itself asks for kinds of it
    """A record of a world that raises in the rule which sets the status of its clock; parts of it are of this kind."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "status" and value != status.OK and "month" in (self.dtype.names or ()):
            raise GaveUpError(CAUSES[int(value)])


def watched(world: NDArray[np.void]) -> Any:
    """The one record of a world, watched: it shares the memory."""
    return world.view(np.dtype((WatchedRecord, world.dtype)))[0]


def fail(records: list[NDArray[np.void]], key: int, opens: bool) -> dict[str, Any] | None:
    """Take the day at which a world stands, after opening it if it is the first; what was raised, None if nothing."""
    world, ground, settings = records
    rules: tuple[Callable[..., None], ...] = (open_world, step_day) if opens else (step_day,)
    try:
        with np.errstate(over="ignore"):
            for rule in rules:
                rule(watched(world), as_records(ground)[0], as_records(settings)[0], np.uint64(key))
    except Exception as fault:
        return _told(fault)
    return None


def _told(fault: Exception) -> dict[str, Any]:
    frames = [frame for frame in frames_of(fault) if frame.startswith("simulation/")]
    return {
        "cause": str(fault) if isinstance(fault, GaveUpError) else text_of(fault),
        "traceback": frames,
        "locals": _locals(fault.__traceback__),
    }


def _locals(trace: TracebackType | None) -> dict[str, float | int | bool]:
    """Plain numbers that the innermost rule held."""
    found: dict[str, float | int | bool] = {}
    while trace is not None:
        frame = trace.tb_frame
        if place_of(frame.f_code.co_filename).startswith("simulation/"):
            plain = {n: _plain(v) for n, v in frame.f_locals.items() if not any(word in n for word in _UNTOLD)}
            found = {name: value for name, value in plain.items() if value is not None}
        trace = trace.tb_next
    return dict(list(found.items())[:MOST_LOCALS])


def _plain(value: object) -> float | int | bool | None:
    if isinstance(value, np.bool_ | np.integer | np.floating):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float) and abs(value) < 2**53 else None


def read_records(content: bytes) -> list[NDArray[np.void]]:
    """The one-row arrays that a file holds one after the other: world, ground truth, settings."""
    found, at = [], 0
    for kind in RECORDS:
        found.append(np.frombuffer(content, kind, 1, at).copy())
        at += kind.itemsize
    return found


def main() -> None:
    """Read the file that the command line names, and print what the day raises."""
    file, key, opens = sys.argv[1:]
    if not os.environ.get("NUMBA_DISABLE_JIT"):
        raise SystemExit("NUMBA_DISABLE_JIT: not set, expected 1")
    with open(file, "rb") as content:
        records = read_records(content.read())
    print(json.dumps(fail(records, int(key), opens == "open")))


if __name__ == "__main__":
    main()
