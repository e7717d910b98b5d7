"""Planned presence: rotation after rotation at the same facility, as long as it needs the same team."""

from typing import TYPE_CHECKING

import mesa

from tests.reference.facilities import Facility
from tests.reference.roster import PRESENCE
from tests.reference.visits import NEVER

if TYPE_CHECKING:
    from tests.reference.secretariat import Secretariat


class Post(mesa.Agent):
    """Presence at one facility: the team of its present rotation, until when, and whether it was found.

    `next_day` is the day on which it next needs attention, as long as the facility's need stays.
    """

    def __init__(self, model: "Secretariat", number: int, facility: Facility) -> None:
        super().__init__(model)
        self.number, self.facility = number, facility
        self.team = self.until = 0
        self.next_day = NEVER
        self.mission: int | None = None
        self.before: int | None = None
        self.held = 0
        self.is_waiting = False

    def attend(self, day: int) -> None:
        """End the rotation if another team is needed; begin the next if due; send or keep a team, or lose the day."""
        if self.team != self.facility.need:
            self._end_rotation(day)
        if self.team and day >= self.until:
            begun = max(-self.facility.terms.start, 0) % self.facility.terms.rotation if day == 0 else 0
            self.until = min(day + self.facility.terms.rotation - begun, self.facility.window.stop)
            self.before, self.held, self.mission, self.is_waiting = self.mission, 0, None, True
        if self.is_waiting and not self._find_team(day) and not self._keep_team(day):
            month = self.model.month
            month.presence_lost += self.team
            month.required[PRESENCE] += self.team
            month.unverified_days += self.facility.operates
        self.next_day = day + 1 if self.is_waiting else self.until if self.team else NEVER

    def _end_rotation(self, day: int) -> None:
        if self.mission is not None:
            self.model.month.required[PRESENCE] -= self.model.roster.recall(self.mission)
        self.mission, self.before, self.is_waiting = None, None, False
        self.until, self.team = day, self.facility.need

    def _find_team(self, day: int) -> bool:
        """The team stays for the overlap with the next rotation, if there is to be one."""
        days = min(self.until + self.facility.terms.overlap, self.facility.window.stop) - day
        if self._send(days) or self._send_in_spite(days):
            self.is_waiting = False
            self.mission = len(self.model.missions) - 1
            self.model.month.required[PRESENCE] += self.team * days
        else:
            self.model.roster.reserves.call_up(PRESENCE, self.team, 0, days)
        return not self.is_waiting

    def _keep_team(self, day: int) -> bool:
        """The team before is there for the overlap; after that it waits for its relief, for so many days at most."""
        if self.before is None:
            return False
        last = self.model.missions[self.before]
        home = last.start + last.days
        if home > day:
            return True
        patience = self.model.plan.parameters["relief_wait"]
        if home < day or self.held >= patience or not self.model.roster.keep(self.before):
            return False
        self.held += 1
        self.model.month.required[PRESENCE] += last.team
        return True

    def _send(self, days: int) -> bool:
        return self.model.roster.send_team(PRESENCE, self.number, self.team, days)

    def _send_in_spite(self, days: int) -> bool:
        """Call back those on visits, then those who rest, if that makes a team."""
        roster = self.model.roster
        if self.model.plan.parameters["presence_preemption"] == 0.0:
            return False
        return roster.call_back(PRESENCE, self.team, 0, days) and self._send(days)


class PresenceProgramme:
    """All facilities and the presence at them, in the order in which they are served."""

    def __init__(self, model: "Secretariat") -> None:
        self.model = model
        self.facilities = [Facility(model, i, terms) for i, terms in enumerate(model.plan.facilities)]
        self.posts = [Post(model, i, facility) for i, facility in enumerate(self.facilities)]

    @property
    def next_day(self) -> int:
        """The next day on which a facility or a rotation needs attention."""
        return min((one.next_day for one in (*self.facilities, *self.posts)), default=NEVER)

    def planned_days(self, first: int, end: int) -> float:
        """Inspector-days planned from day `first` to the day before `end`."""
        return sum((facility.planned_days(first, end) for facility in self.facilities), 0.0)

    def bring(self, kind: int, nth: int, day: int) -> None:
        """The facility, if any, that comes with the n-th request (from 0) of a kind, made on `day`."""
        for facility in self.facilities:
            if (facility.announced.kind, facility.announced.nth) == (kind + 1, nth):
                facility.bring(day)

    def run_facilities(self, day: int) -> None:
        """Those whose day has come operate, stop, stand idle or close."""
        for facility in self.facilities:
            if facility.next_day <= day:
                facility.attend(day)

    def end_month(self, day: int) -> None:
        """Book the work of the month that ended the day before, and say how much is done."""
        for facility in self.facilities:
            facility.end_month(day)
        self.model.month.stock_done = sum((facility.done for facility in self.facilities), 0.0)
        self.model.month.stock_declared = sum((facility.stock for facility in self.facilities), 0.0)

    def keep(self, day: int) -> None:
        """Attend to the posts that need it today."""
        for post in self.posts:
            if post.next_day <= day or post.team != post.facility.need:
                post.attend(day)
