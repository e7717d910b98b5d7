"""Numbers as people read them: 37 %, 1.2 M, 12,300; and the ticks of an axis."""

import math
from collections.abc import Iterable

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOTHING = "no event"
_FEWEST, _MOST = 4, 8
_STEPS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5)
_SHARES = frozenset({"%", "probability"})
_SCALES = ((1e9, "bn"), (1e6, "M"))


def is_share(unit: str) -> bool:
    """Whether numbers of this unit are shown in per cent."""
    return unit in _SHARES


def is_event(value: float | None) -> bool:
    """Whether there is a number to show: a ratio without an event in its denominator has none."""
    return value is not None and math.isfinite(value)


def readable(value: float | None, unit: str, signed: bool = False) -> str:
    """A number of `unit` as a person reads it, to about three digits; "no event" where there is none."""
    if value is None or not math.isfinite(value):
        return NOTHING
    body = _share(abs(value)) if is_share(unit) else _amount(abs(value))
    return _sign(value, body, signed) + body


def is_off_zero(printed: str) -> bool:
    """Whether a number, or one of a range, is off zero as printed: what a reader can't see isn't claimed."""
    return any(digit in printed for digit in "123456789")


def _sign(value: float, body: str, signed: bool) -> str:
    if not is_off_zero(body):
        return ""
    return MINUS if value < 0 else "+" * signed


def _share(size: float) -> str:
    percent = 100 * size
    if 99.5 <= percent < 99.95:
        return f"{percent:.1f}{SPACE}%"
    return f"{percent:.0f}{SPACE}%" if percent >= 9.95 or percent < 0.005 else f"{percent:.2g}{SPACE}%"


def _amount(size: float) -> str:
    for scale, letter in _SCALES:
        if size >= 0.9995 * scale:
            return f"{_three(size / scale)}{SPACE}{letter}"
    return f"{size:,.0f}" if size >= 1000 else _three(size)


def _three(size: float) -> str:
    """Three significant digits without trailing zeros, never in powers of ten."""
    if size == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(size)))
    body = f"{size:.{min(places, 6)}f}"
    return body.rstrip("0").rstrip(".") if "." in body else body


def tick_values(low: float, high: float) -> list[float]:
    """Four to eight round values, a constant step apart, that enclose [low, high] as closely as such values can."""
    size = high - low or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(size))
    scales = [_enclosing(low, high, power * step) for step in _STEPS]
    fitting = [marks for marks in scales if _FEWEST <= len(marks) <= _MOST]
    return min(fitting or scales[-1:], key=lambda marks: (round((marks[-1] - marks[0]) / size, 9), len(marks)))


def _enclosing(low: float, high: float, step: float) -> list[float]:
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    places = max(0, 3 - math.floor(math.log10(step)))
    return [round(step * i, places) for i in range(first, max(last, first + 1) + 1)]


def tick_texts(values: Iterable[float], unit: str) -> list[str]:
    """Labels of the ticks of one axis: one scale and one number of decimals for all of them."""
    marks = list(values)
    step = abs(marks[1] - marks[0]) if len(marks) > 1 else abs(marks[0]) or 1.0
    scale, tail = (0.01, f"{SPACE}%") if is_share(unit) else _tick_scale(max(abs(v) for v in marks))
    places = _decimals(step / scale)
    return [_tick(value / scale, places, tail) for value in marks]


def _tick(value: float, places: int, tail: str) -> str:
    body = f"{abs(value):,.{places}f}"
    if not is_off_zero(body):
        return "0"
    return f"{MINUS if value < 0 else ''}{body}{tail}"


def _tick_scale(top: float) -> tuple[float, str]:
    return next(((s, f"{SPACE}{letter}") for s, letter in _SCALES if top >= s), (1.0, ""))


def _decimals(step: float) -> int:
    return next((d for d in range(7) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 6)
