"""The command line refuses every faulty pack in the same words, and a refused sweep writes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenarios.folders import TOY, copied
from tests.scenarios.mutation import Case, mutated
from tests.scenarios.test_malformed import CASES

cli = pytest.importorskip("experiments.cli")
from typer.testing import CliRunner  # noqa: E402  (after the command line is known to exist)

RUN = CliRunner()


def test_check_finds_nothing_wrong_with_the_toy_pack() -> None:
    assert RUN.invoke(cli.app, ["check", str(TOY)]).exit_code == 0


@pytest.mark.parametrize("case", CASES, ids=[f"{case['file']}: {case['case']}" for case in CASES])
def test_check_and_sweep_refuse_a_faulty_pack(case: Case, tmp_path: Path) -> None:
    with copied() as folder:
        mutated(folder, case)
        checked = RUN.invoke(cli.app, ["check", str(folder)])
        swept = RUN.invoke(cli.app, ["sweep", str(folder), "--replicates", "20", "--out", str(tmp_path / "out")])
    assert checked.exit_code == 1
    assert case["expected"].strip() in checked.output
    assert swept.exit_code != 0
    assert case["expected"].strip() in swept.output
    assert list(tmp_path.iterdir()) == []


def test_the_shell_sees_exit_code_1() -> None:
    command = [sys.executable, "-c", "from experiments.cli import main; main()", "check", "no-such-pack"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 1
