"""What the scenario page shows and hands out, without a browser."""

import base64
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import cycle, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.live import LiveRuns
from dashboard.state import read
from dashboard.view import View, files, numbers
from experiments.figures.matrix import scenarios
from experiments.figures.numbers import readable
from experiments.results import Results
from experiments.sweep import sweep
from simulation.declare import Indicator
from tests.experiments.failing import mixed


@pytest.fixture(scope="module")
def live(results: Results) -> LiveRuns:
    runs = LiveRuns(results)
    runs.prepare().join(timeout=300)
    return runs


def view(results: Results, live: LiveRuns, **chosen: Any) -> View:
    return View(results, live, read(results, chosen))


def texts(component: Any) -> Iterator[str]:
    """All texts below a component, in order."""
    if isinstance(component, str):
        yield component
    elif isinstance(component, list | tuple):
        for part in component:
            yield from texts(part)
    elif component is not None:
        yield from texts(getattr(component, "children", None))


def shows_all(results: Results, live: LiveRuns, pairs: Iterable[tuple[Indicator, str]]) -> None:
    for indicator, option in pairs:
        shown = view(results, live, indicator=indicator.id, option=option).properties()
        assert shown["heading"]
        assert shown["figure"]["data"]
        assert list(texts(shown["explanation"]))


def test_every_indicator_and_option_can_be_shown(results: Results, live: LiveRuns) -> None:
    shows_all(results, live, zip(results.indicators, cycle(results.options), strict=False))


def test_failed_cases_are_told(live: LiveRuns, tmp_path: Path) -> None:
    bad = sweep(mixed(), tmp_path, failures_at_most=0.25)
    shown = view(bad, live, view="table").properties()
    wanted = "40 of 160 simulated cases failed and are left out."
    assert any(wanted in text for text in texts(shown["explanation"]))
    assert any(wanted in text for text in texts(shown["sheet"]))


@pytest.mark.long
def test_every_indicator_can_be_shown_under_every_option(results: Results, live: LiveRuns) -> None:
    shows_all(results, live, product(results.indicators, results.options))


def test_the_table_says_what_the_chart_shows(results: Results, live: LiveRuns) -> None:
    chosen = {"indicator": "visits_done", "envelope": 80}
    chart = view(results, live, **chosen)
    cells = list(texts(view(results, live, view="table", **chosen).properties()["sheet"]))
    for trace in chart.figure["data"]:
        if trace["meta"].get("part") == "median":
            for y in trace["y"]:
                assert readable(y, "visits") in cells
    for scenario in scenarios(results):
        assert any(results.pack.scenarios[scenario].label.strip("“”") in cell for cell in cells)


def test_the_csv_holds_every_number_of_the_chart(results: Results, live: LiveRuns) -> None:
    shown = view(results, live, indicator="visits_done", envelope=80)
    rows = list(csv.DictReader(io.StringIO(numbers(shown))))
    series = 3 if shown.state.option != "continuation" else 2
    assert len(rows) == len(scenarios(results)) * series * len(results.years) * 3
    bands = results.bands("visits_done")
    for row in rows:
        if row["envelope"] == "100":
            statistic = ("P10", "median", "P90").index(row["statistic"])
            stored = bands[row["scenario"], row["option"]][statistic, results.years.index(int(row["year"]))]
            assert float(row["value"]) == pytest.approx(stored)
    assert {row["study"] for row in rows} == {results.manifest.content_hash[:12]}
    assert {row["envelope"] for row in rows} == {"100", "80"}
    assert {row["cases"] for row in rows if row["envelope"] == "80"} == {"100"}


@pytest.mark.parametrize(("kind", "head"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_pictures_can_be_downloaded(results: Results, live: LiveRuns, kind: str, head: bytes) -> None:
    sent = files(view(results, live, envelope=80), kind)
    assert base64.b64decode(sent["content"]).startswith(head)
    assert sent["filename"].endswith(f"-envelope-80.{kind}")


def test_no_row_and_no_line_is_about_a_state(results: Results, live: LiveRuns) -> None:
    header = numbers(view(results, live)).splitlines()[0].split(",")
    assert header == [
        "indicator",
        "scenario",
        "option",
        "envelope",
        "year",
        "statistic",
        "value",
        "unit",
        "cases",
        "study",
    ]


def test_a_live_run_tells_its_time_and_number_of_cases(results: Results, live: LiveRuns) -> None:
    (said,) = texts(view(results, live, envelope=80).properties()["live_status"])
    assert said.startswith("400 simulated cases in ")
    assert "ms" in said


def test_a_live_run_that_fails_is_told_and_the_stored_chart_stays(
    results: Results, live: LiveRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_option: str, _percent: int) -> None:
        raise RuntimeError("event budget used up")

    monkeypatch.setattr(live, "run", fail)
    shown = view(results, live, envelope=80).properties()
    assert "event budget used up" in " ".join(texts(shown["live_status"]))
    assert shown["figure"]["data"] == view(results, live).figure["data"]


@pytest.mark.parametrize(("state", "words"), [("preparing", "Preparing"), ("failed", "not available")])
def test_before_live_runs_are_ready_the_page_says_so(results: Results, state: str, words: str) -> None:
    waiting = LiveRuns(results)
    waiting.state, waiting.problem = state, "no machine code today"
    shown = view(results, waiting, envelope=80).properties()
    assert words in " ".join(texts(shown["live_status"]))
    assert all(trace["meta"]["role"] != "live" for trace in shown["figure"]["data"])


def test_no_case_of_a_ratio_without_event_is_drawn_as_a_number(results: Results, live: LiveRuns) -> None:
    shown = view(results, live, indicator="late_share")
    bands = [series.bands for panel in shown.board.panels for series in panel.series]
    drawn = [y for trace in shown.figure["data"] for y in trace["y"] if y is not None]
    assert np.isfinite(drawn).all()
    assert len(bands) >= len(scenarios(results))
