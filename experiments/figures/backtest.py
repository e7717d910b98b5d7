"""A backtest on paper: the band of the simulated cases, their median, and what was observed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.analysis.backtest.past import Span
from experiments.analysis.backtest.scores import quantiles
from experiments.analysis.backtest.series import Point, Role
from experiments.analysis.backtest.told import ROLE_IN_WORDS, initial_state, label_of, title_of, unit_of
from experiments.figures import style
from experiments.figures.numbers import is_share
from experiments.figures.scale import value_axis, year_axis

if TYPE_CHECKING:
    from experiments.analysis.backtest.ledger import Backtest
    from experiments.analysis.backtest.series import Series

Band = list[tuple[float, float, float, float]]
"""Place on the axis of years, P10, P50 and P90, from left to right."""
_MARKS: dict[Role, tuple[str, str]] = {
    "test": ("circle", style.LIVE),
    "known": ("square", style.MUTED),
    "fitted": ("diamond", style.MUTED),
    "bound": ("triangle-up", style.MUTED),
}


def file_name(one: "Series") -> str:
    """A name for the file of a series: its indicator and its basis."""
    since = "-since" if one.points[0].reading.seen.since is not None else ""
    return f"{one.indicator.id}-{one.basis}{since}"


def observed(found: "Backtest", one: "Series") -> style.Figure:
    """Band and median of the simulated cases with the observations of a series over the years of the horizon."""
    band = _band(found, one)
    title = {"text": f"{label_of(found.pack, one)} ({_axis_unit(found, one)})", "font": style.text(12, style.MUTED)}
    values = [point.value for point in one.points] + [value for column in band for value in column[1:]]
    layout = style.frame(
        xaxis=year_axis(found.past.years) | {"range": _years(found, one)},
        yaxis=value_axis(one.indicator.unit, _extent(values), title=title),
        legend=style.legend(1.03),
        margin={"l": 76, "r": 16, "t": 84, "b": 40},
        title={"text": label_of(found.pack, one), "x": 0, "xref": "paper", "font": style.text(15)},
        meta={"caption": _caption(found, one), "source": _source(found, one)},
    )
    return {"data": [*_simulated(band, one.basis == "year" and len(band) > 1), *_seen(one)], "layout": layout}


def _extent(values: Sequence[float]) -> tuple[float, float]:
    """From the lowest to the highest value with room for markers; not below zero where nothing is."""
    low, high = min(values), max(values)
    room = 0.06 * (high - low)
    return (max(low - room, 0.0) if low >= 0.0 else low - room), high + room


def _axis_unit(found: "Backtest", one: "Series") -> str:
    """The unit as it stands on an axis."""
    return "per cent" if is_share(one.indicator.unit) else unit_of(found.pack, one)


def _years(found: "Backtest", one: "Series") -> list[float]:
    """A year's number stands at its tick; months and days lie between the ticks of their year and the next."""
    first, last = found.past.years[0], found.past.years[-1]
    return [first - 0.15, last + (0.15 if one.basis == "year" else 1.0)]


def place(span: Span) -> float:
    """Where an observation stands on the axis of years."""
    day = span.last.timetuple().tm_yday
    return float(span.last.year) if span.basis == "year" else span.last.year + day / 366.0


def _band(found: "Backtest", one: "Series") -> Band:
    """Each year of the horizon; for months and days the points themselves, whose spans differ."""
    if one.basis != "year":
        return [(place(point.reading.span), point.p10, point.p50, point.p90) for point in one.points]
    first = one.points[0].reading.span
    spans = [Span("year", first.first.replace(year=year), first.last.replace(year=year)) for year in found.past.years]
    ensembles = [(place(span), found.past.values(one.indicator, span)) for span in spans]
    return [(x, *quantiles(ensemble)) for x, ensemble in ensembles if len(ensemble)]


def _simulated(band: Band, is_joined: bool) -> list[style.Trace]:
    """P10 to P90 and the median: an area and a line over years, bars and strokes where spans differ."""
    x = [column[0] for column in band]
    low, middle, high = ([column[i] for column in band] for i in (1, 2, 3))
    base = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    area = base | {"name": "Simulated: P10 to P90", "legendgroup": "band", "legendrank": 2}
    line = base | {"name": "Simulated: median", "legendgroup": "median", "legendrank": 1}
    thick = {"width": 2.6, "color": style.OPTION}
    if is_joined:
        area |= {"x": [*x, *x[::-1]], "y": [*low, *high[::-1]], "fill": "toself", "fillcolor": style.OPTION_FILL}
        return [area, line | {"x": x, "y": middle, "line": thick}]
    area |= _strokes([((at, at), ends) for at, *ends in zip(x, low, high, strict=True)])
    line |= _strokes([((at - 0.05, at + 0.05), (m, m)) for at, m in zip(x, middle, strict=True)])
    return [area | {"line": {"width": 16, "color": style.OPTION_FILL}}, line | {"line": thick}]


def _strokes(pairs: Sequence[tuple[Sequence[float], Sequence[float]]]) -> style.Trace:
    """Straight strokes as one trace, with a gap after each."""
    across, up = ([value for pair in pairs for value in (*pair[side], None)] for side in (0, 1))
    return {"x": across, "y": up}


def _seen(one: "Series") -> list[style.Trace]:
    """The observations, one trace for each role that occurs."""
    return [
        _dots(role, [point for point in one.points if point.role == role])
        for role in _MARKS
        if any(point.role == role for point in one.points)
    ]


def _dots(role: Role, points: Sequence[Point]) -> style.Trace:
    symbol, colour = _MARKS[role]
    nothing = [0.0] * len(points)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place(point.reading.span) for point in points],
        "y": [point.value for point in points],
        "error_x": {"array": nothing, "arrayminus": nothing},
        "marker": {"symbol": [symbol] * len(points), "color": colour, "size": 11},
        "name": f"Observed: {ROLE_IN_WORDS[role].lower()}",
        "legendgroup": role,
        "legendrank": 3 + list(_MARKS).index(role),
    }


def _caption(found: "Backtest", one: "Series") -> str:
    cases = f"{found.replicates:,} simulated cases, parameter uncertainty included"
    return f"{title_of(found.pack, one)}. Shaded: 10th to 90th percentile of {cases}. {initial_state(found)}"


def _source(found: "Backtest", one: "Series") -> str:
    """The sources of the observations, each once, with the pack and the seed."""
    sources = dict.fromkeys(point.reading.seen.source for point in one.points)
    return f"{found.pack.title}, seed {found.seed}; observed: {'; '.join(sources)}."
