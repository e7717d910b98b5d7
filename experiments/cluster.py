"""A sweep on a Dask cluster: its workers compute blocks and store them in the shared folder, receipts come back."""

import logging
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from experiments.blocks import Block
from experiments.clock import TICK, Clock
from experiments.cluster_worker import order_for, store_block
from experiments.faults import ClusterError
from experiments.manifest import Stored
from experiments.store import Store
from experiments.threshold import Limit

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECTED_WITHIN = 10.0
"""Seconds in which a scheduler has to answer and to have a worker."""
WORKERS_BACK_WITHIN = 60.0
"""Seconds for which a sweep waits when all workers have gone: a nanny starts them again."""
VISIBLE_WITHIN = 90.0
"""Seconds in which files that a worker stored have to be seen here; network file systems remember what was absent."""
LOOK_AGAIN = 1.0


class Cluster:
    """The workers of a Dask scheduler.

    A task is a block, computed in one thread of a worker. Faults of the program are the same at every try and end
    the sweep at once. A worker that dies costs its blocks in progress, which others compute; a block whose workers
    died oftener than `distributed.scheduler.allowed-failures` of the scheduler says (usual: 3) ends the sweep.
    """

    def __init__(self, store: Store, address: str) -> None:
        self._store, self._address = store, address
        self._threads = 0
        self._held = ExitStack()

    def told(self) -> dict[str, object]:
        """The scheduler, and the threads that its workers had at the start."""
        return {"scheduler": self._address, "threads": self._threads}

    @property
    def first_raised(self) -> None:
        """What a case raised stays with the worker, but for its words."""
        return None

    def close(self) -> None:
        """Leave the cluster."""
        self._held.close()

    @cached_property
    def _client(self) -> "Client":
        client = self._held.enter_context(_connected(self._address))
        self._threads = sum(client.nthreads().values())
        return client

    @cached_property
    def _ticket(self) -> str:
        return self._held.enter_context(self._store.ticketed())

    def compute(self, missing: Sequence[Block], clock: Clock, limit: Limit) -> dict[Block, Stored]:
        """Every missing block. ClusterError when nobody answers, no worker is there, or one can't do it."""
        clock.tell()
        if not missing:
            return {}
        client, ticket = self._client, self._ticket
        # The ticket keeps this sweep apart from what a scheduler remembers of one that failed or was killed.
        keys = {f"block-{block.name}-{ticket}": block for block in missing}
        order = order_for(self._store, ticket)
        jobs = client.map(store_block, list(missing), order=order, key=list(keys), pure=False)
        try:
            found = self._gather(client, jobs, keys, (clock, limit))
        finally:
            with suppress(OSError, TimeoutError, CancelledError, RuntimeError):
                client.cancel(jobs, force=True)
        self._must_be_visible(found)
        return found

    def _gather(
        self, client: "Client", jobs: "list[Future[Stored]]", keys: dict[str, Block], watching: tuple[Clock, Limit]
    ) -> dict[Block, Stored]:
        from distributed import as_completed

        clock, limit = watching
        found: dict[Block, Stored] = {}
        arriving = as_completed(jobs, loop=client.loop, raise_errors=False)
        presence = _Presence(client, self._address)
        while len(found) < len(jobs):
            for job in arriving.next_batch(block=False):
                block = keys[str(job.key)]
                found[block] = self._result(job, jobs, keys)
                clock.count(block.count)
                limit.count([found[block]])
            clock.tell()
            presence.check()
            time.sleep(TICK)
        clock.tell()
        return found

    def _result(self, job: "Future[Stored]", jobs: "list[Future[Stored]]", keys: dict[str, Block]) -> Stored:
        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        try:
            stored: Stored = job.result()
        except KilledWorker as fault:
            suspects = [keys[str(one.key)] for one in jobs if one.status == "error"]
            raise ClusterError(self._killed(suspects, fault.allowed_failures + 1)) from None
        except (CancelledError, CommClosedError):
            raise ClusterError(f"{self._address}: the scheduler has gone, or cancelled the blocks; {_KEPT}") from None
        return stored

    def _killed(self, suspects: list[Block], times: int) -> str:
        """Dask does not tell the block that was computed from those that waited at the same worker: all are named."""
        died = f"{times} workers of {self._address} died" if times > 1 else f"a worker of {self._address} died"
        named = (
            f"\n  block {one.name} ({one.scenario}, {one.option}, cases {one.first} to {one.first + one.count - 1})"
            for one in suspects
        )
        why = "The logs of the workers say why; often it is memory"
        return f"{died} with these blocks in hand:{''.join(named)}\n{why}. Other {_KEPT}."

    def _must_be_visible(self, found: dict[Block, Stored]) -> None:
        """A worker's files may be seen later than its word is heard, or never, where the folder is not shared."""
        until = time.monotonic() + VISIBLE_WITHIN
        expected = {file.name for block in found for file in (self._store.block_file(block),)}
        expected |= {self._store.receipt_file(block).name for block in found}
        while unseen := expected - {file.name for file in self._store.blocks_folder.iterdir()}:
            if time.monotonic() > until:
                raise ClusterError(f"{self._store.blocks_folder}: workers stored {len(unseen)} files that are not here")
            time.sleep(LOOK_AGAIN)


