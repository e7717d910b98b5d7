"""Too many failed cases stop a sweep, whatever the order of the work; what is complete is kept, and it goes on."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments import failure_record
from experiments.cli import app
from experiments.failures import failures
from experiments.faults import StoreError, UserError
from experiments.results import Results
from experiments.study_file import study_from
from experiments.sweep import sweep
from experiments.threshold import AT_MOST, Limit, TooManyFailuresError
from scenarios import PackError
from tests.experiments.failing import OVERFLOWS, SOUND, mixed, of_points, uneven


@pytest.fixture(autouse=True)
def without_tracebacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time for tracebacks, which test_failures.py looks at."""
    monkeypatch.setattr(failure_record, "BUDGET", 0.0)


@pytest.mark.parametrize(("share", "most"), [(0.0, 0), (0.05, 5), (0.29, 29), (0.999, 99), (1.0, 100)])
def test_a_share_is_of_all_cases_of_the_study(share: float, most: int) -> None:
    limit = Limit(share)
    limit.extend(40)
    limit.extend(60)
    assert limit.most == most


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan")])
def test_a_share_lies_between_0_and_1(share: float, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="expected a share from 0 to 1"):
        sweep(mixed(), tmp_path / "out", failures_at_most=share)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("workers", "block"), [(1, 40), (2, 5), (3, 11)])
def test_whether_a_study_finishes_hangs_on_its_failures_alone(tmp_path: Path, workers: int, block: int) -> None:
    """40 of its 160 cases fail: a quarter is borne, and one case less is not."""
    with pytest.raises(TooManyFailuresError):
        sweep(mixed(), tmp_path / "less", workers, block, failures_at_most=39 / 160)
    assert not (tmp_path / "less" / "manifest.json").exists()
    assert sweep(mixed(), tmp_path / "just", workers, block, failures_at_most=40 / 160).manifest.failed == 40


@pytest.fixture
def stopped(tmp_path: Path) -> tuple[Path, TooManyFailuresError]:
    """The folder of a sweep that stopped, and what it said."""
    folder = tmp_path / "a store"
    with pytest.raises(TooManyFailuresError) as fault:
        sweep(mixed(), folder, 1, 10, failures_at_most=0.03)
    return folder, fault.value


def test_what_is_complete_is_kept_and_more_may_be_allowed(stopped: tuple[Path, TooManyFailuresError]) -> None:
    folder, _ = stopped
    kept = {file.name: file.read_bytes() for file in (folder / "blocks").iterdir()}
    assert 0 < len(kept) < 2 * 16
    again = sweep(mixed(), folder, 2, 10, failures_at_most=0.5)
    assert again.manifest.failed == 40
    assert all((folder / "blocks" / name).read_bytes() == content for name, content in kept.items())
    whole = sweep(mixed(), folder.parent / "whole", 2, 160, failures_at_most=1.0)
    assert again.manifest.content_hash == whole.manifest.content_hash


def test_the_same_limit_stops_at_once(stopped: tuple[Path, TooManyFailuresError]) -> None:
    folder, fault = stopped
    before = sorted((folder / "blocks").iterdir())
    with pytest.raises(TooManyFailuresError) as again:
        sweep(mixed(), folder, 2, 10, failures_at_most=0.03)
    assert sorted((folder / "blocks").iterdir()) == before
    assert str(again.value) == str(fault)


def test_a_complete_study_stays_complete(tmp_path: Path) -> None:
    done = sweep(mixed(), tmp_path, failures_at_most=0.25)
    assert sweep(mixed(), tmp_path, failures_at_most=0.0).manifest == done.manifest


def test_the_message_says_what_failed_and_how_to_go_on(stopped: tuple[Path, TooManyFailuresError]) -> None:
    folder, fault = stopped
    told = str(fault)
    failed = len(failures(folder))
    assert 5 <= failed < 40  # it looks at what is stored ten times a second
    assert f"{failed} of the {10 * len(list((folder / 'blocks').glob('*.json')))} computed" in told
    assert "more than 0.03 of all 160 (4)" in told
    assert "more requests than the record holds" in told
    assert "What is complete is kept." in told
    assert "the same command goes on with --failures-at-most 0." in told
    assert f"quadrille failures '{folder}'" in told


def test_failures_of_a_changed_block_are_not_told(stopped: tuple[Path, TooManyFailuresError]) -> None:
    folder, _ = stopped
    for block in (folder / "blocks").glob("*.parquet"):
        block.write_bytes(block.read_bytes() + b" ")
    with pytest.raises(StoreError, match="changed since it was written; the same `quadrille sweep` mends it"):
        failures(folder)


def test_the_example_of_the_message_is_told_while_the_study_is_unfinished(
    stopped: tuple[Path, TooManyFailuresError],
) -> None:
    folder, fault = stopped
    start = str(fault).index("  quadrille run")
    words = shlex.split(str(fault)[start:].split("\nAll causes")[0].replace("\\\n", " "))[1:]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 1
    assert "The case failed on 20" in done.output
    assert "The sweep of this study is not finished" in done.output
    listed = CliRunner().invoke(app, ["failures", str(folder)])
    assert listed.exit_code == 0
    assert "The sweep is not finished: " in listed.output
    assert (folder / "failures.json").is_file()


def test_a_study_file_bears_its_own_share_and_the_command_line_wins(tmp_path: Path) -> None:
    file = uneven(tmp_path)
    assert study_from(file).failures_at_most == 0.6
    words = ["sweep", str(file), "--out", str(tmp_path / "out")]
    refused = CliRunner().invoke(app, [*words, "--failures-at-most", "0.05"])
    said = " ".join(refused.output.split())
    assert (refused.exit_code, "stopped, too many simulated cases fail" in said) == (2, True)
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "of them failed and are in no statistic." in done.output
    assert f"Why cases failed: quadrille failures {tmp_path / 'out'}" in done.output
    held = (tmp_path / "out" / "study.json").read_text(encoding="utf-8")
    assert "failures_at_most" not in held


@pytest.mark.parametrize("share", ["1.5", "-0.1", "many"])
def test_a_share_in_a_study_file_is_checked(tmp_path: Path, share: str) -> None:
    file = uneven(tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace("most: 0.6", f"most: {share}"), encoding="utf-8")
    with pytest.raises(PackError, match=r"study\.yaml:8:19.*failures_at_most"):
        study_from(file)


def test_the_usual_share_is_borne_and_no_more(tmp_path: Path) -> None:
    """One draw of twenty is one case in twenty; with one of ten it is too many."""
    assert AT_MOST == 0.05
    done = sweep(of_points((OVERFLOWS, *[SOUND] * 19), 20, False), tmp_path / "twenty")
    assert isinstance(done, Results)
    with pytest.raises(TooManyFailuresError):
        sweep(of_points((OVERFLOWS, *[SOUND] * 9), 20, False), tmp_path / "ten")
