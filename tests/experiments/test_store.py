"""A store is whole or says what is missing, keeps studies apart, and notices every changed byte."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments import files
from experiments.faults import StoreError
from experiments.files import put, put_text
from experiments.parquet import read_design, write_design
from experiments.results import Results
from experiments.sealed import sealed, unsealed
from experiments.store import Store
from experiments.sweep import sweep
from experiments.verify import verify
from tests.experiments.made import study


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of the stored study, to spoil."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def a_block(folder: Path) -> Path:
    return sorted((folder / "blocks").glob("*.parquet"))[0]


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


def test_a_sound_store_has_nothing_wrong(folder: Path) -> None:
    assert verify(folder) == []


def test_a_store_is_sound_whatever_later_versions_store(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns that a version adds are none of an older store, whose hash is over those it has."""
    more = (*Store(copy).manifest().columns, "a_later_tally")
    for module in ("blocks", "manifest", "store"):
        monkeypatch.setattr(f"experiments.{module}.COLUMNS", more)
    assert verify(copy) == []


@pytest.mark.parametrize("place", [0, 1000, -1])
def test_a_flipped_bit_is_found(copy: Path, place: int) -> None:
    flip(a_block(copy), place)
    (found,) = verify(copy)
    assert found.startswith(f"blocks/{a_block(copy).name} (")
    assert found.endswith("changed since it was written")


def test_a_truncated_block_is_found(copy: Path) -> None:
    file = a_block(copy)
    file.write_bytes(file.read_bytes()[:-1])
    assert "changed" in verify(copy)[0]


def test_a_missing_block_is_found_before_any_question(copy: Path) -> None:
    a_block(copy).unlink()
    assert verify(copy)[0].endswith("missing")
    with pytest.raises(StoreError, match="1 of 12"):
        Results.open(copy)


def test_changed_draws_and_pack_are_found(copy: Path) -> None:
    flip(copy / "draws.parquet", 60)
    (copy / "pack" / "NOTES.md").write_text("Other notes.")
    assert [one.split(":")[0] for one in verify(copy)] == ["draws.parquet", "pack"]


def test_a_manifest_that_claims_another_content_is_found(copy: Path) -> None:
    manifest = copy / "manifest.json"
    told = unsealed(manifest.read_text())
    manifest.write_text(sealed(told | {"content_hash": "0" * 64}))
    assert verify(copy) == ["manifest.json: the content hash is not that of the blocks"]


def test_a_manifest_without_a_pair_is_found(copy: Path) -> None:
    manifest = copy / "manifest.json"
    told = unsealed(manifest.read_text())
    manifest.write_text(sealed(told | {"blocks": told["blocks"][1:]}))
    assert "expected 40" in verify(copy)[0]


@pytest.mark.parametrize("content", ["", "{}", '{"format": "other"}', "[1]", '{"format": "quadrille-store/1"}'])
def test_what_is_no_manifest_is_refused(copy: Path, content: str) -> None:
    (copy / "manifest.json").write_text(content)
    with pytest.raises(StoreError, match=r"manifest\.json: can't be read"):
        Results.open(copy)


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no study here"):
        Results.open(tmp_path)
    with pytest.raises(StoreError, match="no study here"):
        Results.open(tmp_path / "nowhere")


