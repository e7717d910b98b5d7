"""Compute a study and store it, block by block, in threads or on a cluster; the same command goes on."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path

from experiments.begun import Begun
from experiments.blocks import digest_of_design
from experiments.clock import Clock, Watch
from experiments.crew import Crew, Threads
from experiments.design import design
from experiments.failure_record import record
from experiments.failures import causes
from experiments.identity import Identity
from experiments.manifest import FORMAT
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
    scheduler: str | None = None,
) -> Results:
    """Run every simulated case of a study that the folder does not hold yet, and return its results.

    Blocks of about `block` replicates are written whole or not at all, so that an interruption loses at most those
    being computed. With a stopping rule round follows round until it is met; which is the last hangs on the results
    alone. With `scheduler`, the address of a Dask scheduler, its workers compute and `workers` says nothing.

    StoreError when the folder holds something else, or another process sweeps into it: of two at once the second gets
    the error, and the first is undisturbed. TooManyFailuresError once more cases have failed than the share
    `failures_at_most` of all, or of those up to the end of the round. ClusterError when the cluster can't do it.
    """
    store, limit = Store(Path(folder)), Limit(failures_at_most)
    with store.locked():
        began = time.monotonic()
        standing = Standing(store, study, _prepare(store, study, block))
        with closing(_crew(study, store, workers, scheduler)) as crew:
            _compute_rounds(standing, crew, Clock(0, 0, progress), limit)
        if not standing.is_finished:
            store.finish(standing.manifest())
            store.log(standing.event(crew.told(), time.monotonic() - began))
            if limit.failed:
                record(begun := Begun(folder), causes(begun))
    return Results.open(folder)


def _crew(study: Study, store: Store, workers: int | None, scheduler: str | None) -> Crew:
    if scheduler is None:
        return Threads(study, store, workers)
    from experiments.cluster import Cluster

    return Cluster(store, scheduler)


def _prepare(store: Store, study: Study, block: int) -> Identity:
    from scenarios.compile import uncertain

    points = design(uncertain(study.pack), study.draws, study.seed, study.sampling)
    asked = Identity(
        FORMAT, study.pack.pack.id, study.pack.digest, study.outline, computed_by(), digest_of_design(points), block,
        study.sampling.name, *((study.stopping.name, study.stopping.round) if study.stopping else ()),
    )  # fmt: skip
    return store.prepare(asked, points, study.pack)


def _compute_rounds(standing: Standing, crew: Crew, clock: Clock, limit: Limit) -> None:
    """Round after round until the stopping rule is met; the only one where there is none."""
    was_finished = standing.store.manifest_file.exists()
    with _explained(standing.store.folder, limit, crew):
        for start, end in standing.identity.rounds:
            missing, kept = standing.plan(start, end)
            cases = len(standing.study.outline.pairs) * (end - start)
            limit.extend(cases)
            clock.extend(cases, sum(one.block.count for one in kept), news(standing.decision))
            if missing or not was_finished:
                limit.count(kept)
                standing.new |= crew.compute(missing, clock, limit)
            if standing.study.stopping and _is_decided(standing, end):
                break


@contextmanager
def _explained(folder: Path, limit: Limit, crew: Crew) -> Iterator[None]:
    """Too many failed cases, put in words from what is stored; their tracebacks are recorded."""
    try:
        yield
    except TooManyFailuresError:
        begun = Begun(folder)
        record(begun, found := causes(begun))
        raise stopped(begun, limit, found) from crew.first_raised


def _is_decided(standing: Standing, replicates: int) -> bool:
    """Whether the rule of a study is met by all rounds so far."""
    rule = standing.study.stopping
    assert rule is not None
    parts_of = cache(partial(standing.results().parts, rule.indicator))
    standing.decision = decide(rule, standing.study.proposals, replicates, parts_of)
    return standing.decision.decided
