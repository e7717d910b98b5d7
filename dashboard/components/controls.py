"""The controls of the scenario page: what to show, what we choose, what befalls us."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components.header import named
from dashboard.state import RANGE, State
from experiments.figures.subject import label
from experiments.relevance import relevant
from experiments.results import Results

_LEVELS = {
    "outcome": "Outcomes",
    "output": "Outputs",
    "activity": "Activities",
    "input": "Inputs",
    "circumstance": "Circumstances",
}


def controls(results: Results, first: State) -> html.Section:
    """Three groups, kept apart: the indicator, the option (a choice), the envelope (a circumstance)."""
    return html.Section(
        [
            _group("What to show", _indicator(results, first), html.P(id="indicator-doc", className="hint")),
            _group("Our choice", _option(results, first), html.P(id="option-doc", className="hint")),
            _group("Circumstances", *_envelope(first)),
        ],
        className="controls",
        **named("What the chart shows"),
    )


def _group(name: str, *content: Any) -> html.Div:
    return html.Div([html.H2(name), *content], className="group")


def _indicator(results: Results, first: State) -> dmc.Select:
    return dmc.Select(
        id="indicator",
        label="Indicator",
        data=_grouped(results),
        value=first.indicator,
        searchable=True,
        allowDeselect=False,
        maxDropdownHeight=420,
        nothingFoundMessage="No such indicator",
        comboboxProps={"width": 380, "position": "bottom-start"},
    )


def _grouped(results: Results) -> list[dict[str, Any]]:
    """Headline indicators first, the others by their level in the results chain."""
    known = {one.id for one in results.indicators}
    told = [one for one in relevant(results.pack) if one.id in known]
    headline = [name for name in results.pack.headline if name in known]
    groups = [{"group": "Headline", "items": [_item(results, name) for name in headline]}]
    for level, title in _LEVELS.items():
        rest = [_item(results, one.id) for one in told if one.level == level and one.id not in headline]
        groups.append({"group": title, "items": rest})
    return [group for group in groups if group["items"]]


def _item(results: Results, name: str) -> dict[str, str]:
    return {"value": name, "label": label(results, name)}


def _option(results: Results, first: State) -> dmc.Select:
    data = [{"value": one, "label": results.pack.options[one].label} for one in results.options]
    return dmc.Select(id="option", label="Option", data=data, value=first.option, allowDeselect=False)


def _envelope(first: State) -> list[Any]:
    """The live slider, its exact entry and the way back; they wait for the simulation to be ready."""
    low, high = RANGE
    marks = [{"value": v, "label": f"{v}\N{NO-BREAK SPACE}%"} for v in (low, 100, high)]
    slider = dmc.Slider(
        id="envelope",
        min=low,
        max=high,
        step=5,
        value=first.envelope,
        marks=marks,
        label={"function": "percent"},
        thumbLabel="Envelope, per cent of the envelope in the study",
        disabled=True,
        color="ochre",
        className="slider",
    )
    exact = dmc.NumberInput(
        id="envelope-exact",
        value=first.envelope,
        min=low,
        max=high,
        step=1,
        suffix="\N{NO-BREAK SPACE}%",
        allowDecimal=False,
        debounce=True,
        disabled=True,
        className="exact",
        **named("Envelope, exact value in per cent"),
    )
    reset = dmc.Button("Reset", id="envelope-reset", variant="default", size="xs", disabled=True)
    head = html.Div([html.Label("Envelope", className="label"), exact, reset], className="row")
    status = html.Div(id="live-status", className="hint", role="status")
    return [head, slider, status]
