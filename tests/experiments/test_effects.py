"""The table of effects: every measure alone, paired, with its cost and the sign that the pack expects."""

import json

import pytest
from typer.testing import CliRunner

from experiments.analysis.effects import Effects, effects, sign_of
from experiments.analysis.intervals import paired
from experiments.analysis.worlds import Laboratory, World
from experiments.cli import app
from experiments.faults import UnknownNameError
from experiments.statistics import OVER_CASES, Interval
from scenarios import load
from scenarios.changes import Changes

PACK = "opcw-2015-2019"
MEASURES = ("core-team", "collection-incentives", "e-learning")


@pytest.fixture(scope="module")
def found() -> Effects:
    return effects(load(PACK), MEASURES, ["services_output"], replicates=40)


def test_every_measure_is_told_for_every_indicator_in_every_scenario(found: Effects) -> None:
    pack = load(PACK)
    expected = {name for measure in MEASURES for name in pack.measures[measure].expected}
    assert {one.id for one in found.indicators} == {*pack.headline, *expected, "services_output"}
    assert len(found.rows) == len(MEASURES) * len(found.indicators) * 4


def test_an_effect_is_the_paired_difference_from_the_reference(found: Effects) -> None:
    laboratory = Laboratory(load(PACK), 40, found.draws)
    one = found.of("core-team", "response_days")[0]
    here, there = (
        laboratory.outcome(World(one.scenario, "continuation", Changes(measures=chosen))).parts("response_days")
        for chosen in (("core-team",), ())
    )
    assert one.interval == paired(here, there, laboratory.has_draws)
    assert one.interval.mean is not None
    assert one.interval.mean < 0
    assert (one.expected, one.sign) == ("down", "met")


def test_a_measure_without_effects_takes_its_cost_from_services_only(found: Effects) -> None:
    for one in found.of("e-learning", "services_output"):
        assert one.interval.high is not None
        assert one.interval.high < 0
    assert all(one.changed == 0 for one in found.of("e-learning", "aims_met"))


@pytest.mark.parametrize(
    ("low", "high", "expected", "sign"),
    [
        (0.1, 0.3, "up", "met"),
        (0.1, 0.3, "down", "not met"),
        (-0.3, -0.1, "down", "met"),
        (-0.1, 0.3, "up", "open"),
        (-0.1, 0.3, "none", "met"),
        (0.0, 0.0, "none", "met"),
        (0.1, 0.3, "none", "not met"),
        (0.1, 0.3, "", ""),
        (None, None, "up", ""),
    ],
)
def test_a_sign_is_borne_out_contradicted_or_open(
    low: float | None, high: float | None, expected: str, sign: str
) -> None:
    assert sign_of(Interval(low, low, high, None, OVER_CASES), expected) == sign


@pytest.mark.parametrize(("measures", "indicators"), [(["none"], []), ([], ["none"])])
def test_an_unknown_name_is_said(measures: list[str], indicators: list[str]) -> None:
    with pytest.raises(UnknownNameError, match="found 'none', expected one of"):
        effects(load(PACK), measures, indicators)


def test_the_table_fits_a_narrow_terminal_and_says_who_pays() -> None:
    done = CliRunner().invoke(app, ["effects", PACK, "--replicates", "20", "--measure", "core-team"])
    assert done.exit_code == 0, done.output
    assert max(len(line) for line in done.output.splitlines()) <= 100
    told = " ".join(done.output.split())
    assert "Costs 150,000 EUR a year, on the line “Staff training and knowledge management”" in told
    assert "Paid by: regular budget." in told
    assert "expected signs:" in told
    assert "Article VI inspections" in told, "the pack's own word for visits"
    assert "of visits" not in told


def test_programs_read_the_same_numbers() -> None:
    done = CliRunner().invoke(app, ["effects", PACK, "--replicates", "20", "--measure", "core-team", "--json"])
    read = json.loads(done.stdout)
    assert {"measure", "scenario", "indicator", "mean", "low", "high", "expected", "sign"} <= set(read["effects"][0])
    assert read["measures"]["core-team"]["cost"]["per_year"] == 150_000
