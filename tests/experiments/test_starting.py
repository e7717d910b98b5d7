"""The template of a pack: written whole or not at all, sound as it is, and small enough to be read in one sitting."""

import json
from pathlib import Path

import pytest

from experiments import starting
from experiments.cli import USAGE
from experiments.starting import ID, TEMPLATE, id_for, write_template
from scenarios import load
from tests.experiments.test_cli import quadrille, refused, sound, unwrapped

LINES = 300


def written(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_template_is_read_in_one_sitting() -> None:
    lines = {name: text.count(b"\n") for name, text in written(TEMPLATE).items()}
    assert {"pack.yaml", "options.yaml", "statements.yaml", "tables/payers.csv", "observations/reports.csv"} <= set(
        lines
    )
    assert sum(lines.values()) < LINES


def test_every_number_of_it_is_marked_as_invented() -> None:
    pack = load(TEMPLATE)
    assert pack.pack.invented
    assert pack.pack.caution
    assert pack.pack.axes_by == "authors"
    assert all("invented" in title or "no such document" in title for title in pack.sources.values())


def test_a_new_pack_is_the_template_under_the_name_of_its_folder(tmp_path: Path) -> None:
    told = sound("init", "pack", tmp_path / "deep" / "Our Pack")
    folder = tmp_path / "deep" / "Our Pack"
    new, old = written(folder), written(TEMPLATE)
    assert {name for name in old if new[name] != old[name]} == {"pack.yaml"}
    assert set(new) == set(old)
    assert new["pack.yaml"].replace(b"id: our-pack ", f"id: {ID} ".encode()) == old["pack.yaml"]
    assert load(folder).id == "our-pack"
    commands = [line.strip() for line in told.splitlines() if line.startswith("  quadrille ")]
    assert [command.split()[1] for command in commands] == ["check", "sweep", "dashboard"]
    assert f"'{folder}'" in commands[0]
    assert [entry.name for entry in folder.parent.iterdir()] == ["Our Pack"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before = written(tmp_path)
    for name in ("there", "file", "link"):
        assert "nothing is overwritten" in unwrapped(refused(USAGE, "init", "pack", tmp_path / name))
    assert written(tmp_path) == before
    assert (tmp_path / "link").is_symlink()


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(file: Path, name: str) -> None:
        assert file.exists()
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr(starting, "_rename_pack", breaks)
    with pytest.raises(OSError, match="No space"):
        write_template(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Our Pack", "our-pack"), ("a_b", "a-b"), ("ccm-isu-2019", ID), ("…", ID), ("x" * 99, "x" * 60)],
)
def test_the_id_comes_from_the_name_of_the_folder(name: str, expected: str, tmp_path: Path) -> None:
    assert id_for(tmp_path / name) == expected


def test_without_more_words_it_shows_its_help() -> None:
    found = quadrille("init")
    assert found.exit_code in (0, USAGE)
    assert "pack" in found.output
    assert "Usage" in found.output


def test_a_new_pack_goes_all_the_way_to_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.app import create_app

    monkeypatch.chdir(tmp_path)
    sound("init", "pack", "ours")
    assert "no problem found" in sound("check", "ours")
    sound("sweep", "ours", "--replicates", "20", "--workers", "2", "--out", "results/ours")
    found = json.loads(sound("summary", "results/ours", "--json"))
    assert [one["id"] for one in found["indicators"]] == list(load("ours").headline)
    told = " ".join(one["label"] for one in found["indicators"])
    assert "River reports on time" in told
    assert "Advice on request: days of waiting" in told
    assert create_app(Path("results/ours")).layout is not None
    sound("draft", "results/ours")
    draft = Path("results/ours/draft/draft.md").read_text(encoding="utf-8")
    assert "No reminders (counterfactual)" in draft
    assert "nspector" not in draft


def test_what_its_measures_are_expected_to_do_they_do_or_leave_open(tmp_path: Path) -> None:
    found = json.loads(sound("effects", TEMPLATE, "--replicates", "100", "--json"))
    signs = [row["sign"] for row in found["effects"] if row["expected"]]
    assert len(signs) == 12
    assert "not met" not in signs
    assert signs.count("met") >= 9


def test_its_statements_have_the_verdicts_that_it_tells() -> None:
    found = {row["id"]: row for row in json.loads(sound("statements", TEMPLATE, "--json"))["statements"]}
    assert {name: row["verdict"] for name, row in found.items()} == {
        "RIV-01": "holds",
        "RIV-02": "holds",
        "RIV-03": "fails",
        "RIV-04": "holds",
    }
    assert all(bool(row["explanation"]) == (row["verdict"] != "holds") for row in found.values())


def test_its_observations_are_scored() -> None:
    found = json.loads(sound("backtest", TEMPLATE, "--replicates", "50", "--json"))
    assert [point["role"] for series in found["series"] for point in series["points"]] == ["test", "test"]
