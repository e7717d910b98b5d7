"""The fault drill of files: whatever byte of a store is changed, `check` says so and the same sweep mends it."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.cli import FAILED, USAGE
from experiments.faults import StoreError
from experiments.sweep import sweep
from tests.experiments.drill.parents import SMALL, files_of, is_as
from tests.experiments.made import study
from tests.experiments.test_cli import quadrille, refused, sound

pytestmark = pytest.mark.long
KINDS = {
    "block": "blocks/*.parquet",
    "receipt": "blocks/*.json",
    "draws": "draws.parquet",
    "study": "study.json",
    "manifest": "manifest.json",
    "pack": "pack/*.yaml",
    "table of the pack": "pack/tables/*.csv",
}
Damage = Callable[[Path, random.Random], object]


def flip_a_bit(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def change_a_byte(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    file.write_bytes(content)


def cut(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: chance.randrange(len(content))])


def lose_the_last_byte(file: Path, chance: random.Random) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def add_a_byte(file: Path, chance: random.Random) -> None:
    file.write_bytes(file.read_bytes() + bytes([chance.randrange(256)]))


def empty(file: Path, chance: random.Random) -> None:
    file.write_bytes(b"")


def remove(file: Path, chance: random.Random) -> None:
    file.unlink()


DAMAGES: tuple[Damage, ...] = (
    flip_a_bit, flip_a_bit, change_a_byte, change_a_byte, cut, lose_the_last_byte, add_a_byte, empty, remove
)  # fmt: skip


@pytest.fixture
def store(small: Path, tmp_path: Path) -> Path:
    """A copy of the finished store, to spoil."""
    return Path(shutil.copytree(small, tmp_path / "store"))


def one_of(store: Path, kind: str, chance: random.Random) -> Path:
    return chance.choice(sorted(store.glob(KINDS[kind])))


@pytest.mark.parametrize("kind", KINDS)
def test_every_damage_is_noticed_and_mended(small: Path, store: Path, kind: str) -> None:
    chance = random.Random(kind)
    for damage in DAMAGES:
        spoilt = one_of(store, kind, chance)
        before = spoilt.read_bytes()
        damage(spoilt, chance)
        told = quadrille("check", store)
        assert told.exit_code in (FAILED, USAGE), (damage.__name__, spoilt.name)
        assert isinstance(told.exception, SystemExit)
        assert "Traceback" not in told.stderr
        if (kind, damage) == ("study", remove):
            with pytest.raises(StoreError, match="holds other files and no study"):
                SMALL.sweep(store)
            spoilt.write_bytes(before)
        SMALL.sweep(store)
        assert is_as(small, store), (damage.__name__, spoilt.name)


@pytest.mark.parametrize("kind", KINDS)
def test_every_damage_to_an_unfinished_store_is_mended(small: Path, store: Path, kind: str) -> None:
    """Nothing tells beforehand that it is damaged; what is computed twice has the same bytes."""
    chance = random.Random(f"unfinished {kind}")
    for damage in DAMAGES:
        (store / "manifest.json").unlink()
        if kind != "manifest" and (kind, damage) != ("study", remove):
            damage(one_of(store, kind, chance), chance)
        SMALL.sweep(store)
        assert is_as(small, store), damage.__name__


def test_several_damages_at_once(small: Path, store: Path) -> None:
    chance = random.Random(77)
    for _ in range(8):
        for kind in KINDS:
            flip_a_bit(one_of(store, kind, chance), chance)
        told = refused(FAILED, "check", store)
        assert {"manifest.json", "study.json"} <= set(told.replace(":", " ").split())
        SMALL.sweep(store)
        assert is_as(small, store)


def test_a_damaged_study_file_never_mixes_two_studies(store: Path) -> None:
    """Another study is refused by the blocks, though the file that names the study no longer tells."""
    (store / "study.json").write_bytes(b"{}")
    (store / "manifest.json").unlink()
    files = {file: file.read_bytes() for file in store.rglob("*") if file.is_file() and file.name != ".lock"}
    with pytest.raises(StoreError, match=r"8 of 8 blocks beside it are not of the study\s+asked for"):
        sweep(study(SMALL.replicates, 2, seed=9), store, block=SMALL.block)
    assert {file: file.read_bytes() for file in files} == files


def test_a_log_that_a_kill_cut_goes_on_in_a_new_line(store: Path) -> None:
    log = store / "log.jsonl"
    log.write_bytes(log.read_bytes() + b'{"event": "swe')
    (store / "manifest.json").unlink()
    SMALL.sweep(store)
    first, half, last = log.read_text(encoding="utf-8").splitlines()
    assert (json.loads(first)["cases"], half, json.loads(last)["kept"]) == (32, '{"event": "swe', 32)


def test_a_damaged_log_or_lock_is_of_no_consequence(small: Path, store: Path) -> None:
    for name in (".lock", "log.jsonl"):
        (store / name).write_bytes(b"\xff\x00")
    sound("check", store)
    SMALL.sweep(store)
    assert files_of(store) == files_of(small)
