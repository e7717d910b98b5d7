"""The backtest of a pack: what an observation is held against, what is left out and why, and the command."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.analysis.backtest.ledger import Backtest, backtest, standing_for_the_past
from experiments.analysis.backtest.past import Past, Span, simulated_past
from experiments.analysis.backtest.show import show_backtest
from experiments.analysis.backtest.told import as_told
from experiments.analysis.worlds import Laboratory, World
from experiments.console import NARROWEST, console
from experiments.faults import UnknownNameError
from scenarios.observations import read_observations
from simulation.layout import INDICATORS
from tests.experiments.made import pack
from tests.experiments.test_cli import quadrille, refused, sound

HEADER = "indicator,date,value,source,confidence,kind,since,unit,used_for_fit"
WORLD = World("centre", "continuation")
BY_ID = {one.id: one for one in INDICATORS}
ASKED = ("visits_done", "receipts_share", "cash_end", "detection_5", "inspectors")


def scored(folder: Path, *rows: str, replicates: int = 20) -> Backtest:
    (folder / "seen.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return backtest(pack(), read_observations(pack(), folder), replicates=replicates)


def reasons(found: Backtest) -> list[str]:
    return [one.why for one in found.unscored]


@cache
def past(seed: int = 1, replicates: int = 40) -> Past:
    laboratory = Laboratory(pack(), replicates, 1, seed)
    return simulated_past(laboratory, WORLD, [BY_ID[name] for name in ASKED])


def values(indicator: str, basis: Any, first: str, last: str) -> np.ndarray:
    from datetime import date

    return past().values(BY_ID[indicator], Span(basis, date.fromisoformat(first), date.fromisoformat(last)))


def test_the_past_is_that_of_the_laboratory() -> None:
    laboratory = Laboratory(pack(), 40, 1)
    by_year = laboratory.outcome(WORLD).by_year("visits_done")
    assert np.array_equal(values("visits_done", "year", "2022-01-01", "2022-12-31"), by_year[:, 1])


@pytest.mark.parametrize("indicator", ["visits_done", "receipts_share"])
def test_a_flow_over_a_whole_year_is_the_year(indicator: str) -> None:
    year = values(indicator, "year", "2023-01-01", "2023-12-31")
    assert np.allclose(values(indicator, "cumulative", "2023-01-01", "2023-12-31"), year, rtol=1e-12)


def test_a_flow_adds_up_over_parts_of_months() -> None:
    """Two spans that meet inside a month make the whole; half of a month brings half of its flow."""
    whole = values("visits_done", "cumulative", "2022-01-01", "2023-06-30")
    before = values("visits_done", "cumulative", "2022-01-01", "2022-11-15")
    after = values("visits_done", "cumulative", "2022-11-16", "2023-06-30")
    assert np.allclose(before + after, whole)
    november = values("visits_done", "cumulative", "2022-11-01", "2022-11-30")
    assert np.allclose(values("visits_done", "cumulative", "2022-11-01", "2022-11-15"), november / 2)


def test_a_share_to_date_has_what_came_so_far_over_what_was_assessed() -> None:
    months = past().months
    current, assessed = months["receipts_current"], months["assessed"]
    expected = (current[:, 12] + current[:, 13] * 15 / 28) / (assessed[:, 12] + assessed[:, 13] * 15 / 28)
    assert np.allclose(values("receipts_share", "cumulative", "2022-01-01", "2022-02-15"), expected)


def test_a_level_is_that_of_its_month_and_at_the_end_of_a_year_that_of_the_year() -> None:
    assert np.array_equal(values("cash_end", "stock", "2022-03-01", "2022-03-31"), past().months["cash"][:, 14])
    year = values("cash_end", "year", "2022-01-01", "2022-12-31")
    assert np.array_equal(values("cash_end", "stock", "2022-12-01", "2022-12-31"), year)


def test_a_failed_case_is_in_no_score() -> None:
    from dataclasses import replace

    whole = past()
    ok = whole.outcome.ok.copy()
    ok[:5] = False
    spoiled = replace(whole, outcome=replace(whole.outcome, ok=ok))
    from datetime import date

    span = Span("stock", date(2022, 3, 1), date(2022, 3, 31))
    assert np.array_equal(spoiled.values(BY_ID["cash_end"], span), whole.values(BY_ID["cash_end"], span)[5:])


def test_the_engine_covers_itself() -> None:
    """Cases of another seed, taken for observations, lie in the band about 80 times of 100."""
    from datetime import date

    span = Span("year", date(2023, 1, 1), date(2023, 12, 31))
    seen = past(2, 200).values(BY_ID["cash_end"], span)
    low, high = np.quantile(past(1, 200).values(BY_ID["cash_end"], span), (0.1, 0.9))
    assert np.mean((low <= seen) & (seen <= high)) == pytest.approx(0.8, abs=0.09)


def test_the_centre_stands_for_the_past() -> None:
    assert standing_for_the_past(pack()) == "centre"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("members,2022,160,page,read,,,,", "no such indicator"),
        ("visits_done,2031-06-30,9,page,read,,,,", "after the horizon 2021-2025"),
        ("visits_done,2019,9,page,read,,,,", "begins before the horizon 2021-2025"),
        ("visits_done,2021-03-01,9,page,read,cumulative,2020-12-01,,", "begins before the horizon"),
        ("visits_done,2022,9,page,general knowledge - unverified,,,,", "never a target"),
        ("visits_done,2022-05,9,page,read,stock,,,", "no level of a month"),
        ("cash_low,2022-05,9,page,read,cumulative,,,", "nothing that adds up"),
        ("visits_done,2022,9,page,read,,2021-01-01,,", "needs the kind cumulative"),
        ("visits_done,2022-01-01,9,page,read,cumulative,2022-02-01,,", "its start 2022-02-01 lies after its end"),
        ("receipts_share,2022-01-15,.2,page,read,cumulative,,,", "the engine keeps months"),
        ("detection_5,2022-05-31,.1,page,read,stock,,,", "at the end of a year only"),
    ],
)  # fmt: skip
def test_what_can_not_be_scored_is_told_with_its_reason(row: str, why: str, tmp_path: Path) -> None:
    found = scored(tmp_path, row)
    assert found.series == ()
    (reason,) = reasons(found)
    assert why in reason


def test_an_empty_name_of_a_folder_is_refused() -> None:
    told = refused(2, "backtest", pack().id, "--observations", "")
    assert "found an empty text, expected a folder" in " ".join(told.split())


def test_the_same_fact_counts_once(tmp_path: Path) -> None:
    found = scored(tmp_path, "visits_done,2022,9,page,read,,,,", "visits_done,2022-12-31,9,other,read,,,,")
    assert [len(one.points) for one in found.series] == [1]
    assert reasons(found) == ["the same as seen.csv:2"]


def test_a_level_dated_inside_a_year_is_of_its_month_and_a_flow_of_the_year(tmp_path: Path) -> None:
    rows = (
        "inspectors,2022-05-10,9,page,read,,,,",
        "inspectors,2022,9,page,read,,,,",
        "hires,2022-05-10,9,page,read,,,,",
    )
    assert [one.basis for one in scored(tmp_path, *rows).series] == ["stock", "year", "year"]


def test_per_cent_and_parts_of_one_are_the_same(tmp_path: Path) -> None:
    found = scored(tmp_path, "receipts_share,2022,95,page,read,,,%,", "receipts_share,2023,.95,page,read,,,,")
    assert [point.value for point in found.series[0].points] == [0.95, 0.95]


def test_a_point_is_a_test_only_after_the_data_date_and_unused(tmp_path: Path) -> None:
    rows = "hires,2022,9,page,read,,,,", "hires,2023,9,page,read,,,,yes"
    found = scored(tmp_path, *rows)
    assert [point.role for point in found.series[0].points] == ["test", "fitted"]
    told = as_told(found)
    assert told["pooled"]["test"]["n"] == told["pooled"]["fitted"]["n"] == 1
    assert told["pooled"]["known"] is None


def test_the_value_before_the_horizon_is_the_rival(tmp_path: Path) -> None:
    found = scored(tmp_path, "visits_done,2022,9,page,read,,,,", "visits_done,2020,12,page,read,,,,")
    assert [point.rival_crps for point in found.series[0].points] == [3.0]
    assert reasons(found) == ["begins before the horizon 2021-2025; persistence starts from it"]


def test_what_was_decided_before_the_plan_is_known_and_persists(tmp_path: Path) -> None:
    """A budget decided before the data date is no test though its year comes later; it is what persistence knows."""
    (tmp_path / "seen.csv").write_text(
        "indicator,date,value,source,confidence,known\n"
        "visits_done,2021,100,page,read,2020-06-01\nvisits_done,2022,90,page,read,2020-06-30\n"
        "visits_done,2023,120,page,read,2022-11-30\nvisits_done,2024,95,page,read,\n"
    )
    points = backtest(pack(), read_observations(pack(), tmp_path), replicates=20).series[0].points
    assert [point.role for point in points] == ["known", "known", "test", "test"]
    assert [point.rival_crps for point in points] == [None, 10.0, 30.0, 5.0]


def test_a_bound_is_no_test_and_need_only_be_reached(tmp_path: Path) -> None:
    (tmp_path / "seen.csv").write_text(
        "indicator,date,value,source,confidence,bound\n"
        "visits_done,2022,1,page,read,at least\nvisits_done,2023,1,page,read,at most\n"
    )
    found = backtest(pack(), read_observations(pack(), tmp_path), replicates=20)
    reached, missed = found.series[0].points
    assert (reached.role, reached.is_inside, reached.crps, reached.pinball) == ("bound", True, 0.0, 0.0)
    assert (missed.role, missed.is_inside) == ("bound", False)
    assert missed.crps > 0.0
    assert as_told(found)["pooled"]["test"] is None


def test_rounding_is_no_miss(tmp_path: Path) -> None:
    """An amount written in whole units against a sum of many numbers that all cases share."""
    first = scored(tmp_path, "appropriation_nominal,2021,1,page,read,,,,").series[0].points[0]
    assert not first.is_inside
    near = f"appropriation_nominal,2021,{first.p90 * (1 + 1e-11):.9f},page,read,,,,"
    assert scored(tmp_path, near).series[0].points[0].is_inside


def test_a_scenario_that_the_pack_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "seen.csv").write_text(f"{HEADER}\nhires,2022,9,page,read,,,,\n")
    with pytest.raises(UnknownNameError, match="scenario: found 'sunshine'"):
        backtest(pack(), read_observations(pack(), tmp_path), "sunshine", replicates=20)


LATER = (
    "visits_done,2022,110,page,read,,,,", "visits_done,2023,111,page,read,,,,", "members,2022,160,page,read,,,,",
    "visits_done,2031,9,page,read,,,,", "receipts_share,2022-04-24,55.6,page,read,cumulative,,%,",
    "inspectors,2024-07,20,page,read,,,,yes",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files added later: an indicator that nobody knows, and a year after the horizon."""
    for i, name in enumerate(("a.csv", "b.csv")):
        (tmp_path / name).write_text("\n".join([HEADER, *LATER[3 * i : 3 * i + 3], ""]), encoding="utf-8")
    return tmp_path


