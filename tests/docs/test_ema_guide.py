"""The guide to the EMA Workbench does what it says: its code is run as it stands, in a folder of its own."""

import re
import subprocess
import sys
from pathlib import Path

from experiments.sweep import sweep
from tests.architecture.sources import REPOSITORY
from tests.experiments.made import study

GUIDE = REPOSITORY / "docs" / "ema.md"
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_its_code_runs_and_finds_what_it_shows(tmp_path: Path) -> None:
    sweep(study(80, 20), tmp_path / "results" / "study")
    text = GUIDE.read_text(encoding="utf-8")
    script = tmp_path / "guide.py"
    script.write_text("\n".join(CODE.findall(text)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env={"PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (shown,) = SHOWN.findall(text)
    promised = [line.split() for line in shown.splitlines() if line != "..."]
    printed = [line.split() for line in done.stdout.splitlines()]
    assert [line for line in promised if line not in printed] == [], done.stdout
    assert "planning_scenario" in done.stdout.partition("envelope_target")[2]
