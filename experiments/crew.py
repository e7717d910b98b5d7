"""Who computes the blocks of a sweep: threads of this process, or a cluster (experiments.cluster)."""

import os
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Protocol

from experiments.bench import Bench, StoppedError
from experiments.blocks import Block
from experiments.clock import TICK, Clock
from experiments.manifest import Stored
from experiments.store import Store
from experiments.study import Study
from experiments.threshold import Limit


class Crew(Protocol):
    """Computes blocks and stores them. A fault or Ctrl-C ends the work of all, leaving whole blocks."""

    @property
    def first_raised(self) -> Exception | None:
        """The first exception that a case raised, where it is at hand."""

    def compute(self, missing: Sequence[Block], clock: Clock, limit: Limit) -> dict[Block, Stored]:
        """Every missing block, computed and stored by whomever; `clock` hears of the cases done, `limit` of blocks."""

    def told(self) -> dict[str, object]:
        """Who they were, for the log of the store."""

    def close(self) -> None:
        """The work is done, or given up."""


class Threads:
    """Threads of this process, which share ground truth and settings; without a number one for each processor."""

    def __init__(self, study: Study, store: Store, workers: int | None) -> None:
        self._study, self._store = study, store
        self._workers = workers or os.cpu_count() or 1

        self._laid_out: Bench | None = None

    @property
    def _bench(self) -> Bench:
        """The bench of all rounds, made for the first block that is missing."""
        self._laid_out = self._laid_out or Bench(self._study, self._store.design(), self._store)
        return self._laid_out

    @property
    def first_raised(self) -> Exception | None:
        """As the bench has it; None where nothing was computed."""
        return self._laid_out.first_raised if self._laid_out else None

    def told(self) -> dict[str, object]:
        """How many they were."""
        return {"workers": self._workers}

    def close(self) -> None:
        """Nothing is held."""

    def compute(self, missing: Sequence[Block], clock: Clock, limit: Limit) -> dict[Block, Stored]:
        """Every missing block; a fault ends all threads between two chunks."""
        clock.tell()
        if not missing:
            return {}
        bench = self._bench
        pool = ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="sweep")
        try:
            jobs = {pool.submit(bench.store_block, block, clock.count): block for block in missing}
            _await(set(jobs), clock, limit)
            return {block: job.result() for job, block in jobs.items()}
        except BaseException:
            bench.stop()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _await(jobs: set[Future[Stored]], clock: Clock, limit: Limit) -> None:
    waiting = jobs
    while waiting:
        done, waiting = wait(waiting, timeout=TICK, return_when=FIRST_EXCEPTION)
        for job in done:
            if (fault := job.exception()) and not isinstance(fault, StoppedError):
                raise fault
        limit.count(job.result() for job in done if not job.exception())
        clock.tell()
