"""How far simulated cases are: counted by workers, told to a watcher by the main thread."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

TICK = 0.1
"""Seconds after which a waiting main thread looks again."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is, in simulated cases: `kept` stood in the folder before, `done` includes them.

    `rate` is cases a second since the first was done, `left` seconds; both None until they can be told. `news` is what
    the last round of a stopping rule said.
    """

    done: int
    total: int
    kept: int
    seconds: float
    rate: float | None
    left: float | None
    news: str = ""


Watch = Callable[[Progress], None]


class Clock:
    """Counts cases of all workers and tells the watcher."""

    def __init__(self, total: int, kept: int, watch: Watch | None) -> None:
        self._total, self._kept, self._watch = total, kept, watch
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._new = 0
        self._first: tuple[float, int] | None = None
        self._news = ""

    def extend(self, total: int, kept: int, news: str) -> None:
        """Another round: so many cases more, of which so many are kept."""
        self._total, self._kept, self._news = self._total + total, self._kept + kept, news

    def count(self, cases: int) -> None:
        """Some cases more are done; called by workers."""
        with self._lock:
            self._new += cases
            self._first = self._first or (time.monotonic(), self._new)

    def tell(self) -> None:
        """Call the watcher; called by the main thread alone, so that a watcher needs no lock."""
        if self._watch is None:
            return
        done, rate = self._kept + self._new, self._rate()
        left = (self._total - done) / rate if rate else (0.0 if done == self._total else None)
        seconds = time.monotonic() - self._began
        self._watch(Progress(done, self._total, self._kept, seconds, rate, left, self._news))

    def _rate(self) -> float | None:
        if self._first is None or self._new == self._first[1]:
            return None
        since, already = self._first
        return (self._new - already) / max(time.monotonic() - since, 1e-9)
