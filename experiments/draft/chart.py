"""The chart of a draft: the 2 x 2 of the first headline indicator, as tall as the page allows."""

from typing import Any

from matplotlib import rc_context

from experiments.draft.model import Chart, Text
from experiments.draft.subject import Subject
from experiments.draft.text import clean
from experiments.draft.wording import several
from experiments.figures.fan import fan
from experiments.figures.matrix import matrix, short
from experiments.figures.panel import SAMPLE_CASES
from experiments.figures.print import draw

NAME = "draft-figure-1.png"
MARGINS = {"l": 112, "r": 14, "t": 26, "b": 54}  # pixels; tighter than on screen, where words stand around the chart
WIDTH = 16.0  # centimetres
PIXEL = 0.64 / 72 * 2.54 * WIDTH / 17.0  # centimetres on paper


def scenario_chart(about: Subject, height: float) -> Chart:
    """The first headline indicator by year, `height` centimetres tall; its words stand in the document."""
    name, option = about.indicators[0], about.option(about.reference)
    where = " and scenario" if _has_matrix(about) else f" in {about.scenario(about.scenarios[0])}"
    alternative = (
        f"{_arrangement(about)} Each panel shows {about.indicator(name)} in the years {about.years}: a line for the "
        "median and a band from the 10th to the 90th percentile. Table 1 gives the values over the whole period."
    )
    return Chart(
        name=NAME,
        image=_picture(about, name, height),
        caption=f"Figure 1. {about.indicator(name)} by year{where}, option “{option}”",
        note=chart_note(about),
        alternative=alternative,
        width=WIDTH,
    )


def chart_note(about: Subject) -> Text:
    """What the indicator is, and what the lines of the chart are."""
    lines = f"Band: P10 to P90; thick line: median; thin lines: {several(SAMPLE_CASES, 'simulated case')}"
    versus = about.results.pack.counterfactual
    dashed = f"; dashes and dots: median under “{about.option(versus)}”" if versus in about.options and versus else ""
    return (f"{clean(about.declared(about.indicators[0]).doc)} {lines}{dashed}.",)


def _arrangement(about: Subject) -> str:
    if not _has_matrix(about):
        return f"One panel, scenario {about.scenario(about.scenarios[0])}."
    names = ", ".join(about.scenario(s) for s in about.scenarios)
    across, upward = (
        clean(short(one.label)) for one in (about.results.pack.axes.resources, about.results.pack.axes.conflict)
    )
    return f"A panel for each scenario ({names}); from left to right: {across}; from bottom to top: {upward}."


def _has_matrix(about: Subject) -> bool:
    return bool(about.results.pack.matrix) and set(about.results.pack.matrix) <= set(about.results.scenarios)


def _picture(about: Subject, indicator: str, height: float) -> bytes:
    """The figure of the screen as PNG, as tall as the page allows; its lines are named in the note below it.

    Without the whole 2 x 2 it shows the first scenario. A dollar sign in a label is no formula.
    """
    if _has_matrix(about):
        figure = matrix(about.results, indicator, about.reference, legend=False)
        margin = MARGINS
    else:
        figure = fan(about.results, indicator, about.scenarios[0], about.reference)
        margin = figure["layout"]["margin"]
    layout = figure["layout"] | {"height": height / PIXEL, "margin": margin}
    data = [trace | {"showlegend": False} for trace in figure["data"]]
    with rc_context({"text.parse_math": False}):
        return draw(_cleaned({"data": data, "layout": layout}), "png", words=False)


def _cleaned(part: Any) -> Any:
    """A part of a figure with its words made safe to draw."""
    if isinstance(part, str):
        return clean(part)
    if isinstance(part, dict):
        return {key: _cleaned(value) for key, value in part.items()}
    return [_cleaned(value) for value in part] if isinstance(part, list) else part
