"""Paired differences of options against the continuation, with their 90 % intervals, scenario by scenario."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.figures import style
from experiments.figures.caption import cases, meta
from experiments.figures.numbers import is_share, readable, tick_texts, tick_values
from experiments.figures.panel import quoted
from experiments.figures.subject import axis_title, indicator, label, unit
from experiments.study import REFERENCE

if TYPE_CHECKING:
    from experiments.results import Results


@dataclass(frozen=True)
class Row:
    """A difference with its interval, in the unit of the indicator."""

    scenario: str
    mean: float
    low: float
    high: float
    kind: str
    verdict: str


_BAND = 0.62
"""Height that the options of one scenario share; scenarios stand 1 apart."""
_WAYS = {"up": ("worse", "better"), "down": ("better", "worse"), "none": ("less", "more")}


def paired(results: "Results", name: str, options: Sequence[str] | None = None) -> style.Figure:
    """Mean differences from the continuation on the same simulated cases; hollow where zero lies in the interval."""
    chosen = tuple(options or (o for o in results.options if o != REFERENCE))
    plain = unit(results, name)
    rows = {option: _told_rows(results, name, option) for option in chosen}
    drawn = [_trace(results, rows[option], option, plain, i, len(chosen)) for i, option in enumerate(chosen)]
    ends = [end for group in rows.values() for row in group for end in (row.low, row.high)]
    layout = style.frame(
        xaxis=_difference_axis(results, name, plain, ends),
        yaxis=_scenario_axis(results),
        hovermode="closest",
        legend=style.legend(1.03),
        margin={"l": 150, "r": 26, "t": 48, "b": 78},
        shapes=[_zero_line()],
        annotations=_ways(results, name),
        meta=meta(results, name, _caption(results, name, rows)),
    )
    return {"data": drawn, "layout": layout}


def _told_rows(results: "Results", name: str, option: str) -> list[Row]:
    """The differences that can be told: where no case had an event there is none."""
    rows = results.paired(name, option, versus=REFERENCE)
    return [
        Row(row.scenario, row.mean, row.low, row.high, row.kind, row.verdict)
        for row in rows
        if row.mean is not None and row.low is not None and row.high is not None
    ]


def difference_unit(plain: str) -> str:
    """The unit of a difference: shares differ by percentage points."""
    return "percentage points" if is_share(plain) else plain


def _trace(results: "Results", rows: Sequence[Row], option: str, plain: str, i: int, n: int) -> style.Trace:
    colour, symbol = style.COMPARED[i % 6], style.SYMBOLS[i % 6]
    places = {scenario: len(results.scenarios) - 1 - k for k, scenario in enumerate(results.scenarios)}
    shift = _BAND * (0.5 - (i + 0.5) / n)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.mean for row in rows],
        "y": [places[row.scenario] + shift for row in rows],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [row.high - row.mean for row in rows],
            "arrayminus": [row.mean - row.low for row in rows],
            "color": colour,
            "thickness": 1.8,
            "width": 4,
        },
        "marker": {
            "symbol": [f"{symbol}-open" if row.verdict == "undecided" else symbol for row in rows],
            "size": 10,
            "color": colour,
            "line": {"width": 1.8, "color": colour},
        },
        "name": results.pack.options[option].label,
        "legendgroup": option,
        "legendrank": i,
        "text": [_told(row, plain) for row in rows],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _told(row: Row, plain: str) -> str:
    middle, low, high = (_points(value, plain) for value in (row.mean, row.low, row.high))
    return f"{middle} ({low} to {high})"


def _points(value: float, plain: str) -> str:
    if is_share(plain):
        return readable(100 * value, "points", signed=True) + " points"
    return readable(value, plain, signed=True)


def _difference_axis(results: "Results", name: str, plain: str, ends: Sequence[float]) -> dict[str, Any]:
    marks = tick_values(min([*ends, 0.0]), max([*ends, 0.0]) or 1e-9)
    texts = tick_texts([100 * m for m in marks], "points") if is_share(plain) else tick_texts(marks, plain)
    text = f"{label(results, name)}: difference from continuation ({difference_unit(plain)})"
    title = {"text": text, "font": style.text(12, style.MUTED), "standoff": 30}
    ticks = {"tickmode": "array", "tickvals": marks, "ticktext": texts}
    return style.axis(range=[marks[0], marks[-1]], title=title, **ticks)


def _scenario_axis(results: "Results") -> dict[str, Any]:
    names = [quoted(results.pack.scenarios[s].label) for s in reversed(results.scenarios)]
    ticks = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": names}
    return style.axis(range=[-0.6, len(names) - 0.4], showgrid=False, ticklen=0, **ticks) | {"tickfont": style.text(13)}


def _zero_line() -> dict[str, Any]:
    line = {"color": style.REFERENCE, "width": 1.4, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "line": line}


def _ways(results: "Results", name: str) -> list[dict[str, Any]]:
    """Which side of zero is better."""
    left, right = _WAYS[indicator(results, name).better]
    base = {"xref": "paper", "yref": "paper", "y": 0, "yshift": -34, "showarrow": False}
    font = {"font": style.text(12, style.MUTED)}
    return [
        base | font | {"text": f"← {left}", "x": 0, "xanchor": "left"},
        base | font | {"text": f"{right} →", "x": 1, "xanchor": "right"},
    ]


def _caption(results: "Results", name: str, rows: dict[str, list[Row]]) -> str:
    kinds = {row.kind for group in rows.values() for row in group}
    return (
        f"{axis_title(results, name)} over the whole plan: mean difference from the"
        f" continuation on the same {cases(results):,} simulated cases per scenario, with its 90{chr(160)}% interval"
        f" ({', '.join(sorted(kinds))}). Hollow: the interval includes zero, no direction is claimed."
    )
