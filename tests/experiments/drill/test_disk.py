"""The fault drill of disks: full, limited or read-only folders stop a sweep in words; with room it goes on."""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.cli import FAILED, USAGE
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


class Switch:
    """A folder that can be made read-only: for root by the file system, since root may write whatever the modes say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read_only(self, on: bool) -> None:
        if not os.geteuid():
            _mount("-o", f"remount,{'ro' if on else 'rw'},bind", str(self.folder))
            return
        for folder in (self.folder, *(one for one in self.folder.rglob("*") if one.is_dir())):
            folder.chmod(0o555 if on else 0o755)


@pytest.fixture
def switch(tmp_path: Path) -> Iterator[Switch]:
    folder = tmp_path / "switched"
    folder.mkdir()
    if not os.geteuid():
        _mount("--bind", str(folder), str(folder))
    yield Switch(folder)
    if not os.geteuid():
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


READ_ONLY = r"Read-only file system|Permission denied"


def test_a_read_only_folder_is_refused_in_words(switch: Switch, small: Path, parents: Parents) -> None:
    store = switch.folder / "store"
    switch.read_only(True)
    assert parents.run(SMALL, store) == NO_WRITING
    assert re.search(READ_ONLY, parents.words())
    switch.read_only(False)
    shutil.copytree(small, store)
    sorted(store.glob("blocks/*"))[0].unlink()
    switch.read_only(True)
    assert parents.run(SMALL, store) == NO_WRITING
    told = refused(USAGE, "sweep", PACK, *CASES, "--out", store)
    assert re.search(rf"{store}/\S+: ({READ_ONLY})", " ".join(told.split()))
    refused(FAILED, "check", store)
    switch.read_only(False)
    assert parents.run(SMALL, store) == 0
    switch.read_only(True)
    assert is_as(small, store)
    sound("check", store)
    switch.read_only(False)
