"""Figures on paper: the same dictionaries as on screen, drawn by matplotlib with their caption and source.

Only the vocabulary of the figures in this folder is understood: lines, filled bands, markers with error bars, vertical
lines, notes on the paper, a legend in rows.
"""

import io
import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation

from experiments.figures import matrix, paired, style

if TYPE_CHECKING:
    from experiments.results import Results

Kind = Literal["png", "svg"]
_WIDTH = 6.7
_HEIGHTS = {1: 3.9, 2: 5.0, 4: 5.4}
_DPI = 200
_POINTS = 0.64
"""Points on paper for a pixel on screen: 12 px become 7.7 pt."""
_LINES = 0.55
_LEGEND = 12 * _POINTS
_EDGE = 0.012
_COLUMNS, _ROWS, _ROW = 3, 2, 0.16
"""Most columns of a legend, rows that the margin has room for, height in inches of one row more."""
_DASHES: dict[str, Any] = {
    "solid": "-",
    "dot": (0, (1.2, 1.6)),
    "dash": (0, (4, 2)),
    "dashdot": "-.",
    "longdash": (0, (8, 3)),
    "longdashdot": (0, (8, 3, 1, 3)),
}
_MARKERS = {"circle": "o", "diamond": "D", "square": "s", "triangle-up": "^", "x": "X", "star": "*"}
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "svg.fonttype": "path",
    "svg.hashsalt": "quadrille",
    "text.parse_math": False,
    "axes.linewidth": 0.6,
}


def matrix_png(results: "Results", indicator: str, options: str | Sequence[str]) -> bytes:
    """The 2 x 2 of one indicator as PNG, 200 dots per inch."""
    return draw(matrix.matrix(results, indicator, options), "png")


def matrix_svg(results: "Results", indicator: str, options: str | Sequence[str]) -> bytes:
    """The 2 x 2 of one indicator as SVG."""
    return draw(matrix.matrix(results, indicator, options), "svg")


def paired_png(results: "Results", indicator: str, options: Sequence[str] | None = None) -> bytes:
    """Paired differences from the continuation as PNG, 200 dots per inch."""
    return draw(paired.paired(results, indicator, options), "png")


def paired_svg(results: "Results", indicator: str, options: Sequence[str] | None = None) -> bytes:
    """Paired differences from the continuation as SVG."""
    return draw(paired.paired(results, indicator, options), "svg")


def draw(figure: style.Figure, kind: Kind = "png", words: bool = True) -> bytes:
    """A figure of this folder as PNG (200 dots per inch) or SVG; `words` adds its caption and source below."""
    with rc_context(_STYLE):
        return page_of(figure, words).save(kind)


def page_of(figure: style.Figure, words: bool = True) -> "Page":
    """The sheet with everything drawn on it."""
    page = Page(figure, words)
    for trace in figure["data"]:
        page.add(trace)
    page.finish()
    return page


