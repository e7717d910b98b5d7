"""Compute a study and store it: threads over the compiled simulation, block by block; the same command goes on."""

import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from experiments.bench import Bench, StoppedError
from experiments.blocks import Block, digest_of_design
from experiments.design import design
from experiments.files import sha256_of
from experiments.identity import Identity
from experiments.manifest import FORMAT, Manifest, PackName, Stored
from experiments.results import Results
from experiments.store import Store
from experiments.study import Study
from experiments.versions import computed_by, versions
from simulation.layout import TALLIES

BLOCK = 1000
_TICK = 0.1


@dataclass(frozen=True)
class Progress:
    """How far a sweep is, in simulated cases: `kept` stood in the folder before, `done` includes them.

    `rate` is cases a second since the first was done, `left` seconds; both None until they can be told.
    """

    done: int
    total: int
    kept: int
    seconds: float
    rate: float | None
    left: float | None


Watch = Callable[[Progress], None]


def sweep(
    study: Study, folder: Path | str, workers: int | None = None, block: int = BLOCK, progress: Watch | None = None
) -> Results:
    """Run every simulated case of a study that the folder does not hold yet, and return its results.

    Blocks of about `block` replicates are written whole or not at all, so that an interruption loses at most those
    being computed. StoreError when the folder holds something else.
    """
    store = Store(Path(folder))
    with store.locked():
        began = time.monotonic()
        identity = _prepare(store, study, block)
        planned = store.planned(identity)
        held = {one: stored for one in planned if (stored := store.stored(one))}
        missing = [one for one in planned if one not in held]
        if missing or not store.manifest_file.exists():
            workers = workers or os.cpu_count() or 1
            new = _compute(Bench(study, store.design(), store), missing, workers, _Clock(study, held, progress))
            store.finish(_manifest(store, study, identity, [held.get(one) or new[one] for one in planned]))
            store.log(_event(study, held, new, workers, time.monotonic() - began))
    return Results.open(folder)


def _prepare(store: Store, study: Study, block: int) -> Identity:
    from scenarios.compile import uncertain

    points = design(uncertain(study.pack), study.draws, study.seed)
    asked = Identity(
        FORMAT, study.pack.pack.id, study.pack.digest, study.outline, computed_by(), digest_of_design(points), block
    )
    return store.prepare(asked, points, study.pack)


class _Clock:
    """Counts cases of all workers and tells the watcher."""

    def __init__(self, study: Study, held: dict[Block, Stored], watch: Watch | None) -> None:
        self._total = study.outline.cases
        self._kept = sum(one.count for one in held)
        self._watch = watch
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._new = 0
        self._first: tuple[float, int] | None = None

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
        self._watch(Progress(done, self._total, self._kept, time.monotonic() - self._began, rate, left))

    def _rate(self) -> float | None:
        if self._first is None or self._new == self._first[1]:
            return None
        since, already = self._first
        return (self._new - already) / max(time.monotonic() - since, 1e-9)


def _compute(bench: Bench, missing: Sequence[Block], workers: int, clock: _Clock) -> dict[Block, Stored]:
    """Every missing block, in threads. A fault or Ctrl-C ends all of them between two chunks, leaving whole blocks."""
    clock.tell()
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="sweep")
    try:
        jobs = {pool.submit(bench.store_block, block, clock.count): block for block in missing}
        _await(set(jobs), clock)
        return {block: job.result() for job, block in jobs.items()}
    except BaseException:
        bench.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _await(jobs: set[Future[Stored]], clock: _Clock) -> None:
    waiting = jobs
    while waiting:
        done, waiting = wait(waiting, timeout=_TICK, return_when=FIRST_EXCEPTION)
        for job in done:
            if (fault := job.exception()) and not isinstance(fault, StoppedError):
                raise fault
        clock.tell()


def _manifest(store: Store, study: Study, identity: Identity, blocks: list[Stored]) -> Manifest:
    pack = study.pack.pack
    return Manifest(
        format=FORMAT,
        pack=PackName(pack.id, pack.title, study.pack.digest),
        study=study.outline,
        years=pack.years,
        computed_by=identity.computed_by,
        versions=versions(),
        points=identity.points,
        draws_file=sha256_of(store.draws_file),
        tallies=tuple({"name": t.name, "unit": t.unit, "over": t.over, "monthly": t.monthly} for t in TALLIES),
        blocks=tuple(blocks),
        content_hash=store.content_hash(study.outline, [one.block for one in blocks]),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _event(
    study: Study, held: dict[Block, Stored], new: dict[Block, Stored], workers: int, seconds: float
) -> dict[str, object]:
    return {
        "event": "sweep",
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": socket.gethostname(),
        "workers": workers,
        "cases": sum(one.count for one in new),
        "kept": sum(one.count for one in held),
        "failed": sum(one.failed for one in new.values()),
        "seconds": round(seconds, 3),
        "versions": versions(),
    }
