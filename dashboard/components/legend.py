"""The legend above a chart, as text of the page: it wraps, scales and can be read aloud."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from dash import html

_BORDERS = {"solid": "solid", "dot": "dotted"}

Trace = dict[str, Any]


def legend(traces: Sequence[Trace]) -> list[html.Span]:
    """One entry per series of the first panel, in their order of rank; a series' line and band share an entry."""
    shown = sorted((t for t in traces if t["showlegend"]), key=lambda trace: int(trace["legendrank"]))
    return [_entry(list(group)) for _, group in groupby(shown, key=lambda trace: trace["meta"]["label"])]


def _entry(group: list[Trace]) -> html.Span:
    parts = ", ".join(trace["meta"]["part"] for trace in group if "part" in trace["meta"])
    label = group[0]["meta"]["label"]
    return html.Span([_sample(group), f"{label}: {parts}" if parts else label], className="entry")


def _sample(group: Iterable[Trace]) -> html.Span:
    """A band as a block, lines drawn across it."""
    style: dict[str, str] = {}
    lines = []
    for trace in group:
        if trace.get("fill"):
            style["background"] = trace["fillcolor"]
        else:
            lines.append(html.I(style={"borderTop": _stroke(trace["line"])}))
    return html.Span(lines[:1], className="key", style=style)


def _stroke(line: dict[str, Any]) -> str:
    dash = _BORDERS.get(line.get("dash", "solid"), "dashed")
    return f"{max(line['width'], 1.5)}px {dash} {line['color']}"
