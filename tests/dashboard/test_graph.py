"""Charts keep their data to themselves: one maker, one configuration, a bundle from this machine."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, dcc
from plotly.offline import get_plotlyjs_version

import dashboard
from dashboard.components.graph import CONFIG, graph

FOLDER = Path(dashboard.__file__).parent
BUNDLE = FOLDER / "assets" / "plotly-cartesian.min.js"


def graphs(component: Any) -> Iterator[dcc.Graph]:
    """All charts below a component."""
    if isinstance(component, dcc.Graph):
        yield component
    yield from (one for one in component._traverse() if isinstance(one, dcc.Graph))


def test_every_chart_of_the_page_keeps_its_data(app: Dash) -> None:
    found = list(graphs(app.layout))
    assert found
    for one in found:
        assert one.config["showSendToCloud"] is False
        assert one.config["plotlyServerURL"] == ""
        assert one.config["displaylogo"] is False


def test_a_chart_gets_a_configuration_of_its_own() -> None:
    one = graph("one")
    one.config["showSendToCloud"] = True
    assert CONFIG["showSendToCloud"] is False
    assert graph("two").config["showSendToCloud"] is False


def test_charts_are_made_in_one_place() -> None:
    makers = [file.name for file in FOLDER.rglob("*.py") if re.search(r"\bGraph\(", file.read_text("utf-8"))]
    assert makers == ["graph.py"]


def test_the_bundle_is_of_the_same_release_as_plotly() -> None:
    head = BUNDLE.read_text("utf-8")[:400]
    found = re.search(r"plotly\.js \(cartesian - minified\) v([\d.]+)", head)
    assert found is not None
    assert found[1] == get_plotlyjs_version(), "put the cartesian bundle of the installed release into assets/"
    assert "Licensed under the MIT license" in head


@pytest.mark.parametrize("name", ["quadrille.css", "state.js"])
def test_assets_ask_for_nothing_elsewhere(name: str) -> None:
    assert not re.search(r"https?://|@import|url\(", (FOLDER / "assets" / name).read_text("utf-8"))


def test_the_page_names_only_files_of_this_machine(app: Dash) -> None:
    index = app.server.test_client().get("/").text
    sources = re.findall(r'(?:src|href)="([^"]+)"', index)
    assert any("plotly-cartesian" in source for source in sources)
    assert [source for source in sources if not source.startswith("/")] == []


def test_nobody_is_asked_for_a_newer_version(app: Dash) -> None:
    index = app.server.test_client().get("/").text
    assert '"disable_version_check":true' in index.replace(" ", "")
    assert app._enable_mcp is False
