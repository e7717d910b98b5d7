"""Colours, lines and type of every figure.

Blue for the option, dark grey for the reference, purple for a counterfactual, ochre for a live run: they stay apart
under the three common kinds of colour blindness and in grey print, and each has its own dash or symbol. No red, no
green.
"""

from typing import Any

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
INK = "#1f2933"
MUTED = "#5b6673"
GRID = "#e4e8ed"
FRAME = "#c3cad3"
PAPER = "#ffffff"

OPTION = "#0b5fa5"
OPTION_FILL = "rgba(11,95,165,0.17)"
SAMPLE = "rgba(11,95,165,0.36)"
REFERENCE = "#3a3a3a"
COUNTERFACTUAL = "#7a3b69"
LIVE = "#b45309"

COMPARED = ("#0b5fa5", "#b45309", "#6b4fa0", "#3f8fb5", "#8a6d00", "#5b6673")
"""Colours of options that share one chart, in the order in which they are given."""
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "star")
DASHES = ("solid", "longdash", "dashdot", "dash", "longdashdot", "dot")

Figure = dict[str, Any]
Trace = dict[str, Any]


def text(size: int = 13, color: str = INK) -> dict[str, Any]:
    """A plotly font of `size` pixels."""
    return {"family": FONT, "size": size, "color": color}


def axis(**changes: Any) -> dict[str, Any]:
    """An axis of the house: thin grid, outside ticks, no zoom (a chart with five points needs none)."""
    plain = {
        "showgrid": True,
        "gridcolor": GRID,
        "gridwidth": 1,
        "zeroline": False,
        "showline": True,
        "linecolor": FRAME,
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": FRAME,
        "tickfont": text(12, MUTED),
        "fixedrange": True,
        "automargin": False,
    }
    return plain | changes


def frame(**changes: Any) -> dict[str, Any]:
    """The layout that all figures share."""
    plain = {
        "font": text(),
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "hovermode": "x unified",
        "hoverdistance": -1,
        "hoverlabel": {"font": text(12), "bgcolor": PAPER, "bordercolor": FRAME, "align": "left"},
        "showlegend": True,
        "dragmode": False,
    }
    return plain | changes


def legend(y: float) -> dict[str, Any]:
    """A legend in a row above the panels, at height `y` of the paper; it names and does not switch."""
    place = {"orientation": "h", "x": 0, "y": y, "xanchor": "left", "yanchor": "bottom", "font": text(12)}
    return place | {"itemclick": False, "itemdoubleclick": False}
