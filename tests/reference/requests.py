"""Requests that nobody planned: they come by the clock of their kind and are served team after team."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

import mesa

from simulation import maths, slots
from tests.reference.axes import Conflict
from tests.reference.draws import branch_key, quantile, uniform
from tests.reference.plan import Event, RequestKind
from tests.reference.roster import REQUEST
from tests.reference.visits import NEVER

if TYPE_CHECKING:
    from tests.reference.secretariat import Secretariat

IN_CONFLICT = 0.5
AS_DRAWN = -1.0
REQUESTED, DECISION, DEPARTURE, ARRIVAL, ACCESS, FINISH, REPORT = range(7)
SECRETARIAT = 0
STREAMS = {
    "preparation": slots.REQUEST_PREPARATION,
    "decision": slots.REQUEST_DECISION,
    "travel": slots.REQUEST_TRAVEL,
    "access": slots.REQUEST_ACCESS,
    "report": slots.REQUEST_REPORT,
}


class Request(mesa.Agent):
    """A request. `next_day` is the day on which its next team should leave, `days_left` what remains to be served."""

    def __init__(
        self, model: "Secretariat", ref: int, kind: RequestKind, day: int, delays: dict[str, float], size: float
    ) -> None:
        super().__init__(model)
        self.ref, self.kind = ref, kind
        self.day, self.delays = day, delays
        self.preparation = max(delays["preparation"], delays["decision"])
        self.ready = self.next_day = day + int(self.preparation)
        self.milestones = {REQUESTED: 0.0, DECISION: delays["decision"]}
        self.is_late = self.is_explained = False
        self.days_left = size
        self.first_departure: int | None = None
        self.is_counted = False

    def waited(self, day: int) -> float:
        """Days from the request to a first departure on `day`: till it is ready, then whole days for want of a team."""
        return self.preparation + (day - self.ready)

    def judge(self, *ends: int) -> None:
        """Compare the clocks that end at these milestones with their limits."""
        month, at = self.model.month, self.milestones
        for clock in self.kind.clocks:
            if clock.end not in ends or (took := at[clock.end] - at[clock.start]) <= clock.days:
                continue
            spans = clock.start < DEPARTURE <= clock.end
            wanted_people = spans and took - (at[DEPARTURE] - self.preparation) <= clock.days
            if clock.owner != SECRETARIAT:
                month.limits_missed_by_others += 1
            elif clock.explain and not wanted_people:
                month.requests_explained += not self.is_explained
                self.is_explained = True
            else:
                month.requests_late += not self.is_late
                self.is_late = True

    def judge_unserved(self, day: int) -> None:
        """On the last day: what has been missed by now, whatever comes, if no team has left."""
        if self.first_departure is None:
            before = tuple(c for c in self.kind.clocks if c.start < DEPARTURE)
            self.kind = replace(self.kind, clocks=before)
            self.milestones |= dict.fromkeys(range(DEPARTURE, REPORT + 1), self.waited(day))
            self.judge(*range(DEPARTURE, REPORT + 1))

    def rotation_days(self) -> int:
        """Days away of the team that should leave next."""
        return max(min(self.kind.rotation, ceil(self.days_left / self.kind.team)), 1)

    def carry_over(self) -> None:
        """A rotation that waited through the turn of the year is required anew."""
        if self.is_counted:
            self.model.month.required[REQUEST] += self.kind.team * self.rotation_days()

    def send_or_hold(self, day: int) -> None:
        """Without systems no first team leaves."""
        if self.first_departure is None and self.model.systems.are_down(day):
            self.next_day = self.model.systems.until
        else:
            self.send_rotation(day)

    def send_rotation(self, day: int) -> None:
        """Send the team that should leave, or try again tomorrow."""
        team, month = self.kind.team, self.model.month
        days = self.rotation_days()
        if not self.is_counted:
            self.is_counted = True
            month.required[REQUEST] += team * days
        if not (self._send(team, days) or self._send_at_once(team, days)):
            self.next_day = day + 1
            self.model.roster.reserves.call_up(REQUEST, team, self.kind.qualified, days)
            return
        if self.first_departure is None:
            self._note_departure(day)
        self.is_counted = False
        self.next_day = day + days
        self.days_left -= team * days
        if self.days_left <= 0.0:
            self.milestones[FINISH] = float(self.next_day - self.day)
            self.judge(FINISH)
            self.report()

    def report(self) -> None:
        """The report is judged in the year of the finish, or in the last: where its lines get all they ask for."""
        january = self.model.first_of_year(self.model.day, 1)
        if self.next_day < january or january == self.model.plan.n_days:
            self.milestones[REPORT] = self.milestones[FINISH] + self.delays["report"]
            self.judge(REPORT)

    def _send(self, team: int, days: int) -> bool:
        return self.model.roster.send_team(REQUEST, self.ref, team, days, self.kind.qualified)

    def _send_at_once(self, team: int, days: int) -> bool:
        """Break off visits for the team, if the kind is urgent and if that suffices."""
        roster = self.model.roster
        if not self.kind.urgent or self.model.plan.parameters["preemption"] == 0.0:
            return False
        return roster.call_back(REQUEST, team, self.kind.qualified, days) and self._send(team, days)

    def _note_departure(self, day: int) -> None:
        month = self.model.month
        self.first_departure = day
        month.departures += 1
        month.response_days += self.waited(day)
        self.milestones[DEPARTURE] = self.waited(day)
        self.milestones[ARRIVAL] = self.milestones[DEPARTURE] + self.delays["travel"]
        self.milestones[ACCESS] = self.milestones[ARRIVAL] + self.delays["access"]
        self.judge(DECISION, DEPARTURE, ARRIVAL, ACCESS)


@dataclass(frozen=True)
class Origin:
    """What a request is known by: the key of the case or of its family, its kind, and its number among those."""

    key: int
    kind: int
    number: int

    def draw(self, stream: int) -> float:
        """Its number in a stream."""
        return uniform(self.key, stream, self.number, self.kind)

    def followers(self, mean: float, days: float) -> Iterator[tuple["Origin", int]]:
        """The requests that it draws after it, each with the days until then."""
        family = branch_key(self.key, slots.REQUEST_FAMILY, self.number, self.kind)
        for number in range(_poisson(self.draw(slots.FOLLOWER_COUNT), mean) if mean else 0):
            follower = Origin(family, self.kind, number)
            yield follower, int(min(-maths.log(follower.draw(slots.FOLLOWER_DELAY)) * days, 36600.0))


def _poisson(u: float, mean: float) -> int:
    """The smallest number with a share of at least u of Poisson numbers up to it."""
    term = below = maths.exp(-mean)
    number = 0
    while below < u and number < 20:
        number += 1
        term *= mean / number
        below += term
    return number


class RequestDesk:
    """Receives requests and serves those that are open, in the order in which they were registered."""

    def __init__(self, model: "Secretariat") -> None:
        self.model = model
        self.registered = 0
        self.open: list[Request] = []
        self.next_day = NEVER
        kinds = range(len(model.plan.kinds))
        self.serial = [0 for _ in kinds]
        self.clock = [0.0 for _ in kinds]
        self.alarm = [self._patience(number) for number in kinds]
        self.conflict = Conflict(model.key, model.plan.quadrant, model.plan.parameters)
        self.followers: list[tuple[Origin, int]] = []
        self.received = [0 for _ in kinds]
        self.everyone: list[Request] = []
        self.served: list[Request] = []
        self.family_of_events = branch_key(model.key, slots.FORCED_REQUEST, 0, 0)

    def _patience(self, number: int) -> float:
        """Unit-exponential time on the clock of a kind until its next request."""
        return -maths.log(uniform(self.model.key, slots.REQUEST_CLOCK, self.serial[number], number))

    def receive(self, first: int, days: int) -> None:
        """Place the requests of a month that begins on day `first` on their days; then events, then followers."""
        in_conflict = self.conflict.level > IN_CONFLICT
        for number, kind in enumerate(self.model.plan.kinds):
            alone = 1.0 - kind.branching if in_conflict else 1.0
            before, gained = self.clock[number], kind.rate * alone * days / 365.25
            self.clock[number] = before + gained
            while self.clock[number] >= self.alarm[number]:
                day = first + int((self.alarm[number] - before) / gained * days)
                self._register(Origin(self.model.key, number, self.serial[number]), min(day, first + days - 1))
                self.serial[number] += 1
                self.alarm[number] += self._patience(number)
        for i, event in enumerate(self.model.plan.events):
            if first <= event.day < first + days:
                self._receive_event(event, i)
        self._receive_followers(first + days, in_conflict)

    def _receive_event(self, event: Event, place: int) -> None:
        number = sum(other.kind == event.kind for other in self.model.plan.events[:place])
        self._register(Origin(self.family_of_events, event.kind, number), event.day, event.size)

    def _receive_followers(self, end: int, in_conflict: bool) -> None:
        """Followers come, or stay away, before day `end`; those that follow them may be among these."""
        waiting = []
        for origin, day in self.followers:
            if day >= end:
                waiting.append((origin, day))
            elif in_conflict:
                self._register(origin, day)
        self.followers = waiting

    def _register(self, origin: Origin, day: int, size: float = AS_DRAWN) -> None:
        model, rules, kind = self.model, self.model.plan.parameters, self.model.plan.kinds[origin.kind]
        if size < 0.0:
            size = quantile(kind.size, origin.draw(slots.REQUEST_SIZE)) * rules["request_size"]
        delays = {name: quantile(getattr(kind, name), origin.draw(stream)) for name, stream in STREAMS.items()}
        delays["preparation"] *= rules["preparation_factor"]
        request = Request(model, self.registered, kind, day, delays, size)
        self.open.append(request)
        self.everyone.append(request)
        self.registered += 1
        self.next_day = min(self.next_day, request.ready)
        model.month.requests += 1
        model.month.requests_limited += any(clock.owner == SECRETARIAT for clock in kind.clocks)
        model.presence.bring(origin.kind, self.received[origin.kind], day)
        self.received[origin.kind] += 1
        followers = origin.followers(kind.branching, rules["cluster_days"])
        self.followers += [(one, day + days) for one, days in followers if day + days < model.plan.n_days]

    def carry_over(self) -> None:
        """At the turn of the year."""
        for request in self.open:
            request.carry_over()
        for request in self.served:
            request.report()
        self.served = [request for request in self.served if REPORT not in request.milestones]

    def serve(self, day: int) -> None:
        """Send every team whose day has come; what is served to the end is closed."""
        for request in self.open:
            if request.next_day <= day:
                request.send_or_hold(day)
        still_open = [r for r in self.open if r.days_left > 0.0 or r.first_departure is None]
        self.served += [r for r in self.open if r not in still_open and REPORT not in r.milestones]
        self.open = still_open
        self.next_day = min((r.next_day for r in self.open), default=NEVER)

    def judge_unserved(self, day: int) -> None:
        """Open requests whose limit has passed without a first team must not escape the count."""
        for request in self.open:
            request.judge_unserved(day)
