"""A bad run fails alone: nothing else changes by a bit, and its cause, inputs, day and rule are told."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments import bench
from experiments.begun import Begun
from experiments.cli import app
from experiments.failure_record import case_of, recorded, traced
from experiments.failures import causes, failures, replay_command
from experiments.faults import StoreError, UnknownNameError
from experiments.isolation import CAUSES, RAISED, REFUSED, verdicts
from experiments.results import Results
from experiments.store import Store
from experiments.sweep import sweep
from experiments.traces import Eve, in_python, trace
from experiments.verify import verify
from simulation import status
from simulation.ensemble import Cases, simulate
from simulation.layout import WORLD
from simulation.model import QuadrilleModel
from tests.experiments.failing import OVERFLOWS, SOUND, mixed, of_points
from tests.experiments.failing import REFUSED as OUT_OF_BOUNDS
from tests.experiments.made import OPTIONS, SCENARIOS, study
from tests.experiments.test_cli import unwrapped

BAD = 1234


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Of 160 cases 20 fill the record, and the values of 20 are refused."""
    return sweep(mixed(), tmp_path_factory.mktemp("failing") / "store", 2, 15, failures_at_most=0.25)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """2,000 cases, each with a draw of its own, none of which fails."""
    return sweep(of_points((SOUND,) * 2000, 2000, False), tmp_path_factory.mktemp("sound") / "store", 2, 400)


def digests(results: Results) -> dict[tuple[tuple[str, str], int], bytes]:
    """Of every case by scenario, option and replicate."""
    store, draws, told = Store(results.folder), results.manifest.study.draws, {}
    for block in (one.block for one in results.manifest.blocks):
        for replicate, digest in zip(block.identities(draws)[1].tolist(), store.digests(block), strict=True):
            told[(block.scenario, block.option), replicate] = digest.tobytes()
    return told


def unlike(one: Results, other: Results) -> set[tuple[tuple[str, str], int]]:
    """The cases that two stores of one shape don't hold alike to the last bit."""
    here, there = digests(one), digests(other)
    assert here.keys() == there.keys()
    return {who for who in here if here[who] != there[who]}


@pytest.mark.parametrize(
    ("point", "code"), [(OVERFLOWS, status.REQUESTS_FULL), (OUT_OF_BOUNDS, REFUSED)], ids=["overflow", "refused"]
)
def test_one_bad_run_in_2000_alters_none_of_the_others(
    sound: Results, tmp_path: Path, point: tuple[float, float], code: int
) -> None:
    points = (*[SOUND] * BAD, point, *[SOUND] * (1999 - BAD))
    bad = sweep(of_points(points, 2000, False), tmp_path / "bad", 1, 300)
    assert len(digests(bad)) == 2000
    assert unlike(bad, sound) == {(("civilian", "continuation"), BAD)}
    assert bad.manifest.failed == 1
    ended = [bad.stored_case("civilian", "continuation", replicate)[1] for replicate in (BAD - 1, BAD, BAD + 1)]
    assert ended == [0, code, 0]
    assert verify(bad.folder) == []


@pytest.mark.parametrize(("workers", "block", "chunk"), [(1, 1000, 25), (3, 7, 2)])
def test_workers_blocks_and_chunks_do_not_matter_to_failures(
    found: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int, block: int, chunk: int
) -> None:
    monkeypatch.setattr(bench, "CHUNK", chunk)
    again = sweep(mixed(), tmp_path / "again", workers, block, failures_at_most=0.25)
    assert again.manifest.content_hash == found.manifest.content_hash
    assert failures(again) == failures(found)


def test_every_failed_case_is_listed_with_cause_and_inputs(found: Results) -> None:
    rows = failures(found.folder)
    assert len(rows) == found.manifest.failed == 40
    assert {(one.draw, one.status, one.cause) for one in rows} == {
        (1, status.REQUESTS_FULL, "more requests than the record holds"),
        (3, REFUSED, "its values were refused"),
    }
    assert all(one.draw == one.replicate % 8 for one in rows)
    assert [(one.scenario, one.option) for one in rows[::10]] == [(s, o) for s in SCENARIOS for o in OPTIONS]
    overflowed, refused = rows[0], rows[-1]
    assert (overflowed.inputs["request_rate.completion-review"], overflowed.says) == (100.0, "")
    assert refused.inputs["quit_rate"] == 5.0
    assert refused.says == "ValueError: quit_rate is 5.0, expected 0 to 3 (per year)"


def test_failures_are_an_outcome_beside_the_points(found: Results) -> None:
    failed, points = found.failed_mask("civilian", "continuation"), found.points_of_cases()
    assert failed.shape == found.horizon("visits_done")["civilian", "continuation"].shape
    assert np.isnan(found.horizon("visits_done")["civilian", "continuation"][failed]).all()
    assert (failed == ((points["quit_rate"] == 5.0) | (points["request_rate.completion-review"] == 100.0))).all()
    for rate in found.failure_rates():
        assert (rate.failed, rate.n, rate.share) == (10, 40, 0.25)
        assert rate.low < 0.25 < rate.high
    z, n = 1.6448536269514722, 40  # Wilson's interval by hand
    centre, half = 0.25 + z * z / (2 * n), z * math.sqrt(0.25 * 0.75 / n + z * z / (4 * n * n))
    assert found.failure_rates()[0].high == pytest.approx((centre + half) / (1 + z * z / n))


