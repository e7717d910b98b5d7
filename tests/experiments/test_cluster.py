"""The same study on a Dask cluster: same bits, whoever computes, dies or is refused."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import cluster, cluster_worker
from experiments.cli import USAGE
from experiments.clock import Progress
from experiments.cluster_worker import order_for, store_block
from experiments.design import Design
from experiments.faults import ClusterError
from experiments.parquet import write_design
from experiments.results import Results
from experiments.store import Store
from experiments.study import study_of
from experiments.sweep import sweep
from experiments.verify import verify
from tests.architecture.sources import REPOSITORY
from tests.experiments.clusters import Processes, die_at_first, store_block_slowly
from tests.experiments.clusters import cluster as started
from tests.experiments.drill.parents import until_blocks
from tests.experiments.made import OPTIONS, PACK, SCENARIOS, Interrupting, pack, study
from tests.experiments.test_cli import refused, sound, unwrapped

BLOCK = 5


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The study as one thread stores it."""
    return sweep(study(), tmp_path_factory.mktemp("reference") / "store", workers=1, block=BLOCK)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """A scheduler with two workers, which nobody kills."""
    with started(tmp_path_factory.mktemp("cluster"), workers=2) as processes:
        yield processes


def blocks_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "blocks").iterdir()}


def test_two_workers_store_the_bytes_of_one_thread(two: Processes, reference: Results, tmp_path: Path) -> None:
    steps: list[Progress] = []
    found = sweep(study(), tmp_path, block=BLOCK, progress=steps.append, scheduler=two.address)
    assert found.manifest.content_hash == reference.manifest.content_hash
    assert blocks_of(tmp_path) == blocks_of(reference.folder)
    assert verify(tmp_path) == []
    done = [step.done for step in steps]
    assert (done[0], done[-1], done) == (0, 160, sorted(done))
    told = json.loads((tmp_path / "log.jsonl").read_text())
    assert (told["scheduler"], told["threads"], told["cases"]) == (two.address, 2, 160)
    assert "workers" not in told


def test_a_cluster_goes_on_with_what_threads_began(two: Processes, reference: Results, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(reference.folder, tmp_path / "store"))
    for file in sorted((folder / "blocks").iterdir())[10:]:
        file.unlink()
    (folder / "manifest.json").unlink()
    steps: list[Progress] = []
    found = sweep(study(), folder, block=BLOCK, progress=steps.append, scheduler=two.address)
    assert steps[0].kept == 5 * BLOCK
    assert found.manifest.content_hash == reference.manifest.content_hash
    assert blocks_of(folder) == blocks_of(reference.folder)


def test_options_put_together_and_all_settings_reach_the_workers(two: Processes, tmp_path: Path) -> None:
    asked = study_of(pack(), ("civilian", "centre"), ("continuation+duty-officer",), replicates=12, draws=3, seed=7)
    here, there = sweep(asked, tmp_path / "here"), sweep(asked, tmp_path / "there", scheduler=two.address)
    assert there.manifest.content_hash == here.manifest.content_hash


COMMAND = ("sweep", PACK, *(f"--scenario={one}" for one in SCENARIOS), *(f"--option={one}" for one in OPTIONS))


def test_the_command_sweeps_on_a_cluster(two: Processes, reference: Results, tmp_path: Path) -> None:
    cases = ("--replicates", "40", "--draws", "4", "--out", tmp_path / "store")
    told = sound(*COMMAND, *cases, "--scheduler", two.address)
    assert reference.manifest.content_hash in told
    sound("check", tmp_path / "store")
    assert not (tmp_path / "store" / ".ticket").exists()


def test_the_command_says_what_a_cluster_lacks(tmp_path: Path) -> None:
    cases = ("--replicates", "4", "--out", tmp_path / "store")
    told = unwrapped(refused(USAGE, *COMMAND, *cases, "--scheduler", "tcp://127.0.0.1:9"))
    assert "no Dask scheduler answers" in told
    told = unwrapped(refused(USAGE, *COMMAND, *cases, "--scheduler", "tcp://127.0.0.1:9", "--workers", "2"))
    assert told == "--workers: found beside --scheduler, expected without; a cluster has its own workers"


