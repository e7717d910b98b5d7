"""The condition that frequencies of requests rest on: how often requests come, as judged by the pack."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.phrases import JUDGED, rate
from simulation.declare import Indicator
from simulation.layout import QUADRANTS

if TYPE_CHECKING:
    from scenarios import Pack

RATE = "request_rate"
_RESTING = frozenset({
    "requests", "requests_limited", "requests_late", "departures", "response_days", "request_days", "required_days",
    "delivered_days", "undelivered_days", "stress_months", "presence_lost", "visits_done", "visit_days",
    "visits_broken_off", "overrun_days_used", "requests_explained", "limits_missed_by_others",
})  # fmt: skip


def rests_on_requests(one: Indicator) -> bool:
    """Whether requests move the indicator: they take inspectors first."""
    return not _RESTING.isdisjoint({one.numerator, one.denominator})


def condition(pack: "Pack", scenario: str) -> str:
    """ "if requests come at ... a year", all judged kinds together; empty when none is judged.

    For a scenario that is no single quadrant the rate is that of the middle of both axes, and says so.
    """
    entry = pack.parameters.get(RATE)
    kinds = entry if isinstance(entry, Mapping) else {}
    judged = [kind for kind in kinds if kinds[kind].source.startswith(JUDGED)]
    if not judged:
        return ""
    value, low, high = (sum(_moved(pack, scenario, kind, end) for kind in judged) for end in ("value", "low", "high"))
    where = "" if hasattr(pack.scenarios[scenario], "quadrant") else " in the middle of both axes"
    return f"if {pack.terms.requests} come at {rate(value, low, high)}{where}"


def _moved(pack: "Pack", scenario: str, kind: str, end: str) -> float:
    """An end of a judged rate under the circumstances of a pure scenario: corners move with the base, as compiled."""
    entry = pack.parameters[RATE]
    assert isinstance(entry, Mapping)
    base = entry[kind].value
    given = getattr(entry[kind], end)
    rate_here = base if given is None else float(given)
    rule = pack.circumstances.get(f"{RATE}.{kind}") or pack.circumstances.get(RATE)
    quadrant = getattr(pack.scenarios[scenario], "quadrant", "centre")
    if rule is None or quadrant == "centre":
        return rate_here
    corner = rule.corners[QUADRANTS.index(quadrant)]
    if rule.operation == "add":
        return max(rate_here + corner, 0.0)
    factor = corner if rule.operation == "multiply" else corner / base
    return rate_here * factor
