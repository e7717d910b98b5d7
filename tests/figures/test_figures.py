"""Every figure: caption, unit, source, honest bands, the reference, colours that all eyes tell apart."""

import colorsys
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from experiments.figures import style
from experiments.figures.fan import fan
from experiments.figures.matrix import matrix, place, scenarios
from experiments.figures.paired import paired
from experiments.figures.panel import Overlay, board
from experiments.figures.subject import axis_unit
from experiments.results import Results
from experiments.study import REFERENCE

OPTION = "lean-visits"
Maker = Callable[[Results, str], dict[str, Any]]

FIGURES: dict[str, Maker] = {
    "fan": lambda results, name: fan(results, name, scenarios(results)[0], OPTION),
    "matrix": lambda results, name: matrix(results, name, OPTION),
    "matrix of two": lambda results, name: matrix(results, name, [OPTION, "plan-as-drafted"]),
    "matrix of the reference": lambda results, name: matrix(results, name, REFERENCE),
    "matrix, stacked": lambda results, name: matrix(results, name, OPTION, stacked=True),
    "paired": paired,
}


def indicators(results: Results) -> list[str]:
    """One indicator of every unit, so that no figure is tested on percentages alone."""
    return list({one.unit: one.id for one in results.indicators}.values())


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_caption_unit_and_source(results: Results, name: str) -> None:
    for indicator in indicators(results):
        figure = FIGURES[name](results, indicator)
        meta = figure["layout"]["meta"]
        assert meta["unit"] == axis_unit(results, indicator)
        assert meta["unit"] in meta["caption"]
        assert str(results.pack.pack.data_as_of) in meta["source"]
        assert results.manifest.content_hash[:12] in meta["source"]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_writes_its_unit_on_the_chart(results: Results, name: str) -> None:
    for indicator in indicators(results):
        layout = FIGURES[name](results, indicator)["layout"]
        titles = [layout[key].get("title", {}).get("text", "") for key in layout if "axis" in key]
        written = " ".join([*titles, *(note["text"] for note in layout.get("annotations", ()))])
        assert axis_unit(results, indicator) in written or "percentage points" in written


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_plain_data(results: Results, name: str) -> None:
    for indicator in indicators(results):
        text = json.dumps(FIGURES[name](results, indicator), allow_nan=False)
        assert len(text) < 120_000


def test_the_matrix_puts_resources_across_and_conflict_up(results: Results) -> None:
    layout = matrix(results, "shortfall", OPTION)["layout"]
    for i, scenario in enumerate(scenarios(results)):
        number = "" if i == 0 else str(i + 1)
        row, column = place(results, scenario)
        assert (layout[f"xaxis{number}"]["domain"][0] > 0.5) == (column == 1)
        assert (layout[f"yaxis{number}"]["domain"][0] > 0.5) == (row == 1)
    assert place(results, "resurgence") == (1, 1)
    assert place(results, "satisfaction") == (0, 0)


def test_the_panels_share_one_value_axis(results: Results) -> None:
    for indicator in indicators(results):
        layout = matrix(results, indicator, OPTION)["layout"]
        ranges = [tuple(layout[key]["range"]) for key in layout if key.startswith("yaxis")]
        assert len(ranges) == 4
        assert len(set(ranges)) == 1


def test_every_point_lies_on_the_axis(results: Results) -> None:
    for indicator in indicators(results):
        figure = matrix(results, indicator, OPTION)
        low, high = figure["layout"]["yaxis"]["range"]
        drawn = [y for trace in figure["data"] for y in trace["y"] if y is not None]
        assert drawn or not any(np.isfinite(band).any() for band in results.bands(indicator).values())
        slack = 1e-9 * max(abs(low), abs(high))
        assert all(low - slack <= y <= high + slack for y in drawn)


def test_panel_titles_are_the_scenarios_in_quotation_marks(results: Results) -> None:
    notes = [note["text"] for note in matrix(results, "shortfall", OPTION)["layout"]["annotations"]]
    for scenario in scenarios(results):
        label = results.pack.scenarios[scenario].label.strip("“”")
        assert f"<b>“{label}”</b>" in notes


