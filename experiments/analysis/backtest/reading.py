"""What an observation is of, what it covers and how much it is; or why it can't be scored."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from experiments.analysis.backtest.past import Span, is_flow, is_level
from scenarios.observations import Placed
from scenarios.observed import Basis, Observation
from scenarios.plausible import in_unit
from simulation.declare import Indicator
from simulation.layout import INDICATORS

_BY_ID = {one.id: one for one in INDICATORS}


class UnscoredError(Exception):
    """Why an observation can't be scored."""


@dataclass(frozen=True)
class Reading:
    """An observation of an indicator: the span that it covers, and its value in the unit of the engine."""

    placed: Placed
    indicator: Indicator
    span: Span
    value: float

    @property
    def seen(self) -> Observation:
        """The row as written."""
        return self.placed.seen

    @property
    def series(self) -> tuple[str, Basis, bool]:
        """Observations that can be compared over time: of one indicator, on one basis, with a day of start or not."""
        return self.indicator.id, self.span.basis, self.seen.since is not None

    @property
    def what(self) -> tuple[str, Span, float]:
        """What is said, whoever says it."""
        return self.indicator.id, self.span, self.value


def read(placed: Placed) -> Reading:
    """The meaning of an observation. UnscoredError says what it lacks; where it lies in time isn't looked at."""
    seen = placed.seen
    if seen.indicator not in _BY_ID:
        raise UnscoredError("no such indicator; `quadrille indicators` lists them")
    if not seen.is_verified:
        raise UnscoredError(f"confidence “{seen.confidence}”: never a target")
    one = _BY_ID[seen.indicator]
    return Reading(placed, one, _span(seen, one), in_unit(seen, one))


def _span(seen: Observation, one: Indicator) -> Span:
    basis, last = seen.kind or _usual(seen, one), seen.date.day
    if basis != "cumulative" and seen.since is not None:
        raise UnscoredError("a day of start (`since`) needs the kind cumulative")
    if basis == "year":
        return Span(basis, date(last.year, 1, 1), date(last.year, 12, 31))
    if basis == "stock" and not is_level(one):
        raise UnscoredError("no level of a month; write the kind year or cumulative")
    if basis == "cumulative" and not is_flow(one):
        raise UnscoredError("nothing that adds up over time; write the kind year or stock")
    first = seen.since or date(last.year, 1, 1)
    if first > last:
        raise UnscoredError(f"its start {first} lies after its end {last}")
    if basis == "cumulative" and one.denominator is not None and _is_part_of_a_month(first, last):
        raise UnscoredError("a ratio within a part of a month; the engine keeps months")
    return Span(basis, first if basis == "cumulative" else last.replace(day=1), last)


def _usual(seen: Observation, one: Indicator) -> Basis:
    return "stock" if is_level(one) and not seen.date.ends_a_year else "year"


def _is_part_of_a_month(first: date, last: date) -> bool:
    is_whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    return (first.year, first.month) == (last.year, last.month) and not is_whole


def check_horizon(one: Reading, years: tuple[int, ...]) -> None:
    """Raise UnscoredError unless the horizon holds the whole span."""
    if one.span.first.year < years[0]:
        raise UnscoredError(f"begins before the horizon {years[0]}-{years[-1]}")
    if one.span.last.year > years[-1]:
        raise UnscoredError(f"after the horizon {years[0]}-{years[-1]}")
