"""Compute a study and store it: threads over the compiled simulation, block by block; the same command goes on."""

import os
import socket
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from pathlib import Path

from experiments.bench import Bench, StoppedError
from experiments.blocks import Block, digest_of_design
from experiments.clock import TICK, Clock, Watch
from experiments.design import design
from experiments.files import sha256_of
from experiments.identity import Identity
from experiments.manifest import FORMAT, Manifest, PackName, Stored
from experiments.results import Results
from experiments.stopping import Decision, decide, rounds
from experiments.store import Store
from experiments.study import Outline, Study
from experiments.versions import computed_by, versions
from simulation.layout import TALLIES

BLOCK = 1000


def sweep(
    study: Study, folder: Path | str, workers: int | None = None, block: int = BLOCK, progress: Watch | None = None
) -> Results:
    """Run every simulated case of a study that the folder does not hold yet, and return its results.

    Blocks of about `block` replicates are written whole or not at all, so that an interruption loses at most those
    being computed. With a stopping rule round follows round until it is met; which is the last hangs on the results
    alone. StoreError when the folder holds something else.
    """
    store = Store(Path(folder))
    with store.locked():
        began = time.monotonic()
        done = _Done(store, study, _prepare(store, study, block))
        clock = Clock(0, 0, progress)
        workers = workers or os.cpu_count() or 1
        for start, end in rounds(study.outline, study.stopping):
            _compute_round(done, start, end, workers, clock)
            if study.stopping and _decide(done, end).decided:
                break
        if done.new or not store.manifest_file.exists():
            store.finish(done.manifest())
            store.log(_event(done, workers, time.monotonic() - began))
    return Results.open(folder)


class _Done:
    """What of a study is done: blocks that the folder held, new ones, and what the last round decided."""

    def __init__(self, store: Store, study: Study, identity: Identity) -> None:
        self.store, self.study, self.identity = store, study, identity
        self.held: dict[Block, Stored] = {}
        self.new: dict[Block, Stored] = {}
        self.planned: list[Block] = []
        self.decision: Decision | None = None

    def plan(self, start: int, end: int) -> list[Block]:
        """Add a round; returns its blocks that are missing."""
        planned = self.store.planned(self.identity, start, end)
        self.planned += planned
        self.held |= {one: stored for one in planned if (stored := self.store.stored(one))}
        return [one for one in planned if one not in self.held]

    @cached_property
    def bench(self) -> Bench:
        """The bench on which missing blocks are computed."""
        return Bench(self.study, self.store.design(), self.store)

    @property
    def replicates(self) -> int:
        """Replicates of each scenario and option that are planned so far."""
        return max(one.first + one.count for one in self.planned)

    def manifest(self) -> Manifest:
        """The head of the store as it is now."""
        outline = replace(self.study.outline, replicates=self.replicates)
        blocks = [self.held.get(one) or self.new[one] for one in self.planned]
        return _manifest(self, outline, blocks)


def _compute_round(done: _Done, start: int, end: int, workers: int, clock: Clock) -> None:
    """Compute the blocks of a round that the folder does not hold."""
    known = sum(one.count for one in done.held)
    missing = done.plan(start, end)
    cases = len(done.study.outline.pairs) * (end - start)
    clock.extend(cases, sum(one.count for one in done.held) - known, _news(done.decision))
    if missing:
        done.new |= _compute(done.bench, missing, workers, clock)


def _decide(done: _Done, replicates: int) -> Decision:
    """What the rule of a study says of all rounds so far."""
    rule = done.study.stopping
    assert rule is not None
    results = Results(done.store, done.manifest())
    parts_of = cache(partial(results.parts, rule.indicator))
    done.decision = decide(rule, done.study.proposals, replicates, parts_of)
    return done.decision


def _news(decision: Decision | None) -> str:
    if decision is None:
        return ""
    left = f"{decision.open:,} of {len(decision.comparisons):,} comparisons are open"
    return f"{decision.replicates:,} cases per scenario and option: {left}; another round."


def _prepare(store: Store, study: Study, block: int) -> Identity:
    from scenarios.compile import uncertain

    points = design(uncertain(study.pack), study.draws, study.seed, study.sampling)
    asked = Identity(
        FORMAT, study.pack.pack.id, study.pack.digest, study.outline, computed_by(), digest_of_design(points), block,
        study.sampling.name, study.stopping.name if study.stopping else "none",
    )  # fmt: skip
    return store.prepare(asked, points, study.pack)


def _compute(bench: Bench, missing: Sequence[Block], workers: int, clock: Clock) -> dict[Block, Stored]:
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


def _await(jobs: set[Future[Stored]], clock: Clock) -> None:
    waiting = jobs
    while waiting:
        done, waiting = wait(waiting, timeout=TICK, return_when=FIRST_EXCEPTION)
        for job in done:
            if (fault := job.exception()) and not isinstance(fault, StoppedError):
                raise fault
        clock.tell()


def _manifest(done: _Done, outline: Outline, blocks: list[Stored]) -> Manifest:
    store, study, pack = done.store, done.study, done.study.pack.pack
    return Manifest(
        format=FORMAT,
        pack=PackName(pack.id, pack.title, study.pack.digest),
        study=outline,
        years=pack.years,
        computed_by=done.identity.computed_by,
        versions=versions(),
        points=done.identity.points,
        draws_file=sha256_of(store.draws_file),
        tallies=tuple({"name": t.name, "unit": t.unit, "over": t.over, "monthly": t.monthly} for t in TALLIES),
        blocks=tuple(blocks),
        content_hash=store.content_hash(outline, [one.block for one in blocks]),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        stopping=asdict(done.decision) if done.decision else None,
        design=study.sampling.name,
    )


def _event(done: _Done, workers: int, seconds: float) -> dict[str, object]:
    return {
        "event": "sweep",
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": socket.gethostname(),
        "workers": workers,
        "cases": sum(one.count for one in done.new),
        "kept": sum(one.count for one in done.held),
        "failed": sum(one.failed for one in done.new.values()),
        "seconds": round(seconds, 3),
        "versions": versions(),
    }
