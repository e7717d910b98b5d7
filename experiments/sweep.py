"""Compute a study and store it: threads over the compiled simulation, block by block; the same command goes on."""

import os
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from experiments.begun import Begun
from experiments.bench import Bench, StoppedError
from experiments.blocks import Block, digest_of_design
from experiments.clock import TICK, Clock, Watch
from experiments.design import design
from experiments.failure_record import record
from experiments.failures import causes
from experiments.files import sha256_of
from experiments.identity import Identity
from experiments.manifest import FORMAT, Manifest, PackName, Stored
from experiments.results import Results
from experiments.store import Store
from experiments.study import Study
from experiments.threshold import AT_MOST, Limit, TooManyFailuresError, stopped
from experiments.versions import computed_by, versions
from simulation.layout import TALLIES

BLOCK = 1000


def sweep(
    study: Study,
    folder: Path | str,
    workers: int | None = None,
    block: int = BLOCK,
    progress: Watch | None = None,
    failures_at_most: float = AT_MOST,
) -> Results:
    """Run every simulated case of a study that the folder does not hold yet, and return its results.

    Blocks of about `block` replicates are written whole or not at all, so that an interruption loses at most those
    being computed. StoreError when the folder holds something else; TooManyFailuresError once more cases have failed
    than the share `failures_at_most` of all.
    """
    store, limit = Store(Path(folder)), Limit(failures_at_most, study.outline)
    with store.locked():
        began = time.monotonic()
        identity = _prepare(store, study, block)
        planned = store.planned(identity)
        held = {one: stored for one in planned if (stored := store.stored(one))}
        missing = [one for one in planned if one not in held]
        if missing or not store.manifest_file.exists():
            workers = workers or os.cpu_count() or 1
            clock = Clock(study.outline.cases, sum(one.count for one in held), progress)
            bench = Bench(study, store.design(), store)
            with _explained(store.folder, limit, bench):
                limit.count(held.values())
                new = _compute(bench, missing, workers, clock, limit)
            store.finish(_manifest(store, study, identity, [held.get(one) or new[one] for one in planned]))
            store.log(_event(study, held, new, workers, time.monotonic() - began))
            if limit.failed:
                record(begun := Begun(folder), causes(begun))
    return Results.open(folder)


def _prepare(store: Store, study: Study, block: int) -> Identity:
    from scenarios.compile import uncertain

    points = design(uncertain(study.pack), study.draws, study.seed, study.sampling)
    asked = Identity(
        FORMAT, study.pack.pack.id, study.pack.digest, study.outline, computed_by(), digest_of_design(points), block,
        study.sampling.name,
    )  # fmt: skip
    return store.prepare(asked, points, study.pack)


@contextmanager
def _explained(folder: Path, limit: Limit, bench: Bench) -> Iterator[None]:
    """Too many failed cases, put in words from what is stored; their tracebacks are recorded."""
    try:
        yield
    except TooManyFailuresError:
        begun = Begun(folder)
        record(begun, found := causes(begun))
        raise stopped(begun, limit, found) from bench.first_raised


def _compute(bench: Bench, missing: Sequence[Block], workers: int, clock: Clock, limit: Limit) -> dict[Block, Stored]:
    """Every missing block, in threads. A fault or Ctrl-C ends all of them between two chunks, leaving whole blocks."""
    clock.tell()
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="sweep")
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
