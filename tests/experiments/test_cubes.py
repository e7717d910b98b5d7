"""Quantile cubes and tables of comparisons against the answers of Results, one indicator at a time."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from experiments import cubes, tabulated
from experiments.faults import UnknownNameError, UserError
from experiments.frames import Frame
from experiments.results import Results
from experiments.selection import select
from tests.experiments.made import OPTIONS, SCENARIOS

QUANTILES = (0.0, 0.05, 0.1, 0.5, 0.9, 1.0)


def every(results: Results) -> Any:
    return select(results, [one.id for one in results.indicators[::4]])


def rows_of(frame: Frame) -> list[dict[str, Any]]:
    (table,) = frame.pieces()
    assert list(table) == [one.name for one in frame.fields]
    return [dict(zip(table, row, strict=True)) for row in zip(*(table[name].tolist() for name in table), strict=True)]


def test_by_year_the_bands_of_results(results: Results) -> None:
    cube = cubes.by_year(results, every(results), QUANTILES)
    assert cube.values.shape == (len(cube.indicators), 2, 2, 5, len(QUANTILES))
    for i, one in enumerate(cube.indicators):
        bands = results.bands(one.id, QUANTILES)
        for s, scenario in enumerate(SCENARIOS):
            for o, option in enumerate(OPTIONS):
                expected = bands[scenario, option].T
                np.testing.assert_allclose(cube.values[i, s, o], expected, rtol=1e-12, atol=1e-15)


def test_over_the_horizon_the_summary_of_results(results: Results) -> None:
    cube = cubes.over_horizon(results, every(results))
    for i, one in enumerate(cube.indicators):
        for row in results.summary(one.id):
            place = (i, SCENARIOS.index(row.scenario), OPTIONS.index(row.option))
            expected = [np.nan if value is None else value for value in (row.p10, row.p50, row.p90)]
            np.testing.assert_array_equal(cube.values[place][0], expected)
            assert (cube.n[place][0], cube.failed[place[1:]]) == (row.n, row.failed)


def test_a_higher_quantile_is_no_lower(results: Results) -> None:
    cube = cubes.by_year(results, every(results), QUANTILES)
    steps = np.diff(cube.values, axis=-1)
    assert np.isfinite(steps).any()
    assert (steps[np.isfinite(steps)] >= 0).all()


def test_without_event_there_is_no_number(failing: Results) -> None:
    chosen = select(failing, ["late_share", "cash_end"])
    for cube in (cubes.by_year(failing, chosen), cubes.over_horizon(failing, chosen)):
        assert (cube.failed == 1).all()
        assert (cube.n[0, 0] == 3).all()  # of four cases of draw 1 one failed; draw 0 has no event
        assert (cube.values[0, 0] == 1.0).all()
        assert (cube.n[0, 1] == 0).all()
        assert np.isnan(cube.values[0, 1]).all()
        assert (cube.n[1] == 7).all()


@pytest.mark.parametrize("wrong", [-0.1, 1.5, float("nan")])
def test_a_quantile_beyond_one_is_refused(results: Results, wrong: float) -> None:
    with pytest.raises(UserError, match="expected a number from 0 to 1"):
        cubes.by_year(results, select(results), [wrong])


def test_summaries_are_those_of_results(results: Results) -> None:
    found = rows_of(tabulated.summaries(results, select(results, ["cash_end", "shortfall"])))
    expected = [asdict(row) for name in ("cash_end", "shortfall") for row in results.summary(name)]
    assert [{key: row[key] for key in expected[0]} for row in found] == expected
    assert {(row["indicator"], row["unit"]) for row in found} == {
        ("cash_end", results.pack.pack.currency), ("shortfall", "1"),
    }  # fmt: skip


def test_quantiles_are_the_cube_in_rows(results: Results) -> None:
    chosen = select(results, ["shortfall"], SCENARIOS[:1], OPTIONS[1:])
    cube = cubes.by_year(results, chosen, (0.2, 0.8))
    found = rows_of(tabulated.quantiles(results, chosen, (0.2, 0.8)))
    assert [row["value"] for row in found] == cube.values.ravel().tolist()
    assert [(row["year"], row["quantile"]) for row in found] == [(y, q) for y in results.years for q in (0.2, 0.8)]


def test_paired_differences_are_those_of_results(results: Results) -> None:
    found = rows_of(tabulated.paired(results, select(results, ["cash_end", "shortfall"])))
    expected = [asdict(row) for name in ("cash_end", "shortfall") for row in results.paired(name, OPTIONS[1])]
    assert [{key: row[key] for key in expected[0]} for row in found] == expected
    turned = rows_of(tabulated.paired(results, select(results, ["shortfall"]), versus=OPTIONS[1]))
    assert [row["mean"] for row in turned] == [-row["mean"] for row in found[2:]]
    with pytest.raises(UnknownNameError, match="did you mean 'lean-visits'"):
        tabulated.paired(results, select(results), versus="lean-visit")


def test_exceedances_are_those_of_results_and_make_a_curve(results: Results) -> None:
    levels = [0.0, 0.02, 0.05, 0.1, 0.3]
    chosen = select(results, ["shortfall"])
    found = rows_of(tabulated.exceedances(results, chosen, [("shortfall", level) for level in levels]))
    for level in levels:
        expected = [(row.cases, row.n, row.low, row.high) for row in results.exceedance("shortfall", level)]
        here = [row for row in found if row["threshold"] == level]
        assert [(row["cases"], row["n"], row["low"], row["high"]) for row in here] == expected
        assert {row["side"] for row in here} == {"above"}
    curve = [row["probability"] for row in found if (row["scenario"], row["option"]) == (SCENARIOS[0], OPTIONS[0])]
    assert curve == sorted(curve, reverse=True)
    assert len(set(curve)) > 1


@pytest.mark.parametrize(
    ("thresholds", "told"),
    [([("shortfall", 5.0)], "share from 0 to 1"), ([("cash_low", 5.0)], "expected one of"), ([], "no usual one")],
)
def test_a_threshold_that_cannot_be_is_refused(results: Results, thresholds: Any, told: str) -> None:
    chosen = select(results, ["shortfall"] if thresholds else ["cash_end"])
    with pytest.raises((UserError, UnknownNameError), match=told):
        tabulated.exceedances(results, chosen, thresholds)


def test_parameters_are_the_design(results: Results) -> None:
    rows = rows_of(tabulated.parameters(results))
    assert [row["draw"] for row in rows] == [0, 1, 2, 3]
    assert {name: value for name, value in rows[2].items() if name != "draw"} == results.design.point(2)
