"""Files of observations: what is read from them, and the exact words that the author of a faulty one reads."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from experiments.analysis.worlds import Laboratory, World
from scenarios import PackError, load
from scenarios.observations import Placed, has_observations, read_observations
from scenarios.plausible import LARGEST_SHARE, PARTS, SIGNED, possible
from simulation.layout import INDICATORS
from tests.scenarios.folders import TOY, copied

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("malformed_observations.yaml"))
HEADER = "indicator,date,value,source,confidence"


def read(folder: Path, text: str) -> tuple[Placed, ...]:
    (folder / "seen.csv").write_text(text, encoding="utf-8")
    return read_observations(load(TOY), folder)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_author_of_a_faulty_file_reads_what_is_wrong(case: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(PackError) as fault:
        read(tmp_path, case["text"])
    assert str(fault.value) + "\n" == case["expected"]


@pytest.mark.parametrize(
    ("written", "day", "ends_a_year"),
    [
        ("2021-02-15", date(2021, 2, 15), False),
        ("2024-02", date(2024, 2, 29), False),
        ("2021", date(2021, 12, 31), True),
    ],
)
def test_a_date_is_a_day_a_month_or_a_year(written: str, day: date, ends_a_year: bool, tmp_path: Path) -> None:
    (one,) = read(tmp_path, f"{HEADER}\ncash_end,{written},5,page,read\n")
    assert (one.seen.date.text, one.seen.date.day, one.seen.date.ends_a_year) == (written, day, ends_a_year)


def test_optional_cells_may_be_empty(tmp_path: Path) -> None:
    (one,) = read(tmp_path, f"{HEADER},kind,since,unit,used_for_fit,note\ncash_end,2021,5,page,read,,,,,\n")
    assert (one.seen.kind, one.seen.since, one.seen.used_for_fit) == (None, None, "no")
    assert (one.file, one.line) == ("seen.csv", 2)


def test_every_file_of_a_folder_is_read_and_every_fault_told(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(f"{HEADER}\ncash_end,2021,x,page,read\n")
    (tmp_path / "a.csv").write_text(f"{HEADER}\ncash_end,2021,y,page,read\n")
    (tmp_path / "notes.txt").write_text("no table")
    with pytest.raises(PackError) as fault:
        read_observations(load(TOY), tmp_path)
    assert [problem.file for problem in fault.value.problems] == ["a.csv", "b.csv"]


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="a folder without CSV files"):
        read_observations(load(TOY), tmp_path)
    with pytest.raises(PackError, match="no folder"):
        read_observations(load(TOY), tmp_path / "nowhere")


def test_observations_are_no_part_of_a_pack() -> None:
    """What was seen tells no world anything: stored studies stay valid when a file of observations is added."""
    with copied() as folder:
        before = load(folder)
        (folder / "observations").mkdir()
        (folder / "observations" / "seen.csv").write_text(f"{HEADER}\ncash_end,2021,5,page,read\n")
        after = load(folder)
        assert not has_observations(load(TOY))
        assert has_observations(after)
        (one,) = read_observations(after)
    assert after.digest == before.digest
    assert (one.file, one.seen.value) == ("observations/seen.csv", 5.0)


def test_the_ranges_name_indicators_that_there_are() -> None:
    assert {one.id for one in INDICATORS} >= PARTS | SIGNED


def test_the_engine_stays_within_the_range_of_every_indicator() -> None:
    """What is refused of an observation is never simulated."""
    laboratory = Laboratory(load(TOY), 20, 1)
    for scenario in ("resurgence", "mission-impossible"):
        outcome = laboratory.outcome(World(scenario, "continuation"))
        for one in INDICATORS:
            values = outcome.parts(one.id).values()
            low, high = possible(one)
            if high != LARGEST_SHARE:
                assert not np.any((values < low - 1e-9) | (values > high + 1e-9)), one.id


def test_another_source_may_say_the_same_and_another_bound(tmp_path: Path) -> None:
    rows = ("visits_done,2021,100,page,read", "visits_done,2021,100,other page,read")
    assert len(read(tmp_path, "\n".join([HEADER, *rows, ""]))) == 2
    bounded = ("visits_done,2021,100,page,read,", "visits_done,2021,90,page,read,at least")
    assert len(read(tmp_path, "\n".join([f"{HEADER},bound", *bounded, ""]))) == 2
    doubtful = ("visits_done,2021,100,page,read", "visits_done,2021,90,page,unverified")
    assert len(read(tmp_path, "\n".join([HEADER, *doubtful, ""]))) == 2


def test_a_fact_given_otherwise_in_another_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}\nvisits_done,2021,100,page,read\n")
    (tmp_path / "b.csv").write_text(f"{HEADER}\nvisits_done,2021,90,other page,read\n")
    with pytest.raises(PackError, match=r"b.csv:2:18: value: found 90, expected 100 as in a.csv:2"):
        read_observations(load(TOY), tmp_path)
