"""The list of stored studies: every state in words, from manifests and receipts alone."""

import json
import os
import shutil
from pathlib import Path

import pytest

from experiments.console import NARROW, size
from experiments.guards import USAGE
from experiments.manifest import FORMAT
from experiments.sealed import sealed, unsealed
from experiments.store import Store
from experiments.studies import StudyInfo, studies, study_in
from experiments.sweep import sweep
from tests.experiments.made import study
from tests.experiments.test_cli import refused, sound, unwrapped


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "results" / "one"))


def only(root: Path) -> StudyInfo:
    (found,) = studies(root)
    return found


def blocks(store: Path) -> list[Path]:
    return sorted((store / "blocks").glob("*.parquet"))


def alter_manifest(store: Path, **changes: object) -> None:
    file = store / "manifest.json"
    file.write_text(sealed(unsealed(file.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_a_complete_study(store: Path) -> None:
    found, manifest = only(store.parent), Store(store).manifest()
    assert (found.folder, found.state, found.done, found.failed) == (store, "complete", 1.0, 0)
    assert (found.pack, found.title, found.study) == (manifest.pack.id, manifest.pack.title, manifest.study)
    assert (found.content_hash, found.created, found.replays) == (manifest.content_hash, manifest.created, True)
    assert found.bytes == sum(file.stat().st_size for file in store.rglob("*") if file.is_file())


def test_failures_are_told(failing: StudyInfo) -> None:
    assert study_in(failing.folder).failed == 4
    assert "4 failed" in sound("studies", failing.folder)


def test_an_unfinished_study_says_how_far_it_is(store: Path) -> None:
    (store / "manifest.json").unlink()
    assert only(store).done == 1.0
    count = json.loads(blocks(store)[0].with_suffix(".json").read_text(encoding="utf-8"))["block"]["count"]
    blocks(store)[0].unlink()
    found = only(store)
    assert (found.state, found.done, found.failed) == ("unfinished", 1 - count / 160, 0)
    blocks(store)[1].with_suffix(".json").write_text("{", encoding="utf-8")
    assert (only(store).done or 1.0) < 1 - count / 160
    told = unwrapped(sound("studies", store.parent))
    assert "% of its cases are stored; the same `quadrille sweep` goes on with it" in told


def test_a_sweep_that_is_writing_is_not_called_unfinished(store: Path) -> None:
    (store / "manifest.json").unlink()
    with Store(store).locked():
        assert only(store).state == "being written"
        assert "being written now, 100 % of its cases are stored" in unwrapped(sound("studies", store))
        with pytest.raises(Exception, match="another sweep is writing"), Store(store).locked():
            pass
    assert only(store).state == "unfinished"


def test_looking_does_not_disturb_a_sweep_that_begins(store: Path) -> None:
    (store / "manifest.json").unlink()
    only(store)
    with Store(store).locked():
        assert only(store).state == "being written"


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": "quadrille-store/1"}'])
def test_a_damaged_manifest(store: Path, content: str) -> None:
    (store / "manifest.json").write_text(content, encoding="utf-8")
    found = only(store)
    assert (found.state, found.study, found.replays) == ("damaged", None, None)
    assert "damaged: manifest.json can't be read" in sound("studies", store)


@pytest.mark.parametrize("changes", [{"versions": None}, {"created": None}, {"blocks": 5}, {"study": "all"}])
def test_one_odd_manifest_keeps_no_other_from_being_listed(store: Path, changes: dict[str, object]) -> None:
    shutil.copytree(store, store.parent / "two")
    alter_manifest(store, **changes)
    found = {one.folder.name: one for one in studies(store.parent)}
    assert found["two"].state == "complete"
    assert found["one"].created is not None
    assert sound("studies", store.parent)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_a_damaged_study_file(store: Path, content: str) -> None:
    (store / "manifest.json").unlink()
    (store / "study.json").write_text(content, encoding="utf-8")
    assert only(store).state == "damaged"


def test_what_is_advised_for_a_damaged_manifest_helps(store: Path) -> None:
    before = Store(store).manifest().content_hash
    (store / "manifest.json").unlink()
    assert sweep(study(), store, block=15).manifest.content_hash == before
    assert only(store).state == "complete"


def test_lost_blocks(store: Path) -> None:
    total = len(blocks(store))
    blocks(store)[0].unlink()
    found = only(store)
    assert (found.state, found.why) == ("damaged", f"1 of {total} blocks missing; `quadrille check {store}` says more")


def test_another_format(store: Path) -> None:
    alter_manifest(store, format="quadrille-store/9")
    found = only(store)
    assert (found.state, found.why) == ("another format", f"quadrille-store/9; this program reads {FORMAT}")


def test_another_version_of_the_program(store: Path) -> None:
    alter_manifest(store, computed_by={"engine": "0" * 64, "compiler": "1" * 64})
    assert only(store).replays is False
    assert "another version (Quadrille" in sound("studies", store)


def test_newest_first_and_links_are_no_loop(store: Path) -> None:
    root = store.parent
    later = root / "deep" / "er" / "two"
    shutil.copytree(store, later)
    alter_manifest(later, created="2999-01-01T00:00:00+00:00")
    os.symlink(root, root / "again")
    os.symlink(store, root / "same")
    os.symlink(root / "nowhere", root / "broken")
    (root / ".hidden").mkdir()
    shutil.copytree(store, root / ".hidden" / "three")
    assert [one.folder.resolve() for one in studies(root)] == [later, store]


def test_other_files_are_no_study(store: Path) -> None:
    web = store.parent / "web"
    web.mkdir()
    (web / "manifest.json").write_text('{"name": "app"}', encoding="utf-8")
    assert only(store.parent).folder == store


def test_the_list_fits_a_plain_terminal_and_reads_well(store: Path) -> None:
    told = sound("studies", store.parent)
    first, *others = told.splitlines()
    assert first == str(store)
    assert others[0].startswith("  complete; ")
    assert (
        others[1] == "  A plan of an invented mine-ban support unit (mine-ban-unit)" or "(mine-ban-unit)" in others[1]
    )
    assert others[2] == "  2 scenarios x 2 options x 40 = 160 simulated cases; none failed"
    assert others[3] == "  computed by this version of the program: a replay has the same bits"
    assert others[4] == f"  content hash {Store(store).manifest().content_hash[:12]}"
    assert max(map(len, others)) <= NARROW


def test_json_has_everything(store: Path) -> None:
    (found,) = json.loads(sound("studies", store.parent, "--json"))
    assert (found["folder"], found["state"], found["study"]["replicates"]) == (str(store), "complete", 40)
    assert found["content_hash"] == Store(store).manifest().content_hash


def test_without_a_study_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"`quadrille sweep PACK --out {tmp_path}/NAME`" in sound("studies", tmp_path)
    assert json.loads(sound("studies", tmp_path, "--json")) == []
    monkeypatch.chdir(tmp_path)
    assert "No study in results or below it." in sound("studies")
    assert "no such folder" in unwrapped(refused(USAGE, "studies", tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_600, "1.0 MB"),
        (31_400_000, "31 MB"),
        (2_160_000_000, "2.2 GB"),
        (5 * 10**15, "5,000 TB"),
    ],
)
def test_sizes_in_words(count: int, told: str) -> None:
    assert size(count) == told
