"""The benchmark still runs: what it measures is never asserted, that it measures is."""

import subprocess
import sys

import pytest

from tests.architecture.sources import REPOSITORY


@pytest.mark.long
@pytest.mark.parametrize(
    ("section", "shown"),
    [
        ("mechanisms", "carry_out_visits"),
        ("packs", "1 compilation for all"),
        ("reference", "the same bits"),
        ("sweep", "overhead"),
        ("live", "dashboard.live"),
    ],
)
def test_a_section_of_the_benchmark_runs(section: str, shown: str) -> None:
    words = [sys.executable, "-m", "tests.bench", section]
    found = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert shown in found.stdout
