"""Tidy tables against the stored numbers, in any number of pieces."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments import frames, horizons
from experiments.faults import UnknownNameError, UserError
from experiments.frames import Frame
from experiments.results import Results
from experiments.selection import headline, select
from tests.experiments.made import OPTIONS, SCENARIOS, few_events, stored_by_hand, study

PAIRS = [(scenario, option) for scenario in SCENARIOS for option in OPTIONS]
MONTHLY = ("cash_end", "required_days", "delivered_days")


def whole(frame: Frame) -> dict[str, NDArray[Any]]:
    pieces = list(frame.pieces())
    found = {one.name: np.concatenate([piece[one.name] for piece in pieces]) for one in frame.fields}
    assert all(set(piece) == set(found) for piece in pieces)
    return found


def of(found: dict[str, NDArray[Any]], pair: tuple[str, str]) -> NDArray[np.bool_]:
    rows: NDArray[np.bool_] = (found["scenario"] == pair[0]) & (found["option"] == pair[1])
    return rows


def test_runs_are_the_horizons_of_results(results: Results) -> None:
    every = [one.id for one in results.indicators[::4]]
    found = whole(frames.runs(results, select(results, every)))
    assert len(found["draw"]) == results.manifest.study.cases
    assert set(found["status"]) == {0}
    for name in every:
        for pair, values in results.horizon(name).items():
            assert found[name][of(found, pair)].tobytes() == values.tobytes()


def test_cases_stand_by_draw_and_replicate(results: Results) -> None:
    found = whole(frames.runs(results, select(results)))
    rows = of(found, PAIRS[2])
    order = sorted((replicate % 4, replicate) for replicate in range(40))
    assert list(zip(found["draw"][rows].tolist(), found["replicate"][rows].tolist(), strict=True)) == order


def test_years_are_the_stored_numbers(results: Results) -> None:
    found = whole(frames.years(results, select(results, ["cash_end", "shortfall"])))
    columns = results.manifest.columns
    for replicate in (0, 7, 39):
        stored, _ = results.stored_case(*PAIRS[1], replicate)
        cash, missed, asked = (
            stored[:, columns.index(name)].astype(float) for name in ("cash", "undelivered_days", "required_days")
        )
        case = of(found, PAIRS[1]) & (found["replicate"] == replicate)
        assert found["cash_end"][case].tobytes() == cash.tobytes()
        assert found["shortfall"][case].tobytes() == (missed / asked).tobytes()
        assert found["year"][case].tolist() == list(results.years)


def test_months_are_the_stored_numbers(results: Results) -> None:
    found = whole(frames.months(results, select(results, MONTHLY)))
    case = (found["replicate"] == 7) & of(found, PAIRS[1])
    stored, _ = results.stored_case(*PAIRS[1], 7)
    first = results.manifest.columns.index("cash.m01")
    assert found["cash_end"][case].tobytes() == stored[:, first : first + 12].astype(float).tobytes()
    assert found["month"][case].tolist() == list(range(1, 13)) * 5
    assert found["year"][case].tolist() == [year for year in results.years for _ in range(12)]


@pytest.mark.parametrize("limit", [500, 2_500])
@pytest.mark.parametrize("kind", [frames.runs, frames.years, frames.months])
def test_the_table_is_the_same_in_any_pieces(
    results: Results, monkeypatch: pytest.MonkeyPatch, limit: int, kind: Any
) -> None:
    asked = kind(results, select(results, MONTHLY, SCENARIOS[:1]), True)
    expected = whole(asked)
    monkeypatch.setattr(horizons, "PIECE", limit)
    monkeypatch.setattr(horizons, "READ", limit)
    found = whole(asked)
    assert all(np.array_equal(found[name], values) for name, values in expected.items())
    rows_of_a_case = len(expected["draw"]) // (40 * 2)
    least = rows_of_a_case * len(asked.fields)
    assert max(len(piece["draw"]) * len(piece) for piece in asked.pieces()) <= max(limit, least)


def test_what_is_chosen_and_no_more(results: Results) -> None:
    found = whole(frames.runs(results, select(results, (), SCENARIOS[1:], OPTIONS[:1])))
    assert set(zip(found["scenario"], found["option"], strict=True)) == {(SCENARIOS[1], OPTIONS[0])}
    assert tuple(found)[5:] == headline(results)


def test_parameters_are_those_of_the_draw(results: Results) -> None:
    found = whole(frames.runs(results, select(results), with_parameters=True))
    for row in (0, 17, 55):
        point = results.point(int(found["replicate"][row]))
        assert {name: found[f"parameter.{name}"][row] for name in point} == point


@pytest.mark.parametrize("kind", [frames.runs, frames.years])
def test_a_case_that_failed_has_a_status_and_no_value(failing: Results, kind: Any) -> None:
    found = whole(kind(failing, select(failing, ["cash_end", "late_share"])))
    failed = found["replicate"] == 5
    assert set(found["status"][failed]) == {6}
    assert np.isnan(found["cash_end"][failed]).all()
    assert np.isnan(found["late_share"][failed | (found["draw"] == 0)]).all()
    assert (found["late_share"][~failed & (found["draw"] == 1) & (found["scenario"] == SCENARIOS[0])] == 1.0).all()


def test_blocks_do_not_show(failing: Results, tmp_path: Path) -> None:
    other = stored_by_hand(tmp_path, study(8, 2), few_events, frozenset({5}), block=8)
    here, there = (whole(frames.years(one, select(one))) for one in (failing, other))
    assert all(np.array_equal(here[name], there[name], equal_nan=name not in ("scenario", "option")) for name in here)


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ((["shortfal"], [], []), "shortfall"),
        (([], ["resurgance"], []), "resurgence"),
        (([], [], ["lean-visit"]), "lean-visits"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(results: Results, asked: Any, near: str) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean '{near}'"):
        select(results, *asked)


def test_months_are_refused_where_years_alone_are_kept(results: Results) -> None:
    with pytest.raises(UserError, match="shortfall is kept by year; months are kept of cash_end"):
        frames.months(results, select(results, ["shortfall"]))


def test_columns_have_units_that_their_numbers_are_in(results: Results) -> None:
    units = {one.name: one.unit for one in frames.runs(results, select(results, ["shortfall", "cash_end"])).fields}
    assert units["shortfall"] == "1"
    assert units["cash_end"] == results.pack.pack.currency
