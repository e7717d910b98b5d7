"""The same study gives the same results, however the work is cut, by whomever, after whatever interruption."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from experiments import bench
from experiments.clock import Progress
from experiments.results import Results
from experiments.study import Study
from experiments.sweep import sweep
from experiments.threshold import TooManyFailuresError
from experiments.verify import verify
from simulation import status
from simulation.ensemble import Cases, simulate
from tests.architecture.sources import REPOSITORY
from tests.experiments.made import OPTIONS, SCENARIOS, Interrupting, pack, study


@pytest.mark.parametrize(
    ("workers", "block", "chunk"), [(1, 1000, 25), (2, 7, 25), (3, 20, 1), (1, 5, 3), (None, 16, 2)]
)
def test_workers_blocks_and_chunks_do_not_matter(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int | None, block: int, chunk: int
) -> None:
    monkeypatch.setattr(bench, "CHUNK", chunk)
    assert sweep(study(), tmp_path, workers, block).manifest.content_hash == results.manifest.content_hash


def test_the_order_of_scenarios_and_options_does_not_matter(results: Results, tmp_path: Path) -> None:
    turned = Study(pack(), SCENARIOS[::-1], OPTIONS[::-1], 40, 4, 1)
    assert sweep(turned, tmp_path).manifest.content_hash == results.manifest.content_hash


def test_the_files_of_any_number_of_workers_are_the_same(tmp_path: Path) -> None:
    hashes = {sweep(study(), tmp_path / str(n), n, block=13).manifest.content_hash for n in (1, 2, 4)}
    assert len(hashes) == 1
    one, two, four = ({f.name: f.read_bytes() for f in (tmp_path / n / "blocks").iterdir()} for n in "124")
    assert one == two == four


@pytest.mark.parametrize("other", [study(seed=2), study(draws=5), study(replicates=44)])
def test_another_study_has_another_hash(results: Results, tmp_path: Path, other: Study) -> None:
    assert sweep(other, tmp_path).manifest.content_hash != results.manifest.content_hash


def test_a_case_depends_on_its_draw_and_replicate_alone(results: Results, tmp_path: Path) -> None:
    """Twice as many cases with the same draws: the cases there were stay, bit for bit."""
    more = sweep(study(replicates=80), tmp_path)
    for replicate in (0, 17, 39):
        one, two = (r.stored_case("civilian", "lean-visits", replicate)[0] for r in (results, more))
        assert one.tobytes() == two.tobytes()


def test_progress_tells_what_is_done(tmp_path: Path) -> None:
    steps: list[Progress] = []
    sweep(study(), tmp_path, progress=steps.append)
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert (done[0], done[-1], steps[-1].total, steps[-1].left) == (0, 160, 160, 0.0)
    assert steps[0].rate is None


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases that take long enough for a sweep to be interrupted."""

    def slow(*arguments: object, **named: object) -> Cases:
        time.sleep(0.005)
        return simulate(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(bench, "simulate", slow)
    monkeypatch.setattr("experiments.crew.TICK", 0.01)


@pytest.mark.usefixtures("slowly")
def test_an_interruption_leaves_whole_blocks_and_the_sweep_goes_on(results: Results, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep(study(), tmp_path, workers=2, block=5, progress=Interrupting(after=40))
    kept = sorted((tmp_path / "blocks").glob("*.parquet"))
    assert 0 < len(kept) < 32
    assert not list((tmp_path / "blocks").glob(".*"))
    assert not (tmp_path / "manifest.json").exists()
    steps: list[Progress] = []
    again = sweep(study(), tmp_path, workers=2, block=40, progress=steps.append)
    assert again.manifest.content_hash == results.manifest.content_hash
    assert steps[0].done == steps[0].kept == 5 * len(kept)  # the size of blocks is that of the folder
    assert verify(tmp_path) == []


SWEEP = """
import sys
from experiments.sweep import sweep
from tests.experiments.made import study
sweep(study(replicates=600), sys.argv[1], workers=2, block=25)
"""


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """The folder of a sweep whose process was killed at once, in the middle of its blocks."""
    folder = tmp_path / "killed"
    process = subprocess.Popen([sys.executable, "-c", SWEEP, str(folder)], cwd=REPOSITORY, env=dict(os.environ))
    try:
        until = time.monotonic() + 60
        while len(list(folder.glob("blocks/*.json"))) < 4 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        assert process.poll() is None, "the sweep ended before it could be killed"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return folder


def test_a_killed_sweep_goes_on_to_the_same_bytes(killed: Path, tmp_path: Path) -> None:
    steps: list[Progress] = []
    resumed = sweep(study(replicates=600), killed, workers=2, block=25, progress=steps.append)
    assert 4 * 25 <= steps[0].kept < resumed.manifest.study.cases
    whole = sweep(study(replicates=600), tmp_path / "whole", workers=1, block=25)
    assert resumed.manifest.content_hash == whole.manifest.content_hash
    assert verify(killed) == []
    one, two = ({f.name: f.read_bytes() for f in (at / "blocks").iterdir()} for at in (killed, whole.folder))
    assert one == two


def test_a_fault_of_the_program_ends_the_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **named: object) -> Cases:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(bench, "simulate", broken)
    with pytest.raises(TooManyFailuresError, match=r"ZeroDivisionError: a fault") as stopped:
        sweep(study(), tmp_path, block=10)
    assert isinstance(stopped.value.__cause__, ZeroDivisionError)
    assert not (tmp_path / "manifest.json").exists()


def test_a_failed_case_is_kept_counted_and_in_no_statistic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(ground: object, settings: object, seed: int, first: int, count: int, **how: int) -> Cases:
        cases = simulate(ground, settings, seed, first, count, **how)  # type: ignore[arg-type]
        ninth = first + how.get("step", 1) * np.arange(count) == 9
        cases.monthly[ninth] = 1e30
        cases.monthly[ninth, :, 50:] = -np.nan
        cases.status[ninth] = status.NOT_FINITE
        return cases

    monkeypatch.setattr(bench, "simulate", failing)
    found = sweep(study(), tmp_path)
    assert found.manifest.failed == len(SCENARIOS) * len(OPTIONS)
    assert found.failed("civilian", "continuation") == 1
    numbers, ended = found.stored_case("civilian", "continuation", 9)
    assert ended == status.NOT_FINITE
    assert set(numbers[np.isnan(numbers)].view(np.uint32).tolist()) == {0x7FC00000}
    assert np.isfinite(found.stored_case("civilian", "continuation", 8)[0]).all()
    for row in found.summary("visits_done"):
        assert (row.n, row.failed) == (39, 1)
        assert row.mean is not None
        assert row.mean < 1e6
    assert found.bands("visits_done", (1.0,))["civilian", "continuation"].max() < 1e6
    assert all(row.n == 39 for row in found.paired("visits_done", "lean-visits"))