class Page:
    """A sheet in the making: the paper area of plotly, with notes around it and words below."""

    def __init__(self, figure: style.Figure, words: bool) -> None:
        layout = self.layout = figure["layout"]
        named = {t["legendgroup"]: t for t in figure["data"] if t.get("showlegend", True)}
        self.named = sorted(named.values(), key=lambda trace: int(trace["legendrank"]))
        self.columns = _columns([trace["name"] for trace in self.named])
        self.words = _wrapped(layout["meta"]) if words else []
        self.axes: dict[str, Axes] = {}
        panels = sum(key.startswith("xaxis") for key in layout)
        height = layout["height"] * _POINTS / 72 if "height" in layout else _HEIGHTS.get(panels, 5.0)
        above = _ROW * max(0, -(-len(self.named) // self.columns) - _ROWS)
        below = 0.14 * len(self.words) + 0.08
        self.sheet = Figure(figsize=(_WIDTH, above + height + below), dpi=_DPI, facecolor="white")
        FigureCanvasAgg(self.sheet)
        self.box = self._paper(above, height, below)
        for key in layout:
            if key.startswith("xaxis"):
                self._add_axes(key.removeprefix("xaxis"))

    def _paper(self, above: float, height: float, below: float) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of the paper area in parts of the sheet, from margins in pixels."""
        inch = {side: size * _POINTS / 72 for side, size in self.layout["margin"].items()}
        whole = above + height + below
        wide, high = _WIDTH - inch["l"] - inch["r"], height - inch["t"] - inch["b"]
        return inch["l"] / _WIDTH, (below + inch["b"]) / whole, wide / _WIDTH, high / whole

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Paper coordinates to parts of the sheet."""
        left, bottom, width, height = self.box
        return left + x * width, bottom + y * height

    def _add_axes(self, number: str) -> None:
        x, y = self.layout[f"xaxis{number}"], self.layout[f"yaxis{number}"]
        (x0, x1), (y0, y1) = x.get("domain", (0, 1)), y.get("domain", (0, 1))
        (left, bottom), (right, top) = self.at(x0, y0), self.at(x1, y1)
        axes = self.sheet.add_axes((left, bottom, right - left, top - bottom))
        axes.set(xlim=x["range"], ylim=y["range"])
        _dress(axes, x, "x")
        _dress(axes, y, "y")
        self.axes[number] = axes

    def add(self, trace: style.Trace) -> None:
        """Draw one trace on its axes."""
        axes = self.axes[str(trace.get("xaxis", "x")).removeprefix("x")]
        if trace.get("fill") == "toself":
            axes.fill(trace["x"], trace["y"], color=_colour(trace["fillcolor"]), linewidth=0, zorder=1)
        elif trace["mode"] == "lines":
            axes.plot(_gaps(trace["x"]), _gaps(trace["y"]), **_stroke(trace["line"]), zorder=2)
        else:
            _dots(axes, trace)

    def finish(self) -> None:
        """Lines across, notes, title, legend and words."""
        for shape in self.layout.get("shapes", ()):
            self.axes[""].axvline(shape["x0"], **_stroke(shape["line"]), zorder=1.5)
        for note in self.layout.get("annotations", ()):
            self._note(note)
        self._title()
        self._legend()
        for i, line in enumerate(reversed(self.words)):
            height = self.sheet.get_figheight()
            self.sheet.text(_EDGE, (0.07 + 0.14 * i) / height, line, fontsize=6.6, color=style.MUTED, va="baseline")

    def _note(self, note: dict[str, Any]) -> None:
        shift = ScaledTranslation(
            note.get("xshift", 0) * _POINTS / 72,
            note.get("yshift", 0) * _POINTS / 72,
            self.sheet.dpi_scale_trans,
        )
        x, y = self.at(note["x"], note["y"])
        vertical = {"middle": "center"}.get(note.get("yanchor", "middle"), note.get("yanchor"))
        self.sheet.text(
            x,
            y,
            re.sub(r"</?b>", "", note["text"]),
            fontsize=note["font"]["size"] * _POINTS,
            fontweight="bold" if "<b>" in note["text"] else "normal",
            color=note["font"]["color"],
            rotation=-note.get("textangle", 0),
            ha=note.get("xanchor", "center"),
            va=vertical,
            transform=self.sheet.transFigure + shift,
        )

    def _title(self) -> None:
        if "title" in self.layout:
            x, _ = self.at(0, 1)
            size = self.layout["title"]["font"]["size"] * _POINTS
            self.sheet.text(x, 0.985, self.layout["title"]["text"], fontsize=size, fontweight="bold", va="top")

    def _legend(self) -> None:
        named = _by_rows(self.named, self.columns)
        _, y = self.at(0, self.layout["legend"]["y"])
        self.sheet.legend(
            [_key(trace) for trace in named],
            [trace["name"] for trace in named],
            loc="lower left",
            bbox_to_anchor=(_EDGE, y),
            bbox_transform=self.sheet.transFigure,
            ncols=self.columns,
            frameon=False,
            fontsize=_LEGEND,
            borderpad=0,
            borderaxespad=0,
            handlelength=2.4,
            columnspacing=1.4,
        )

    def save(self, kind: Kind) -> bytes:
        """The bytes of the picture; the same picture has the same bytes."""
        out = io.BytesIO()
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        self.sheet.savefig(out, format=kind, dpi=_DPI, metadata=metadata)
        return out.getvalue()


def _columns(names: Sequence[str]) -> int:
    """How many columns a legend of these names can have on the sheet, from the usual width of letters."""
    for columns in range(_COLUMNS, 1, -1):
        letters = sum(max(map(len, names[column::columns]), default=0) for column in range(columns))
        if letters * 0.58 * _LEGEND + columns * 4.6 * _LEGEND < _WIDTH * 72:
            return columns
    return 1


def _by_rows(named: Sequence[style.Trace], columns: int) -> list[style.Trace]:
    """Traces in the order that makes matplotlib, which fills columns, read along rows."""
    return [trace for column in range(columns) for trace in named[column::columns]]


def _dress(axes: Axes, told: dict[str, Any], which: Literal["x", "y"]) -> None:
    """Ticks, grid, frame and title of one axis."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    texts = told["ticktext"] if told.get("showticklabels", True) else [""] * len(told["tickvals"])
    axis.set_ticks(told["tickvals"], texts)
    axes.tick_params(
        axis=which,
        labelsize=told["tickfont"]["size"] * _POINTS,
        labelcolor=told["tickfont"]["color"],
        color=style.FRAME,
        length=told["ticklen"] * _POINTS,
        width=0.6,
        pad=2.5,
    )
    if told["showgrid"]:
        axes.grid(axis=which, color=style.GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("bottom", "left"):
        axes.spines[side].set_color(style.FRAME)
    if "title" in told:
        font = {"fontsize": told["title"]["font"]["size"] * _POINTS, "color": told["title"]["font"]["color"]}
        axis.set_label_text(told["title"]["text"], **font)
        axis.labelpad = told["title"].get("standoff", 6) * _POINTS


def _dots(axes: Axes, trace: style.Trace) -> None:
    """Markers with error bars along x; an "-open" symbol is hollow."""
    error, marker = trace["error_x"], trace["marker"]
    for i, symbol in enumerate(marker["symbol"]):
        axes.errorbar(
            trace["x"][i],
            trace["y"][i],
            xerr=[[error["arrayminus"][i]], [error["array"][i]]],
            fmt=_MARKERS[symbol.removesuffix("-open")],
            color=marker["color"],
            markerfacecolor="white" if symbol.endswith("-open") else marker["color"],
            markersize=marker["size"] * 0.55,
            elinewidth=1.1,
            capsize=2.2,
            zorder=3,
        )


def _key(trace: style.Trace) -> Patch | Line2D:
    """The sample of a trace in the legend."""
    if trace.get("fill") == "toself":
        return Patch(color=_colour(trace["fillcolor"]), linewidth=0)
    if trace["mode"] == "lines":
        return Line2D([], [], **_stroke(trace["line"]))
    symbol = trace["marker"]["symbol"][0].removesuffix("-open")
    return Line2D([], [], marker=_MARKERS[symbol], color=trace["marker"]["color"], markersize=5, linewidth=1.1)


def _stroke(line: dict[str, Any]) -> dict[str, Any]:
    dash = _DASHES[line.get("dash", "solid")]
    return {"color": _colour(line["color"]), "linewidth": line["width"] * _LINES, "linestyle": dash}


def _gaps(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _colour(css: str) -> Any:
    """A colour of the style sheet, `#rrggbb` or `rgba(r,g,b,a)`, as matplotlib takes it."""
    if not css.startswith("rgba"):
        return css
    red, green, blue, alpha = (float(part) for part in css[5:-1].split(","))
    return red / 255, green / 255, blue / 255, alpha


def _wrapped(meta: dict[str, Any]) -> list[str]:
    """Caption and source in lines that fit the sheet."""
    words = (meta["caption"], f"Source: {meta['source']}")
    return [line for part in words for line in textwrap.wrap(part, width=140)]
