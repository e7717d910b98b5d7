"""A real Dask scheduler and workers for tests, started from the command line; and what workers do in some of them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from distributed import Client

from experiments.blocks import Block
from experiments.cluster_worker import Order, store_block
from experiments.manifest import Stored
from tests.architecture.sources import REPOSITORY

DASK = [str(Path(sys.executable).parent / "dask")]
QUICK = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s",
    "DASK_LOGGING__DISTRIBUTED": "error",
    "PYTHONPATH": str(REPOSITORY),
}


class Processes:
    """A scheduler and its workers; all end with the test."""

    def __init__(self, folder: Path, deaths_allowed: int) -> None:
        self._folder = folder
        allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(deaths_allowed)}
        self._environment = {**os.environ, **QUICK, **allowed}
        self._running: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self.address = _address_in(file)

    def worker(self, *options: str) -> "subprocess.Popen[bytes]":
        """Start a worker of one thread without a nanny, which ends for good when it is killed."""
        return self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1",
            "--local-directory", str(self._folder), *options,
        )  # fmt: skip

    def wait_for(self, workers: int) -> None:
        """Wait until so many workers have come."""
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def end(self) -> None:
        """End all processes."""
        for process in reversed(self._running):
            process.kill()
            process.wait()

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [*DASK, *words, "--no-dashboard"]
        with (self._folder / "processes.log").open("ab") as log:
            started = subprocess.Popen(
                command, cwd=REPOSITORY, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._running.append(started)
        return started


@contextmanager
def cluster(folder: Path, workers: int, deaths_allowed: int = 3) -> Iterator[Processes]:
    """A scheduler and workers, whose files and logs go to a folder."""
    processes = Processes(folder, deaths_allowed)
    try:
        for _ in range(workers):
            processes.worker()
        if workers:
            processes.wait_for(workers)
        yield processes
    finally:
        processes.end()


def _address_in(file: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if file.exists() and (text := file.read_text(encoding="utf-8")).endswith("}"):
            return str(json.loads(text)["address"])
        time.sleep(0.05)
    raise AssertionError("the scheduler did not start")


def store_block_slowly(block: Block, order: Order) -> Stored:
    """As a worker does, taking long enough for someone to be killed meanwhile."""
    time.sleep(0.05)
    return store_block(block, order)


def die_at_first(block: Block, order: Order) -> Stored:
    """As a worker does, but the block that holds case 0 of resurgence, continuation ends the process."""
    if (block.scenario, block.option, block.first) == ("resurgence", "continuation", 0):
        os._exit(1)
    return store_block(block, order)
