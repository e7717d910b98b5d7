"""Sampled visits: which sites the year's plan draws, when they are due, and which of them are carried out."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import mesa

from simulation import maths, slots
from tests.reference.draws import uniform, uniforms
from tests.reference.plan import HostSites, SiteClass
from tests.reference.roster import VISIT, Mission

if TYPE_CHECKING:
    from tests.reference.secretariat import Secretariat

NEVER = 1 << 60
STEPS = 16
ROUNDING = 1e-9


class Visit(NamedTuple):
    """A visit of the year's plan, in the order in which visits are carried out: planned day, then site."""

    day: int
    site: int
    team: int
    days: int


class Host(mesa.Agent):
    """The sites of one class in one host. `allotment` is the visits it may expect this year, `room` the most it takes.

    A cap counts visits in whole numbers, over all classes of its group.
    """

    def __init__(self, model: "Secretariat", sites: HostSites) -> None:
        super().__init__(model)
        rules = model.plan.parameters
        self.first, self.n, self.cap = sites.first, sites.n, sites.cap
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
    """The visits of the year and how far they have come. `overdue` counts those due and not carried out."""

    def __init__(self, model: "Secretariat") -> None:
        self.model = model
        self.hosts = [[Host(model, sites) for sites in c.hosts] for c in model.plan.classes]
        self.visits: list[Visit] = []
        self.references: list[int] = []
        self.again: list[Mission] = []
        self.place = 0
        self.due = 0
        self.next_day = NEVER
        self.planned_days = 0.0

    def begin_year(self, year: int) -> None:
        """Split the quota among the classes, allot each share among its hosts, draw the sites and their days."""
        self.visits = []
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
            self.visits += [self._visit(site, site_class, year) for site in sites]
            self.planned_days += len(sites) * site_class.team * site_class.days
        self.visits.sort(key=lambda visit: visit.day)
        self.place = self.due = 0
        self.next_day = self.visits[0].day if self.visits else NEVER

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
        return {visit.site for visit in self.visits[: self.place]} - {mission.ref for mission in self.again}

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

    def _visit(self, site: int, site_class: SiteClass, year: int) -> Visit:
        first, end = self.model.plan.month_start[12 * year], self.model.plan.month_start[12 * (year + 1)]
        u = uniform(self.model.key, slots.VISIT_DAY, year, site)
        return Visit(first + int(u * (end - first)), site, site_class.team, self._days(site, site_class, year))

    def _days(self, site: int, site_class: SiteClass, year: int) -> int:
        """Whole days, such that they are as many as the class's on average."""
        whole = int(site_class.days)
        if site_class.days == whole:
            return whole
        return whole + (uniform(self.model.key, slots.VISIT_LENGTH, year, site) < site_class.days - whole)

    def redo(self, mission: Mission) -> None:
        """A visit was broken off: it goes before those that wait."""
        self.again.append(mission)
        self.next_day = min(self.next_day, self.model.day)

    def carry_out(self, day: int) -> None:
        """Carry out what is due, first planned first; a visit that finds no team waits, and the others behind it."""
        visits, month = self.visits, self.model.month
        while self.due < len(visits) and visits[self.due].day <= day:
            visit = visits[self.due]
            month.required[VISIT] += visit.team * visit.days
            month.visits_planned += 1
            self.due += 1
        while self.again:
            if not self._send(day, self.again[0].ref, self.again[0].team, self.again[0].days):
                return
            del self.again[0]
        while self.place < self.due:
            visit = visits[self.place]
            if not self._send(day, visit.site, visit.team, visit.days):
                return
            self.place += 1
        self.next_day = visits[self.due].day if self.due < len(visits) else NEVER

    def _send(self, day: int, site: int, team: int, days: int) -> bool:
        if not self.model.roster.send_team(VISIT, site, team, days):
            self.next_day = day + 1
            return False
        self.model.month.visits_done += 1
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
