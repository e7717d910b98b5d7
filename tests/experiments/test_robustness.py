"""Robustness of options: criteria against a table worked by hand, laws they obey, and studies with known answers."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from typer.testing import CliRunner

from experiments.analysis.criteria import (
    CRITERIA,
    SATISFICING,
    Attitude,
    domain,
    hurwicz,
    laplace,
    maximax,
    maximin,
    mean_variance,
    meets,
    minimax_regret,
    normalised_distance,
    percentile_peakedness,
    percentile_regret,
    percentile_skewness,
    preferred,
    radius,
    ranks,
    regret,
    scores,
    undesirable_deviations,
)
from experiments.analysis.robustness import Robustness, Row, Table, robustness
from experiments.cli import app
from experiments.console import NARROW
from experiments.design import design
from experiments.faults import StudyError, UnknownNameError, UserError
from experiments.results import Results
from experiments.statistics import Array, Parts
from experiments.study import Study, study_of
from scenarios import load
from scenarios.compile import uncertain
from simulation.declare import Better
from tests.experiments.made import OPTIONS, SCENARIOS, pack, stored_by_hand, study

BY_HAND = np.array([
    [4.0, 6.0, 8.0, 10.0],
    [7.0, 7.0, 7.0, 7.0],
    [1.0, 9.0, 9.0, 13.0],
])  # fmt: skip
"""Three options, four futures."""
NAN = math.nan
ATTITUDE = Attitude(alpha=0.75, percentile=75.0)
# The third of four futures lies two thirds of the way: the percentile 75 is a quarter of the way from it to the fourth.
WORKED: dict[Better, dict[str, list[float]]] = {
    "up": {
        "maximin": [4, 7, 1],
        "maximax": [10, 7, 13],
        "hurwicz": [0.75 * 4 + 0.25 * 10, 7, 0.75 * 1 + 0.25 * 13],
        "laplace": [28 / 4, 28 / 4, 32 / 4],
        "minimax_regret": [3, 6, 6],  # best of each future 7, 9, 9, 13; lost 3 3 1 3, 0 2 2 6, 6 0 0 0
        "percentile_regret": [3, 2 + 0.25 * 4, 0.25 * 6],
        "mean_variance": [8 / (1 + math.sqrt(20 / 3)), 8, 9 / (1 + math.sqrt(76 / 3))],
        "undesirable_deviations": [7 - (4 + 6) / 2, 0, 9 - (1 + 9) / 2],
        "percentile_skewness": [0, NAN, (9 - 7.6) / 4.2],  # P10, P50, P90: 4.6, 7, 9.4 and 3.4, 9, 11.8
        "percentile_peakedness": [4.8 / 3, NAN, 8.4 / 3],  # P25, P75: 5.5, 8.5 and 7, 10
    },
    "down": {
        "maximin": [10, 7, 13],
        "maximax": [4, 7, 1],
        "hurwicz": [0.75 * 10 + 0.25 * 4, 7, 0.75 * 13 + 0.25 * 1],
        "laplace": [7, 7, 8],
        "minimax_regret": [3, 6, 6],  # best of each future 1, 6, 7, 7; lost 3 0 1 3, 6 1 0 0, 0 3 2 6
        "percentile_regret": [3, 1 + 0.25 * 5, 3 + 0.25 * 3],
        "mean_variance": [8 * (1 + math.sqrt(20 / 3)), 8, 9 * (1 + math.sqrt(76 / 3))],
        "undesirable_deviations": [(8 + 10) / 2 - 7, 0, (9 + 13) / 2 - 9],
        "percentile_skewness": [0, NAN, -(9 - 7.6) / 4.2],
        "percentile_peakedness": [4.8 / 3, NAN, 8.4 / 3],
    },
}
BEST: dict[Better, dict[str, set[int]]] = {
    "up": {
        "maximin": {1}, "maximax": {2}, "hurwicz": {1}, "laplace": {2}, "minimax_regret": {0}, "percentile_regret": {2},
        "mean_variance": {1}, "undesirable_deviations": {1}, "percentile_skewness": set(),
        "percentile_peakedness": set(),
    },
    "down": {
        "maximin": {1}, "maximax": {2}, "hurwicz": {1}, "laplace": {0, 1}, "minimax_regret": {0},
        "percentile_regret": {1}, "mean_variance": {1}, "undesirable_deviations": {1}, "percentile_skewness": set(),
        "percentile_peakedness": set(),
    },
}  # fmt: skip


@pytest.mark.parametrize("better", ["up", "down"])
def test_every_criterion_meets_the_table_worked_by_hand(better: Better) -> None:
    found = scores(BY_HAND, better, ATTITUDE)
    assert list(found) == [one.id for one in CRITERIA] == list(WORKED[better])
    for name, worked in WORKED[better].items():
        np.testing.assert_allclose(found[name], worked, rtol=1e-12, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("better", ["up", "down"])
def test_each_prefers_the_option_found_by_hand(better: Better) -> None:
    found = scores(BY_HAND, better, ATTITUDE)
    chosen = {one.id: set(np.flatnonzero(preferred(found[one.id], one.prefers, better))) for one in CRITERIA}
    assert chosen == BEST[better]


def test_regret_by_hand() -> None:
    assert regret(BY_HAND, "up").tolist() == [[3, 3, 1, 3], [0, 2, 2, 6], [6, 0, 0, 0]]
    assert regret(BY_HAND, "down").tolist() == [[3, 0, 1, 3], [6, 1, 0, 0], [0, 3, 2, 6]]


def test_satisficing_by_hand() -> None:
    up, down = meets(BY_HAND, "up", 7.0), meets(BY_HAND, "down", 7.0)
    assert domain(up).tolist() == [0.5, 1.0, 0.75]
    assert domain(down).tolist() == [0.5, 1.0, 0.25]
    distance = np.array([0.4, 0.1, 0.2, 0.3])
    assert radius(up, distance).tolist() == [0.0, 1.0, 0.75]
    assert radius(down, distance).tolist() == [0.25, 1.0, 0.0]
    assert radius(up, np.array([0.4, 0.5, 0.2, 0.4])).tolist() == [0.25, 1.0, 0.25], "what lies as far is not within"


def test_an_odd_number_of_futures_has_its_middle_in_the_worse_half() -> None:
    odd = np.array([[1.0, 2.0, 6.0]])
    assert undesirable_deviations(odd, "up").tolist() == [2 - 1.5]
    assert undesirable_deviations(odd, "down").tolist() == [4 - 2]


def test_published_example() -> None:
    """Numbers of the examples that the authors of McPhail et al. (2018) test their own package with."""
    two = np.array([[0.99, 1.0, 0.5], [0.69, 0.6, 0.6]])
    assert hurwicz(two, "up", 0.75) == pytest.approx([0.625, 0.6225])
    assert hurwicz(two, "down", 0.75) == pytest.approx([0.875, 0.6675])
    assert laplace(two) == pytest.approx([0.83, 0.63])
    assert minimax_regret(two, "up") == pytest.approx([0.1, 0.4])
    assert percentile_regret(two, "down", 50) == pytest.approx([0.3, 0.0])
    assert mean_variance(two, "up") == pytest.approx([1.42320289996384, 1.54948632859709])
    assert undesirable_deviations(two, "up") == pytest.approx([0.245, 0.0])
    assert undesirable_deviations(two, "down") == pytest.approx([0.005, 0.045])
    skewed = np.array([[0.99, 1.0, 0.5], [0.69, 0.6, 0.61]])
    assert percentile_skewness(skewed, "up") == pytest.approx([0.96, -0.777777777777779])
    assert percentile_skewness(skewed, "down") == pytest.approx([-0.96, 0.777777777777779])


def test_a_single_future_has_no_spread() -> None:
    one = np.array([[3.0], [5.0]])
    assert np.isnan(mean_variance(one, "up")).all()
    assert np.isnan(percentile_peakedness(one)).all()
    assert maximin(one, "up").tolist() == maximax(one, "down").tolist() == [3.0, 5.0]


def test_ties_and_gaps_of_preference() -> None:
    assert preferred(np.array([1.0, 3.0, 3.0]), "better", "up").tolist() == [False, True, True]
    assert preferred(np.array([1.0, 3.0, 3.0]), "better", "down").tolist() == [True, False, False]
    assert preferred(np.array([1.0, 3.0]), "low", "up").tolist() == [True, False]
    assert preferred(np.array([1.0, 3.0]), "high", "down").tolist() == [False, True]
    assert not preferred(np.array([2.0, 2.0]), "high", "up").any(), "alike: none is preferred"
    assert ranks(np.array([1.0, 3.0, 3.0, 2.0]), "better", "up").tolist() == [4, 1, 1, 3]
    assert ranks(np.array([1.0, 3.0, 3.0, 2.0]), "better", "down").tolist() == [1, 3, 3, 2]
    assert np.isnan(ranks(np.array([2.0, NAN]), "low", "up")).all()
    assert not preferred(np.array([2.0, NAN]), "high", "up").any()


tables = arrays(np.float64, st.tuples(st.integers(2, 4), st.integers(2, 9)), elements=st.integers(0, 64).map(float))


@given(tables)
def test_turning_the_scale_turns_the_levels_and_nothing_else(values: Array) -> None:
    """An indicator whose lower values are better is one whose higher values are, upside down."""
    up, down = scores(values, "up", ATTITUDE), scores(-values, "down", ATTITUDE)
    for one in CRITERIA:
        if one.id != "mean_variance":  # which has a form of its own for each side
            turned = -down[one.id] if one.kind == "level" else down[one.id]
            np.testing.assert_allclose(up[one.id], turned, rtol=1e-9, atol=1e-9, err_msg=one.id)


@given(tables, st.sampled_from(["up", "down"]))
def test_what_stands_between_what(values: Array, better: Better) -> None:
    found = scores(values, better, Attitude(1.0, 100.0))
    sign = 1 if better == "up" else -1
    assert (found["hurwicz"] == found["maximin"]).all()
    assert found["percentile_regret"] == pytest.approx(found["minimax_regret"])
    assert (sign * found["maximin"] <= sign * found["laplace"] + 1e-9).all()
    assert (sign * found["laplace"] <= sign * found["maximax"] + 1e-9).all()
    assert (regret(values, better).min(axis=0) == 0).all()
    assert (found["undesirable_deviations"] >= 0).all()
    skewness = found["percentile_skewness"]
    assert (np.abs(skewness[np.isfinite(skewness)]) <= 1 + 1e-9).all()


@given(tables, st.sampled_from(["up", "down"]), st.integers(0, 64))
def test_the_radius_never_reaches_beyond_the_domain(values: Array, better: Better, threshold: int) -> None:
    met = meets(values, better, float(threshold))
    distance = np.arange(values.shape[1]) % 3 / 4.0
    assert (radius(met, distance) <= domain(met)).all()
    assert ((radius(met, distance) == 1) == met.all(axis=1)).all()


def test_distance_from_the_reference_point() -> None:
    low, mode, high = np.array([0.0, 0.0, 5.0]), np.array([2.0, 0.0, 5.0]), np.array([4.0, 10.0, 5.0])
    points = np.array([[2.0, 0.0, 5.0], [3.0, 10.0, 5.0], [0.0, 10.0, 5.0], [1.5, 0.0, 5.0]])
    expected = [0.0, math.sqrt((0.25 + 1.0) / 2), 1.0, math.sqrt(0.0625 / 2)]
    assert normalised_distance(points, low, mode, high) == pytest.approx(expected)
    assert normalised_distance(points, mode, mode, mode).tolist() == [0.0] * 4


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