def medians(figure: dict[str, Any], role: str) -> list[dict[str, Any]]:
    wanted = {"role": role, "part": "median"}
    return [t for t in figure["data"] if wanted.items() <= t["meta"].items()]


@pytest.mark.parametrize("options", [OPTION, [OPTION, "plan-as-drafted"]])
def test_the_continuation_is_always_drawn(results: Results, options: str | list[str]) -> None:
    figure = matrix(results, "shortfall", options)
    bands = results.bands("shortfall")
    drawn = medians(figure, "reference")
    assert len(drawn) == 4
    for scenario, trace in zip(scenarios(results), drawn, strict=True):
        np.testing.assert_allclose(trace["y"], bands[scenario, REFERENCE][1])


def test_the_fan_is_the_band_of_the_store(results: Results) -> None:
    bands = results.bands("shortfall")
    fans = [trace for trace in matrix(results, "shortfall", OPTION)["data"] if trace.get("fill")]
    for scenario, trace in zip(scenarios(results), fans, strict=True):
        low, _, high = bands[scenario, OPTION]
        np.testing.assert_allclose(trace["y"], [*low, *high[::-1]])
        assert trace["x"] == [*results.years, *results.years[::-1]]


def test_the_axis_stays_while_the_option_changes(results: Results) -> None:
    ranges = {tuple(board(results, "visits_done", scenarios(results), o).extent) for o in results.options}
    low, high = min(r[0] for r in ranges), max(r[1] for r in ranges)
    bands = np.concatenate([b.ravel() for b in results.bands("visits_done").values()])
    assert low <= np.nanmin(bands)
    assert high >= np.nanmax(bands)


def test_a_live_run_lies_over_the_stored_fans(results: Results) -> None:
    bands = {scenario: results.bands("shortfall")[scenario, OPTION] + 0.05 for scenario in scenarios(results)}
    overlay = Overlay("Envelope at 80 %", bands, 100)
    figure = matrix(results, "shortfall", OPTION, overlay)
    live = medians(figure, "live")
    assert len(live) == 4
    assert all(trace["line"]["dash"] == "dash" for trace in live)
    np.testing.assert_allclose(live[0]["y"], bands[scenarios(results)[0]][1])
    assert "Envelope at 80 %, 100 simulated cases" in figure["layout"]["meta"]["caption"]
    assert len(medians(figure, "reference")) == 4


def test_a_year_without_an_event_is_a_gap_and_not_a_zero(results: Results) -> None:
    bands = {scenario: np.full((3, len(results.years)), np.nan) for scenario in scenarios(results)}
    figure = matrix(results, "late_share", OPTION, Overlay("Envelope at 80 %", bands, 100))
    trace = medians(figure, "live")[0]
    assert trace["y"] == [None] * len(results.years)
    assert "no event" in trace["text"][0]


def test_paired_differences_are_hollow_where_zero_lies_in_the_interval(results: Results) -> None:
    for trace in paired(results, "shortfall")["data"]:
        low = np.subtract(trace["x"], trace["error_x"]["arrayminus"])
        high = np.add(trace["x"], trace["error_x"]["array"])
        undecided = (low <= 0) & (high >= 0)
        assert [symbol.endswith("-open") for symbol in trace["marker"]["symbol"]] == list(undecided)


def test_paired_differences_are_those_of_the_results(results: Results) -> None:
    rows = {row.scenario: row for row in results.paired("shortfall", OPTION)}
    trace = next(t for t in paired(results, "shortfall", [OPTION])["data"] if t["legendgroup"] == OPTION)
    assert sorted(trace["x"]) == pytest.approx(sorted(row.mean for row in rows.values()))


def test_no_red_and_no_green() -> None:
    colours = [*style.COMPARED, style.OPTION, style.REFERENCE, style.LIVE, style.INK, style.MUTED]
    for colour in colours:
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
        degrees = 360 * hue
        assert saturation < 0.25 or 20 < degrees < 70 or 180 < degrees < 290, colour


@pytest.mark.parametrize("colour", [style.OPTION, style.REFERENCE, style.LIVE, style.MUTED, style.INK])
def test_lines_and_words_stand_out_from_the_paper(colour: str) -> None:
    def light(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (light(colour[i : i + 2]) for i in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert 1.05 / (luminance + 0.05) >= 4.5
