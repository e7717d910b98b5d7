"""Robustness of options: studies with known answers, what is told of them, and the small real study."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.analysis.criteria import (
    CRITERIA,
    SATISFICING,
    Attitude,
)
from experiments.analysis.robustness import Robustness, Row, Table, robustness
from experiments.cli import app
from experiments.console import NARROW
from experiments.design import design
from experiments.faults import StudyError, UnknownNameError, UserError
from experiments.results import Results
from experiments.statistics import Parts
from experiments.study import Study, study_of
from scenarios import load
from scenarios.compile import uncertain
from tests.experiments.made import OPTIONS, SCENARIOS, pack, stored_by_hand, study


def done(scenario: str, option: str, draw: int) -> float:
    """Visits done of ten planned: lean visits do better, except in two draws of “Resurgence”."""
    if scenario == "civilian":
        return 9.0 if option == "lean-visits" else 8.0
    return 6.0 if option == "lean-visits" else 5.0 + draw


def values(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
    return {"visits_planned": 10.0, "visits_done": done(scenario, option, draw)}.get(tally, 1.0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Two scenarios, four draws of two cases, with a share of visits that is worked out here by hand."""
    return stored_by_hand(tmp_path_factory.mktemp("made") / "store", study(8, 4), values)


def of_visits(results: Results, *thresholds: str) -> Table:
    return robustness(results, ("visits_share",), thresholds).tables[0]


def row_of(table: Table, name: str) -> Row:
    (row,) = (row for row in table.rows if row.criterion.id == name)
    return row


def value_of(table: Table, name: str) -> list[float | None]:
    return [score.value for score in row_of(table, name).scores]


def test_a_study_worked_by_hand(made: Results) -> None:
    """Continuation .5 .6 .7 .8 and four times .8; lean visits four times .6 and four times .9."""
    table = of_visits(made, "visits_share>=0.7")
    assert (table.futures, table.left_out) == (8, 0)
    assert value_of(table, "maximin") == pytest.approx([0.5, 0.6])
    assert value_of(table, "maximax") == pytest.approx([0.8, 0.9])
    assert value_of(table, "laplace") == pytest.approx([5.8 / 8, 6.0 / 8])
    assert value_of(table, "minimax_regret") == pytest.approx([0.1, 0.2])
    assert value_of(table, "domain") == pytest.approx([6 / 8, 4 / 8])
    assert value_of(table, "cases") == pytest.approx([6 / 8, 4 / 8])
    assert row_of(table, "maximin").preferred == ("lean-visits",)
    assert [score.rank for score in row_of(table, "maximin").scores] == [2, 1]
    assert row_of(table, "minimax_regret").preferred == ("continuation",)
    assert [score.option for score in table.rows[0].scores] == list(OPTIONS)


