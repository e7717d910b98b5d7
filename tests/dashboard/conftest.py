"""A study of the invented pack on screen: the app, its address, and a page in a browser that nobody sees."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import waitress
from dash import Dash
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from dashboard.app import HOST, create_app
from experiments.results import Results
from tests.figures.studies import invented_study

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invented_study(tmp_path_factory)


@pytest.fixture(scope="session")
def results(folder: Path) -> Results:
    return Results.open(folder)


@pytest.fixture(scope="session")
def app(folder: Path) -> Dash:
    return create_app(folder)


@pytest.fixture(scope="session")
def address(app: Dash) -> Iterator[str]:
    server = waitress.create_server(app.server, host=HOST, port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://{HOST}:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        assert "CI" not in os.environ, "CI needs Chromium (on Debian: apt-get install chromium)"
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


class Watched:
    """A page, and what it said and asked for."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.faults: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(15_000)
    seen = Watched(context, address)
    yield seen
    context.close()
    assert seen.faults == []
    assert seen.elsewhere == []


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page