def test_other_files_are_never_mixed_with_a_study(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir")
    with pytest.raises(StoreError, match="holds other files and no study"):
        sweep(study(), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(StoreError, match="is a file"):
        sweep(study(), tmp_path / "letter.txt")


def test_another_study_is_refused_and_the_difference_named(copy: Path) -> None:
    with pytest.raises(StoreError, match="seed: the folder has 1, asked for 2"):
        sweep(study(seed=2), copy)
    with pytest.raises(StoreError, match="replicates: the folder has 40, asked for 80"):
        sweep(study(replicates=80), copy)
    with pytest.raises(StoreError, match="options: the folder has continuation, lean-visits, asked for continuation"):
        sweep(study(options=("continuation",)), copy)
    assert verify(copy) == []


@pytest.mark.parametrize("part", ["engine", "compiler"])
def test_another_version_of_the_program_is_refused(copy: Path, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments.versions import computed_by

    now = computed_by()
    monkeypatch.setattr("experiments.sweep.computed_by", lambda: now | {part: "f" * 64})
    with pytest.raises(
        StoreError, match=f"version of the {part}: the folder has {now[part][:12]}, asked for ffffffffffff"
    ):
        sweep(study(), copy)


def test_a_damaged_study_file_beside_blocks_of_another_size_is_refused(copy: Path) -> None:
    (copy / "study.json").write_text("{}")
    with pytest.raises(StoreError, match=r"study\.json: damaged, and 12 of 12 blocks"):
        sweep(study(), copy)


def test_one_sweep_at_a_time(copy: Path) -> None:
    with Store(copy).locked(), pytest.raises(StoreError, match="another sweep is writing"):
        sweep(study(), copy)
    sweep(study(), copy)


def test_a_spoiled_block_is_computed_again_with_the_same_bytes(copy: Path, results: Results) -> None:
    before = {file.name: file.read_bytes() for file in (copy / "blocks").iterdir()}
    flip(a_block(copy), 500)
    (copy / "manifest.json").unlink()
    again = sweep(study(), copy)
    assert again.manifest.content_hash == results.manifest.content_hash
    assert {file.name: file.read_bytes() for file in (copy / "blocks").iterdir()} == before


def test_a_spoiled_block_is_mended_under_a_manifest(copy: Path) -> None:
    flip(a_block(copy), 500)
    sweep(study(), copy)
    assert verify(copy) == []


def test_a_block_without_its_receipt_does_not_count(copy: Path, results: Results) -> None:
    a_block(copy).with_suffix(".json").write_text("{")
    (copy / "manifest.json").unlink()
    steps = []
    assert sweep(study(), copy, progress=steps.append).manifest.content_hash == results.manifest.content_hash
    assert 0 < steps[0].kept < steps[0].total


def test_what_a_stopped_write_left_behind_is_cleared(copy: Path) -> None:
    """Of this computer at once, of another after an hour: a worker there may still be writing."""
    (copy / "manifest.json").unlink()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    ours = files.part_of(copy / "blocks" / "x.parquet").name
    host, _, thread, mark = ours.rsplit("-", 3)
    here = [copy / "blocks" / f"{host}-{gone.pid}-{thread}-{mark}", copy / f"{host}-{gone.pid}-{thread}-{mark}"]
    elsewhere = [copy / "blocks" / f".elsewhere-{pid}-1-0a0a0a0a.part" for pid in (1, 2)]
    for left in (*here, *elsewhere):
        left.write_text("half")
    os.utime(elsewhere[0], (0, 0))
    sweep(study(), copy)
    assert [left.exists() for left in (*here, *elsewhere)] == [False, False, False, True]


def test_a_folder_that_a_killed_sweep_left_empty_is_taken(tmp_path: Path) -> None:
    """Killed while it wrote its first file: nothing is there but the lock and half of that."""
    (tmp_path / ".lock").touch()
    (tmp_path / ".elsewhere-1-1-0a0a0a0a.part").write_text("half")
    sweep(study(replicates=4), tmp_path)
    assert verify(tmp_path) == []


def test_a_sweep_of_a_complete_study_computes_nothing(copy: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in copy.rglob("*") if file.name != ".lock"}
    sweep(study(), copy, progress=lambda step: pytest.fail("something was computed"))
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_the_store_stands_alone(copy: Path, results: Results) -> None:
    assert Results.open(copy).pack.digest == results.manifest.pack.digest


def test_a_file_is_whole_or_absent(tmp_path: Path) -> None:
    def half(part: Path) -> None:
        part.write_text("half")
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        put(tmp_path / "file", half)
    assert list(tmp_path.iterdir()) == []
    put_text(tmp_path / "file", "old")
    with pytest.raises(RuntimeError):
        put(tmp_path / "file", half)
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]


def test_points_come_back_bit_for_bit(tmp_path: Path, results: Results) -> None:
    points = results.design
    write_design(points, tmp_path / "points.parquet")
    again = read_design(tmp_path / "points.parquet")
    assert again.names == points.names
    assert np.array_equal(again.values, points.values)


def test_no_state_stands_in_a_store(folder: Path, results: Results) -> None:
    """The copy of the pack holds the public scale; nothing that was simulated names a payer."""
    payers = [row.payer for row in results.pack.tables.payers]
    told = [file.read_bytes() for file in folder.rglob("*") if file.is_file() and "pack" not in file.parts]
    assert not [payer for payer in payers for content in told if payer.encode() in content]


@pytest.mark.parametrize("name", ["study.json", "manifest.json", "draws.parquet", "a receipt", "pack/pack.yaml"])
def test_a_flipped_bit_beside_the_blocks_is_found_and_mended(copy: Path, name: str) -> None:
    file = sorted((copy / "blocks").glob("*.json"))[0] if name == "a receipt" else copy / name
    before = file.read_bytes()
    flip(file, -20)
    (found,) = verify(copy)
    assert found.startswith("blocks/" if name == "a receipt" else name.split("/", maxsplit=1)[0])
    sweep(study(), copy, block=15)
    assert verify(copy) == []
    assert file.read_bytes() == before or name == "manifest.json"


def test_a_damaged_receipt_never_reaches_the_content_hash(copy: Path, results: Results) -> None:
    """Also before there is a manifest, when nothing else tells of the digests of the cases."""
    (copy / "manifest.json").unlink()
    receipt = sorted((copy / "blocks").glob("*.json"))[0]
    receipt.write_text(receipt.read_text().replace('"digests": "', '"digests": "AAAA', 1))
    assert sweep(study(), copy, block=15).manifest.content_hash == results.manifest.content_hash


def test_a_file_system_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", unknown)
    with pytest.raises(StoreError, match=r"its file system keeps no locks \(No locks available\); mount it with locks"):
        sweep(study(), tmp_path)
