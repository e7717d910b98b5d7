"""Results against NumPy on the raw values, and against tables worked by hand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from experiments.faults import UnknownNameError
from experiments.results import Results
from experiments.statistics import OVER_CASES, OVER_DRAWS
from simulation.layout import INDICATORS, TALLIES
from tests.experiments.made import OPTIONS, SCENARIOS, raw, stored_by_hand, study

BY_ID = {one.id: one for one in INDICATORS}
OVER = {tally.name: tally.over for tally in TALLIES}


def test_what_can_be_asked_for(results: Results) -> None:
    assert (results.scenarios, results.options) == (SCENARIOS, OPTIONS)
    assert results.years == (2021, 2022, 2023, 2024, 2025)
    assert results.indicators == INDICATORS
    assert results.pack.id == "mine-ban-unit"
    assert results.point(6) == results.design.point(2)


@pytest.mark.parametrize("name", sorted(BY_ID))
def test_bands_are_percentiles_of_the_raw_values(results: Results, name: str) -> None:
    one, quantiles = BY_ID[name], (0.05, 0.1, 0.5, 0.9)
    bands = results.bands(name, quantiles)
    assert set(bands) == {(s, o) for s in SCENARIOS for o in OPTIONS}
    for (scenario, option), found in bands.items():
        values = raw(results, one.numerator, scenario, option)
        if one.denominator:
            below = raw(results, one.denominator, scenario, option)
            values = np.divide(values, below, out=np.full_like(values, np.nan), where=below != 0)
        for year in range(5):
            events = values[:, year][np.isfinite(values[:, year])]
            expected = np.quantile(events, quantiles) if len(events) else np.full(4, np.nan)
            np.testing.assert_allclose(found[:, year], expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", sorted(BY_ID))
def test_the_horizon_joins_years_as_months_are_joined(results: Results, name: str) -> None:
    one = BY_ID[name]
    for (scenario, option), found in results.horizon(name).items():
        years = raw(results, one.numerator, scenario, option)
        if one.denominator:
            below = raw(results, one.denominator, scenario, option).sum(axis=1)
            expected = np.divide(years.sum(axis=1), below, out=np.full(40, np.nan), where=below != 0)
        else:
            joins: dict[str, Callable[..., np.ndarray]] = {"sum": np.sum, "mean": np.mean, "min": np.min, "max": np.max}
            over = OVER[one.numerator]
            expected = years[:, -1] if over == "last" else joins[over](years, axis=1)
        by_draw = np.lexsort((np.arange(40), np.arange(40) % 4))
        np.testing.assert_allclose(found, expected[by_draw], rtol=1e-12)


def by_replicate(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float | tuple[float, ...]:
    """Shortfalls of 10 in 100 under continuation; the other option takes a draw's number in 100 off it, in resurgence.

    Requests with a limit: none in the cases of draw 0.
    """
    if tally == "required_days":
        return 100.0
    if tally == "undelivered_days":
        return 10.0 - (draw if (scenario, option) == ("resurgence", "lean-visits") else 0)
    if tally == "requests_limited":
        return 0.0 if draw == 0 else (1.0, 0.0, 2.0, 0.0, 1.0)
    if tally == "requests_late":
        return 0.0 if draw == 0 else (1.0, 0.0, 0.0, 0.0, 0.0)
    return {"cash": (5.0, 4.0, 3.0, 2.0, float(replicate)), "cash_low": (9.0, 1.0 + replicate, 8.0, 7.0, 6.0)}.get(
        tally, 1.0
    )


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Eight cases in four draws; case 5 failed."""
    return stored_by_hand(tmp_path_factory.mktemp("hand"), study(8, 4), by_replicate, frozenset({5}), block=3)


def test_paired_differences_by_hand(by_hand: Results) -> None:
    resurgence, civilian = by_hand.paired("shortfall", "lean-visits")
    # draws differ by 0, -1, -2, -3 in 100; draw 1 holds one case instead of two: mean -(0 + 0 + 1 + 2 + 2 + 3 + 3) / 7
    assert resurgence.mean == pytest.approx(-0.11 / 7)
    assert (resurgence.low, resurgence.high) == pytest.approx((-0.0285, -0.0015))
    assert (resurgence.verdict, resurgence.kind, resurgence.n, resurgence.changed) == ("better", OVER_DRAWS, 7, 5)
    assert (civilian.mean, civilian.low, civilian.high, civilian.verdict, civilian.changed) == (0, 0, 0, "undecided", 0)


