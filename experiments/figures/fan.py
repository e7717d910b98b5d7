"""The fan chart: P10 to P90 of the simulated cases, their median, a few cases, continuation and counterfactual."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.figures import style
from experiments.figures.caption import fan_caption, meta
from experiments.figures.numbers import is_event, readable
from experiments.figures.panel import Overlay, Panel, Series, board
from experiments.figures.scale import value_axis, year_axis
from experiments.figures.subject import axis_title, unit

if TYPE_CHECKING:
    from experiments.results import Results


def fan(
    results: "Results",
    indicator: str,
    scenario: str,
    options: str | Sequence[str],
    overlay: Overlay | None = None,
) -> style.Figure:
    """One indicator in one scenario: the first option has the fan, further ones only their median."""
    shown = board(results, indicator, (scenario,), options, overlay)
    one = shown.panels[0]
    plain = unit(results, indicator)
    title = {"text": axis_title(results, indicator), "font": style.text(12, style.MUTED)}
    layout = style.frame(
        xaxis=year_axis(one.years),
        yaxis=value_axis(plain, shown.extent, title=title),
        legend=style.legend(1.03),
        margin={"l": 76, "r": 16, "t": 84, "b": 40},
        title={"text": one.title, "x": 0, "xref": "paper", "font": style.text(15)},
        meta=meta(results, indicator, fan_caption(results, shown)),
    )
    return {"data": list(panel_traces(one, plain)), "layout": layout}


def panel_traces(one: Panel, unit: str, axes: str = "", legend: bool = True) -> Iterator[style.Trace]:
    """The traces of one panel on axes `x<axes>`, `y<axes>`, from back to front."""
    base = {"type": "scatter", "xaxis": f"x{axes}", "yaxis": f"y{axes}", "showlegend": legend}
    first, *others = one.series
    yield base | _band(one.years, first)
    yield base | _samples(one)
    yield from (base | _edges(one.years, series) for series in others if series.role == "live")
    medians = list(enumerate(one.series))
    for i, series in sorted(medians, key=lambda entry: entry[1].role == "reference"):  # dotted, over what it equals
        yield base | _median(one.years, series, unit, i)


def _band(years: Sequence[int], series: Series) -> style.Trace:
    low, _, high = series.bands
    keep = np.isfinite(low) & np.isfinite(high)
    kept = np.asarray(years)[keep]
    return {
        "mode": "lines",
        "x": [int(x) for x in (*kept, *kept[::-1])],
        "y": [float(y) for y in (*low[keep], *high[keep][::-1])],
        "fill": "toself",
        "fillcolor": style.OPTION_FILL,
        "line": {"width": 0, "color": style.OPTION_FILL},
        "name": f"{series.label}: P10 to P90",
        "meta": _told_of(series, "P10 to P90"),
        "legendgroup": "band",
        "legendrank": 2,
        "hoverinfo": "skip",
    }


def _edges(years: Sequence[int], series: Series) -> style.Trace:
    """The two edges of the band of a live run, dashed: one trace with a gap between them."""
    low, _, high = series.bands
    return {
        "mode": "lines",
        "x": [*years, None, *years],
        "y": [*_plain(low), None, *_plain(high)],
        "line": {"width": 1.4, "color": style.LIVE, "dash": "dash"},
        "name": f"{series.label}: P10 to P90",
        "meta": _told_of(series, "P10 to P90"),
        "legendgroup": "edges-live",
        "legendrank": 8,
        "hoverinfo": "skip",
    }


def _samples(one: Panel) -> style.Trace:
    """The sample cases as one trace, with a gap after each case."""
    return {
        "mode": "lines",
        "x": [x for _ in one.samples for x in (*one.years, None)],
        "y": [y for case in one.samples for y in (*_plain(case), None)],
        "line": {"width": 1, "color": style.SAMPLE},
        "name": f"{len(one.samples)} of the simulated cases",
        "meta": {
            "role": "samples",
            "id": one.series[0].id,
            "label": f"{len(one.samples)} of its simulated cases",
        },
        "legendgroup": "samples",
        "legendrank": 3,
        "hoverinfo": "skip",
    }


def _median(years: Sequence[int], series: Series, unit: str, place: int) -> style.Trace:
    line: dict[str, Any] = {
        "option": {"width": 2.6, "color": style.COMPARED[place % 6], "dash": style.DASHES[place % 6]},
        "reference": {"width": 2, "color": style.REFERENCE, "dash": "dot"},
        "counterfactual": {"width": 2, "color": style.COUNTERFACTUAL, "dash": "longdashdot"},
        "live": {"width": 2.6, "color": style.LIVE, "dash": "dash"},
    }[series.role]
    return {
        "mode": "lines",
        "x": list(years),
        "y": _plain(series.bands[1]),
        "line": line,
        "name": f"{series.label}: median",
        "legendgroup": f"median-{series.id}",
        "legendrank": 1 if place == 0 else {"option": 4, "reference": 5, "counterfactual": 6, "live": 7}[series.role],
        "cliponaxis": False,
        "text": [_told(column, unit) for column in series.bands.T],
        "hovertemplate": f"{series.label}: %{{text}}<extra></extra>",
        "meta": _told_of(series, "median"),
    }


def _told_of(series: Series, part: str) -> dict[str, str]:
    """What a trace is, for legends and readers of the dictionary."""
    return {"role": series.role, "id": series.id, "label": series.label, "part": part}


def _told(column: NDArray[np.float64], unit: str) -> str:
    low, middle, high = (readable(value, unit) for value in column)
    return f"<b>{middle}</b> ({low} to {high})"


def _plain(values: NDArray[np.float64]) -> list[float | None]:
    """Numbers for JSON: a year without an event is a gap."""
    return [float(value) if is_event(float(value)) else None for value in values]
