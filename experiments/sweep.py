"""Compute a study and store it, block by block, in threads or on a cluster; the same command goes on."""

import socket
import time
from datetime import UTC, datetime
from pathlib import Path

from experiments.blocks import Block, digest_of_design
from experiments.clock import Clock, Watch
from experiments.crew import Crew, Threads
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


def sweep(
    study: Study,
    folder: Path | str,
    workers: int | None = None,
    block: int = BLOCK,
    progress: Watch | None = None,
    scheduler: str | None = None,
) -> Results:
    """Run every simulated case of a study that the folder does not hold yet, and return its results.

    Blocks of about `block` replicates are written whole or not at all, so that an interruption loses at most those
    being computed. With `scheduler`, the address of a Dask scheduler, its workers compute them and `workers` says
    nothing. StoreError when the folder holds something else, or another process sweeps into it: of two at once the
    second gets the error, and the first is undisturbed. ClusterError when the cluster can't do it.
    """
    store = Store(Path(folder))
    with store.locked():
        began = time.monotonic()
        identity = _prepare(store, study, block)
        planned = store.planned(identity)
        held = {one: stored for one in planned if (stored := store.stored(one))}
        missing = [one for one in planned if one not in held]
        if missing or not store.is_finished([held[one] for one in planned]):
            crew = _crew(study, store, workers, scheduler)
            clock = Clock(study.outline.cases, sum(one.count for one in held), progress)
            new = crew.compute(missing, clock)
            store.finish(_manifest(store, study, identity, [held.get(one) or new[one] for one in planned]))
            store.log(_event(crew, held, new, time.monotonic() - began))
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
        study.sampling.name,
    )  # fmt: skip
    return store.prepare(asked, points, study.pack)


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


def _event(crew: Crew, held: dict[Block, Stored], new: dict[Block, Stored], seconds: float) -> dict[str, object]:
    return {
        "event": "sweep",
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": socket.gethostname(),
        **crew.told(),
        "cases": sum(one.count for one in new),
        "kept": sum(one.count for one in held),
        "failed": sum(one.failed for one in new.values()),
        "seconds": round(seconds, 3),
        "versions": versions(),
    }
