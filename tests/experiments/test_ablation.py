"""The ablation table: each mechanism off, paired, in words a terminal has room for."""

import json

import pytest
from typer.testing import CliRunner

from experiments.analysis.ablation import Ablation, ablate
from experiments.analysis.show import bare
from experiments.analysis.worlds import Laboratory, World, number
from experiments.cli import app
from experiments.faults import StudyError, UnknownNameError
from scenarios.changes import Changes, sizes
from scenarios.switches import SWITCHES
from tests.experiments.made import PACK, pack


@pytest.fixture(scope="module")
def found() -> Ablation:
    return ablate(pack(), replicates=40)


def test_every_switch_is_told_in_every_scenario(found: Ablation) -> None:
    assert len(found.changes) == len(SWITCHES) * 4 * len(pack().headline)
    assert found.draws == 2
    assert found.change("shortfall", "no-rest", "civilian").n == 40


def test_without_requests_none_is_late(found: Ablation) -> None:
    change = found.change("requests_late", "no-requests", "resurgence")
    assert change.interval.mean is not None
    assert change.interval.mean < 0
    assert (change.verdict, change.changed > 0) == ("better", True)


def test_a_switch_that_touches_nothing_changes_no_case(found: Ablation) -> None:
    change = found.change("receipts_share", "certain-recognition", "resurgence")
    assert (change.changed, change.verdict) == (0, "undecided")


def test_an_unknown_option_is_said() -> None:
    with pytest.raises(UnknownNameError, match="option: found 'none'"):
        ablate(pack(), "none")


def test_a_world_is_run_once_and_paired() -> None:
    laboratory = Laboratory(pack(), 20, 1)
    world = World("civilian", "continuation", Changes(overrides=sizes({"quit_rate": 0})))
    assert laboratory.outcome(world) is laboratory.outcome(World("civilian", "continuation", world.changes))
    assert laboratory.cases == 20


def test_cases_that_draws_do_not_divide_are_refused() -> None:
    with pytest.raises(StudyError, match="a multiple of the 3 draws"):
        Laboratory(pack(), 20, 3)


def test_the_table_fits_a_narrow_terminal() -> None:
    done = CliRunner().invoke(app, ["ablation", PACK, "--replicates", "20"])
    assert done.exit_code == 0, done.output
    assert max(len(line) for line in done.output.splitlines()) <= 80
    assert "Verification shortfall (percentage points)" in done.output


def test_programs_read_the_same_numbers() -> None:
    done = CliRunner().invoke(app, ["ablation", PACK, "--replicates", "20", "--json"])
    read = json.loads(done.stdout)
    assert {"switch", "scenario", "indicator", "mean", "low", "high", "verdict"} <= set(read["changes"][0])
    assert [switch["id"] for switch in read["switches"]] == [switch.id for switch in SWITCHES]


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0.000004, "<0.001"), (-0.000004, ">−0.001"), (0.000006, "+0.001"), (0.0, "0"), (-0.02, "−2.0"), (0.3, "+30")],
)
def test_a_difference_off_zero_is_never_shown_as_zero(size: float, shown: str) -> None:
    """Shares in percentage points."""
    assert bare(size, number("shortfall")) == shown