KILLED = """
import sys
from experiments.sweep import sweep
from tests.experiments.made import study
sweep(study(replicates=200), sys.argv[1], block=10, scheduler=sys.argv[2])
"""


@pytest.mark.long
def test_a_killed_parent_leaves_a_cluster_that_goes_on(two: Processes, tmp_path: Path) -> None:
    """Twice, so that the scheduler and the workers have something to remember."""
    folder = tmp_path / "store"
    for stored in (5, 30):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder), two.address], cwd=REPOSITORY)
        until_blocks(folder, stored)
        assert process.poll() is None
        process.kill()
        process.wait()
    found = sweep(study(replicates=200), folder, block=10, scheduler=two.address)
    whole = sweep(study(replicates=200), tmp_path / "whole", workers=1, block=10)
    assert found.manifest.content_hash == whole.manifest.content_hash
    assert blocks_of(folder) == blocks_of(whole.folder)
    assert verify(folder) == []


def test_an_interruption_leaves_whole_blocks(
    two: Processes, reference: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "store_block", store_block_slowly)
    with pytest.raises(KeyboardInterrupt):
        sweep(study(), tmp_path, block=BLOCK, progress=Interrupting(after=20), scheduler=two.address)
    assert not (tmp_path / "manifest.json").exists()
    found = sweep(study(), tmp_path, block=BLOCK, scheduler=two.address)
    assert found.manifest.content_hash == reference.manifest.content_hash
    assert blocks_of(tmp_path) == blocks_of(reference.folder)


def test_a_killed_worker_costs_nothing_but_time(
    reference: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "store_block", store_block_slowly)
    with started(tmp_path, workers=1) as processes:
        doomed = processes.worker()
        processes.wait_for(2)

        def kill(step: Progress) -> None:
            if step.done >= 40 and doomed.poll() is None:
                doomed.send_signal(signal.SIGKILL)
                doomed.wait()

        found = sweep(study(), tmp_path / "store", block=BLOCK, progress=kill, scheduler=processes.address)
        assert doomed.poll() == -signal.SIGKILL
    assert found.manifest.content_hash == reference.manifest.content_hash
    assert blocks_of(tmp_path / "store") == blocks_of(reference.folder)


@pytest.mark.long
def test_a_block_that_kills_every_worker_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "store_block", die_at_first)
    with started(tmp_path, workers=1, deaths_allowed=0) as processes, pytest.raises(ClusterError) as told:
        sweep(study(), tmp_path / "store", block=BLOCK, scheduler=processes.address)
    assert "a worker of tcp" in str(told.value)
    assert "(resurgence, continuation, cases 0 to 4)\n" in str(told.value)


def test_a_worker_of_another_version_is_refused(tmp_path: Path) -> None:
    preload = Path(__file__).with_name("other_compiler.py")
    with started(tmp_path, workers=0) as processes:
        processes.worker("--preload", str(preload))
        with pytest.raises(ClusterError, match=r"another program \(version of the compiler: another, asked for"):
            sweep(study(), tmp_path / "store", block=BLOCK, scheduler=processes.address)
    assert list((tmp_path / "store" / "blocks").iterdir()) == []


def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECTED_WITHIN", 1.0)
    with started(tmp_path, workers=0) as processes, pytest.raises(ClusterError, match="has no workers"):
        sweep(study(), tmp_path / "store", block=BLOCK, scheduler=processes.address)


@pytest.mark.long
def test_workers_that_go_for_good_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WORKERS_BACK_WITHIN", 1.0)
    monkeypatch.setattr(cluster, "store_block", store_block_slowly)
    with started(tmp_path, workers=0) as processes:
        only = processes.worker()

        def kill(step: Progress) -> None:
            if step.done >= 10:
                only.kill()

        with pytest.raises(ClusterError, match="all workers have gone"):
            sweep(study(), tmp_path / "store", block=BLOCK, progress=kill, scheduler=processes.address)


