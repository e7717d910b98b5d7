"""Inspectors: who is ready to leave, who is away, who comes and who goes."""

from bisect import insort
from heapq import heapify, heappop, heappush
from itertools import count
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import mesa

from simulation import maths, slots
from tests.reference.draws import uniform
from tests.reference.reserves import STAFF, Person, Reserves, may_serve

if TYPE_CHECKING:
    from tests.reference.secretariat import Secretariat

VISIT, PRESENCE, REQUEST = 0, 1, 2
LONG_MISSION = 28
NONE = -1


class Mission(NamedTuple):
    """A team that was sent: what for (`ref` is the site, facility or request), when, for how long, how many.

    `second` is the other site of a trip to two.
    """

    kind: int
    ref: int
    start: int
    days: int
    team: int
    second: int = NONE

    @property
    def sites(self) -> tuple[int, ...]:
        """Sites of a visit, or of two."""
        return (self.ref,) if self.second == NONE else (self.ref, self.second)


class Inspector(mesa.Agent):
    """An inspector on board. `used` counts mission days charged to the year, `free` is the first day at home again."""

    def __init__(self, model: "Secretariat", row: int, serial: int, joined: float) -> None:
        super().__init__(model)
        self.row = row
        self.free = model.day
        self.used = 0
        self.mission = -1
        self.joined = joined
        self.hazard = 0.0
        skill = uniform(model.key, slots.STAFF_QUALIFIED, serial, row)
        self.is_qualified = skill < model.plan.parameters["qualified_share"]
        self.endurance = -maths.log(uniform(model.key, slots.STAFF_QUIT, serial, row))
        self.contract = STAFF
        self.person: Person | None = None

    def may_serve(self, kind: int) -> bool:
        """Whether the contract allows missions of the kind."""
        return may_serve(self.contract, kind)

    def ends_service(self, day: int, tenure: float) -> bool:
        """Whether tenure or patience has run out."""
        return (day - self.joined) / 365.25 >= tenure or self.hazard >= self.endurance


