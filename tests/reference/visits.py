"""Sampled visits: which sites the year's plan draws, when they are due, and which of them are carried out."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import mesa

from simulation import maths, slots
from tests.reference.draws import uniform, uniforms
from tests.reference.plan import HostSites, SiteClass
from tests.reference.roster import NONE, VISIT, Mission

if TYPE_CHECKING:
    from tests.reference.secretariat import Secretariat

NEVER = 1 << 60
STEPS = 16
ROUNDING = 1e-9


class Trip(NamedTuple):
    """A trip of the year's plan to one site or, back to back, to two of the same host; in order of planned day."""

    day: int
    site: int
    team: int
    days: int
    host: int
    second: int = NONE

    @property
    def sites(self) -> tuple[int, ...]:
        """One site or two."""
        return (self.site,) if self.second == NONE else (self.site, self.second)


class Host(mesa.Agent):
    """The sites of one class in one host. `allotment` is the visits it may expect this year, `room` the most it takes.

    A cap counts visits in whole numbers, over all classes of its group.
    """

    def __init__(self, model: "Secretariat", sites: HostSites) -> None:
        super().__init__(model)
        rules = model.plan.parameters
        self.host, self.first, self.n, self.cap = sites.host, sites.first, sites.n, sites.cap
        self.pull = maths.exp(rules["selection_exponent"] * sites.log_n)
        cap = min(rules["host_cap_base"] + rules["host_cap_share"] * sites.cap_sites, rules["host_cap_max"])
        self.most = self.n if self.cap < 0 else int(cap + ROUNDING)
        self.room = 0
        self.allotment = 0.0

    def sampling_keys(self, year: int, flags: "Flags") -> list[float]:
        """One for each site, the smaller the sooner drawn: odds of its number over odds of its target probability."""
        numbers = uniforms(self.model.key, slots.SITE_SELECTION, year, self.first, self.n)
        return [key(u, pi) for u, pi in zip(numbers, self.chances(flags), strict=True)]

    def chances(self, flags: "Flags") -> list[float]:
        """Target inclusion probability of each site: its part of the allotment, by weight, and certain at most."""
        if not flags.matter:
            return [self.allotment / self.n] * self.n
        grades = self.grades(flags)
        counts = [float(grades.count(grade)) for grade in range(len(flags.weights))]
        pulls = [count * weight for count, weight in zip(counts, flags.weights, strict=True)]
        shares = shared(self.allotment, pulls, counts)
        each = [min(share / max(count, 1.0), 1.0) for share, count in zip(shares, counts, strict=True)]
        return [each[grade] for grade in grades]

    def grades(self, flags: "Flags") -> list[int]:
        """Grade of each site: the sixteenth of a normal distribution that its relevance lies in, 16 more if flagged."""
        numbers = uniforms(self.model.key, slots.SITE_RELEVANCE, 0, self.first, self.n)
        return [int(u * STEPS) + STEPS * flags.on(self.first + i) for i, u in enumerate(numbers)]

    def pull_of(self, flags: "Flags") -> float:
        """What the host weighs in the allotment: its pull times the mean weight of its sites."""
        if not flags.matter:
            return self.pull
        grades = self.grades(flags)
        counts = [grades.count(grade) for grade in range(len(flags.weights))]
        total = sum_in_order(count * weight for count, weight in zip(counts, flags.weights, strict=True))
        return self.pull * (total / self.n)


class Flags:
    """The screening of a year: which sites it flags, and what a site weighs by grade."""

    def __init__(self, model: "Secretariat", year: int, references: list[int]) -> None:
        rules = model.plan.parameters
        self.key, self.year, self.references = model.key, year, set(references)
        self.true, self.false = rules["screening_tpr"], rules["screening_fpr"]
        self.matter = rules["relevance_weight"] > 0.0 or self.true > 0.0 or self.false > 0.0
        steps = [maths.normal_quantile((step + 0.5) / STEPS) for step in range(STEPS)]
        plain = [maths.exp(rules["relevance_weight"] * relevance) for relevance in steps]
        self.weights = plain + [weight * rules["screening_factor"] for weight in plain]

    def on(self, site: int) -> bool:
        """Whether a site is flagged this year."""
        share = self.true if site in self.references else self.false
        return uniform(self.key, slots.SCREENING, self.year, site) < share