def command(folder: Path, *words: str | Path) -> tuple[str | Path, ...]:
    return ("backtest", pack().id, "--observations", folder, "--replicates", "20", *words)


def test_files_added_later_are_scored_as_they_are(folder: Path) -> None:
    told = json.loads(sound(*command(folder, "--json")))
    assert [(one["indicator"], one["kind"]) for one in told["series"]] == [
        ("visits_done", "year"), ("receipts_share", "cumulative"), ("inspectors", "stock"),
    ]  # fmt: skip
    assert [one["indicator"] for one in told["unscored"]] == ["members", "visits_done"]
    assert told["scenario"] == "centre"
    assert told["start"] == "2021-01-01"
    assert sum(one["n"] for one in told["pooled"].values() if one) == 4
    first = told["series"][0]["points"][0]
    assert first["inside"] == (first["p10"] <= 110 <= first["p90"])


def test_the_terminal_is_told_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = backtest(pack(), read_observations(pack(), folder), replicates=20)
    show_backtest(found, console())
    told = capsys.readouterr().out
    assert max(len(line) for line in told.splitlines()) <= NARROWEST
    assert "“Centre” under “Continuation” stands for the past" in told
    assert "a.csv:4  members 2022: no such indicator" in told
    assert "1 Jan - 24 Apr 2022" in told


