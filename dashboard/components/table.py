"""The table that says what the chart shows, number for number."""

from dash import html

from experiments.figures.numbers import readable
from experiments.figures.panel import Board, Panel, Series


def table(shown: Board, unit: str, caption: str) -> html.Table:
    """Scenarios and their series down, years across; each cell has the median and under it P10 to P90."""
    years = shown.panels[0].years
    names = ["Scenario", "Shown", *(str(year) for year in years)]
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    rows = [row for panel in shown.panels for row in _rows(panel, unit)]
    return html.Table([html.Caption(caption), head, html.Tbody(rows)], className="numbers")


def _rows(panel: Panel, unit: str) -> list[html.Tr]:
    first = html.Th(panel.title, scope="rowgroup", rowSpan=len(panel.series), className="scenario")
    return [
        html.Tr([*([first] if i == 0 else []), html.Th(series.label, scope="row"), *_cells(series, unit)])
        for i, series in enumerate(panel.series)
    ]


def _cells(series: Series, unit: str) -> list[html.Td]:
    return [
        html.Td(
            [
                html.Span(readable(middle, unit)),
                html.Small(f"{readable(low, unit)} to {readable(high, unit)}"),
            ]
        )
        for low, middle, high in series.bands.T
    ]
