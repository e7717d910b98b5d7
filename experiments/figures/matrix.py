"""The 2 x 2 of scenarios: four fan charts, resources from left to right, conflict from bottom to top.

A pack without a 2 x 2 has a panel for each of its scenarios, four at most, and no names of axes.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from experiments.figures import style
from experiments.figures.caption import fan_caption, meta
from experiments.figures.fan import panel_traces
from experiments.figures.panel import Overlay, Panel, board
from experiments.figures.scale import value_axis, year_axis
from experiments.figures.subject import axis_title, axis_unit, unit

if TYPE_CHECKING:
    from experiments.results import Results

PLACES = {"mission-impossible": (1, 0), "resurgence": (1, 1), "satisfaction": (0, 0), "civilian": (0, 1)}
"""Row (0 low, 1 high conflict) and column (0 low, 1 high resources) of each quadrant."""
_COLUMNS = ((0.0, 0.478), (0.522, 1.0))
_ROWS = ((0.0, 0.435), (0.565, 1.0))
_WHOLE = (0.0, 1.0)
_MOST = 4
_STACK = tuple((y, y + 0.19) for y in (0.0, 0.27, 0.54, 0.81))


def matrix(
    results: "Results",
    indicator: str,
    options: str | Sequence[str],
    overlay: Overlay | None = None,
    stacked: bool = False,
    legend: bool = True,
) -> style.Figure:
    """Four fan charts with one value axis.

    `stacked` puts them one above the other for a narrow screen; without `legend` the caller names the lines.
    """
    shown = board(results, indicator, scenarios(results), options, overlay)
    plain = unit(results, indicator)
    layout = style.frame(
        annotations=list(_words(results, indicator, shown.panels, stacked)),
        legend=style.legend(1.04 if stacked else 1.075),
        showlegend=legend,
        margin=_margin(stacked, legend),
        meta=meta(results, indicator, fan_caption(results, shown)),
    )
    axis = value_axis(plain, shown.extent)
    data: list[style.Trace] = []
    for i, one in enumerate(shown.panels):
        data.extend(panel_traces(one, plain, axes=_number(i), legend=i == 0))
        layout |= _axes(results, one, i, axis, stacked)
    return {"data": data, "layout": layout}


def _axes(results: "Results", one: Panel, i: int, axis: style.Trace, stacked: bool) -> dict[str, Any]:
    """The two axes of panel `i`; in the 2 x 2 only the left column has tick labels."""
    x, y = _domain(results, one, stacked)
    value = axis | {"domain": y, "anchor": f"x{_number(i)}", "showticklabels": stacked or x[0] == 0.0}
    return {
        f"xaxis{_number(i)}": year_axis(one.years, domain=x, anchor=f"y{_number(i)}"),
        f"yaxis{_number(i)}": value,
    }


def scenarios(results: "Results") -> tuple[str, ...]:
    """The scenarios of the 2 x 2 that this study has; without a 2 x 2 the first of the study."""
    if not results.pack.matrix:
        return tuple(results.scenarios[:_MOST])
    return tuple(s for s in results.pack.matrix if s in results.scenarios)


def place(results: "Results", scenario: str) -> tuple[int, int]:
    """Row and column of a scenario: by its quadrant, else by its place in the pack's matrix or among the panels."""
    if not results.pack.matrix:
        return tuple(PLACES.values())[scenarios(results).index(scenario)]
    quadrant = getattr(results.pack.scenarios[scenario], "quadrant", None)
    if quadrant in PLACES:
        return PLACES[quadrant]
    return tuple(PLACES.values())[results.pack.matrix.index(scenario)]


def _number(i: int) -> str:
    return "" if i == 0 else str(i + 1)


def _domain(results: "Results", one: Panel, stacked: bool) -> tuple[list[float], list[float]]:
    row, column = place(results, one.scenario)
    panels = _MOST if results.pack.matrix else len(scenarios(results))
    if stacked:
        return list(_WHOLE), list(_WHOLE if panels == 1 else _STACK[2 * row + 1 - column])
    return list(_WHOLE if panels == 1 else _COLUMNS[column]), list(_WHOLE if panels <= 2 else _ROWS[row])


def _margin(stacked: bool, legend: bool) -> dict[str, int]:
    top = 120 * legend + 48 if stacked else 52 * legend + 32
    return {"l": 58, "r": 14, "t": top, "b": 36} if stacked else {"l": 112, "r": 18, "t": top, "b": 66}


def _words(results: "Results", indicator: str, panels: Sequence[Panel], stacked: bool) -> Iterator[dict[str, Any]]:
    """Panel titles, the unit of the value axis, and the names of the two axes of the matrix."""
    for one in panels:
        x, y = _domain(results, one, stacked)
        above = {"yanchor": "bottom", "xanchor": "left"}
        yield _note(f"<b>{one.title}</b>", x[0], y[1], 14, style.INK, yshift=22 if stacked else 5, **above)
        if stacked:
            yield _note(_corner(results, one, indicator), x[0], y[1], 12, style.MUTED, yshift=5, **above)
    if not stacked:
        yield from _axis_words(results, axis_title(results, indicator))


def _corner(results: "Results", one: Panel, indicator: str) -> str:
    """Place in the matrix and unit, for panels that stand one above the other.

    Of axes by other names, for which a narrow screen has no room, the name of the scenario says the place.
    """
    axes = results.pack.axes
    if not results.pack.matrix or "conflict" not in axes.conflict.label.lower():
        return axis_unit(results, indicator)
    row, column = place(results, one.scenario)
    conflict = axes.conflict.high if row else axes.conflict.low
    resources = axes.resources.high if column else axes.resources.low
    return f"conflict {conflict}, resources {resources} · {axis_unit(results, indicator)}"


def _axis_words(results: "Results", title: str) -> Iterator[dict[str, Any]]:
    axes = results.pack.axes
    yield _note(title, 0, 0.5, 12, style.MUTED, textangle=-90, xshift=-68, xanchor="center", yanchor="middle")
    if not results.pack.matrix:
        return
    across = f"{axes.resources.low}  ←  {short(axes.resources.label)}  →  {axes.resources.high}"
    yield _note(across, 0.5, 0, 13, style.INK, yshift=-44, xanchor="center", yanchor="middle")
    upward = f"{axes.conflict.low}  ←  {short(axes.conflict.label)}  →  {axes.conflict.high}"
    yield _note(upward, 0, 0.5, 13, style.INK, textangle=-90, xshift=-98, xanchor="center", yanchor="middle")


def short(label: str) -> str:
    """The label of an axis up to its first comma or bracket; the whole of it stands in the pack and the explanation."""
    return re.split(r",| \(", label)[0]


def _note(text: str, x: float, y: float, size: int, color: str, **changes: Any) -> dict[str, Any]:
    plain = {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "showarrow": False}
    return plain | {"font": style.text(size, color)} | changes
