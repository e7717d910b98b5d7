"""What a sweep costs beside the simulation: time per stored case, and memory that does not grow with the cases."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.bench import Bench
from experiments.blocks import Block, stored_values
from experiments.design import design
from experiments.store import Store
from scenarios.compile import uncertain
from simulation.ensemble import Cases, simulate
from tests.architecture.sources import REPOSITORY
from tests.experiments.made import study

TARGET = 20e-6
"""Seconds of processor time beside the simulation per stored case, in blocks of 1,000 and more."""

SWEEP = """
import resource, sys
from experiments.summary import Overview
from experiments.sweep import sweep
from tests.experiments.made import study
results = sweep(study(replicates=int(sys.argv[2]), draws=50), sys.argv[1])
Overview(results).to_json()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def megabytes(folder: Path, replicates: int) -> float:
    """The most memory that a sweep and its summary took."""
    done = subprocess.run(
        [sys.executable, "-c", SWEEP, str(folder), str(replicates)],
        cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=600,
    )  # fmt: skip
    return float(done.stdout)


@pytest.mark.long
def test_memory_does_not_grow_with_the_cases(tmp_path: Path) -> None:
    few, many = megabytes(tmp_path / "few", 2000), megabytes(tmp_path / "many", 20_000)
    assert many < 600
    assert many - few < 60


@pytest.mark.long
def test_the_overhead_of_a_stored_case(tmp_path: Path) -> None:
    asked = study(replicates=1000, draws=50)
    store = Store(tmp_path / "store")
    store.blocks_folder.mkdir(parents=True)
    bench = Bench(asked, design(uncertain(asked.pack), 50, 1), store)
    rows = bench.rows(Block("x", "civilian", "continuation", 0, 1000), lambda cases: None)
    cases = simulate(bench._ground, bench._settings("civilian", "continuation")[0], 1, 0, 1000)
    best = min(_seconds(store, rows, cases) for _ in range(5))
    assert best / 1000 < TARGET


def _seconds(store: Store, rows: object, cases: Cases) -> float:
    began = time.thread_time()
    stored_values(cases)
    store.write(rows)  # type: ignore[arg-type]
    return time.thread_time() - began
