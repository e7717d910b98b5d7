"""The story of one simulated case: its years in a table and its main events, told without naming any State."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.figures.numbers import is_share, readable
from experiments.isolation import CAUSES
from experiments.replay import numbers_of
from scenarios.rows import MILESTONES
from simulation.deadlines import ACCESS, DECISION, DEPARTURE, FINISH, REPORT
from simulation.declare import Indicator
from simulation.ensemble import Cases
from simulation.layout import INDICATORS, QUADRANTS, TALLY_INDEX
from simulation.status import OK

if TYPE_CHECKING:
    from scenarios import Pack
    from simulation.model import QuadrilleModel

BESIDES: Mapping[str, tuple[str, ...]] = {
    "appropriation_nominal": (), "receipts_share": (), "cash_end": (),
    "inspectors": ("site_classes", "facilities", "request_kinds"),
    "visits_planned": ("site_classes",), "visits_done": ("site_classes",),
    "requests": ("request_kinds",), "requests_late": ("request_kinds",),
}  # fmt: skip
"""Indicators told of a case after the headline of its pack, and tables of which one must have rows."""
MOST_REQUESTS = 20


@dataclass(frozen=True)
class Event:
    """Something that happened, on the day it did."""

    day: date
    text: str


@dataclass(frozen=True)
class Line:
    """An indicator of the case by year; None in a year without any event."""

    indicator: Indicator
    years: tuple[float | None, ...]


@dataclass(frozen=True)
class Story:
    """A case: how it ended (status in words), its indicators by year, its events in the order of days.

    `stopped` is the day on which a case that failed was given up.
    """

    ended: str
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    events: tuple[Event, ...]
    stopped: date | None = None


def story(model: "QuadrilleModel", pack: "Pack", option: str) -> Story:
    """Run a case from its first day to its last, and tell it."""
    watch = _Watch(model, pack)
    events = [*watch.first_day(option)]
    while not model.is_over:
        model.step()
        events += watch.day()
    values = Cases(model.tallies()[None], np.zeros(1, np.int64)).yearly()[0]
    names = dict.fromkeys((*pack.headline, *_besides(pack)))
    lines = tuple(_line(one, values) for name in names for one in INDICATORS if one.id == name)
    ended = CAUSES[numbers_of(model)[1]]
    stopped = pack.pack.start + timedelta(days=max(model.day - 1, 0)) if model.fault != CAUSES[OK] else None
    return Story(ended, pack.years, lines, tuple(_main(events)), stopped)


def _besides(pack: "Pack") -> Iterator[str]:
    """What is told of every case of the pack: nothing of what it has no row for."""
    for name, tables in BESIDES.items():
        if not tables or any(getattr(pack.tables, table) for table in tables):
            yield name


def _line(one: Indicator, values: NDArray[np.float64]) -> Line:
    above = values[:, TALLY_INDEX[one.numerator]]
    below = values[:, TALLY_INDEX[one.denominator]] if one.denominator else np.ones_like(above)
    return Line(one, tuple(float(a / b) if b else None for a, b in zip(above, below, strict=True)))


@dataclass(frozen=True)
class _Happening(Event):
    """An event, and whether it is left out of a long story."""

    minor: bool = False


def _main(events: list[_Happening]) -> Iterator[Event]:
    """All events, without the ordinary requests when there are many."""
    many = sum(event.minor for event in events) > MOST_REQUESTS
    in_order = sorted(events, key=lambda event: event.day)
    yield from (Event(event.day, event.text) for event in in_order if not (many and event.minor))
    if many:
        left_out = sum(event.minor for event in events)
        yield Event(in_order[-1].day, f"Left out above: {left_out} requests and departures within their limits")


class _Watch:
    """Notices what changed since the day before. It reads totals, posts and requests; never a payer, host or site."""

    def __init__(self, model: "QuadrilleModel", pack: "Pack") -> None:
        self._model, self._pack = model, pack
        self._rung = self._requests = 0
        self._drawn = False
        self._quadrant = int(self._of("axes", "quadrant"))
        self._posts = self._of("staff", "posts")
        self._waiting: list[int] = []
        self._away: list[int] = []

    def _of(self, group: str, column: str) -> Any:
        return self._model.world[group][column][0]

    def _today(self) -> date:
        return self._pack.pack.start + timedelta(days=self._model.day - 1)

    def first_day(self, option: str) -> Iterator[_Happening]:
        """What becomes of measures that need approval: it is drawn before the first day."""
        for row, name in enumerate(self._pack.options[option].measures):
            measure = self._pack.measures[name]
            if measure.gate is not None:
                yield _Happening(
                    self._pack.pack.start, f"Measure “{measure.label}”: {self._approval(row, bool(measure.bodies))}"
                )

    def _approval(self, row: int, by_bodies: bool) -> str:
        month, years = int(self._of("measure", "begins")[row]), self._pack.years
        if not self._of("measure", "approved")[row]:
            return "not every body will approve it" if by_bodies else "not approved"
        if month >= 12 * len(years):
            return "approved too late to begin"
        first = date(years[month // 12], month % 12 + 1, 1).isoformat()
        return f"its bodies will approve it; it begins {first}" if by_bodies else f"approved, begins {first}"

    def day(self) -> Iterator[_Happening]:
        """What happened on the day just lived."""
        yield from self._turn()
        yield from self._new_posts()
        yield from self._cash()
        yield from self._new_requests()
        yield from self._departures()
        yield from self._ends()

    def _turn(self) -> Iterator[_Happening]:
        quadrant = int(self._of("axes", "quadrant"))
        if quadrant != self._quadrant:
            self._quadrant = quadrant
            name = QUADRANTS[quadrant]
            label = self._pack.label(name).strip("“”")
            yield _Happening(self._today(), f"Circumstances turn to “{label}”")

    def _new_posts(self) -> Iterator[_Happening]:
        posts = self._of("staff", "posts")
        if posts != self._posts:
            before, self._posts = self._posts, posts
            if round(before) != round(posts):
                people = self._pack.terms.inspectors
                yield _Happening(self._today(), f"Posts for {people}: from {before:.0f} to {posts:.0f}")

    def _cash(self) -> Iterator[_Happening]:
        rung, drawn = int(self._of("fund", "rung")), bool(self._of("fund", "reserve") <= 0)
        if (rung > 0) != (self._rung > 0):
            what = "Cash is short: spending is postponed" if rung else "Postponed spending resumes"
            yield _Happening(self._today(), what)
        if drawn and not self._drawn and self._of("fund", "reserve_size") > 0:
            yield _Happening(self._today(), "Working capital is used up")
        self._rung, self._drawn = rung, drawn

    def _new_requests(self) -> Iterator[_Happening]:
        made = int(self._of("request", "n"))
        for row in range(self._requests, made):
            self._waiting.append(row)
            # the engine places the requests of a month on its first day: each carries the day of its own
            made_on = self._pack.pack.start + timedelta(days=int(self._of("request", "day")[row]))
            yield _Happening(made_on, f"Request: {self._kind(row).label}", minor=True)
        self._requests = made

    def _departures(self) -> Iterator[_Happening]:
        for row in [row for row in self._waiting if self._of("request", "first")[row] >= 0]:
            self._waiting.remove(row)
            self._away.append(row)
            kind, waited = self._kind(row), self._waited(row)
            missed = self._missed(row, DECISION, ACCESS)
            text = f"First team leaves for: {kind.label}, after {waited:.1f} days{missed}"
            yield _Happening(self._today(), text, minor=not missed)

    def _ends(self) -> Iterator[_Happening]:
        """Last teams, where the end or the report of a request misses a time limit."""
        for row in [row for row in self._away if self._of("request", "milestone")[row, REPORT] >= 0.0]:
            self._away.remove(row)
            missed = self._missed(row, FINISH, REPORT)
            if missed:
                yield _Happening(self._today(), f"Last team leaves for: {self._kind(row).label}{missed}")

    def _missed(self, row: int, first: int, last: int) -> str:
        """The time limits with an end between two milestones that the request misses."""
        at, kind = self._of("request", "milestone")[row], self._kind(row)
        missed = ""
        for clock in self._pack.tables.clocks:
            start, end = MILESTONES.index(clock.start), MILESTONES.index(clock.end)
            if clock.kind == kind.kind and first <= end <= last and 24.0 * (at[end] - at[start]) > clock.hours:
                length = f"{clock.hours:g} hours" if clock.hours < 72 else f"{clock.hours / 24:g} days"
                waited = at[DEPARTURE] - self._of("request", "preparation")[row] if start < DEPARTURE <= end else 0.0
                wanted = waited > 0.0 and 24.0 * (at[end] - at[start] - waited) <= clock.hours
                verdict = "not met, explained" if clock.or_explain == "yes" and not wanted else "not met"
                missed += f"; time limit of {length} {verdict}: {clock.label} (owner: {clock.owner})"
        return missed

    def _kind(self, row: int) -> Any:
        return self._pack.tables.request_kinds[int(self._of("request", "kind")[row])]

    def _waited(self, row: int) -> float:
        """Days from the request to the first departure: preparation, and whole days it then waited for a team."""
        made, first = (int(self._of("request", column)[row]) for column in ("day", "first"))
        preparation = float(self._of("request", "preparation")[row])
        return preparation + (first - (made + int(preparation)))


def shown(line: Line) -> tuple[str, ...]:
    """The years of a line as a person reads them."""
    return tuple(readable(value, line.indicator.unit) for value in line.years)


def unit_of(line: Line, currency: str) -> str:
    """The unit of a line in words; nothing where the numbers carry it."""
    return "" if is_share(line.indicator.unit) else line.indicator.unit.replace("currency", currency)
