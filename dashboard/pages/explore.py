"""The scenario page: four fan charts of one indicator, and a live run over them."""

import logging
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard import state
from dashboard.components.controls import controls
from dashboard.components.downloads import KINDS, TARGET, downloads
from dashboard.components.explain import BODY, explain
from dashboard.components.graph import graph
from dashboard.components.header import named
from dashboard.live import LiveRuns
from dashboard.view import View, failure, files
from experiments.results import Results

PATH = "/"
TITLE = "Scenarios"
_POLL = 400
_log = logging.getLogger(__name__)

SHOWN = {
    "figure": ("chart", "figure"),
    "legend": ("legend", "children"),
    "legend_class": ("legend", "className"),
    "chart_class": ("chart-box", "className"),
    "chart_name": ("chart-box", "aria-label"),
    "sheet": ("sheet", "children"),
    "sheet_class": ("sheet", "className"),
    "canvas_class": ("canvas", "className"),
    "heading": ("heading", "children"),
    "tags": ("tags", "children"),
    "indicator_doc": ("indicator-doc", "children"),
    "option_doc": ("option-doc", "children"),
    "explanation": (BODY, "children"),
    "live_status": ("live-status", "children"),
}
"""Where each property of a view stands on the page."""


def layout(results: Results) -> html.Div:
    """Controls on the left, chart or table on the right; what they show comes from the address."""
    first = state.start(results)
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="catalogue", data=state.catalogue(results)),
            dcc.Store(id="state"),
            dcc.Store(id="width"),
            dcc.Store(id="live-state", data="preparing"),
            dcc.Interval(id="poll", interval=_POLL),
            controls(results, first),
            _stage(),
        ],
        className="page",
    )


def _stage() -> html.Main:
    views = [{"value": "chart", "label": "Chart"}, {"value": "table", "label": "Table"}]
    switch = dmc.SegmentedControl(id="view", data=views, value="chart", size="xs", **named("View"))
    heading = html.Div([html.H1(id="heading"), html.Div(id="tags", className="tags")])
    tools = html.Div([switch, explain(), downloads()], className="tools")
    chart = html.Div(graph("chart", style={"height": "100%"}), id="chart-box", className="chart", role="img")
    sheet = html.Div(id="sheet", className="sheet hidden", tabIndex=0)
    legend = html.Div(id="legend", className="legend")
    return html.Main(
        [
            html.Div([heading, tools], className="title"),
            html.Div([legend, html.Div([chart, sheet], className="plot")], id="canvas", className="canvas"),
        ],
        className="stage",
        id="stage",
    )


def register(app: Dash, results: Results, live: LiveRuns) -> None:
    """The callbacks of this page."""
    _keep_address(app)
    _announce_live(app, live)
    _draw(app, results, live)
    _download(app, results, live)


def _keep_address(app: Dash) -> None:
    """Controls and address keep each other up to date, in the browser (assets/state.js)."""
    controlled = [
        Output("url", "search"),
        Output("indicator", "value"),
        Output("option", "value"),
        Output("envelope", "value"),
        Output("envelope-exact", "value"),
        Output("view", "value"),
        Output("state", "data"),
        Output("envelope-reset", "disabled"),
    ]
    watched = [
        Input("url", "search"),
        Input("indicator", "value"),
        Input("option", "value"),
        Input("envelope", "value"),
        Input("envelope-exact", "value"),
        Input("envelope-reset", "n_clicks"),
        Input("view", "value"),
        Input("width", "data"),
    ]
    script = ClientsideFunction("quadrille", "sync")
    app.clientside_callback(script, controlled, watched, State("catalogue", "data"), State("state", "data"))


def _announce_live(app: Dash, live: LiveRuns) -> None:
    """Ask until live runs are ready or have failed; then give the slider free."""

    @app.callback(
        Output("live-state", "data"),
        Output("poll", "disabled"),
        Output("envelope", "disabled"),
        Output("envelope-exact", "disabled"),
        Input("poll", "n_intervals"),
        State("live-state", "data"),
    )
    def announce(_ticks: int | None, known: str) -> tuple[Any, bool, bool, bool]:
        now = live.state
        return (no_update if now == known else now), now != "preparing", now != "ready", now != "ready"


def _draw(app: Dash, results: Results, live: LiveRuns) -> None:
    shown = {name: Output(*place) for name, place in SHOWN.items()}
    chosen = {"chosen": Input("state", "data"), "_live": Input("live-state", "data")}

    @app.callback(output=shown, inputs=chosen, prevent_initial_call=True)
    def draw(chosen: dict[str, Any], _live: str) -> dict[str, Any]:
        try:
            return View(results, live, state.read(results, chosen)).properties()
        except Exception as fault:  # whatever it is, the reader is told and the page goes on
            _log.exception("the page can't be drawn: %s", chosen)
            return dict.fromkeys(SHOWN, no_update) | failure(fault)


def _download(app: Dash, results: Results, live: LiveRuns) -> None:
    @app.callback(
        Output(TARGET, "data"),
        [Input(f"download-{kind}", "n_clicks") for kind in KINDS],
        State("state", "data"),
        prevent_initial_call=True,
    )
    def download(*sent: Any) -> Any:
        if not ctx.triggered_id or not any(sent[:-1]):
            return no_update
        kind = str(ctx.triggered_id).removeprefix("download-")
        return files(View(results, live, state.read(results, sent[-1])), kind)
