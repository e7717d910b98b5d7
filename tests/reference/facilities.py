"""Facilities: each knows its windows of operation, its stoppages and its stock, and says which team it needs."""

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

import mesa

from simulation import maths, slots
from tests.reference.draws import quantile, uniform
from tests.reference.plan import FacilityTerms
from tests.reference.visits import NEVER

if TYPE_CHECKING:
    from tests.reference.secretariat import Secretariat

GRAINS = 2**20
CAUSES = 8


class Cause:
    """A cause of stoppage at one facility. It strikes when exposure times its rate reaches `due`."""

    def __init__(self, key: int, facility: int, number: int, rate: float, lengths: list[float]) -> None:
        self.key, self.slot = key, facility * CAUSES + number
        self.rate, self.lengths = rate, lengths
        self.strikes = 0
        self.due = 0.0
        self._wind()

    def _wind(self) -> None:
        self.due += -maths.log(uniform(self.key, slots.STOPPAGE_CLOCK, self.strikes, self.slot))

    def strike(self) -> int:
        """Days that the facility stands still."""
        days = quantile(self.lengths, uniform(self.key, slots.STOPPAGE_LENGTH, self.strikes, self.slot))
        self.strikes += 1
        self._wind()
        return max(int(days + 0.5), 1)


class Facility(mesa.Agent):
    """A facility. `need` is today's team, `next_day` the day on which it next needs attention."""

    def __init__(self, model: "Secretariat", number: int, terms: FacilityTerms) -> None:
        super().__init__(model)
        self.rules = model.plan.parameters
        self.announced = terms
        self.stock = 0.0
        self.terms, self.start = replace(terms, start=NEVER, end=NEVER), NEVER
        if not terms.kind:
            self.declare(terms, self._slip(number))
        self.done, self.exposure = 0.0, 0.0
        self.causes = [Cause(model.key, number, i, *law) for i, law in enumerate(model.plan.stoppages)]
        self.stopped = range(0)
        self.window = range(self.start, terms.end)
        self.interval: tuple[int, float] | None = None
        self.need = self.next_day = 0

    @property
    def left(self) -> float:
        """Work not yet done."""
        return self.stock - self.done

    @property
    def operates(self) -> bool:
        """Whether it is at work, not waiting, stopped, idle or closed."""
        return self.interval is not None

    def bring(self, day: int) -> None:
        """It comes with a request made on `day`."""
        opens = max(day + self.announced.delay, self.announced.start)
        end = min(opens + self.announced.length, self.announced.end)
        self.declare(replace(self.announced, start=opens, end=end), 0)

    def declare(self, terms: FacilityTerms, slip: int) -> None:
        """From now on plans know it."""
        self.terms = terms
        self.start = terms.start + slip
        self.stock = int(terms.stock * GRAINS + 0.5) / GRAINS
        self.next_day = min(self.start, terms.end)

    def _slip(self, number: int) -> int:
        median = self.rules["slip_months"]
        if self.announced.start <= 0 or self.announced.is_periodic or median <= 0.0:
            return 0
        z = maths.normal_quantile(uniform(self.model.key, slots.FACILITY_SLIP, 0, number))
        return int(min(median * maths.exp(self.rules["slip_sigma"] * z) * 30.4375, 36600.0) + 0.5)

    def book(self, day: int) -> None:
        """Exposure and work of the interval that ends before `day`."""
        if self.interval and not self.terms.is_periodic:
            since, pace = self.interval
            self.done += min(pace * (day - since), self.left)
            self.exposure += (day - since) * self.rules["stoppage_factor"] / 365.0
            self.interval = (day, pace)

    def end_month(self, day: int) -> None:
        """An interval never goes beyond a month."""
        if self.interval and not self.terms.is_periodic:
            self.book(day)
            self.next_day = day

    def attend(self, day: int) -> None:
        """What it does from today, until when, and with which team."""
        self.book(day)
        self.interval = None
        self.need = 0
        if day >= self.terms.end or (self.stock and not self.left):
            self.next_day = NEVER
            return
        self.next_day = min(self.start, self.terms.end)
        if day >= self.start:
            self.window = self._window(day)
            self.next_day = min(self.window.start, self.terms.end)
            if day in self.window:
                self._be_in_window(day)

    def _window(self, day: int) -> range:
        end = min(self.terms.end, self.model.plan.n_days)
        if not self.terms.per_year:
            return range(self.start, end)
        first, length = self.model.first_of_year(day), self.terms.campaign
        for opens in self.terms.openings(first):
            if day < min(opens + length, end) and (opens >= self.start or not self.terms.is_periodic):
                return range(max(opens, self.start), min(opens + length, end))
        return range(self.model.first_of_year(day, 1), NEVER)

    def _be_in_window(self, day: int) -> None:
        if self.terms.is_periodic:
            self.need, self.next_day, self.interval = self.terms.team, self.window.stop, (day, 0.0)
            return
        if day >= self.stopped.stop:
            self._look_for_a_stoppage(day)
        if day < self.stopped.stop:
            self._stand_still(day)
        else:
            self._operate(day)

    def _look_for_a_stoppage(self, day: int) -> None:
        for cause in self.causes:
            if self.exposure * cause.rate >= cause.due:
                self.stopped = range(day, day + cause.strike())
                return

    def _stand_still(self, day: int) -> None:
        until = min(self.stopped.stop, self.window.stop)
        relief = self.stopped.start + int(self.rules["standby_after_days"])
        if day < relief:
            self.need, self.next_day = self.terms.team, min(until, relief)
        else:
            self.need, self.next_day = self.terms.standby, until

    def _operate(self, day: int) -> None:
        pace = self._pace() if self.stock else 0.0
        self.need, self.interval = self.terms.team, (day, pace)
        horizons = [self.window.stop]
        if self.stock:
            horizons.append(day + ceil(min(self.left / pace, 1e6)))
        for cause in self.causes:
            a_day = cause.rate * self.rules["stoppage_factor"] / 365.0
            if a_day > 0.0:
                lacking = cause.due - self.exposure * cause.rate
                horizons.append(day + max(ceil(min(lacking / a_day, 1e6)), 1))
        self.next_day = min(horizons)

    def _pace(self) -> float:
        rules, start = self.rules, self.rules["learning_start"]
        before = int(self.terms.before * GRAINS + 0.5) / GRAINS
        declared = before + self.stock
        learned = 1.0 - maths.exp(-((before + self.done) / declared) / rules["learning_scale"])
        pace = self.terms.rate * (start + (1.0 - start) * learned)
        if self.left <= rules["tail_share"] * declared:
            pace *= rules["tail_factor"]
        return max(int(pace * GRAINS + 0.5), 1) / GRAINS

    def planned_days(self, first: int, end: int) -> float:
        """Inspector-days of presence that the planner expects from day `first` to the day before `end`."""
        terms = self.terms
        if terms.is_periodic:
            days = [min(terms.campaign, terms.end - d) for d in terms.openings(first) if terms.start <= d < terms.end]
            return float(sum(days) * terms.team)
        share = terms.per_year * terms.campaign / 365.0 if terms.per_year else 1.0
        begin, close = max(terms.start, self.model.day), terms.end
        if terms.stock:
            close = min(close, begin + ceil(min(self.left / (terms.rate * share), 1e6)))
        days = max(min(close, end) - max(begin, first), 0) * share
        return days * terms.team * (1.0 - self.rules["plan_correction"]) * self._with_overlap()

    def _with_overlap(self) -> float:
        """Days of teams for each day of presence: a campaign's last rotation overlaps with none."""
        terms = self.terms
        if terms.per_year:
            return 1.0 + (terms.campaign - 1) // terms.rotation * terms.overlap / terms.campaign
        return 1.0 + terms.overlap / terms.rotation