_KEPT = "blocks that are complete are kept, and the same command goes on with them"


class _Presence:
    """Whether a scheduler still answers and has workers, asked every second."""

    def __init__(self, client: "Client", address: str) -> None:
        self._client, self._address = client, address
        self._asked = self._seen = time.monotonic()

    def check(self) -> None:
        """ClusterError when there has been no worker for WORKERS_BACK_WITHIN, or the connection is closed."""
        now = time.monotonic()
        if now - self._asked < LOOK_AGAIN:
            return
        self._asked = now
        if self._client.status == "closed":
            raise ClusterError(f"{self._address}: the scheduler has gone; {_KEPT}")
        with suppress(OSError, TimeoutError):
            if self._client.status == "running" and self._client.nthreads():
                self._seen = now
        if now - self._seen > WORKERS_BACK_WITHIN:
            raise ClusterError(f"{self._address}: all workers have gone; {_KEPT}")


@contextmanager
def _connected(address: str) -> "Iterator[Client]":
    """A client of a scheduler that has a worker; Dask's own words of lost connections are left to ours."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError("a cluster needs Dask: pip install 'quadrille[cluster]'") from None
    logger = logging.getLogger("distributed.client")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with _client(Client, address) as client:
            yield client
    finally:
        logger.setLevel(before)


def _must_listen(address: str) -> None:
    """Ask the plain way first: a client of Dask that nobody answers is not rid of at once."""
    from distributed.comm.addressing import get_address_host_port

    if not address:
        raise ValueError("found no address")
    if address.startswith(("tls:", "wss:")) and not _has_certificates():
        raise ValueError("its address asks for certificates, and distributed.comm.tls of Dask's settings names none")
    host, port = get_address_host_port(address, strict=True)
    socket.create_connection((host, port), CONNECTED_WITHIN).close()


def _has_certificates() -> bool:
    from distributed.security import Security

    return Security().get_connection_args("client").get("ssl_context") is not None


def _client(kind: "type[Client]", address: str) -> "Client":
    try:
        _must_listen(address)
        client = kind(address, timeout=CONNECTED_WITHIN, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        why = (str(fault).splitlines() or ["no answer"])[0]
        raise ClusterError(
            f"{address or 'scheduler'}: no Dask scheduler answers ({why}); `dask scheduler` starts one and says its "
            "address, such as tcp://host:8786"
        ) from None
    try:
        client.wait_for_workers(1, timeout=CONNECTED_WITHIN)
    except TimeoutError:
        client.close()
        raise ClusterError(f"{address}: the scheduler has no workers; `dask worker {address}` starts one") from None
    return client
