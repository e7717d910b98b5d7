"""The dashboard of one study: `create_app(folder)`, and `python -m dashboard DIR` that serves it on this machine."""

import argparse
import logging
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, html

from dashboard.components.header import footer, header, origin
from dashboard.live import LiveRuns
from dashboard.pages import explore, problem
from dashboard.study import StudyError, open_study
from experiments.results import Results

HOST = "127.0.0.1"
PORT = 8050
THREADS = 6
OCHRE = [
    "#fdf5ec",
    "#f8e6d2",
    "#f0cda6",
    "#e7b276",
    "#dd964a",
    "#cf7d29",
    "#c26a14",
    "#bb5f0e",
    "#b45309",
    "#94440a",
]
THEME: dict[str, Any] = {
    "primaryColor": "blue",
    "primaryShade": 8,
    "fontFamily": "var(--font)",
    "colors": {"ochre": OCHRE},
    "components": {"Button": {"styles": {"label": {"fontWeight": 500}}}},
}


def create_app(folder: str | Path) -> Dash:
    """The app of the study in `folder`; a study that can't be read becomes a page that says why."""
    app = Dash(
        "dashboard",
        title="Quadrille",
        update_title="",
        pages_folder="",
        use_pages=False,
        compress=True,
        add_log_handler=False,
        assets_folder=str(Path(__file__).parent / "assets"),
    )
    app.config.suppress_callback_exceptions = False
    app.enable_dev_tools(debug=False, dev_tools_disable_version_check=True)
    try:
        results = open_study(Path(folder))
    except StudyError as fault:
        app.layout = _shell("", problem.layout(fault))
        return app
    live = LiveRuns(results)
    app.layout = _shell(results.pack.pack.title, explore.layout(results), results)
    explore.register(app, results, live)
    live.prepare()
    return app


def _shell(title: str, page: Any, results: Results | None = None) -> dmc.MantineProvider:
    notes = () if results is None else origin(results)
    skip = html.A("Skip to the chart", href="#stage", className="skip")
    body = html.Div([skip, header(title, notes), page, footer(results)], className="shell")
    return dmc.MantineProvider(body, theme=THEME, forceColorScheme="light")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the dashboard of a study on this machine until interrupted; 1 when the port is taken."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    told = _arguments().parse_args(arguments)
    app = create_app(told.folder)
    return serve(app, told.port)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="The dashboard of a stored study.")
    parser.add_argument("folder", metavar="DIR", help="folder of a study, as `quadrille sweep` wrote it")
    parser.add_argument("--port", type=int, default=PORT, help=f"port on {HOST} (default {PORT}; 0 takes a free one)")
    return parser


def serve(app: Dash, port: int) -> int:
    """Serve on 127.0.0.1 and print the address, until interrupted; 1 with a message when the port is taken."""
    import waitress

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # one reader's clicks may queue for a moment
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as fault:
            print(f"Port {port} on {HOST} can't be used ({fault.strerror}); try --port 0.", file=sys.stderr)
            return 1
        server = waitress.create_server(app.server, sockets=[listening], threads=THREADS)
        print(f"Quadrille: http://{HOST}:{listening.getsockname()[1]}  (stop with Ctrl+C)", flush=True)
        try:
            server.run()
        finally:
            server.close()
    return 0
