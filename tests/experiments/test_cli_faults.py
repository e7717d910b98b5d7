"""What a user can put right is said in words: damaged stores, odd numbers, poor terminals; never a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli import FAILED, USAGE
from tests.architecture.sources import REPOSITORY
from tests.experiments.test_cli import CASE, PACK, quadrille, refused, sound, unwrapped


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "study"
    sound("sweep", PACK, "--replicates", "20", "--draws", "2", "--out", folder)
    return folder


@pytest.fixture
def store(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "study"))


@pytest.mark.parametrize("command", ["summary", "draft"])
@pytest.mark.parametrize("damage", ["truncated block", "flipped bit", "spoiled draws", "lost pack"])
def test_a_damaged_store_is_not_told(store: Path, command: str, damage: str) -> None:
    block = sorted((store / "blocks").glob("*.parquet"))[0]
    if damage == "truncated block":
        block.write_bytes(block.read_bytes()[:500])
    elif damage == "flipped bit":
        content = bytearray(block.read_bytes())
        content[len(content) // 2] ^= 1
        block.write_bytes(content)
    elif damage == "spoiled draws":
        (store / "draws.parquet").write_bytes(b"nothing")
    else:
        shutil.rmtree(store / "pack")
    told = refused(USAGE, command, store)
    assert str(store) in told
    assert "SELECT" not in told
    assert not (store / "draft").exists()
    refused(FAILED, "check", store)


def test_replay_of_a_damaged_block_says_where_to_look(store: Path) -> None:
    for block in (store / "blocks").glob("*.parquet"):
        block.write_bytes(b"nothing")
    assert "changed since it was written; the same `quadrille sweep` mends it" in unwrapped(
        refused(USAGE, "replay", store, *CASE)
    )


def test_an_unfinished_study_is_called_unfinished(store: Path) -> None:
    (store / "manifest.json").unlink()
    said = unwrapped(sound("check", store))
    assert "not finished; 12 of 12 blocks are stored, each as it was written. The same `quadrille sweep`" in said


@pytest.mark.parametrize("name", ["draws.parquet", "pack/NOTES.md", "study.json", "block", "receipt"])
def test_what_is_damaged_in_an_unfinished_study_is_named(store: Path, name: str) -> None:
    (store / "manifest.json").unlink()
    suffix = {"block": "parquet", "receipt": "json"}.get(name)
    file = next((store / "blocks").glob(f"*.{suffix}")) if suffix else store / name
    file.write_bytes(file.read_bytes()[:-9] + b"\0" * 9)
    said = refused(FAILED, "check", store)
    assert (file.name if suffix else name.partition("/")[0]) in said
    assert "changed" in said


def test_blocks_that_changed_places_are_noticed_by_a_replay(store: Path) -> None:
    one, *others = sorted((store / "blocks").glob("*.parquet"))
    for other in others:
        other.write_bytes(one.read_bytes())
    one.write_bytes(b"nothing")
    assert "changed since it was written" in unwrapped(refused(USAGE, "replay", store, *CASE))


@pytest.mark.parametrize("seed", ["-5", "99999999999999999999999"])
def test_a_seed_out_of_range_is_refused(seed: str) -> None:
    assert quadrille("run", PACK, *CASE, "--seed", seed).exit_code == USAGE
    assert quadrille("sweep", PACK, "--seed", seed).exit_code == USAGE


def test_a_stored_case_has_the_seed_of_its_study(store: Path) -> None:
    assert "--seed" in refused(USAGE, "run", PACK, *CASE, "--store", store, "--seed", "7")


def test_a_sweep_says_what_its_intervals_will_hold(tmp_path: Path) -> None:
    assert "2 draws" in sound("sweep", PACK, "--replicates", "4", "--draws", "2", "--out", tmp_path / "two")
    assert "sampling error only" in sound("sweep", PACK, "--replicates", "7", "--out", tmp_path / "one")
    assert "(sampling error only)" in " ".join(sound("summary", tmp_path / "one").split())


def test_check_names_scenarios_and_options() -> None:
    told = sound("check", PACK)
    assert "mission-impossible" in told
    assert "plan-as-drafted" in told


def test_a_terminal_without_quotation_marks_is_no_fault(store: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from experiments.cli import main; main()", "summary", str(store)],
        capture_output=True, cwd=REPOSITORY, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert b"Traceback" not in told.stderr


def test_a_threshold_of_a_share_is_a_share(store: Path) -> None:
    assert "expected a share from 0 to 1" in refused(USAGE, "summary", store, "--threshold", "shortfall=5")


def test_schemas_for_editors_are_written(tmp_path: Path) -> None:
    told = sound("schema", tmp_path)
    written = sorted(file.name for file in tmp_path.iterdir())
    assert written
    assert all(name.endswith(".schema.json") and name in told for name in written)
    shutil.copytree(REPOSITORY / "scenarios" / "packs" / PACK, tmp_path / "pack")
    before = sound("check", tmp_path / "pack")
    sound("schema", tmp_path / "pack")
    assert sound("check", tmp_path / "pack") == before