def key(u: float, pi: float) -> float:
    """Odds of a number over odds of a probability."""
    return u * (1.0 - pi) / ((1.0 - u) * pi) if pi > 0.0 else float("inf")


class VisitProgramme:
    """The trips of the year: those before `due` have fallen due, and teams have left for those before `place`."""

    def __init__(self, model: "Secretariat") -> None:
        self.model = model
        self.hosts = [[Host(model, sites) for sites in c.hosts] for c in model.plan.classes]
        self.trips: list[Trip] = []
        self.references: list[int] = []
        self.again: list[Mission] = []
        self.place = 0
        self.due = 0
        self.next_day = NEVER
        self.planned_days = 0.0

    def begin_year(self, year: int) -> None:
        """Split the quota among the classes, allot each share among its hosts, draw the sites and their days."""
        self.trips = []
        self.again = []
        self.planned_days = 0.0
        self.references = self._placed(year)
        flags = Flags(self.model, year, self.references)
        drawn = dict.fromkeys([host.cap for hosts in self.hosts for host in hosts], 0)
        for site_class, hosts, quota in zip(self.model.plan.classes, self.hosts, self.quotas(), strict=True):
            for host in hosts:
                host.room = min(host.n, host.most if host.cap < 0 else host.most - drawn[host.cap])
            sites = draw(min(quota, sum(host.room for host in hosts)), hosts, flags)
            for host in hosts:
                drawn[host.cap] += sum(host.first <= site < host.first + host.n for site in sites)
            self.trips += [self._trip(site, site_class, hosts, year) for site in sites]
            self.planned_days += len(sites) * site_class.team * site_class.days
        self.trips.sort(key=lambda trip: trip.day)
        self._share_trips(year)
        self.place = self.due = 0
        self.next_day = self.trips[0].day if self.trips else NEVER

    def _share_trips(self, year: int) -> None:
        """Put every second trip of a host and size of team together with the one before it, where that is to be."""
        share = self.model.plan.parameters["back_to_back"]
        alike: dict[tuple[int, int], list[Trip]] = {}
        for trip in self.trips:
            alike.setdefault((trip.host, trip.team), []).append(trip)
        for trips in alike.values():
            for first, second in zip(trips[::2], trips[1::2], strict=False):
                if uniform(self.model.key, slots.BACK_TO_BACK, year, first.site) < share:
                    self._join(first, second, year)

    def _join(self, first: Trip, second: Trip, year: int) -> None:
        """Both on the day of the first; travel is saved, and they take the longer of the two at least."""
        mean = self.model.plan.parameters["travel_days_saved"]
        saved = min(self._whole(mean, slots.TRAVEL_SAVED, first.site, year), first.days, second.days)
        self.planned_days -= first.team * saved
        joined = first._replace(days=first.days + second.days - saved, second=second.site)
        self.trips[self.trips.index(first)] = joined
        self.trips.remove(second)

    def _placed(self, year: int) -> list[int]:
        """Sites of the year's reference inconsistencies: any set of so many sites with the same chance (Floyd)."""
        sites = self.model.plan.n_sites
        n = min(int(self.model.plan.parameters["reference_inconsistencies"]), sites)
        placed: list[int] = []
        for i in range(n):
            last = sites - n + i
            site = int(uniform(self.model.key, slots.REFERENCE_SITE, year, i) * (last + 1))
            placed.append(last if site in placed else site)
        return placed

    def visited(self) -> set[int]:
        """Sites of the year's visits that were carried out and not broken off."""
        left = {site for trip in self.trips[: self.place] for site in trip.sites}
        return left - {site for mission in self.again for site in mission.sites}

    def notices(self, year: int) -> bool:
        """Whether a visit of the year recognised a reference inconsistency; every visit is of full effort."""
        p = self.model.plan.parameters["p_recognise"]
        found = self.visited().intersection(self.references)
        return any(uniform(self.model.key, slots.RECOGNITION, year, site) < p for site in found)

    def quotas(self) -> list[int]:
        """Visits by class in whole numbers: the cumulative shares are rounded, so that nothing is lost."""
        classes = self.model.plan.classes
        whole, share, before, quotas = sum(c.weight for c in classes), 0.0, 0, []
        for c in classes:
            share += c.weight
            upto = int(self.model.plan.parameters["visit_quota"] * share / whole + 0.5)
            quotas.append(min(upto - before, c.sites))
            before = upto
        return quotas

    def _trip(self, site: int, site_class: SiteClass, hosts: list[Host], year: int) -> Trip:
        first, end = self.model.plan.month_start[12 * year], self.model.plan.month_start[12 * (year + 1)]
        day = first + int(uniform(self.model.key, slots.VISIT_DAY, year, site) * (end - first))
        host = next(host.host for host in hosts if host.first <= site < host.first + host.n)
        return Trip(day, site, site_class.team, self._whole(site_class.days, slots.VISIT_LENGTH, site, year), host)

    def _whole(self, mean: float, stream: int, site: int, year: int) -> int:
        """Whole days, such that they are as many as the mean on average."""
        whole = int(mean)
        if mean == whole:
            return whole
        return whole + (uniform(self.model.key, stream, year, site) < mean - whole)

    def redo(self, mission: Mission) -> None:
        """A visit was broken off: it goes before those that wait."""
        self.again.append(mission)
        self.next_day = min(self.next_day, self.model.day)

    def carry_out(self, day: int) -> None:
        """Carry out what is due, first planned first; a trip that finds no team waits, and the others behind it."""
        trips, month = self.trips, self.model.month
        while self.due < len(trips) and trips[self.due].day <= day:
            trip = trips[self.due]
            month.required[VISIT] += trip.team * trip.days
            month.visits_planned += len(trip.sites)
            self.due += 1
        if self.model.systems.are_down(day):
            self.next_day = self.model.systems.until
            if self.due < len(trips):
                self.next_day = min(self.next_day, trips[self.due].day)
            return
        while self.again:
            if not self._send(day, self.again[0]):
                return
            del self.again[0]
        while self.place < self.due:
            if not self._send(day, trips[self.place]):
                return
            self.place += 1
        self.next_day = trips[self.due].day if self.due < len(trips) else NEVER

    def _send(self, day: int, trip: Trip | Mission) -> bool:
        missions = self.model.missions
        if not self.model.roster.send_team(VISIT, trip.sites[0], trip.team, trip.days):
            self.next_day = day + 1
            return False
        missions[-1] = missions[-1]._replace(second=trip.second)
        self.model.month.visits_done += len(trip.sites)
        return True


