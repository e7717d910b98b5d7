"""What a worker of a cluster does for a sweep: it reads the study from the shared folder and stores its own blocks."""

import socket
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from experiments.bench import Bench
from experiments.blocks import Block, digest_of_design
from experiments.design import Design
from experiments.faults import ClusterError, StoreError
from experiments.identity import Identity
from experiments.manifest import Stored
from experiments.parquet import UnreadableError
from experiments.store import Store
from experiments.study import Study, with_options
from experiments.versions import computed_by, libraries

STUDIES = 2
"""Studies whose ground truth and settings a worker keeps laid out."""
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Order:
    """What a worker is told of a sweep: the folder, the ticket of the sweep, and the libraries of whoever asks."""

    folder: str
    ticket: str
    libraries: tuple[tuple[str, str], ...]


def order_for(store: Store, ticket: str) -> Order:
    """The order for the sweep that holds a store with a ticket."""
    return Order(str(store.folder.absolute()), ticket, tuple(sorted(libraries().items())))


def store_block(block: Block, order: Order) -> Stored:
    """Compute a block and store it, or find it stored already; only its receipt travels.

    ClusterError when this worker does not see the folder of the sweep, or is another version than asked for: the block
    is refused, never mixed. A block may be computed twice, by two workers that don't know of each other: both write
    the same bytes, each under a temporary name of its own.
    """
    store = Store(Path(order.folder))
    _must_see(store, order)
    with _one_at_a_time:
        bench = _bench(order)
    return store.stored(block) or bench.store_block(block, _told_to_nobody)


def _told_to_nobody(cases: int) -> None:
    """Nothing: a cluster counts whole blocks."""


def _must_see(store: Store, order: Order) -> None:
    ticket = store.ticket()
    if ticket is None:
        _refuse(f"can't see {order.folder}; every worker needs the folder of the sweep, under the same path")
    if ticket != order.ticket:
        _refuse(f"sees another sweep in {order.folder}: the folder is not shared, or a newer sweep writes to it")


@lru_cache(maxsize=STUDIES)
def _bench(order: Order) -> Bench:
    """The bench of a study, laid out once for all blocks and threads; a refusal is not remembered."""
    store = Store(Path(order.folder))
    try:
        identity = store.identity()
    except StoreError as fault:
        _refuse(str(fault))
    if identity is None:
        _refuse(f"finds no study.json in {order.folder}")
    _must_be_same_program(identity, order)
    return Bench(_study(identity, store), _points(identity, store), store)


def _points(identity: Identity, store: Store) -> Design:
    try:
        points = store.design()
    except (OSError, UnreadableError):
        _refuse(f"can't read {store.draws_file}")
    if digest_of_design(points) != identity.points:
        _refuse(f"finds other parameter draws in {store.draws_file} than the study has")
    return points


def _must_be_same_program(identity: Identity, order: Order) -> None:
    asked = {**dict(order.libraries), **{f"version of the {part}": d for part, d in identity.computed_by.items()}}
    here = {**libraries(), **{f"version of the {part}": digest for part, digest in computed_by().items()}}
    for what, wanted in asked.items():
        if here.get(what) != wanted:
            found = (here.get(what) or "none")[:12]
            _refuse(f"has another program ({what}: {found}, asked for {wanted[:12]}); install the same one everywhere")


def _study(identity: Identity, store: Store) -> Study:
    from scenarios import load

    pack, outline = load(store.pack_folder), identity.study
    if pack.digest != identity.pack_digest:
        _refuse(f"finds another pack in {store.pack_folder} than the study has")
    pack = with_options(pack, outline.options)
    return Study(pack, outline.scenarios, outline.options, outline.replicates, outline.draws, outline.seed)


def _refuse(why: str) -> NoReturn:
    raise ClusterError(f"worker {_here()} {why}")


def _here() -> str:
    from distributed import get_worker

    try:
        return f"{get_worker().address} ({socket.gethostname()})"
    except ValueError:
        return socket.gethostname()