def test_the_opposite_comparison_is_worse(by_hand: Results) -> None:
    resurgence, _ = by_hand.paired("shortfall", "continuation", versus="lean-visits")
    assert (resurgence.verdict, resurgence.low) == ("worse", pytest.approx(0.0015))


def test_one_draw_gives_the_sampling_error_only(tmp_path: Path) -> None:
    found = stored_by_hand(tmp_path, study(4, 1), lambda s, o, d, r, t: r + (o == "lean-visits") * (r + 1.0))
    row = found.paired("visits_done", "lean-visits")[0]
    assert row.kind == OVER_CASES
    assert row.mean == pytest.approx(5 * 2.5)
    half = 5 * 2.3533634 * np.std([1, 2, 3, 4], ddof=1) / 2  # t(3; .95) = 2.3534
    assert (row.low, row.high) == pytest.approx((12.5 - half, 12.5 + half), rel=1e-6)


def test_ratios_pool_years_and_cases_and_no_event_is_none(by_hand: Results) -> None:
    row = by_hand.summary("late_share")[0]
    assert (row.n, row.failed) == (5, 1)  # two of eight have no event
    assert (row.p10, row.mean) == pytest.approx((0.25, 0.25))
    years = by_hand.bands("late_share")["resurgence", "continuation"]
    assert np.isnan(years[:, 1]).all()
    assert np.isnan(years[:, 3]).all()
    assert years[:, 0] == pytest.approx(1.0)


def test_the_last_and_the_lowest(by_hand: Results) -> None:
    order = [0, 4, 1, 5, 2, 6, 3, 7]
    last, lowest = (by_hand.horizon(name)["civilian", "continuation"] for name in ("cash_end", "cash_low"))
    assert [None if np.isnan(v) else int(v) for v in last] == [None if r == 5 else r for r in order]
    assert [None if np.isnan(v) else int(v) for v in lowest] == [None if r == 5 else min(r + 1, 6) for r in order]


def test_exceedance_by_hand(by_hand: Results) -> None:
    found = {(row.scenario, row.option): row for row in by_hand.exceedance("cash_end", 3.0)}
    row = found["civilian", "continuation"]  # of 0, 1, 2, 3, 4, 6, 7
    assert (row.cases, row.n, row.probability) == (3, 7, pytest.approx(3 / 7))
    assert row.low < 3 / 7 < row.high
    below = by_hand.exceedance("cash_end", 3.0, above=False)[0]
    assert (below.cases, below.n) == (3, 7)


def test_sample_runs_are_spread_over_the_horizon_values(by_hand: Results) -> None:
    found = by_hand.sample_runs("cash_end", "civilian", "continuation", 3)
    assert found[:, -1].tolist() == [1, 3, 6]
    assert found[:, 0].tolist() == [5, 5, 5]
    assert by_hand.sample_runs("cash_end", "civilian", "continuation", 99).shape == (7, 5)


def test_the_rank_of_a_case(by_hand: Results) -> None:
    assert by_hand.rank("cash_end", "civilian", "continuation", 3) == pytest.approx(4 / 7)
    assert by_hand.rank("cash_end", "civilian", "continuation", 7) == 1
    assert by_hand.rank("cash_end", "civilian", "continuation", 5) is None


def test_quantiles_of_the_summary(by_hand: Results) -> None:
    row = next(r for r in by_hand.summary("cash_end") if (r.scenario, r.option) == ("civilian", "continuation"))
    expected = np.quantile([0, 1, 2, 3, 4, 6, 7], (0.1, 0.5, 0.9))
    assert (row.p10, row.p50, row.p90) == pytest.approx(tuple(expected))
    assert row.mean == pytest.approx(23 / 7)


def test_unknown_names_are_said(results: Results) -> None:
    with pytest.raises(UnknownNameError, match="no indicator 'happiness'; this study has"):
        results.bands("happiness")
    with pytest.raises(KeyError, match="no scenario and option"):
        results.paired("shortfall", "magic")
    with pytest.raises(UnknownNameError, match="expected 0 to 39"):
        results.stored_case("civilian", "continuation", 40)
    with pytest.raises(UnknownNameError, match="expected 0 to 39"):
        results.rank("shortfall", "civilian", "continuation", -1)


def test_several_threads_may_ask_at_once(results: Results) -> None:
    names = sorted(BY_ID)[::4] * 3
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(results.summary, names))
    assert found == [results.summary(name) for name in names]


def test_the_same_question_has_the_same_answer_to_the_last_bit(results: Results) -> None:
    first, again = (Results.open(results.folder).bands("spending") for _ in range(2))
    assert all(first[pair].tobytes() == again[pair].tobytes() for pair in first)