@pytest.mark.long
def test_a_scheduler_that_goes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECTED_WITHIN", 2.0)
    monkeypatch.setattr(cluster, "store_block", store_block_slowly)
    with started(tmp_path, workers=1) as processes:

        def end(step: Progress) -> None:
            if step.done >= 10:
                processes.end()

        with pytest.raises(ClusterError, match="the scheduler has gone"):
            sweep(study(), tmp_path / "store", block=BLOCK, progress=end, scheduler=processes.address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1", "nonsense://x:1", ""])
def test_an_address_where_nobody_answers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(cluster, "CONNECTED_WITHIN", 0.5)
    with pytest.raises(ClusterError, match="no Dask scheduler answers"):
        sweep(study(), tmp_path, scheduler=address)


def test_without_dask_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'quadrille\[cluster\]'"):
        sweep(study(), tmp_path, scheduler="tcp://127.0.0.1:9")


@pytest.fixture
def store(reference: Results, tmp_path: Path) -> Store:
    """A finished store."""
    return Store(Path(shutil.copytree(reference.folder, tmp_path / "store")))


def test_a_worker_finds_a_stored_block(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = store.manifest().blocks[0]
    monkeypatch.setattr(cluster_worker.Bench, "rows", None)
    with store.ticketed() as ticket:
        assert store_block(stored.block, order_for(store, ticket)) == stored


def test_a_worker_refuses_a_folder_that_is_not_that_of_the_sweep(store: Store, tmp_path: Path) -> None:
    block = store.manifest().blocks[0].block
    with pytest.raises(ClusterError, match="every worker needs the folder of the sweep"):
        store_block(block, order_for(Store(tmp_path / "elsewhere"), "a ticket"))
    with pytest.raises(ClusterError, match="every worker needs the folder of the sweep"):
        store_block(block, order_for(store, "a ticket"))
    with store.ticketed(), pytest.raises(ClusterError, match="sees another sweep in"):
        store_block(block, order_for(store, "a ticket"))


def other_notes(store: Store) -> None:
    (store.pack_folder / "NOTES.md").write_text("Other notes.")


def other_draws(store: Store) -> None:
    write_design(Design(("a",), np.zeros((4, 1))), store.draws_file)


def no_draws(store: Store) -> None:
    store.draws_file.write_text("nothing")


def no_study(store: Store) -> None:
    store.study_file.unlink()


def another_study(store: Store) -> None:
    store.study_file.write_text("{}")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (other_notes, "finds another pack in"),
        (other_draws, "finds other parameter draws in"),
        (no_draws, "can't read"),
        (no_study, r"finds no study\.json"),
        (another_study, r"study\.json: can't be read"),
    ],
)
def test_a_worker_refuses_what_is_not_what_the_study_has(
    store: Store, spoil: Callable[[Store], None], told: str
) -> None:
    block = store.manifest().blocks[0].block
    with store.ticketed() as ticket:
        spoil(store)
        order = order_for(store, ticket)
        with pytest.raises(ClusterError, match=told):
            store_block(block, order)


def test_a_worker_with_other_libraries_is_refused(store: Store) -> None:
    with store.ticketed() as ticket:
        order = replace(order_for(store, ticket), libraries=(("numpy", "1.0"),))
        with pytest.raises(ClusterError, match=r"\(numpy: [0-9.]+, asked for 1\.0\); install the same one everywhere"):
            store_block(store.manifest().blocks[0].block, order)


def test_blocks_that_are_not_seen_here_are_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "VISIBLE_WITHIN", 0.0)
    stored = store.manifest().blocks[0]
    crew = cluster.Cluster(store, "nowhere")
    crew._must_be_visible({stored.block: stored})
    store.receipt_file(stored.block).unlink()
    with pytest.raises(ClusterError, match="workers stored 1 files that are not here"):
        crew._must_be_visible({stored.block: stored})