class Roster:
    """All inspectors. `ready` holds those at home, least used first; `away` those on mission or at rest, by return."""

    def __init__(self, model: "Secretariat") -> None:
        self.model = model
        self.rules = model.plan.parameters
        self.on_board: dict[int, Inspector] = {}
        self.serials: dict[int, int] = {}
        self.ready: list[tuple[int, int, Inspector]] = []
        self.away: list[tuple[int, int, Inspector]] = []
        self.arrivals: dict[int, int] = {}
        self.in_pipeline = 0
        self.posts_fall = False
        self.budget, self.overrun = int(self.rules["inspector_day_budget"]), int(self.rules["overrun_days"])
        self.rest = int(self.rules["rest_days"])
        self.posts = self.posts_ahead = float(int(self.rules["inspectors_start"]))
        for row in range(int(self.posts)):
            self.seat(row, -365.25 * self._age_on_first_day(row))
        self._await_recruits(int(self.rules["recruits_under_way"]))
        self.reserves = Reserves(self)

    def _await_recruits(self, n: int) -> None:
        """Recruits chosen before the first day start evenly until the month in which one chosen now would."""
        months = max(int(self._lead_months() + 0.5), 1)
        for recruit in range(n):
            start = 1 + recruit * months // n
            self.arrivals[start] = self.arrivals.get(start, 0) + 1
        self.in_pipeline = n

    def _lead_months(self) -> float:
        return self.rules["recruit_lead_months"] + self.rules["training_weeks"] * 7.0 / 30.4375

    @property
    def staff(self) -> list[Inspector]:
        """Those on board who are on staff, by row."""
        return [inspector for _, inspector in sorted(self.on_board.items()) if inspector.contract == STAFF]

    def _age_on_first_day(self, row: int) -> float:
        """Years in post: those of a post that has been filled and refilled for ever."""
        u = uniform(self.model.key, slots.STAFF_AGE, 0, row)
        rate, tenure = self.rules["quit_rate"], self.rules["tenure_years"]
        return u * tenure if rate <= 0.0 else -maths.log(1.0 - u * (1.0 - maths.exp(-rate * tenure))) / rate

    def seat(self, row: int, joined: float) -> None:
        """Somebody starts in an empty row."""
        serial = self.serials[row] = self.serials.get(row, 0) + 1
        inspector = self.on_board[row] = Inspector(self.model, row, serial, joined)
        insort(self.ready, (0, row, inspector))

    def seat_person(self, person: Person, row: int, ready: int, used: int) -> Inspector:
        """Somebody who is not on staff has been called up, and is ready on a later day."""
        inspector = self.on_board[row] = Inspector(self.model, row, person.serial, self.model.day)
        inspector.contract, inspector.person = person.contract, person
        inspector.is_qualified, inspector.free, inspector.used = person.is_qualified, ready, used
        return inspector

    def unseat(self, inspector: Inspector) -> None:
        """An inspector who is at home leaves for good."""
        self.ready.remove((inspector.used, inspector.row, inspector))
        self.reserves.remember(inspector)
        del self.on_board[inspector.row]
        inspector.remove()
        self.model.month.leavers += 1

    def welcome_back(self, day: int) -> None:
        """Those whose mission and rest are over are ready again."""
        away, ready = self.away, self.ready
        while away and away[0][0] <= day:
            _, row, inspector = heappop(away)
            insort(ready, (inspector.used, row, inspector))

    def send_team(self, kind: int, ref: int, size: int, days: int, qualified: int = 0) -> bool:
        """Send the least used, if enough are ready whose days of the year suffice; otherwise nobody, and say so.

        So many qualified ones are chosen before the others.
        """
        ready, limit = self.ready + self._helpers(kind, days), self.limit(kind, days)
        if self.reserves.serving:
            ready = [place for place in ready if place[0] <= limit]
        if len(ready) < size or ready[size - 1][0] > limit:
            return False
        skilled = (
            [place for place in ready if place[0] <= limit and place[2].is_qualified][:qualified] if qualified else []
        )
        if len(skilled) < qualified:
            return False
        team = (skilled + [place for place in ready if place not in skilled])[:size] if skilled else ready[:size]
        of_staff = sum(inspector.contract == STAFF for *_, inspector in team)
        self.ready = [p for p in self.ready if p not in team] if skilled else self.ready[of_staff:]
        day = self.model.day
        back = day + days + (self.rest if days >= LONG_MISSION else 0)
        for _, row, inspector in team:
            self.charge(inspector, days)
            inspector.free = back
            inspector.mission = len(self.model.missions)
            if inspector.contract == STAFF:
                heappush(self.away, (back, row, inspector))
        self.model.missions.append(Mission(kind, ref, day, days, size))
        self.model.month.delivered[kind] += size * days
        self.model.month.temporary_days += days * (size - of_staff)
        return True

    def _helpers(self, kind: int, days: int) -> list[tuple[int, int, Inspector]]:
        """Those not on staff who can leave: they come after all who are, the on-call first."""
        day, limit = self.model.day, self.limit(kind, days)
        able = [i for i in self.reserves.serving if i.free <= day and i.used <= limit and i.may_serve(kind)]
        able.sort(key=lambda i: (i.contract, i.used, i.row))
        return [(i.used, i.row, i) for i in able]

    def recall(self, number: int) -> int:
        """A presence mission ends today; the inspector-days that nobody serves any more are taken back."""
        mission, day = self.model.missions[number], self.model.day
        served = day - mission.start
        unserved = mission.days - served
        if unserved <= 0:
            return 0
        for inspector in [i for i in self.on_board.values() if i.mission == number]:
            inspector.used = max(inspector.used - unserved, 0)
            self.model.month.temporary_days -= unserved if inspector.contract != STAFF else 0
            self.set_return(inspector, day + (self.rest if served >= LONG_MISSION else 0))
        self.model.missions[number] = mission._replace(days=served)
        self.model.month.delivered[mission.kind] -= mission.team * unserved
        return mission.team * unserved

    def keep(self, number: int) -> bool:
        """A presence team that would come home today stays a day more, if all of it is there still."""
        mission, day = self.model.missions[number], self.model.day
        team = [inspector for inspector in self.on_board.values() if inspector.mission == number]
        if len(team) < mission.team:
            return False
        back = day + 1 + (self.rest if mission.days + 1 >= LONG_MISSION else 0)
        for inspector in team:
            self._leave_home(inspector)
            self.charge(inspector, 1)
            inspector.free = back
            self.model.month.temporary_days += inspector.contract != STAFF
            if inspector.contract == STAFF:
                heappush(self.away, (back, inspector.row, inspector))
        self.model.missions[number] = mission._replace(days=mission.days + 1)
        self.model.month.delivered[mission.kind] += mission.team
        return True

    def _leave_home(self, inspector: Inspector) -> None:
        """Whoever stays on mission is neither ready nor on the list of those who come back."""
        self.ready = [place for place in self.ready if place[2] is not inspector]
        self.away = [place for place in self.away if place[2] is not inspector]
        heapify(self.away)

    def set_return(self, inspector: Inspector, back: int) -> None:
        """Somebody away comes back on another day."""
        if inspector.contract != STAFF:
            inspector.free = back
            return
        self.away.remove((inspector.free, inspector.row, inspector))
        inspector.free = back
        self.away.append((back, inspector.row, inspector))
        heapify(self.away)
        self.welcome_back(self.model.day)

    def charge(self, inspector: Inspector, days: int) -> None:
        """Days of the year; those beyond the budget bring resignation nearer."""
        beyond = min(max(inspector.used + days - self.budget, 0), days)
        inspector.used += days
        inspector.endurance -= self.rules["quit_rate"] * self.rules["fatigue_quit"] * beyond
        self.model.month.overrun_days_used += beyond

    def limit(self, kind: int, days: int) -> int:
        """Days of the year that somebody may have used and still leave for so many more."""
        return self.budget - days + (0 if kind == VISIT else self.overrun)

    def call_back(self, kind: int, size: int, qualified: int, days: int) -> bool:
        """Call people back until a team for a mission of that kind can leave; nobody, if that would not suffice.

        Visits are broken off, the one that began last first. For planned presence the rest of others is cut short then.
        """
        limit, day = self.limit(kind, days), self.model.day
        at_home = [i for i in self.on_board.values() if i.free <= day and i.used <= limit and i.may_serve(kind)]
        resting = self._resting(limit) if kind == PRESENCE and self.rules["presence_preemption"] == 2.0 else []
        short, short_of_skill = size - len(at_home), qualified - sum(i.is_qualified for i in at_home)
        useful: dict[int, list[Inspector]] = {}
        for inspector in self.on_board.values():
            mission = self.model.missions[inspector.mission] if inspector.mission >= 0 else None
            left = mission.start + mission.days - day if mission else 0
            if mission and mission.kind == VISIT and left > 0 and max(inspector.used - left, 0) <= limit:
                useful.setdefault(inspector.mission, []).append(inspector)
        skilled = {number: sum(i.is_qualified for i in team) for number, team in useful.items()}
        if sum(map(len, useful.values())) + len(resting) < short or sum(skilled.values()) < short_of_skill:
            return False
        for number in sorted(useful, reverse=True):
            if short > 0 or (short_of_skill > 0 and skilled[number] > 0):
                self._break_off(number)
                short -= len(useful[number])
                short_of_skill -= skilled[number]
        for inspector in resting[: max(short, 0)]:
            inspector.free = day
            self._come_home(inspector)
            self.model.month.rests_cut += 1
        return True

    def _resting(self, limit: int) -> list[Inspector]:
        """Those at home to rest who have days left, by the day on which their rest ends."""
        day, missions = self.model.day, self.model.missions
        away = (i for i in self.on_board.values() if i.free > day and i.used <= limit and i.mission >= 0)
        at_rest = [i for i in away if missions[i.mission].start + missions[i.mission].days <= day]
        return sorted(at_rest, key=lambda inspector: (inspector.free, inspector.row))

    def _break_off(self, number: int) -> None:
        """The team is at home today; what is left of the visit is taken back, what was spent is required anew."""
        mission, day, month = self.model.missions[number], self.model.day, self.model.month
        spent = day - mission.start
        left = mission.days - spent
        for inspector in self.on_board.values():
            if inspector.mission == number:
                inspector.used, inspector.free = max(inspector.used - left, 0), day
                self._come_home(inspector)
        self.model.missions[number] = mission._replace(days=spent)
        month.delivered[VISIT] -= mission.team * left
        month.required[VISIT] += mission.team * spent
        month.visits_done -= len(mission.sites)
        month.visits_broken_off += len(mission.sites)
        self.model.programme.redo(mission)

    def _come_home(self, inspector: Inspector) -> None:
        """Out of order, before the others who are away."""
        if inspector.contract != STAFF:
            return
        self.away = [place for place in self.away if place[2] is not inspector]
        heapify(self.away)
        insort(self.ready, (inspector.used, inspector.row, inspector))

    def begin_year(self, routine_days: float, routine_days_ahead: float) -> None:
        """Everybody's days count from nought; posts follow routine demand, and never fall faster than the cap.

        Recruits are chosen for the posts of the day on which they start: `posts_ahead` looks to the year after.
        """
        for inspector in self.on_board.values():
            inspector.used = 0
        self.ready = sorted((0, row, inspector) for _, row, inspector in self.ready)
        before = self.posts
        self.posts = float(max(self._needed(routine_days), ceil(self.posts * (1.0 - self.rules["downsize_cap"]))))
        self.posts_fall = self.posts < before
        self.posts_ahead = min(self.posts, self._needed(routine_days_ahead))

    def _needed(self, routine_days: float) -> float:
        before = float(sum(month.delivered[REQUEST] for month in self.model.months[-12:]))
        days = routine_days * (1.0 + self.rules["planning_margin"]) + self.rules["contingency_share"] * before
        return float(ceil(days / self.rules["inspector_day_budget"]))

    def move(self, month: int) -> None:
        """Those whose service ends leave when they are at home; recruits start; each quarter vacancies are filled."""
        day, tenure = self.model.day, self.rules["tenure_years"]
        for inspector in self.staff:
            inspector.hazard += (
                self.rules["quit_rate"] / 12.0 * (self.rules["downsizing_quit"] if self.posts_fall else 1.0)
            )
            if inspector.free <= day and inspector.ends_service(day, tenure):
                self.unseat(inspector)
        for _ in range(self.arrivals.pop(month, 0)):
            self.in_pipeline -= 1
            self.seat(next(row for row in count() if row not in self.on_board), day)
            self.model.month.hires += 1
        if month % 3 == 0:
            self._recruit(month)

    def _recruit(self, month: int) -> None:
        present = len(self.staff)
        lead = self._lead_months()
        staying = present + self.in_pipeline - self._leaving_within(lead / 12.0)
        vacancies = int(self.posts_ahead - staying + 0.5)
        chosen = max(min(vacancies, ceil(self.rules["recruit_cap"] * present)), 0)
        start = month + max(int(lead + 0.5), 1)
        self.in_pipeline += chosen
        self.arrivals[start] = self.arrivals.get(start, 0) + chosen

    def _leaving_within(self, years: float) -> float:
        """Those whose tenure ends by then, one by one; of the others, the resignations to be expected."""
        leaving, day, tenure = 0.0, self.model.day, self.rules["tenure_years"]
        resignations = min(self.rules["quit_rate"] * years, 1.0)
        for inspector in self.staff:
            leaves = (day - inspector.joined) / 365.25 + years >= tenure
            leaving += 1.0 if leaves else resignations
        return leaving
