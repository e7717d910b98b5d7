"""The fault drill: sweeps are killed, disks fill, files are damaged; the finished store equals the reference."""

import random
import signal
import time
from pathlib import Path

import pytest

from tests.experiments.drill.parents import MANY, SMALL, WORKERS, Parents, is_as, until_blocks
from tests.experiments.drill.server import REFUSED

pytestmark = pytest.mark.long
KILLS = 50
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the study of many blocks, never disturbed."""
    folder = tmp_path_factory.mktemp("many") / "store"
    MANY.sweep(folder)
    return folder


def blocks_without_receipt(folder: Path) -> int:
    names = {file.name for file in folder.glob("blocks/*")}
    return sum(f"{Path(name).stem}.json" not in names for name in names if name.endswith(".parquet"))


def test_fifty_kills_at_random_moments(parents: Parents, many: Path, tmp_path: Path) -> None:
    """Each folder is swept by the same command until it is finished, killed at whatever moment comes."""
    chance = random.Random(1925)
    began = time.monotonic()
    assert parents.run(MANY, tmp_path / "undisturbed") == 0
    length = time.monotonic() - began
    kills, folders = 0, 0
    while kills < KILLS:
        folder = tmp_path / f"killed-{folders}"
        folders += 1
        ended = KILLED
        while ended == KILLED:
            process = parents.start(MANY, folder)
            time.sleep(chance.uniform(0.0, 0.6 * length))
            ended = parents.kill(process)
            kills += ended == KILLED
            assert blocks_without_receipt(folder) <= WORKERS
        assert ended == 0
        assert is_as(many, folder)
    assert folders > 1


def test_a_kill_before_any_step_of_the_protocol(parents: Parents, small: Path, tmp_path: Path) -> None:
    """Before whatever the sweep opens, renames or removes in its folder; half are killed twice."""
    chance = random.Random(1993)
    steps = 1
    while parents.run(SMALL, tmp_path / f"count-{steps}", crash_before=steps) == KILLED:
        steps *= 2
    assert steps > 64
    for step in [1, 2, 3, 4, 5, 6, *chance.sample(range(7, steps // 2), 18)]:
        folder = tmp_path / f"step-{step}"
        assert parents.run(SMALL, folder, crash_before=step) == KILLED
        if step % 2:
            parents.run(SMALL, folder, crash_before=chance.randint(1, 40))
        assert parents.run(SMALL, folder) == 0, parents.words()
        assert is_as(small, folder)


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_parents_at_once_one_is_refused(parents: Parents, many: Path, tmp_path: Path, attempt: int) -> None:
    folder = tmp_path / f"two-{attempt}"
    processes = [parents.start(MANY, folder) for _ in range(2)]
    assert sorted(map(parents.wait, processes)) == [0, REFUSED]
    assert "another sweep is writing to this folder" in parents.words()
    assert is_as(many, folder)


def test_the_lock_goes_with_a_killed_parent(parents: Parents, many: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    first = parents.start(MANY, folder)
    until_blocks(folder, 3)
    assert parents.run(MANY, folder) == REFUSED
    assert parents.kill(first) == KILLED
    assert parents.run(MANY, folder) == 0
    assert is_as(many, folder)
