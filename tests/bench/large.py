"""A large study, stored, summarised and exported in one process: seconds, peak memory, and its size on disk."""

import json
import subprocess
import sys
from collections.abc import Sequence

from tests.architecture.sources import REPOSITORY
from tests.bench.cases import PACK
from tests.bench.table import show

RUNS = 400_000
OPTIONS = 20
WANTED_SECONDS, WANTED_MEMORY = 150, 600

STUDY = """
import json, sys, tempfile, time
from pathlib import Path
import scenarios
from experiments import cubes, export, frames, tabulated
from experiments.blocks import COLUMNS
from experiments.selection import select
from experiments.study import study_of
from experiments.summary import Overview
from experiments.sweep import sweep

def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024

pack_id, runs, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
pack = scenarios.load(pack_id)
single = [f"continuation+{name}" for name in pack.measures]
options = [*pack.options, *single][:count]
study = study_of(pack, pack.matrix, options, replicates=max(runs // (len(pack.matrix) * count) // 50 * 50, 50))
stages = []

def stage(name, act):
    began = time.perf_counter()
    found = act()
    stages.append((name, time.perf_counter() - began, peak()))
    return found

with tempfile.TemporaryDirectory() as folder:
    here = Path(folder)
    results = stage("stored", lambda: sweep(study, here / "store"))
    stage("summarised", lambda: Overview(results).to_json())
    size = sum(file.stat().st_size for file in (here / "store" / "blocks").iterdir())
    chosen = select(results)
    stage("quantiles by year, headline", lambda: cubes.by_year(results, chosen))
    every = select(results, [one.id for one in results.indicators])
    stage("quantiles by year, all indicators", lambda: cubes.by_year(results, every))
    stage("quantiles over the horizon, all", lambda: cubes.over_horizon(results, every))
    stage("paired differences, headline", lambda: tabulated.paired(results, chosen))
    stage("runs to CSV", lambda: export.write_frame(results, frames.runs(results, chosen), here / "runs.csv"))
    stage("years to CSV", lambda: export.write_frame(results, frames.years(results, chosen), here / "years.csv"))
    stage("years to Parquet", lambda: export.write_frame(results, frames.years(results, chosen), here / "y.parquet"))
    raw = 4 * len(COLUMNS) * study.outline.cases * len(results.years)
print(json.dumps([study.outline.cases, size / 2**20, raw / 2**20, stages]))
"""


def report(runs: Sequence[int] = (RUNS,)) -> None:
    """Print seconds and peak memory by stage, and the size of the store, for each number of runs asked for."""
    for asked in runs:
        cases, size, raw, stages = _study_elsewhere(asked)
        rows = [("stage", "seconds", "peak, MB")]
        rows += [(name, f"{seconds:.1f}", f"{peak:.0f}") for name, seconds, peak in stages]
        together = sum(seconds for _, seconds, _ in stages[:2])
        notes = [
            f"4 scenarios x {OPTIONS} options of {PACK}, five years; every stage in one process",
            f"stored and summarised: {together:.1f} s, {together / cases * 1e6:.0f} µs a run",
            f"wanted with {RUNS:,} runs: {WANTED_SECONDS} s on two cores that do nothing else",
            f"wanted: memory below {WANTED_MEMORY} MB; largest {max(peak for _, _, peak in stages):.0f} MB",
            f"store {size:,.0f} MB, raw float32 {raw:,.0f} MB: {100 * size / raw:.0f} in 100",
            "what storing adds to simulating: `python -m tests.bench sweep`",
        ]
        show(f"A study of {cases:,} runs", rows, notes)


def _study_elsewhere(runs: int) -> tuple[int, float, float, list[tuple[str, float, float]]]:
    done = subprocess.run(
        [sys.executable, "-c", STUDY, PACK, str(runs), str(OPTIONS)],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    cases, size, raw, stages = json.loads(done.stdout)
    return cases, size, raw, stages
