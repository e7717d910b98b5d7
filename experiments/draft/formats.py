"""How figures stand in a table: one scale and one number of decimals for a whole row."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from experiments.figures.numbers import MINUS, is_off_zero, is_share

NO_EVENT = "–"
_PLACES = ((10, 2), (100, 1))


@dataclass(frozen=True, slots=True)
class RowFormat:
    """Scale, decimals and the unit in words of a row of figures."""

    scale: float
    places: int
    unit: str

    def __call__(self, value: float | None) -> str:
        """A figure without its unit; a dash where there was no event."""
        if value is None or not math.isfinite(value):
            return NO_EVENT
        body = f"{abs(value) / self.scale:,.{self.places}f}"
        negative = value < 0 and is_off_zero(body)
        return f"{MINUS}{body}" if negative else body


def row_format(values: Iterable[float | None], unit: str, difference: bool = False) -> RowFormat:
    """The format of a row: shares in per cent (differences in percentage points), large amounts in millions."""
    if is_share(unit):
        return RowFormat(0.01, 1, "percentage points" if difference else "per cent")
    known = [abs(value) for value in values if value is not None]
    largest = max(known, default=0.0)
    scale, prefix = (1e6, "million ") if largest >= 1e6 else (1.0, "")
    whole = all(value == int(value) for value in known) and scale == 1.0
    places = 0 if whole else next((places for limit, places in _PLACES if largest / scale < limit), 0)
    return RowFormat(scale, places, prefix + unit)


def count(value: float | None) -> str:
    """A whole number with its thousands apart."""
    return NO_EVENT if value is None else f"{value:,.0f}"


def plain_number(value: float | None) -> str:
    """A whole number without grouping, as a command takes it."""
    return NO_EVENT if value is None else f"{value:.0f}"
