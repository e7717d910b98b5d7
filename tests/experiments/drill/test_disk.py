"""The fault drill of disks: full, limited or read-only folders stop a sweep in words; with room it goes on."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.cli import USAGE
from tests.experiments.drill.parents import SMALL, Parents, is_as
from tests.experiments.drill.server import NO_WRITING
from tests.experiments.test_cli import PACK, refused, sound

pytestmark = pytest.mark.long

KILOBYTE = 1024
CASES = ("--replicates", "20", "--draws", "2")
DISK = 4096 * KILOBYTE


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(mounted))
    yield mounted
    subprocess.run(["umount", "--lazy", str(mounted)], check=True)


def _mount(*words: str) -> None:
    if os.geteuid():
        pytest.skip("only root may mount")
    done = subprocess.run(["mount", *words], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


def fill(disk: Path, left: int) -> Path:
    """A file that leaves so many bytes of a disk free."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    ballast.write_bytes(b"\0" * (free - left))
    return ballast


def used(folder: Path) -> int:
    return sum(-(-file.stat().st_size // 4096) * 4096 for file in folder.rglob("*") if file.is_file())


def test_a_full_disk_stops_in_words_and_with_room_the_sweep_goes_on(disk: Path, small: Path, parents: Parents) -> None:
    chance = random.Random(2026)
    needed = used(small)
    stopped = set()
    for left in [0, 4 * KILOBYTE, 8 * KILOBYTE, *(chance.randrange(needed) for _ in range(12))]:
        ballast, folder = fill(disk, left), disk / "store"
        assert parents.run(SMALL, folder) == NO_WRITING
        stopped.add(parents.words())
        assert not (folder / "manifest.json").exists()
        assert not list(folder.rglob(".*.part"))
        ballast.unlink()
        assert parents.run(SMALL, folder) == 0
        assert is_as(small, folder)
        shutil.rmtree(folder)
    assert len(stopped) > 2, "the disk was full at one step only"


def test_the_command_says_that_the_disk_is_full(disk: Path) -> None:
    ballast = fill(disk, 100 * KILOBYTE)
    told = refused(USAGE, "sweep", PACK, *CASES, "--out", disk / "store")
    assert "No space left on device; the same command goes on when there is room" in " ".join(told.split())
    ballast.unlink()
    sound("sweep", PACK, *CASES, "--out", disk / "store")
    sound("check", disk / "store")


@pytest.mark.parametrize("largest", [300, 3 * KILOBYTE, 20 * KILOBYTE])
def test_a_file_that_may_not_grow_stops_in_words(parents: Parents, small: Path, tmp_path: Path, largest: int) -> None:
    """The limit meets study.json, then tables of the pack, then what DuckDB writes."""
    folder = tmp_path / "store"
    assert parents.run(SMALL, folder, largest_file=largest) == NO_WRITING
    assert "File too large" in parents.words()
    assert not list(folder.rglob(".*.part"))
    assert parents.run(SMALL, folder) == 0
    assert is_as(small, folder)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that can't be written to, whose original beside it can."""
    original, seen = tmp_path / "original", tmp_path / "read-only"
    for folder in (original, seen):
        folder.mkdir()
    _mount("--bind", str(original), str(seen))
    _mount("-o", "remount,ro,bind", str(seen))
    yield seen
    subprocess.run(["umount", "--lazy", str(seen)], check=True)


def test_a_read_only_folder_is_refused_in_words(read_only: Path, small: Path, parents: Parents) -> None:
    folder, original = read_only / "store", read_only.parent / "original" / "store"
    assert parents.run(SMALL, folder) == NO_WRITING
    assert "Read-only file system" in parents.words()
    shutil.copytree(small, original)
    assert is_as(small, folder)
    sorted(original.glob("blocks/*"))[0].unlink()
    told = refused(USAGE, "sweep", PACK, *CASES, "--out", folder)
    assert f"{folder}/.lock: Read-only file system" in " ".join(told.split())
    assert parents.run(SMALL, original) == 0
    assert is_as(small, folder)
