"""Compute a study and store it: threads over the compiled simulation, block by block; the same command goes on."""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from experiments.begun import Begun
from experiments.bench import Bench, StoppedError
from experiments.blocks import Block, digest_of_design
from experiments.clock import TICK, Clock, Watch
from experiments.design import design
from experiments.failure_record import record
from experiments.failures import causes
from experiments.identity import Identity
from experiments.manifest import FORMAT, Stored
from experiments.results import Results
from experiments.standing import Standing
from experiments.stopping import decide
from experiments.stopping_words import news
from experiments.store import Store
from experiments.study import Study
from experiments.threshold import AT_MOST, Limit, TooManyFailuresError, stopped
from experiments.versions import computed_by

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
    being computed. With a stopping rule round follows round until it is met; which is the last hangs on the results
    alone. StoreError when the folder holds something else; TooManyFailuresError once more cases have failed than the
    share `failures_at_most` of all, or of those up to the end of the round.
    """
    store, limit = Store(Path(folder)), Limit(failures_at_most)
    with store.locked():
        began = time.monotonic()
        standing = Standing(store, study, _prepare(store, study, block))
        workers = workers or os.cpu_count() or 1
        _compute_rounds(standing, workers, Clock(0, 0, progress), limit)
        if standing.new or not standing.is_complete:
            store.finish(standing.manifest())
            store.log(standing.event(workers, time.monotonic() - began))
            if limit.failed:
                record(begun := Begun(folder), causes(begun))
    return Results.open(folder)


def _compute_rounds(standing: Standing, workers: int, clock: Clock, limit: Limit) -> None:
    """Round after round until the stopping rule is met; the only one where there is none."""
    bench = Bench(standing.study, standing.store.design(), standing.store)
    with _explained(standing.store.folder, limit, bench):
        for start, end in standing.identity.rounds:
            missing, kept = standing.plan(start, end)
            cases = len(standing.study.outline.pairs) * (end - start)
            limit.extend(cases)
            clock.extend(cases, sum(one.block.count for one in kept), news(standing.decision))
            if missing or not standing.is_complete:
                limit.count(kept)
            if missing:
                standing.new |= _compute(bench, missing, workers, clock, limit)
            if standing.study.stopping and _is_decided(standing, end):
                break


def _is_decided(standing: Standing, replicates: int) -> bool:
    """Whether the rule of a study is met by all rounds so far."""
    rule = standing.study.stopping
    assert rule is not None
    parts_of = cache(partial(Results(standing.store, standing.manifest()).parts, rule.indicator))
    standing.decision = decide(rule, standing.study.proposals, replicates, parts_of)
    return standing.decision.decided


def _prepare(store: Store, study: Study, block: int) -> Identity:
    from scenarios.compile import uncertain

    points = design(uncertain(study.pack), study.draws, study.seed, study.sampling)
    asked = Identity(
        FORMAT, study.pack.pack.id, study.pack.digest, study.outline, computed_by(), digest_of_design(points), block,
        study.sampling.name, *((study.stopping.name, study.stopping.round) if study.stopping else ()),
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
