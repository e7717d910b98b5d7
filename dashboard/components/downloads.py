"""The menu of downloads: the numbers as CSV, the chart as PNG or SVG."""

import dash_mantine_components as dmc
from dash import dcc, html

KINDS = {"csv": "Numbers (CSV)", "png": "Chart (PNG)", "svg": "Chart (SVG)"}
TARGET = "download"


def downloads() -> html.Div:
    """The button, its menu with one item `download-<kind>` per kind, and the place that a page sends files to."""
    items = [dmc.MenuItem(label, id=f"download-{kind}") for kind, label in KINDS.items()]
    button = dmc.Button("Download", variant="default", size="xs", id="downloads")
    menu = dmc.Menu([dmc.MenuTarget(button), dmc.MenuDropdown(items)], position="bottom-end", shadow="md")
    return html.Div([menu, dcc.Download(id=TARGET)])
