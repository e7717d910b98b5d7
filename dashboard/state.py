"""What a reader has chosen: the state that stands in the address of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.results import Results
from experiments.study import REFERENCE

UNCHANGED = 100
RANGE = (50, 150)
VIEWS = ("chart", "table")
_LIKED = "plan-as-drafted"


@dataclass(frozen=True)
class State:
    """Indicator, option, envelope in per cent of the planned one, view, and whether panels are stacked."""

    indicator: str
    option: str
    envelope: int
    view: str
    stacked: bool


def start(results: Results) -> State:
    """What a page shows first: the pack's first headline indicator under the plan as drafted."""
    known = [one.id for one in results.indicators]
    headline = [one for one in results.pack.headline if one in known]
    others = [one for one in results.options if one != REFERENCE]
    option = _LIKED if _LIKED in others else (others or list(results.options))[0]
    return State((headline or known)[0], option, UNCHANGED, VIEWS[0], stacked=False)


def catalogue(results: Results) -> dict[str, Any]:
    """What the page's script needs to read an address: the ids there are, and the start."""
    first = start(results)
    return {
        "indicators": [one.id for one in results.indicators],
        "options": list(results.options),
        "views": list(VIEWS),
        "range": list(RANGE),
        "start": {name: getattr(first, name) for name in ("indicator", "option", "envelope", "view")},
    }


def read(results: Results, chosen: Mapping[str, Any] | None) -> State:
    """The state that a page sent, with the start in place of what this study doesn't have."""
    first, sent = start(results), chosen or {}
    indicators = [one.id for one in results.indicators]
    return State(
        indicator=sent["indicator"] if sent.get("indicator") in indicators else first.indicator,
        option=sent["option"] if sent.get("option") in results.options else first.option,
        envelope=_percent(sent.get("envelope")),
        view="table" if sent.get("view") == "table" else "chart",
        stacked=bool(sent.get("stacked")),
    )


def _percent(sent: Any) -> int:
    """A whole number of per cent within the range; what is no number means an unchanged envelope."""
    try:
        return min(max(round(float(sent)), RANGE[0]), RANGE[1])
    except (TypeError, ValueError, OverflowError):
        return UNCHANGED