def test_a_traceback_names_the_rule_at_fault_and_the_day(found: Results) -> None:
    begun = Begun(found.folder)
    overflowed, refused = causes(begun)
    told = trace(begun, overflowed.first)
    assert told.cause == "more requests than the record holds"
    assert "simulation/schedule.py" in told.traceback[0]
    assert told.traceback[-1].startswith("simulation/rules/requests.py:")
    assert told.traceback[-1].endswith(" in _add: w.clock.status = status.REQUESTS_FULL")
    assert told.locals["i"] == 256
    assert told.day is not None
    assert "2021-01-01" <= told.day <= "2025-12-31"
    assert refused.traceback[-1].startswith("scenarios/points.py:")
    assert trace(begun, refused.first).traceback[-1] == refused.traceback[-1]


def test_the_sweep_leaves_a_record_of_causes(found: Results) -> None:
    held = json.loads((found.folder / "failures.json").read_text(encoding="utf-8"))
    assert (held["failed"], held["computed"], held["cases"], held["traced"]) == (40, 160, 160, 2)
    begun = Begun(found.folder)
    assert recorded(begun).keys() == {case_of(one) for one in causes(begun)}
    assert verify(found.folder) == []


def test_a_sound_study_has_no_record(results: Results) -> None:
    assert failures(results) == causes(results.folder) == []
    assert not (results.folder / "failures.json").exists()


def test_a_damaged_record_is_no_record(found: Results, tmp_path: Path) -> None:
    begun = Begun(found.folder)
    begun.store.failures_file = tmp_path / "failures.json"
    assert recorded(begun) == {}
    begun.store.failures_file.write_text('{"causes": [{}]}', encoding="utf-8")
    assert recorded(begun) == {}


def test_no_time_no_traceback_but_that_of_exceptions(found: Results) -> None:
    begun = Begun(found.folder)
    _, refused = causes(begun)
    assert traced(begun, causes(begun), 0.0).keys() == {case_of(refused)}


def test_a_day_that_takes_too_long_is_given_up(found: Results) -> None:
    begun = Begun(found.folder)
    told = trace(begun, causes(begun)[0].first, 0.01)
    assert (told.traceback, told.cause[:13]) == ((), "no traceback:")


def test_a_sound_case_has_no_traceback(found: Results) -> None:
    begun = Begun(found.folder)
    case = failures(begun)[0]
    sound_one = type(case)(**{**vars(case), "replicate": 0, "draw": 0})
    assert trace(begun, sound_one).cause.startswith("no traceback: no rule gives the case up")


def test_the_first_day_begins_with_the_opening_of_the_world(found: Results) -> None:
    ground, settings = Begun(found.folder).records("civilian", "continuation", 0)
    key = int(QuadrilleModel(ground, settings, 1, 0).key)
    told = in_python(Eve(np.zeros(1, WORLD), key, 0, True), ground, settings, "2021-01-01", 60.0)
    assert told.cause == "no traceback: the day passes in ordinary Python"
    settings["unmoved"] = np.nan  # a record that no pack lays out: the first month can't be worked
    told = in_python(Eve(np.zeros(1, WORLD), key, 0, True), ground, settings, "2021-01-01", 60.0)
    assert told.traceback[0].startswith("simulation/schedule.py:")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.stdout + done.stderr


def case(folder: Path, replicate: int) -> list[str]:
    return ["--scenario", "civilian", "--option", "continuation", "--replicate", str(replicate), "--store", str(folder)]


def test_run_tells_a_failed_case_its_cause_and_day(found: Results) -> None:
    begun = Begun(found.folder)
    first = causes(begun)[0].first
    words = replay_command(found.folder, first).split()[1:]
    code, told = run(*words)
    day = trace(begun, first).day
    assert code == 1
    assert f"The case failed on {day}: more requests than the record holds." in told
    assert "A case that failed stands in no statistic" in told
    code, told = run("run", str(found.folder / "pack"), *case(found.folder, 3))
    assert code == 1
    assert "failed before its first day: its values were refused:" in told
    assert "quit_rate is 5.0, expected 0 to 3 (per year)" in " ".join(told.split())


def test_replay_finds_the_same_failure(found: Results) -> None:
    where = ["--scenario", "civilian", "--option", "continuation", "--replicate"]
    code, told = run("replay", str(found.folder), *where, "1")
    assert (code, "(more requests than the record holds)" in told) == (0, True)
    code, told = run("replay", str(found.folder), *where, "3")
    assert (code, "fails again, as stored: ValueError: quit_rate is 5.0" in told) == (0, True)
    code, told = run("replay", str(found.folder), *where, "3", "--json")
    assert json.loads(told)["same"] is True
    code, told = run("replay", str(found.folder), *where, "40")
    assert (code, "replicates 0 to 39" in told) == (2, True)


