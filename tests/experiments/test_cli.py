"""The command line as a user meets it: what it prints, where, and with which exit code."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import FAILED, USAGE, app
from experiments.clock import Progress
from experiments.console import COMPILING_AFTER, NARROW, SweepDisplay, duration
from experiments.guards import INTERRUPTED
from scenarios import load
from tests.architecture.sources import REPOSITORY

PACK = "mine-ban-unit"
CASE = ("--scenario", "civilian", "--option", "lean-visits", "--replicate", "7")


def quadrille(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def sound(*words: str | Path) -> str:
    """Standard output of a command that must succeed."""
    found = quadrille(*words)
    assert found.exit_code == 0, found.output
    return found.stdout


def refused(code: int, *words: str | Path) -> str:
    """Standard error of a command that must end with `code`, without a traceback."""
    found = quadrille(*words)
    assert found.exit_code == code, found.output
    assert "Traceback" not in found.stderr
    assert isinstance(found.exception, SystemExit)
    return found.stderr


def unwrapped(text: str) -> str:
    """A message as one line."""
    return " ".join(text.split())


def test_packs_are_listed() -> None:
    assert PACK in sound("packs")
    rows = {row["id"]: row for row in json.loads(sound("packs", "--json"))}
    assert rows[PACK]["invented"] is True
    assert rows[PACK]["years"] == [2021, 2022, 2023, 2024, 2025]


def test_lists_fit_a_plain_terminal() -> None:
    for words in (("packs",), ("indicators",), ("indicators", "ccm-isu-2019"), ("detection", "opcw-2015-2019")):
        assert max(map(len, sound(*words).splitlines())) <= NARROW, words


def test_a_folder_that_is_no_pack_is_told_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, found in (("nowhere", "found no folder"), ("empty", "found a folder without pack.yaml")):
        told = unwrapped(refused(1, "check", tmp_path / name))
        assert found in told
        assert "`quadrille init pack FOLDER`" in told
    shutil.copy(REPOSITORY / "scenarios" / "template" / "pack.yaml", tmp_path / "empty")
    told = unwrapped(refused(1, "check", tmp_path / "empty"))
    assert "options.yaml:1:1: file: found nothing, expected this file in every pack; add it" in told


def test_the_list_of_commands_cuts_no_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for width in ("100", "60"):
        monkeypatch.setenv("COLUMNS", width)
        assert "..." not in sound("--help").partition("Commands:")[2]


def test_the_version_names_the_engine() -> None:
    from simulation.compiled import ENGINE_DIGEST

    assert sound("--version").strip().endswith(f"engine {ENGINE_DIGEST[:16]}")


def test_indicators_are_found_by_a_text() -> None:
    ids = [row["id"] for row in json.loads(sound("indicators", "late", "--json"))]
    assert {"late_share", "requests_late"} <= set(ids)
    assert "cash_end" not in ids
    of_objective = json.loads(sound("indicators", "opcw-2015-2019", "demilitarisation", "--json"))
    assert "destroyed_share" in {row["id"] for row in of_objective}
    assert "no indicator, and no pack, is found by 'zzz'" in unwrapped(refused(USAGE, "indicators", "zzz"))


def test_an_unknown_name_is_told_in_short_lines_with_the_nearest_name() -> None:
    told = refused(USAGE, "effects", "opcw-2015-2019", "--measure", "cor-team")
    assert max(len(line) for line in told.splitlines()) <= 96
    assert "measure: found 'cor-team' (did you mean 'core-team'?), expected one of core-team," in unwrapped(told)


def test_an_opposite_is_not_suggested() -> None:
    told = refused(USAGE, "effects", "opcw-2015-2019", "--measure", "larger-teams")
    assert "did you mean" not in told


def test_indicators_are_listed() -> None:
    told = sound("indicators")
    assert "Verification shortfall" in told
    rows = json.loads(sound("indicators", "--json"))
    keys = ["id", "label", "unit", "numerator", "denominator", "better", "level", "control", "doc"]
    assert all(list(row) == keys for row in rows)
    assert {"destroyed_share", "engaged_share"} <= {row["id"] for row in rows if row["level"] == "outcome"}
    assert [row["id"] for row in rows[:2]] == ["appropriation_nominal", "appropriation_real"]


def test_indicators_are_listed_in_the_words_of_a_pack() -> None:
    plain = {row["id"]: row for row in json.loads(sound("indicators", "--json"))}
    told = {row["id"]: row for row in json.loads(sound("indicators", "opcw-2015-2019", "--json"))}
    assert set(told) < set(plain)
    assert "desk_share" not in told
    assert (plain["spending"]["unit"], told["spending"]["unit"]) == ("currency", "EUR")
    assert told["visit_quality"]["label"] == "Quality of an Article VI inspection"
    assert {key: told["visits_share"][key] for key in ("numerator", "denominator")} == {
        "numerator": "visits_done", "denominator": "visits_planned",
    }  # fmt: skip
    assert max(map(len, sound("indicators", "opcw-2015-2019").splitlines())) <= NARROW
    assert "nowhere" in refused(USAGE, "indicators", "nowhere")


def test_a_sound_pack_has_no_problem() -> None:
    assert sound("check", PACK).startswith(f"{PACK}: no problem found.")


def test_every_problem_of_a_pack_is_printed_at_once(tmp_path: Path) -> None:
    spoiled = Path(shutil.copytree(REPOSITORY / "scenarios" / "packs" / PACK, tmp_path / "pack"))
    text = (spoiled / "parameters.yaml").read_text()
    text = re.sub(r"quit_rate: \{value: [^,]+,", "quit_rate: {value: often,", text)
    text = re.sub(r"inflation: \{value: [^,]+,", "inflation: {value: 7000,", text)
    (spoiled / "parameters.yaml").write_text(text)
    told = refused(FAILED, "check", spoiled)
    assert re.search(r"^parameters\.yaml:\d+:\d+: .*quit_rate.*found 'often', expected", told, flags=re.MULTILINE)
    assert "inflation" in told
    assert re.search(r"\d+ problems$", told.strip())
    assert "quit_rate" in refused(USAGE, "sweep", spoiled, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_pack_that_is_nowhere() -> None:
    assert "shipped packs: brs-synergies-2012-2013, ccm-isu-2019, mine-ban-unit" in refused(FAILED, "check", "nowhere")
    assert "nowhere" in refused(USAGE, "run", "nowhere", *CASE)


def test_a_sweep_says_where_the_results_are_and_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ask = ("sweep", PACK, "--replicates", "20", "--draws", "2", "--scenario", "civilian", "--workers", "1")
    found = quadrille(*ask)
    assert found.exit_code == 0, found.output
    assert "60 simulated cases are in results/mine-ban-unit-20." in found.stdout
    assert re.search(r"^Content hash: [0-9a-f]{64}$", found.stdout, flags=re.MULTILINE)
    assert "Next: quadrille summary results/mine-ban-unit-20" in found.stdout
    assert "60 of 60 simulated cases" in found.stderr
    assert sound(*ask) == found.stdout
    assert "seed: the folder has 1, asked for 2" in refused(USAGE, *ask, "--seed", "2")
    assert "choose an empty or new folder" in refused(USAGE, *ask, "--out", ".")


def test_an_option_put_together_goes_through_every_command(tmp_path: Path) -> None:
    out = tmp_path / "out"
    measure = next(iter(load(PACK).measures))
    name = f"continuation+{measure}"
    sweep = ("sweep", PACK, "--replicates", "4", "--draws", "2", "--option", name, "--out", out)
    assert "32 simulated cases" in sound(*sweep)
    label = load(PACK).measures[measure].label
    assert label in sound("summary", out).replace("\n", " ")
    assert "has the same bits" in sound("replay", out, "--scenario", "civilian", "--option", name)
    assert f"with {label}" in sound("run", PACK, "--scenario", "civilian", "--option", name).replace("\n", " ")
    assert "has no measure 'x'" in refused(USAGE, *sweep[:-3], "continuation+x", "--out", tmp_path / "other")


def test_a_sweep_that_cannot_be(tmp_path: Path) -> None:
    ask = ("sweep", PACK, "--out", tmp_path / "out")
    assert "take 20 or 24 replicates" in unwrapped(refused(USAGE, *ask, "--replicates", "21", "--draws", "4"))
    assert "scenario: found 'x', expected one of" in refused(USAGE, *ask, "--scenario", "x")
    assert "--replicates" in refused(USAGE, *ask, "--replicates", "0")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file") in refused(
        USAGE, "sweep", PACK, "--replicates", "1", "--out", tmp_path / "file" / "out"
    )


def test_an_interrupted_sweep_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.crew._await", interrupted)
    told = unwrapped(refused(INTERRUPTED, "sweep", PACK, "--replicates", "5", "--out", tmp_path / "out"))
    assert "the same command goes on with it" in told


def test_a_summary_in_words(folder: Path) -> None:
    told = sound("summary", folder)
    for words in (
        "Verification shortfall (%)",
        "P10",
        "P50",
        "P90",
        "“Resurgence”",
        "Lean visits",
        "Method: 40 simulated",
    ):
        assert words in told
    assert json.loads(sound("summary", folder, "--json"))["format"] == "quadrille-summary/2"


def test_thresholds_of_a_summary(folder: Path) -> None:
    assert "above 3\N{NO-BREAK SPACE}%" in sound("summary", folder, "--threshold", "shortfall=0.03")
    assert "INDICATOR=VALUE" in refused(USAGE, "summary", folder, "--threshold", "shortfall")
    assert "INDICATOR=VALUE" in refused(USAGE, "summary", folder, "--threshold", "shortfall=high")
    assert "no indicator 'joy'" in refused(USAGE, "summary", folder, "--threshold", "joy=1")


def test_a_summary_of_nothing(tmp_path: Path) -> None:
    assert "no study here" in refused(USAGE, "summary", tmp_path)


def test_a_stored_study_is_checked(folder: Path, tmp_path: Path) -> None:
    assert "every block is as it was written" in sound("check", folder)
    assert json.loads(sound("check", folder, "--json")) == {"problems": []}
    spoiled = Path(shutil.copytree(folder, tmp_path / "spoiled"))
    next((spoiled / "blocks").glob("*.parquet")).unlink()
    assert "missing" in refused(FAILED, "check", spoiled)


def test_a_case_is_told() -> None:
    told = sound("run", PACK, *CASE)
    assert "“Civilian”, option “Lean visits”, case 7, seed 1" in told
    assert re.search(r"Verification shortfall .*2021|2021 .*2025", told)
    assert "--store DIR" in told
    assert "expected one of resurgence" in refused(USAGE, "run", PACK, "--scenario", "x", "--option", "continuation")


def test_a_stored_case_is_told_with_its_rank(folder: Path) -> None:
    told = sound("run", PACK, *CASE, "--store", folder)
    assert re.search(r"Verification shortfall: \d+ of 100 stored cases have this value or less\.", told)
    assert "holds another pack" in refused(
        USAGE, "run", "opcw-2015-2019", "--scenario", "civilian", "--option", "continuation", "--store", folder
    )


def test_a_case_is_replayed(folder: Path) -> None:
    assert "the Mesa model has the same bits as the store" in sound("replay", folder, *CASE)
    found = json.loads(sound("replay", folder, *CASE, "--json"))
    assert (found["same"], found["differences"]) == (True, [])
    assert "no such case" in refused(USAGE, "replay", folder, *CASE[:-1], "4000")


def test_a_case_that_differs_ends_with_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments.replay import Difference

    monkeypatch.setattr("experiments.replay.differences", lambda *case: [Difference("cash", 2023, 1.5, 2.5)])
    told = refused(FAILED, "replay", folder, *CASE)
    assert "1 of " in told
    assert re.search(r"cash +2023 +1\.5 +2\.5", told)


def test_the_newest_study_is_shown_when_none_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no study in results/" in refused(USAGE, "dashboard")
    shutil.copytree(folder, tmp_path / "results" / "one")
    called: list[list[str]] = []

    def started(words: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        called.append(words)
        return subprocess.CompletedProcess(words, 3)

    monkeypatch.setattr(subprocess, "run", started)
    assert quadrille("dashboard", "--port", "0").exit_code == 3
    assert called == [[sys.executable, "-m", "dashboard", "results/one", "--port", "0"]]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "0 s"), (59, "59 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"), (-1, "0 s")]
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_compiling_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with SweepDisplay() as display:
        for seconds in (0.0, COMPILING_AFTER + 1, COMPILING_AFTER + 2):
            display(Progress(0, 100, 0, seconds, None, None))
        display(Progress(50, 100, 0, 9.0, 10.0, 5.0))
    told = capsys.readouterr().err
    assert told.count("Compiling the engine") == 1
    assert "50 of 100 simulated cases, 10 a second, 5 s left" in told


def test_what_is_kept_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with SweepDisplay() as display:
        display(Progress(40, 100, 40, 0.0, None, None))
    assert "40 of 100 simulated cases are stored already" in capsys.readouterr().err


def test_help_answers_at_once() -> None:
    """Nothing heavy is loaded for --help: well below 0.2 s of the processor here, which no other process moves."""
    code = """
import time
began = time.process_time()
from experiments.cli import main
try:
    main()
finally:
    print(time.process_time() - began)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"], cwd=REPOSITORY, capture_output=True, text=True, check=False,
        env=dict(os.environ), timeout=60,
    )  # fmt: skip
    assert "sweep" in done.stdout
    assert float(done.stdout.split()[-1]) < 1.0
