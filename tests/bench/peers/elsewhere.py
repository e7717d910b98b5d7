"""A task in a process of its own that is ended when it does nothing any more: what it found, or how it ended."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.architecture.sources import REPOSITORY

IDLE = 10.0
"""Seconds without work after which a task hangs."""
ENOUGH = 0.02
"""Seconds of the processor that a task which still works takes in each second at the least, on a busy machine too."""
POLL = 0.5


@dataclass(frozen=True)
class Ending:
    """How a task ended: `found` is what it printed last, as JSON; it hung, doing nothing for `idle` seconds; `signal`
    killed it. `files` is how many stood in its folder afterwards, `error` the last line that it wrote to stderr.
    """

    found: dict[str, Any] = field(default_factory=dict)
    hung: bool = False
    idle: float = 0.0
    signal: int = 0
    error: str = ""
    files: int = 0


def task(who: str, what: str, *arguments: object, idle: float = IDLE, folder: str | None = None) -> Ending:
    """`what` of the module `who` of this folder, in a process and, unless told, a folder of its own."""
    words = [sys.executable, "-W", "ignore", "-m", "tests.bench.peers.run", who, what, *map(str, arguments)]
    if folder is not None:
        return ended(words, idle, folder)
    with tempfile.TemporaryDirectory() as own:
        return ended(words, idle, own)


def ended(words: Sequence[str], idle: float, folder: str) -> Ending:
    """Run a command until it ends or nothing of it has worked for some seconds; then nothing of it is left."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        words, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            printed, error = _until_idle(process, idle)
        except subprocess.TimeoutExpired:
            return Ending(hung=True, idle=idle, files=_files(folder))
        finally:
            _end(process)
    last = next((line for line in reversed(printed.splitlines()) if line.startswith("{")), "{}")
    complaint = (error.strip().splitlines() or [""])[-1]
    return Ending(json.loads(last), False, 0.0, max(-process.returncode, 0), complaint, _files(folder))


def _until_idle(process: subprocess.Popen[str], idle: float) -> tuple[str, str]:
    """What it prints, to stdout and stderr. TimeoutExpired when all of it together does next to nothing for so long."""
    work = Work(process.pid)
    while True:
        try:
            return process.communicate(timeout=POLL)
        except subprocess.TimeoutExpired:
            if work.rests(idle):
                raise


class Work:
    """The seconds of the processor that all processes of a session have spent, looked at time and again."""

    def __init__(self, session: int) -> None:
        self._session, self._spent, self._last = session, 0.0, dict[int, float]()
        self._seen = [(time.monotonic(), 0.0)]

    def rests(self, seconds: float) -> bool:
        """Whether they have done next to nothing for so many seconds; processes that ended are no loss."""
        now = _spent_by(self._session)
        self._spent += sum(max(spent - self._last.get(process, 0.0), 0.0) for process, spent in now.items())
        self._last = now
        self._seen.append((time.monotonic(), self._spent))
        before = [spent for when, spent in self._seen if when <= self._seen[-1][0] - seconds]
        return bool(before) and self._spent - before[-1] < ENOUGH * seconds


def _spent_by(session: int) -> dict[int, float]:
    """Seconds of the processor by process of a session, from /proc: user and system are fields 14 and 15 of stat."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                found[int(file.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def _end(process: subprocess.Popen[str]) -> None:
    """End the process and all that it started: they share a session of their own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _files(folder: str) -> int:
    return sum(len(names) for _, _, names in os.walk(folder))