def test_the_command_lists_causes(found: Results) -> None:
    code, told = run("failures", str(found.folder))
    assert code == 0
    lines = told.splitlines()
    assert "40 of 160 simulated cases failed (25 %), of 2 causes." in " ".join(" ".join(lines[:3]).split())
    assert "1. more requests than the record holds: 20 cases in 1 of 8 draws" in told
    assert "simulation/rules/requests.py:" in told
    assert max(len(line) for line in lines if str(found.folder) not in line) <= 80
    code, told = run("failures", str(found.folder), "--trace", "1")
    assert "    w.clock.status = status.REQUESTS_FULL" in told


def test_the_command_speaks_to_programs(found: Results) -> None:
    code, told = run("failures", str(found.folder), "--json")
    rows = json.loads(told)
    assert (code, rows["failed"], len(rows["failures"])) == (0, 40, 40)
    assert rows["inputs"]["3"]["quit_rate"] == 5.0
    assert [one["cases"] for one in rows["causes"]] == [20, 20]
    assert rows["causes"][0]["trace"]["traceback"][-1].startswith("simulation/rules/requests.py:")


def test_the_command_on_a_sound_study_and_on_none(folder: Path, tmp_path: Path) -> None:
    code, told = run("failures", str(folder))
    assert (code, "none of 160 simulated cases failed" in unwrapped(told)) == (0, True)
    code, told = run("failures", str(tmp_path))
    assert (code, "no study here" in unwrapped(told)) == (2, True)
    with pytest.raises(StoreError):
        failures(tmp_path)
    with pytest.raises(UnknownNameError):
        Begun(folder).records("civilian", "continuation", 40)


def test_cases_that_raise_are_rerun_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No numbers make the program raise as it stands: here a fault of two replicates is put in."""

    def faulty(ground: object, settings: object, seed: int, first: int, count: int, **how: int) -> Cases:
        if {9, 17} & {first + how["step"] * i for i in range(count)}:
            raise ZeroDivisionError("a fault")
        return simulate(ground, settings, seed, first, count, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(bench, "simulate", faulty)
    bad = sweep(study(), tmp_path, 2, 15)
    monkeypatch.setattr(bench, "simulate", simulate)
    rows = failures(bad)
    assert {(one.replicate, one.status, one.says) for one in rows} == {
        (9, RAISED, "ZeroDivisionError: a fault"), (17, RAISED, "ZeroDivisionError: a fault")
    }  # fmt: skip
    (cause,) = causes(bad)
    assert cause.cause.startswith("ZeroDivisionError at tests/experiments/test_failures.py:")
    assert cause.traceback[-1].endswith('raise ZeroDivisionError("a fault")')
    assert np.isnan(bad.stored_case("civilian", "continuation", 9)[0]).all()
    good = sweep(study(), tmp_path / "good")
    assert unlike(good, bad) == {(pair, replicate) for pair in good.manifest.study.pairs for replicate in (9, 17)}


@pytest.mark.parametrize("fault", [MemoryError, OSError, ImportError])
def test_what_is_no_fault_of_a_case_ends_the_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def broken(*arguments: object, **named: object) -> Cases:
        raise fault("not of a case")

    monkeypatch.setattr(bench, "simulate", broken)
    with pytest.raises(fault, match="not of a case"):
        sweep(study(), tmp_path)
    assert not list((tmp_path / "blocks").glob("*.json"))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_fail_a_case_that_says_all_is_well(bad: float) -> None:
    values = np.zeros((4, 5, 3), np.float32)
    values[1, 4, 2] = values[2, 0, 0] = bad
    ended = np.array([status.OK, status.OK, status.DESK_FULL, status.OK])
    assert verdicts(ended, values).tolist() == [0, status.NOT_FINITE, status.DESK_FULL, 0]


def test_numbers_too_large_to_store_fail_their_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Money of 1e39 is a number of the engine and none of a store: put in, since no bounds let a pack reach it."""

    def rich(*arguments: object, **named: object) -> Cases:
        cases = simulate(*arguments, **named)  # type: ignore[arg-type]
        cases.monthly[0, :, 11] = 1e39
        return cases

    monkeypatch.setattr(bench, "simulate", rich)
    monkeypatch.setattr(bench, "CHUNK", 10)
    bad = sweep(study(), tmp_path, failures_at_most=0.1)
    assert bad.manifest.failed == 16
    assert {one.status for one in failures(bad)} == {status.NOT_FINITE}
    assert all(row.failed == 4 for row in bad.summary("visits_done"))


def test_every_status_has_words() -> None:
    codes = {value for name, value in vars(status).items() if name.isupper() and isinstance(value, int)}
    assert codes | {REFUSED, RAISED} == CAUSES.keys()
    assert min(REFUSED, RAISED) > max(codes)
