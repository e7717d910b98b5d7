"""Figures on paper: the same numbers, as pictures of the right kind and size."""

import re
from typing import Any

import numpy as np
import pytest
from matplotlib import image

from experiments.figures import print as paper
from experiments.figures.matrix import matrix
from experiments.results import Results

OPTION = "lean-visits"


def test_the_matrix_is_a_picture_of_200_dots_per_inch(results: Results, tmp_path: Any) -> None:
    data = paper.matrix_png(results, "shortfall", OPTION)
    (tmp_path / "matrix.png").write_bytes(data)
    height, width, _ = image.imread(tmp_path / "matrix.png").shape
    assert width == 1340
    assert 1000 < height < 1500


@pytest.mark.parametrize("draw", [paper.matrix_png, paper.paired_png])
def test_the_same_numbers_give_the_same_bytes(results: Results, draw: Any) -> None:
    options = [OPTION]
    assert draw(results, "shortfall", options) == draw(results, "shortfall", options)


def test_every_point_of_the_screen_is_on_paper(results: Results) -> None:
    figure = matrix(results, "visits_done", OPTION)
    page = paper.page_of(figure)
    panel = page.axes[""]
    first = [trace for trace in figure["data"] if trace["xaxis"] == "x"]
    lines = [trace for trace in first if not trace.get("fill")]
    assert len(panel.lines) == len(lines)
    assert len(panel.patches) == len(first) - len(lines)
    for drawn, trace in zip(panel.lines, lines, strict=True):
        assert [y for y in drawn.get_ydata() if not np.isnan(y)] == pytest.approx(
            [y for y in trace["y"] if y is not None]
        )
    assert panel.get_ylim() == tuple(figure["layout"]["yaxis"]["range"])


def test_caption_and_source_stand_below(results: Results) -> None:
    figure = matrix(results, "shortfall", OPTION)
    written = " ".join(text.get_text() for text in paper.page_of(figure).sheet.texts)
    for part in (figure["layout"]["meta"]["caption"], figure["layout"]["meta"]["source"]):
        words = part.split()
        assert all(word in written for word in words)


def test_vector_pictures_are_svg_with_the_unit_of_the_axis(results: Results) -> None:
    text = paper.matrix_svg(results, "shortfall", OPTION).decode()
    assert text.lstrip().startswith("<?xml")
    assert re.search(r"<svg[^>]*width=", text)
    assert paper.paired_svg(results, "shortfall", [OPTION]).decode().count("<path") > 20


@pytest.mark.parametrize("length", [4, 24, 60])
def test_the_legend_stays_on_the_sheet(results: Results, length: int) -> None:
    figure = matrix(results, "visits_done", list(results.options))
    for trace in figure["data"]:
        trace["name"] = "n" * length
    page = paper.page_of(figure)
    (legend,) = page.sheet.legends
    box = legend.get_window_extent(page.sheet.canvas.get_renderer())
    width, height = page.sheet.get_size_inches() * page.sheet.dpi
    assert box.x0 >= 0
    assert box.x1 <= width
    assert box.y1 <= height
