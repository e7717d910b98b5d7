"""What is good enough: floors of indicators (ceilings where lower is better), as a user gives them."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments.faults import UserError
from experiments.figures.numbers import is_share
from experiments.figures.subject import worded
from experiments.results import Results
from simulation.declare import Better, Indicator

_FLOOR = re.compile(r"\s*([A-Za-z0-9_]+)\s*(>=|<=)\s*(\S+)\s*")
SIGN: Mapping[Better, str] = {"up": ">=", "down": "<="}


@dataclass(frozen=True)
class Floor:
    """What an indicator has to reach to be good enough: at least `value`, at most where lower is better."""

    indicator: Indicator
    value: float

    def __str__(self) -> str:
        return f"{self.indicator.id}{SIGN[self.indicator.better]}{self.value:g}"


def one_sided(results: Results, name: str, where: str) -> Indicator:
    """An indicator of the study with a better side, in the words of its pack; UserError says that it has none."""
    one = worded(results.pack, results.indicator(name))
    if one.better == "none":
        raise UserError(f"{where} {name}: neither side is better, so that no option can be; take another indicator")
    return one


def floors_of(results: Results, texts: Sequence[str]) -> list[Floor]:
    """Floors from texts such as "shortfall<=0.05"; UserError says what is wrong with one."""
    found = [_floor(results, text) for text in texts]
    names = [floor.indicator.id for floor in found]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"--threshold: found {name} {names.count(name)} times, expected it once")
    return found


def _floor(results: Results, text: str) -> Floor:
    match = _FLOOR.fullmatch(text)
    value = _number(match[3]) if match else None
    if match is None or value is None:
        raise UserError(f"--threshold: found {text!r}, expected INDICATOR>=VALUE or <=, in quotes: 'shortfall<=0.05'")
    one = one_sided(results, match[1], "--threshold")
    if match[2] != SIGN[one.better]:
        side = "higher" if one.better == "up" else "lower"
        raise UserError(
            f"--threshold: found {text!r}, but {side} is better: expected {one.id}{SIGN[one.better]}{value:g}"
        )
    if is_share(one.unit) and not 0.0 <= value <= 1.0:
        raise UserError(f"--threshold: found {text!r}, expected a share from 0 to 1")
    return Floor(one, value)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