def test_pairing_tells_what_intervals_apart_do_not(tmp_path: Path) -> None:
    """One option is better by the same little in every draw, while draws differ by much."""

    def shifted(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        gain = 0.125 * (option == "lean-visits")
        return {"visits_planned": 10.0, "visits_done": 2.0 * draw + gain}.get(tally, 1.0)

    row = row_of(of_visits(stored_by_hand(tmp_path, study(8, 4), shifted)), "laplace")
    one, other = row.scores
    assert (one.best, other.best) == (0.0, 1.0)
    assert row.settled
    assert (one.high or 0.0) > (other.low or 1.0), "apart they overlap"


def test_a_draw_decides_what_is_not_sure(made: Results) -> None:
    """The mean of continuation is below that of lean visits, but not in every resample of four draws."""
    row = row_of(of_visits(made), "laplace")
    assert row.preferred == ("lean-visits",)
    assert not row.settled
    shares = [score.best for score in row.scores]
    assert all(share is not None and 0.05 < share < 0.95 for share in shares)
    index = np.random.default_rng(int(made.manifest.content_hash, 16)).integers(4, size=(1000, 4))
    lead = np.array([0.1, 0.0, -0.1, -0.2])[index].sum(axis=1) + 0.4
    means = np.array([0.5, 0.6, 0.7, 0.8])[index].sum(axis=1) / 8 + 3.2 / 8
    assert [row.scores[0].low, row.scores[0].high] == pytest.approx(np.quantile(means, [0.05, 0.95]))
    assert [row.scores[1].low, row.scores[1].high] == pytest.approx([0.75, 0.75])
    ahead, level = np.mean(lead > 1e-9), np.mean(np.abs(lead) <= 1e-9)
    assert ahead - 1e-9 <= (shares[1] or 0.0) <= ahead + level + 1e-9


def test_the_same_study_gives_the_same_bits_whatever_its_blocks(tmp_path: Path, made: Results) -> None:
    other = stored_by_hand(tmp_path, study(8, 4), values, block=3)
    asked = (("visits_share",), ("visits_share>=0.7", "shortfall<=0.5"))
    assert json.dumps(robustness(other, *asked).to_json()) == json.dumps(robustness(made, *asked).to_json())


def test_the_reach_stops_at_the_nearest_draw_that_fails(tmp_path: Path) -> None:
    points = design(uncertain(pack()), 4, 1)
    away = [
        sum(_off(one, value) ** 2 for one, value in zip(uncertain(pack()), row, strict=True)) for row in points.values
    ]
    order = np.argsort(away)

    def failing(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        fails = draw == order[2] if option == "continuation" else draw == order[1] and scenario == "civilian"
        return {"visits_planned": 10.0, "visits_done": 2.0 if fails else 8.0}.get(tally, 1.0)

    results = stored_by_hand(tmp_path, study(8, 4), failing)
    table = of_visits(results, "visits_share>=0.5")
    assert value_of(table, "radius") == [0.5, 0.25]
    assert value_of(table, "domain") == [0.75, 0.875]
    assert row_of(table, "radius").preferred == ("continuation",)
    nearness = np.argsort(order)[
        np.random.default_rng(int(results.manifest.content_hash, 16)).integers(4, size=(1000, 4))
    ]
    for score, fails in zip(row_of(table, "radius").scores, (2, 1), strict=True):
        reach = np.where((nearness == fails).any(axis=1), (nearness < fails).mean(axis=1), 1.0)
        assert [score.low, score.high] == pytest.approx(np.quantile(reach, [0.05, 0.95]))
    assert row_of(table, "domain").preferred == ("lean-visits",)


def _off(one: Any, value: float) -> float:
    if one.low == one.high:
        return 0.0
    side = one.high - one.mode if value >= one.mode else one.mode - one.low
    return abs(value - one.mode) / side if side > 0 else 0.0


def test_floors_together_are_met_by_fewer(tmp_path: Path) -> None:
    """One floor fails in even cases, the other in draw 0: together in half the cases of the other three draws."""

    def mixed(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        return {
            "visits_planned": 10.0, "visits_done": 9.0 if replicate // 4 else 5.0,
            "required_days": 10.0, "undelivered_days": 5.0 if draw == 0 else 0.0,
        }.get(tally, 1.0)  # fmt: skip

    results = stored_by_hand(tmp_path, study(8, 4), mixed)
    shortfall = results.indicator("shortfall")
    assert (shortfall.numerator, shortfall.denominator) == ("undelivered_days", "required_days")
    found = robustness(results, (), ("visits_share>=0.8", "shortfall<=0.1"))
    together = found.tables[-1]
    assert together.indicator is None
    assert value_of(together, "cases") == [3 / 8, 3 / 8]
    assert value_of(together, "domain") == [0.0, 0.0], "the mean of a draw is 0.7"
    by_id = {table.indicator.id: table for table in found.tables if table.indicator}
    assert value_of(by_id["visits_share"], "cases") == [0.5, 0.5]
    assert value_of(by_id["shortfall"], "cases") == [0.75, 0.75]


def test_outcomes_without_an_event_are_left_out_for_all(tmp_path: Path) -> None:
    def sparse(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        if tally == "visits_planned" and (scenario, option, draw) == ("civilian", "continuation", 1):
            return 0.0
        return values(scenario, option, draw, replicate, tally)

    table = of_visits(stored_by_hand(tmp_path / "some", study(8, 4), sparse), "visits_share>=0.7")
    assert (table.futures, table.left_out) == (7, 1)
    assert value_of(table, "laplace") == pytest.approx([5.0 / 7, 5.1 / 7])
    assert value_of(table, "cases") == pytest.approx([5 / 7, 3 / 7])
    none = stored_by_hand(tmp_path / "none", study(8, 4), lambda *case: 0.0)
    table = of_visits(none)
    assert (table.futures, table.left_out) == (0, 8)
    assert {score.value for row in table.rows for score in row.scores} == {None}
    assert "No criterion tells the options apart." in told(none.folder)


def test_cases_that_failed_are_in_no_outcome(tmp_path: Path) -> None:
    def marred(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        return math.inf if replicate == 2 else values(scenario, option, draw, replicate, tally)

    table = of_visits(stored_by_hand(tmp_path, study(8, 4), marred, frozenset({2})), "visits_share>=0.7")
    assert value_of(table, "laplace") == pytest.approx([5.8 / 8, 6.0 / 8])
    assert value_of(table, "cases") == pytest.approx([10 / 14, 7 / 14])


def test_a_case_counts_under_all_options_or_under_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def odd(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        return 0.0 if (tally, replicate) == ("visits_done", 0) else values(scenario, option, draw, replicate, tally)

    results = stored_by_hand(tmp_path, study(8, 4), odd)
    whole = results.parts

    def parts(indicator: str, scenario: str, option: str) -> Parts:
        """The first case, replicate 0, failed under one option alone."""
        found = whole(indicator, scenario, option)
        return replace(found, ok=found.ok & ((np.arange(8) > 0) | (option != "lean-visits")))

    assert (value_of(of_visits(results), "laplace")[0] or 0.0) < 5.8 / 8
    monkeypatch.setattr(results, "parts", parts)
    table = of_visits(results, "visits_share>=0.7")
    assert value_of(table, "laplace") == pytest.approx([5.8 / 8, 6.0 / 8])
    assert value_of(table, "cases") == pytest.approx([11 / 14, 7 / 14])


def test_a_single_draw_has_no_interval_and_no_reach(tmp_path: Path) -> None:
    single = stored_by_hand(tmp_path, study(4, 1), values)
    table = of_visits(single, "visits_share>=0.7")
    assert (table.futures, table.left_out) == (2, 0)
    assert {(score.low, score.high, score.best) for row in table.rows for score in row.scores} == {(None, None, None)}
    assert value_of(table, "radius") == [None, None]
    assert not any(row.settled for row in table.rows)
    assert "A single draw: no intervals" in told(single.folder)


def test_the_counterfactual_is_no_option(tmp_path: Path) -> None:
    brs = load("brs-synergies-2012-2013")
    assert brs.counterfactual
    asked = Study(brs, tuple(brs.shown[:2]), ("continuation", "plan-as-drafted", brs.counterfactual), 4, 2)
    found = robustness(stored_by_hand(tmp_path, asked, lambda *case: 1.0))
    assert (found.options, found.left_out) == (("continuation", "plan-as-drafted"), brs.counterfactual)
    assert "is the counterfactual, no proposal, and is left out." in told(tmp_path)


@pytest.mark.parametrize(
    ("threshold", "message"),
    [
        ("visits_share", "expected INDICATOR>=VALUE"),
        ("visits_share=0.5", "expected INDICATOR>=VALUE"),
        ("visits_share>=many", "expected INDICATOR>=VALUE"),
        ("visits_share>=nan", "expected INDICATOR>=VALUE"),
        ("visits_share<=0.5", "higher is better: expected visits_share>=0.5"),
        ("shortfall>=0.5", "lower is better: expected shortfall<=0.5"),
        ("visits_share>=80", "expected a share from 0 to 1"),
        ("spending_posts>=1", "neither side is better"),
    ],
)
def test_a_threshold_that_can_not_be(made: Results, threshold: str, message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message)):
        robustness(made, (), (threshold,))


def test_what_else_can_not_be(made: Results, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="found visits_share 2 times"):
        robustness(made, (), ("visits_share>=0.5", "visits_share>=0.6"))
    with pytest.raises(UnknownNameError, match="no indicator 'visit_share'"):
        robustness(made, ("visit_share",))
    with pytest.raises(UserError, match="neither side is better"):
        robustness(made, ("spending_posts",))
    with pytest.raises(UserError, match="--alpha: found nan"):
        robustness(made, attitude=Attitude(alpha=math.nan))
    with pytest.raises(UserError, match="--percentile: found 101"):
        robustness(made, attitude=Attitude(percentile=101))
    alone = stored_by_hand(tmp_path, study(4, 2, options=("continuation",)), values)
    with pytest.raises(StudyError, match="found continuation alone, expected two or more"):
        robustness(alone)


def told(folder: Path, *words: str) -> str:
    found = CliRunner().invoke(app, ["robustness", str(folder), *words])
    assert found.exit_code == 0, found.output
    return " ".join(found.stdout.split())


def test_the_table_and_the_words_of_a_study(made: Results) -> None:
    text = told(made.folder, "--indicator", "visits_share", "--threshold", "visits_share>=0.7")
    assert "“Lean visits”: preferred by worst (" in text
    assert "“Continuation”: preferred by largest loss (" in text
    assert "The criteria disagree" in text
    assert "higher is better; floor: at least 70 %" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "none is held to be likelier" in text
    assert "fewer than 10 make intervals too narrow" in text


def test_many_options_stand_in_several_tables_and_ties_are_named_together(tmp_path: Path) -> None:
    measures = ("duty-officer", "lighter-teams", "training-first", "lighter-teams+training-first")
    asked = study_of(pack(), SCENARIOS, [f"continuation+{one}" for one in measures], 8, 4)
    best = asked.options[-2:]

    def tied(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        return {"visits_planned": 10.0, "visits_done": 2.0 * draw + (option in best)}.get(tally, 1.0)

    results = stored_by_hand(tmp_path, asked, tied)
    row = row_of(of_visits(results), "maximin")
    assert len(row.scores) == 5
    assert (row.preferred, row.settled) == (best, True)
    assert [score.best for score in row.scores] == [0.0, 0.0, 0.0, 0.5, 0.5]
    words = told(results.folder, "--indicator", "visits_share")
    assert words.count("Criterion") == 2
    label = results.pack.label
    assert f"“{label(best[0])}” and “{label(best[1])}”: preferred by worst (100)" in words
    assert "No criterion prefers another; sure: " in words


def test_a_difference_that_does_not_show_is_not_claimed(tmp_path: Path) -> None:
    def close(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        gain = 0.001 * (option == "lean-visits")
        return {"visits_planned": 1.0, "visits_done": 0.5 + gain}.get(tally, 1.0)

    near = stored_by_hand(tmp_path, study(8, 4), close)
    assert row_of(of_visits(near), "laplace").preferred == ("lean-visits",)
    words = told(near.folder, "--indicator", "visits_share")
    assert "look alike, as printed, by: worst, best, between these, equal-weight mean" in words
    assert "“Lean visits”: preferred by equal-weight mean" not in words


def test_a_real_study(results: Results) -> None:
    found = robustness(results)
    assert isinstance(found, Robustness)
    headline = [name for name in pack().headline if results.indicator(name).better != "none"]
    assert [table.indicator.id for table in found.tables if table.indicator] == headline
    for table in found.tables:
        assert table.futures + table.left_out == len(SCENARIOS) * 4
        names = [one.id for one in (*CRITERIA, *(SATISFICING if table.floors else ()))]
        assert [row.criterion.id for row in table.rows] == names
        for score in (score for row in table.rows for score in row.scores):
            assert (score.low is None) == (score.high is None)
            assert score.low is None or score.low <= (score.high or 0.0)


def test_the_mean_of_a_real_study_is_that_of_its_cases(results: Results) -> None:
    """Every draw has as many cases: the mean of the means of draws is the mean of the cases."""
    name = "requests_late"
    assert results.indicator(name).denominator is None
    (table,) = robustness(results, (name,)).tables
    cases = results.horizon(name)
    for score in row_of(table, "laplace").scores:
        means = [float(np.mean(cases[scenario, score.option])) for scenario in SCENARIOS]
        assert score.value == pytest.approx(sum(means) / len(means))


def test_the_command_fits_a_plain_terminal_and_has_json(results: Results) -> None:
    words = ("--threshold", "shortfall<=0.2", "--threshold", "visits_share>=0.5")
    found = CliRunner().invoke(app, ["robustness", str(results.folder), *words])
    assert found.exit_code == 0, found.output
    assert max(map(len, found.stdout.splitlines())) <= NARROW
    assert not re.search(r"policy|most likely|baseline|\bfuture|None|nan\b|[a-z]_[a-z]", found.stdout)
    printed = CliRunner().invoke(app, ["robustness", str(results.folder), *words, "--json", "--alpha", "0.25"])
    data = json.loads(printed.stdout)
    assert (data["format"], data["alpha"], data["resamples"]) == ("quadrille-robustness/1", 0.25, 1000)
    assert data["tables"][-1]["floors"] == ["shortfall<=0.2", "visits_share>=0.5"]
    assert not any("score" in key for key in data), "no number for all indicators"


def test_a_wrong_threshold_ends_the_command_in_words(results: Results) -> None:
    found = CliRunner().invoke(app, ["robustness", str(results.folder), "--threshold", "shortfall>=0.2"])
    assert found.exit_code == 2
    assert "lower is better: expected shortfall<=0.2" in " ".join(found.stderr.split())
