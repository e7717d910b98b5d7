"""The bench of a sweep: ground truth and settings laid out once, blocks computed on it by any number of threads."""

import threading
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from experiments.blocks import COLUMNS, Block, Rows, stored_values
from experiments.design import Design
from experiments.isolation import RAISED, Fault, give_up, in_words, laid_out, refusal, simulated, verdicts
from experiments.manifest import Stored
from experiments.store import Store
from experiments.study import Study
from simulation.ensemble import Cases, Settings, simulate
from simulation.layout import TALLIES

CHUNK = 25
Raised = dict[int, list[tuple[Exception, int]]]
"""Exceptions of cases with their replicates, by the status that the cases get."""


class StoppedError(Exception):
    """A block was given up because the sweep ends."""


class Bench:
    """Computes blocks of a study. Threads share ground truth and settings, which nobody writes."""

    def __init__(self, study: Study, points: Design, store: Store) -> None:
        from scenarios.compile import ground_truth

        self._study, self._points, self._store = study, points, store
        self._ground = ground_truth(study.pack)
        self._months = int(self._ground["n_months"][0])
        self._lock = threading.Lock()
        self._buffers = threading.local()
        self._stopped = threading.Event()
        self._settings = lru_cache(maxsize=4)(self._lay_out)
        self.first_raised: Exception | None = None

    def stop(self) -> None:
        """Let every thread give up its block at the next chunk."""
        self._stopped.set()

    def store_block(self, block: Block, count: Callable[[int], None]) -> Stored:
        """Compute a block and store it; `count` hears of every few cases. StoppedError when the sweep ends first."""
        return self._store.write(self.rows(block, count))

    def rows(self, block: Block, count: Callable[[int], None]) -> Rows:
        """The rows of a block, computed."""
        draw, replicate = block.identities(self._study.draws)
        years = self._study.pack.years
        status = np.empty(block.count, np.int64)
        values = np.empty((block.count, len(years), len(COLUMNS)), np.float32)
        with self._lock:
            settings = self._settings(block.scenario, block.option)
        raised: Raised = {}
        for part in _chunks(draw):
            if self._stopped.is_set():
                raise StoppedError
            monthly = self._buffer(part.stop - part.start)
            self._run(settings[draw[part.start]], replicate[part], monthly, status[part], raised)
            values[part] = stored_values(Cases(monthly, status[part]))
            count(part.stop - part.start)
        return Rows(block, years, draw, replicate, verdicts(status, values), values, self._told(raised))

    def _told(self, raised: Raised) -> tuple[Fault, ...]:
        """The exceptions of a block in words; the first of the sweep is kept as it is."""
        for found in raised.values():
            self.first_raised = self.first_raised or found[0][0]
        return tuple(fault for code, found in sorted(raised.items()) for fault in in_words(code, found))

    def _buffer(self, count: int) -> NDArray[np.float64]:
        """Room for the monthly tallies of `count` cases; a thread uses the same for one chunk after the other."""
        held: NDArray[np.float64] | None = getattr(self._buffers, "monthly", None)
        if held is None or len(held) < count:
            held = self._buffers.monthly = np.empty((count, len(TALLIES), self._months))
        return held[:count]

    def _lay_out(self, scenario: str, option: str) -> list[Settings | Exception]:
        from scenarios.compile import settings

        points = (self._points.point(draw) for draw in range(self._points.draws))
        return [laid_out(partial(settings, self._study.pack, scenario, option, point)) for point in points]

    def _run(
        self,
        settings: Settings | Exception,
        replicates: NDArray[np.int32],
        monthly: NDArray[np.float64],
        status: NDArray[np.int64],
        raised: Raised,
    ) -> None:
        """Simulate some replicates of one draw into the rows of a block; they lie as far apart as there are draws."""
        if isinstance(settings, Exception):
            give_up(monthly, status, code := refusal(settings))
            raised.setdefault(code, []).extend((settings, replicate) for replicate in replicates.tolist())
            return

        def run(part: slice) -> NDArray[np.int64]:
            first, count, step = int(replicates[part][0]), len(replicates[part]), self._study.draws
            return simulate(
                self._ground, settings, self._study.seed, first, count, step=step, room=monthly[part]
            ).status

        for fault in simulated(run, replicates, monthly, status):
            raised.setdefault(RAISED, []).append(fault)


def _chunks(draw: NDArray[np.int32]) -> Iterator[slice]:
    """Stretches of at most CHUNK rows that share a draw."""
    starts = np.flatnonzero(np.diff(draw, prepend=-1)).tolist()
    for start, after in zip(starts, [*starts[1:], len(draw)], strict=True):
        for first in range(start, after, CHUNK):
            yield slice(first, min(first + CHUNK, after))
