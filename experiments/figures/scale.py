"""Axes: calendar years, and values with round ticks in one scale."""

from collections.abc import Sequence
from typing import Any

from experiments.figures import style
from experiments.figures.numbers import is_share, tick_texts, tick_values


def year_axis(years: Sequence[int], **changes: Any) -> dict[str, Any]:
    """An axis of calendar years, every year labelled."""
    marks = {"tickmode": "array", "tickvals": list(years), "ticktext": [str(y) for y in years]}
    return style.axis(showgrid=False, range=[years[0] - 0.15, years[-1] + 0.15], **(marks | changes))


def value_axis(plain: str, extent: tuple[float, float], **changes: Any) -> dict[str, Any]:
    """An axis of values of unit `plain` that encloses `extent`: round ticks, all in one scale."""
    marks = tick_values(*_range(plain, *extent))
    ticks = {"tickmode": "array", "tickvals": marks, "ticktext": tick_texts(marks, plain)}
    return style.axis(range=[marks[0], marks[-1]], **(ticks | changes))


def _range(plain: str, low: float, high: float) -> tuple[float, float]:
    """From zero where the values come near it, to 100 % where shares do."""
    if 0 <= low < 0.4 * high:
        low = 0.0
    if is_share(plain) and 0.9 < high <= 1.0:
        high = 1.0
    return low, max(high, low + 1e-9 * max(1.0, abs(low)))
