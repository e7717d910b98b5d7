"""The secretariat: one model, stepped from one day on which something happens to the next. Read this first.

    plan = read_plan(ground, settings)
    twin = Secretariat(plan, seed=1, replicate=0)
    twin.run_model()
    twin.missions, twin.months        # what the engine leaves in w.mission and w.tally

On such a day, in this order: the month turns (in January with its plan: presence, visits, posts; then systems may
fail, requests come in, people leave and start), teams come home, facilities operate or stop, and teams leave in strict
priority: requests, planned presence, visits. Before the visits, those who were called up and are not needed any more
go home.
"""

from dataclasses import dataclass, field
from itertools import count

import mesa

from tests.reference.draws import key_of
from tests.reference.outages import Systems
from tests.reference.plan import Plan
from tests.reference.presence import PresenceProgramme
from tests.reference.requests import RequestDesk
from tests.reference.roster import PRESENCE, REQUEST, VISIT, Mission, Roster
from tests.reference.visits import VisitProgramme

STRESS = 1.05


@dataclass(slots=True)
class Month:
    """What a month leaves behind; names are those of the engine's tallies, days are by kind of mission."""

    required: list[int] = field(default_factory=lambda: [0, 0, 0])
    delivered: list[int] = field(default_factory=lambda: [0, 0, 0])
    inspectors: int = 0
    posts: float = 0.0
    hires: int = 0
    leavers: int = 0
    capacity_days: float = 0.0
    presence_lost: int = 0
    presence_planned: float = 0.0
    unverified_days: int = 0
    stock_done: float = 0.0
    stock_declared: float = 0.0
    overrun_days_used: int = 0
    rests_cut: int = 0
    former_staff: int = 0
    called_up: int = 0
    temporary_days: int = 0
    visits_planned: int = 0
    visits_done: int = 0
    visits_broken_off: int = 0
    sites: int = 0
    reference_years: int = 0
    reference_noticed: int = 0
    requests: int = 0
    requests_limited: int = 0
    requests_late: int = 0
    requests_explained: int = 0
    limits_missed_by_others: int = 0
    departures: int = 0
    response_days: float = 0.0
    systems_down_days: int = 0

    def tallies(self) -> dict[str, float]:
        """By name of the tally, those of days worked out."""
        tallies = {name: getattr(self, name) for name in self.__slots__ if name not in ("required", "delivered")}
        required, delivered = sum(self.required), sum(self.delivered)
        return tallies | {
            "required_days": required,
            "delivered_days": delivered,
            "undelivered_days": required - delivered,
            "visit_days": self.delivered[VISIT],
            "presence_days": self.delivered[PRESENCE],
            "presence_required": self.required[PRESENCE],
            "request_required": self.required[REQUEST],
            "request_days": self.delivered[REQUEST],
            "stress_months": float(required > STRESS * self.capacity_days),
        }


class Secretariat(mesa.Model):
    """One simulated case. `day` counts from the first day of the plan; `months` holds the months that have ended."""

    roster_class: type[Roster] = Roster

    def __init__(self, plan: Plan, seed: int = 1, replicate: int = 0) -> None:
        super().__init__(seed=seed)
        self.plan = plan
        self.key = key_of(seed, replicate)
        self.day = 0
        self.month = Month()
        self.presence_planned = 0.0
        self.former_staff = 0
        self.months: list[Month] = []
        self.missions: list[Mission] = []
        self.roster = self.roster_class(self)
        self.presence = PresenceProgramme(self)
        self.systems = Systems(self)
        self.desk = RequestDesk(self)
        self.programme = VisitProgramme(self)
        self.begin_month(0)

    @property
    def next_day(self) -> int:
        """The next day on which anything concerns anybody."""
        turn = self.plan.month_start[len(self.months) + 1]
        events = (self.desk, self.presence, self.programme, self.roster.reserves)
        return min(turn, *(one.next_day for one in events))

    def step(self) -> None:
        """That day."""
        day = self.day = self.next_day
        if day == self.plan.month_start[len(self.months) + 1]:
            self.end_month()
            if not self.running:
                return
            self.begin_month(len(self.months))
        self.roster.welcome_back(day)
        self.presence.run_facilities(day)
        if self.desk.next_day <= day:
            self.desk.serve(day)
        self.presence.keep(day)
        self.roster.reserves.send_home(day)
        if self.programme.next_day <= day:
            self.programme.carry_out(day)

    def run_until(self, day: int) -> None:
        """All days before `day`."""
        while self.running and self.next_day < day:
            self.step()

    def begin_month(self, month: int) -> None:
        """In January the plan of the year; then the month's requests, leavers and recruits."""
        self.roster.welcome_back(self.day)
        if month % 12 == 0:
            self.begin_year(month // 12)
            self.desk.carry_over()
        days = self.plan.month_start[month + 1] - self.day
        self.systems.begin_month(month, self.day, days)
        self.desk.conflict.move(month)
        self.desk.receive(self.day, days)
        self.roster.move(month)

    def begin_year(self, year: int) -> None:
        """Visits are drawn, and posts follow what presence and visits ask for, this year and the year after."""
        first, end = self.plan.month_start[12 * year], self.plan.month_start[12 * (year + 1)]
        self.programme.begin_year(year)
        visits, presence = self.programme.planned_days, self.presence.planned_days
        self.presence_planned = presence(first, end)
        self.roster.begin_year(self.presence_planned + visits, presence(end, end + 365) + visits)

    def first_of_year(self, day: int, later: int = 0) -> int:
        """1 January of the year of `day`, or of a later year."""
        year = next(y for y in count() if day < self.plan.month_start[12 * (y + 1)])
        return self.plan.month_start[12 * (year + later)]

    def end_month(self) -> None:
        """Close the record of the month; after the last, those late without any departure must not escape the count."""
        self.running = self.day < self.plan.n_days
        month = self.month
        month.inspectors = len(self.roster.staff)
        month.posts = self.roster.posts
        month.capacity_days = month.inspectors * self.plan.parameters["inspector_day_budget"] / 12.0
        month.presence_planned = self.presence_planned / 12.0
        if len(self.months) % 12 == 11:
            self.former_staff = self.roster.reserves.count(self.day - 1)
        month.former_staff = self.former_staff
        self.presence.end_month(self.day)
        self.systems.end_month(self.plan.month_start[len(self.months)], self.day)
        month.sites = self.plan.n_sites
        if len(self.months) % 12 == 11 and self.programme.references:
            month.reference_years = 1
            month.reference_noticed = int(self.programme.notices(len(self.months) // 12))
        if not self.running:
            self.desk.judge_unserved(self.day - 1)
        self.months.append(month)
        self.month = Month()
