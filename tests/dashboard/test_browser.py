"""The scenario page as a reader meets it, in headless Chromium.

Every test also fails on an error in the browser's console and on any request that leaves this machine (conftest).
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard.state import start
from experiments.figures.matrix import scenarios
from experiments.results import Results

READY = "!document.querySelector('#envelope-exact').disabled"
TRACES = """() => {
  const chart = document.querySelector('#chart .js-plotly-plot');
  return chart && chart.data ? chart.data.map(t => ({meta: t.meta, y: Array.from(t.y), text: t.text})) : [];
}"""


def open_page(page: Page, address: str, query: str = "") -> None:
    """Open the page and wait for its chart and for live runs."""
    page.goto(f"{address}/{query}")
    page.wait_for_selector("#chart .main-svg, #sheet table")
    page.wait_for_function(READY, timeout=300_000)


def traces(page: Page, role: str, part: str = "median") -> list[dict[str, Any]]:
    return [t for t in page.evaluate(TRACES) if t["meta"].get("role") == role and t["meta"].get("part") == part]


def wait_for_live(page: Page, percent: int) -> list[list[float]]:
    """The live medians once the chart shows a run at this envelope."""
    expect(page.locator("#legend")).to_contain_text(f"Envelope at {percent}\N{NO-BREAK SPACE}%")
    return [trace["y"] for trace in traces(page, "live")]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def thumb(page: Page) -> Any:
    return page.get_by_role("slider", name="Envelope")


def choose(page: Page, label: str, option: str) -> None:
    page.locator("input").and_(page.get_by_label(label, exact=True)).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_the_first_view_has_four_named_panels_and_says_what_it_is(page: Page, address: str, results: Results) -> None:
    open_page(page, address)
    for scenario in scenarios(results):
        label = results.pack.scenarios[scenario].label.strip("“”")
        expect(page.locator("#chart .annotation-text", has_text=f"“{label}”")).to_be_visible()
    assert len(traces(page, "option")) == 4
    assert len(traces(page, "reference")) == 4
    foot = page.locator("footer.foot")
    for words in ("not a compliance assessment", "not an official document", results.manifest.content_hash[:12]):
        expect(foot).to_contain_text(words)
    assert query(page) == {}


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (400, 860)])
def test_the_page_fits_the_screen(page: Page, address: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, address, "?envelope=80")
    wait_for_live(page, 80)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [one.bounding_box() for one in page.locator("#chart .bglayer").all()]
    assert boxes
    if width > 760:
        assert page.evaluate("document.documentElement.scrollHeight") <= height
    panels = page.evaluate("Object.keys(document.querySelector('#chart .js-plotly-plot').layout)")
    assert sum(name.startswith("xaxis") for name in panels) == 4


def test_moving_the_slider_moves_the_dashed_median_and_back_undoes(page: Page, address: str) -> None:
    open_page(page, address, "?indicator=appropriation_real")
    assert traces(page, "live") == []
    thumb(page).press("ArrowLeft")
    first = wait_for_live(page, 95)
    assert query(page)["envelope"] == ["95"]
    thumb(page).press("ArrowLeft")
    second = wait_for_live(page, 90)
    assert all(lower[-1] < higher[-1] for lower, higher in zip(second, first, strict=True))
    page.go_back()
    assert wait_for_live(page, 95) == first
    page.go_back()
    expect(page.locator("#legend")).not_to_contain_text("Envelope")
    assert traces(page, "live") == []
    expect(page.locator("#envelope-exact")).to_have_value("100\N{NO-BREAK SPACE}%")
    page.go_forward()
    assert wait_for_live(page, 95) == first


def test_dragging_runs_once_on_release(page: Page, address: str) -> None:
    open_page(page, address)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "_dash-update" in request.url else None)
    box = thumb(page).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 40, box["y"] + 4, steps=8)
    assert sent == []
    page.mouse.up()
    expect(page.locator("#legend")).to_contain_text("Envelope at")
    assert len(sent) == 1


def test_an_exact_number_can_be_typed_and_reset(page: Page, address: str) -> None:
    open_page(page, address)
    exact = page.get_by_role("textbox", name="Envelope, exact value in per cent")
    exact.fill("87")
    exact.press("Enter")
    wait_for_live(page, 87)
    expect(thumb(page)).to_have_attribute("aria-valuenow", "87")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("#legend")).not_to_contain_text("Envelope")
    assert query(page) == {}
    expect(page.get_by_role("button", name="Reset")).to_be_disabled()


def test_a_live_run_says_how_long_it_took_and_how_many_cases(page: Page, address: str) -> None:
    open_page(page, address, "?envelope=80")
    expect(page.locator("#live-status")).to_contain_text("400 simulated cases in")


def test_the_address_restores_everything(page: Page, address: str, results: Results) -> None:
    open_page(page, address, "?indicator=visits_done&option=continuation&envelope=120&view=table")
    expect(page.locator("#envelope-exact")).to_have_value("120\N{NO-BREAK SPACE}%")
    expect(page.locator("input#option")).to_have_value(results.pack.options["continuation"].label)
    rows = page.locator("#sheet tbody tr")
    expect(rows).to_have_count(2 * len(scenarios(results)))
    expect(page.locator("#sheet")).to_contain_text("Envelope at 120")
    expect(page.locator("#chart-box")).to_be_hidden()


def test_an_address_with_nonsense_shows_the_start(page: Page, address: str, results: Results) -> None:
    open_page(page, address, "?indicator=%3Cscript%3E&option=none&envelope=lots&view=map")
    expect(page.locator("#envelope-exact")).to_have_value("100\N{NO-BREAK SPACE}%")
    label = results.pack.options[start(results).option].label
    expect(page.locator("input#option")).to_have_value(label)
    assert len(traces(page, "option")) == 4


def test_another_option_and_indicator_are_drawn_and_back_returns(page: Page, address: str, results: Results) -> None:
    open_page(page, address)
    before = traces(page, "option")
    reference = results.pack.options["continuation"].label
    choose(page, "Option", reference)
    expect(page.locator("#legend")).to_contain_text(f"{reference}: median, P10 to P90")
    assert query(page)["option"] == ["continuation"]
    page.go_back()
    first = results.pack.options[start(results).option].label
    expect(page.locator("#legend")).to_contain_text(f"{first}: median, P10 to P90")
    assert traces(page, "option") == before


def test_the_table_says_the_same_numbers_as_the_chart(page: Page, address: str) -> None:
    open_page(page, address, "?indicator=visits_done")
    told = [text for trace in traces(page, "option") + traces(page, "reference") for text in trace["text"]]
    page.locator("#view").get_by_text("Table").click()
    page.wait_for_selector("#sheet table")
    cells = page.locator("#sheet td").all_inner_texts()
    shown = {tuple(cell.split("\n")) for cell in cells}
    for text in told:
        middle, rest = text.removeprefix("<b>").split("</b> ")
        assert (middle, rest.strip("()")) in shown
    page.locator("#view").get_by_text("Chart").click()
    expect(page.locator("#chart .main-svg").first).to_be_visible()
    assert page.locator("#chart .main-svg").first.bounding_box()["height"] > 300


def test_the_chart_explains_itself_and_escape_closes(page: Page, address: str) -> None:
    open_page(page, address)
    page.get_by_role("button", name="Explain this chart").press("Enter")
    card = page.locator("#explain-body")
    expect(card).to_be_visible()
    for words in ("Unit", "How to read the chart", "simulated cases per scenario and option", "Source"):
        expect(card).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


@pytest.mark.parametrize("kind", ["CSV", "PNG", "SVG"])
def test_numbers_and_pictures_can_be_downloaded(page: Page, address: str, kind: str) -> None:
    open_page(page, address)
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name=f"({kind})").click()
    assert waiting.value.suggested_filename.endswith(f".{kind.lower()}")


def test_every_control_has_a_name_and_the_keyboard_reaches_it(page: Page, address: str) -> None:
    open_page(page, address)
    names = []
    for _ in range(14):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "(() => { const e = document.activeElement; return e.getAttribute('aria-label') || "
                "(e.labels && e.labels[0] && e.labels[0].innerText) || e.innerText || ''; })()"
            )
        )
    for name in ("Skip to the chart", "Indicator", "Option", "Explain this chart", "Download"):
        assert name in names, names
    assert any(name.startswith("Envelope, per cent") for name in names), names
    assert any(name.startswith("Envelope, exact") for name in names), names
    assert all(names), names
