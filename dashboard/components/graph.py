"""The one maker of charts: no chart can send its data anywhere."""

from typing import Any, cast

from dash import dcc

CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "showEditInChartStudio": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
}


def graph(name: str, figure: dict[str, Any] | None = None, **properties: Any) -> dcc.Graph:
    """A chart with the id `name`; every chart of the dashboard is made here."""
    start = figure if figure is not None else {"data": [], "layout": blank()}
    return dcc.Graph(id=name, figure=start, config=cast(Any, dict(CONFIG)), responsive=True, **properties)


def blank() -> dict[str, Any]:
    """The layout of a chart before its numbers are there: nothing, not an empty pair of axes."""
    hidden = {"visible": False, "fixedrange": True}
    return {"xaxis": hidden, "yaxis": hidden, "paper_bgcolor": "#fff", "plot_bgcolor": "#fff"}