def test_a_chart_is_drawn_for_each_series(folder: Path, tmp_path: Path) -> None:
    told = sound(*command(folder, "--figures", tmp_path / "charts"))
    names = ["inspectors-stock.png", "receipts_share-cumulative.png", "visits_done-year.png"]
    assert sorted(file.name for file in (tmp_path / "charts").iterdir()) == names
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in (tmp_path / "charts").iterdir())
    assert all(name in told for name in names)


def test_a_faulty_file_is_refused_with_every_fault(tmp_path: Path) -> None:
    (tmp_path / "seen.csv").write_text(f"{HEADER}\nhires,2022,many,page,read,,,,\nhires,soon,1,page,read,,,,\n")
    told = refused(2, *command(tmp_path))
    assert "seen.csv:2:12: value: found 'many', expected a number" in told
    assert "seen.csv:3:7: date: found 'soon'" in told
    assert told.strip().endswith("2 problems")


def test_a_pack_without_observations_is_told() -> None:
    assert "expected a folder of CSV files" in refused(2, "backtest", pack().id)


def test_the_observations_of_shipped_packs_are_checked_with_them(tmp_path: Path) -> None:
    from shutil import copytree

    from scenarios.load import PACKS

    spoiled = Path(copytree(PACKS / "opcw-2015-2019", tmp_path / "pack"))
    assert quadrille("check", spoiled).exit_code == 0
    (spoiled / "observations" / "more.csv").write_text("indicator,date\n")
    assert "observations/more.csv:1:1: value: found nothing" in refused(1, "check", spoiled)
