"""What a sweep costs beside the simulation: memory that does not grow with the cases (time: make bench)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import REPOSITORY

SWEEP = """
import sys
from pathlib import Path
from experiments.summary import Overview
from experiments.sweep import sweep
from tests.experiments.made import study
results = sweep(study(replicates=int(sys.argv[2]), draws=50), sys.argv[1])
Overview(results).to_json()
# the high-water mark of this process alone: that of getrusage begins with what the parent had
marks = Path("/proc/self/status").read_text().split("VmHWM:")[1]
print(int(marks.split()[0]) / 1024)
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
