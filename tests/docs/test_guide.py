"""The guide for pack authors does what it says: its commands are run in a folder of their own, in its order."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.format_reference import format_reference
from experiments.format_words import MEANINGS
from scenarios.files import TABLE_FILES
from scenarios.rows import ROWS
from scenarios.schema import FILES
from tests.architecture.sources import REPOSITORY

GUIDE = REPOSITORY / "docs" / "pack-author-guide.md"
FENCED = re.compile(r"^```(sh|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    return FENCED.findall(GUIDE.read_text(encoding="utf-8"))


def test_the_guide_shows_commands_and_what_they_print() -> None:
    kinds = [kind for kind, _ in blocks()]
    assert kinds.count("sh") >= 10
    assert kinds.count("text") >= 4
    shown = {
        line.split()[1] for kind, text in blocks() if kind == "sh" for line in text.splitlines() if "quadr" in line
    }
    wanted = {
        "init",
        "check",
        "schema",
        "sweep",
        "summary",
        "draft",
        "statements",
        "effects",
        "chain",
        "backtest",
        "tables",
    }
    assert wanted <= shown


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_its_commands_do_what_it_says(beside: Path) -> None:
    """A command fails only where the guide shows the problems that it tells."""
    every = blocks()
    for place, (kind, text) in enumerate(every):
        if kind != "sh":
            continue
        promised = []
        for following, told in every[place + 1 :]:
            if following != "text":
                break
            promised.append(" ".join(told.split()))
        printed, failed = run_all(text)
        assert failed == any("problems" in one and "no problem" not in one for one in promised), printed
        for one in promised:
            assert one in printed
    assert (beside / "results" / "rivers" / "draft" / "draft.docx").is_file()
    assert (beside / "rivers" / "pack.schema.json").is_file()


def run_all(commands: str) -> tuple[str, bool]:
    """What commands print, as one line, and whether one of them failed."""
    printed, failed = "", False
    for line in commands.splitlines():
        words = shlex.split(line)
        if words[0] == "quadrille":
            done = CliRunner().invoke(app, words[1:])
            assert done.exception is None or isinstance(done.exception, SystemExit), line
            printed, failed = printed + done.output, failed or done.exit_code != 0
        else:
            subprocess.run(words, check=True, timeout=60)
    return " ".join(printed.split()), failed


def test_its_links_lead_somewhere() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)]+)\)", text)
    assert "format.md" in linked
    assert [name for name in linked if not (GUIDE.parent / name).is_file()] == []
    assert "docs/pack-author-guide.md" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_every_file_table_and_key_stands_in_the_format() -> None:
    text = format_reference()
    for file in (*(f"{name}.yaml" for name in FILES), *TABLE_FILES):
        assert f"| `{file}` |" in text, file
    for name, model in ROWS.items():
        section = text.partition(f"### {'observations/*' if name == 'observations' else f'tables/{name}'}.csv\n")[2]
        section = section.partition("\n### ")[0]
        for key, field in model.model_fields.items():
            assert f"| `{field.alias or key}` |" in section or key == "shares", (name, key)


def test_every_meaning_is_of_something_that_there_is() -> None:
    text = format_reference()
    for place, words in MEANINGS.items():
        heading = f"### tables/{place}.csv" if place in ROWS else f"### {place}\n"
        heading = "### observations/*.csv" if place == "observations" else heading
        section = text.partition(heading)[2].partition("\n### ")[0] if place else text
        assert section, place
        for meaning in words.values():
            assert f"| {meaning} |" in section, (place, meaning)
