"""Peak memory of sweeps that grow, each in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Sequence

from tests.architecture.sources import REPOSITORY
from tests.bench.table import show

PACK = "mine-ban-unit"
RUNS = (1_000, 10_000, 100_000)
WANTED = 600

SWEEP = """
import json, sys, tempfile, time
from pathlib import Path
import scenarios
from experiments.study import study_of
from experiments.sweep import sweep

def peak():
    # the high-water mark of this process alone: that of getrusage begins with what the parent had
    marks = Path("/proc/self/status").read_text().split("VmHWM:")[1]
    return int(marks.split()[0]) / 1024

pack_id, runs = sys.argv[1], int(sys.argv[2])
pack = scenarios.load(pack_id)
scenario_ids, options = list(pack.matrix), ["continuation"]
study = study_of(pack, scenario_ids, options, replicates=max(runs // len(scenario_ids), 1))
before, began = peak(), time.perf_counter()
with tempfile.TemporaryDirectory() as folder:
    results = sweep(study, Path(folder) / "store")
    seconds, swept = time.perf_counter() - began, peak()
    size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    results.bands("shortfall")
    results.summary("shortfall")
    read = peak()
print(json.dumps([study.outline.cases, before, swept, read, seconds, size / 2**20]))
"""


def report(runs: Sequence[int] = RUNS) -> None:
    """Print peak memory after the imports, after the sweep, and after reading bands and a summary."""
    rows = [("runs", "before, MB", "sweep, MB", "sweep and reading, MB", "seconds", "on disk, MB")]
    peaks = []
    for asked in runs:
        cases, before, swept, read, seconds, size = _sweep_elsewhere(asked)
        peaks.append(read)
        rows.append((f"{cases:,.0f}", f"{before:.0f}", f"{swept:.0f}", f"{read:.0f}", f"{seconds:.1f}", f"{size:.0f}"))
    notes = [
        f"peak resident memory of a process each; four scenarios of {PACK}, five years, two workers",
        f"wanted: flat, below {WANTED} MB; largest {max(peaks):.0f} MB",
    ]
    show("Memory of sweeps", rows, notes)


def _sweep_elsewhere(runs: int) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", SWEEP, PACK, str(runs)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    found: list[float] = json.loads(done.stdout)
    return found
