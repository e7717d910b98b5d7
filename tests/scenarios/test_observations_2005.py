"""Observations beside the plan of 2005-2007: form, sources, and which of them no indicator stands for yet."""

import csv
import re
from pathlib import Path

import pytest

from scenarios import load
from simulation.layout import INDICATORS

FOLDER = load("opcw-2005-2007").folder / "observations"
FILES = sorted(FOLDER.glob("*.csv"))


def rows() -> list[dict[str, str]]:
    return [row for file in FILES for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]


def test_there_are_files() -> None:
    assert [file.stem for file in FILES] == ["implementation", "membership", "money", "people", "verification"]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_file_begins_with_the_five_columns(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("indicator,date,value,source,confidence,kind,")


def test_every_row_has_a_date_a_number_a_source_and_a_confidence() -> None:
    for row in rows():
        assert None not in row, row
        assert re.fullmatch(r"[12][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?", row["date"]), row
        assert float(row["value"]) == float(row["value"]), row
        assert row["source"], row
        assert row["confidence"], row
        assert row["used_for_fit"] in ("yes", "no"), row


def test_an_indicator_stands_for_every_row_and_the_notes_name_it() -> None:
    seen = {row["indicator"] for row in rows()}
    assert seen - {one.id for one in INDICATORS} == set()
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(seen) if f"`{name}`" not in told] == []
