"""For the fault drill: sweeps in processes of their own, and what a finished store must be equal to."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.sealed import unsealed
from experiments.store import Store
from experiments.sweep import sweep
from experiments.verify import verify
from tests.architecture.sources import REPOSITORY
from tests.experiments.made import study

WORKERS = 2


@dataclass(frozen=True)
class Asked:
    """A study of the drill: cases of each scenario and option in two draws, and how many a block has."""

    replicates: int
    block: int

    def sweep(self, folder: Path) -> None:
        """Do it here, in one thread."""
        sweep(study(self.replicates, 2), folder, workers=1, block=self.block)


SMALL = Asked(replicates=8, block=4)
"""Eight blocks: little to compute, all kinds of files."""
MANY = Asked(replicates=18, block=2)
"""Thirty-six blocks."""


class Parents:
    """Starts sweeps in processes of their own and tells how they end."""

    def __init__(self, folder: Path) -> None:
        self._words = folder / "words"
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.experiments.drill.server"],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._server.stdout is not None
        assert self._server.stdout.readline(), "the server of the drill did not start"

    def start(self, asked: Asked, folder: Path, **how: int) -> int:
        """The number of a process that sweeps."""
        self._words.unlink(missing_ok=True)
        order = {"folder": str(folder), "replicates": asked.replicates, "block": asked.block}
        return self._ask({"do": "start", "words": str(self._words), **order, **how})

    def wait(self, process: int) -> int:
        """How a process ended: its exit code, or minus the signal that killed it."""
        return self._ask({"do": "wait", "process": process})

    def run(self, asked: Asked, folder: Path, **how: int) -> int:
        """Start and wait."""
        return self.wait(self.start(asked, folder, **how))

    def kill(self, process: int) -> int:
        """Kill a process that has not been waited for."""
        os.kill(process, signal.SIGKILL)
        return self.wait(process)

    def words(self) -> str:
        """What the last process said of its fault."""
        return self._words.read_text(encoding="utf-8") if self._words.exists() else ""

    def end(self) -> None:
        """End the server."""
        with suppress(OSError):
            self._server.__exit__(None, None, None)

    def _ask(self, order: dict[str, Any]) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


def files_of(folder: Path) -> dict[str, object]:
    """All files of a store by name; what tells of one sweep only is left out: lock, log, time and versions."""
    found: dict[str, object] = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name not in (".lock", "log.jsonl", "manifest.json")
    }
    told = unsealed((folder / "manifest.json").read_text(encoding="utf-8"))
    return found | {"manifest.json": {name: told[name] for name in told if name not in ("created", "versions")}}


def is_as(reference: Path, folder: Path) -> bool:
    """Whether a store is sound and has the files and bytes of the reference, and no other."""
    expected, found = files_of(reference), files_of(folder)
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []
    assert verify(folder) == []
    return Store(folder).manifest().content_hash == Store(reference).manifest().content_hash


def until_blocks(folder: Path, number: int) -> None:
    """Wait until a sweep has stored some blocks."""
    until = time.monotonic() + 60
    while len(list(folder.glob("blocks/*.json"))) < number:
        assert time.monotonic() < until, "no block was stored"
        time.sleep(0.001)