def allot(quota: int, hosts: list[Host], flags: Flags) -> None:
    """Share the quota among hosts by pull, none getting more than it has room for."""
    shares = shared(float(quota), [host.pull_of(flags) for host in hosts], [float(host.room) for host in hosts])
    for host, share in zip(hosts, shares, strict=True):
        host.allotment = share


def shared(whole: float, pulls: list[float], most: list[float]) -> list[float]:
    """Share by pull. Whoever's share passes its most gets that, and the others share the rest, until nobody's does."""
    left, each, sharing = whole, 0.0, list(range(len(pulls)))
    shares = list(most)
    while True:
        each = left / max(sum_in_order(pulls[i] for i in sharing), 1e-300)
        above = [i for i in sharing if each * pulls[i] > most[i]]
        if not above:
            break
        for i in above:
            left -= most[i]
        sharing = [i for i in sharing if each * pulls[i] <= most[i]]
    for i in sharing:
        shares[i] = each * pulls[i]
    return shares


def sum_in_order(numbers: Iterable[float]) -> float:
    """One after the other: `sum` of newer Pythons compensates, and would give other bits."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def draw(quota: int, hosts: list[Host], flags: Flags) -> list[int]:
    """The sites of the quota's smallest keys, no host handing in more than it has room for."""
    if quota <= 0:
        return []
    allot(quota, hosts, flags)
    handed_in = [pair for host in hosts for pair in smallest(host, flags)[: host.room]]
    drawn = sorted(pair for pair in handed_in if pair[0] < float("inf"))[:quota]
    return sorted(site for _, site in drawn)


def smallest(host: Host, flags: Flags) -> list[tuple[float, int]]:
    """Keys of a host's sites with the sites, the smallest first."""
    return sorted((key, site) for site, key in enumerate(host.sampling_keys(flags.year, flags), host.first))
