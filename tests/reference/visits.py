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


class Visit(NamedTuple):
    """A visit of the year's plan, in the order in which visits are carried out: planned day, then site."""

    day: int
    site: int
    team: int
    days: int


class Host(mesa.Agent):
    """The sites of one class in one host. `allotment` is the visits it may expect this year."""

    def __init__(self, model: "Secretariat", sites: HostSites) -> None:
        super().__init__(model)
        rules = model.plan.parameters
        self.first, self.n = sites.first, sites.n
        self.pull = maths.exp(rules["selection_exponent"] * sites.log_n)
        cap = min(rules["host_cap_base"] + rules["host_cap_share"] * sites.n, rules["host_cap_max"])
        self.most = min(float(sites.n), cap)
        self.allotment = 0.0

    def sampling_keys(self, year: int) -> list[float]:
        """One for each site, the smaller the sooner drawn: odds of its number over odds of its target probability."""
        pi = self.allotment / self.n
        if pi <= 0.0:
            return [float("inf")] * self.n
        numbers = uniforms(self.model.key, slots.SITE_SELECTION, year, self.first, self.n)
        against = 1.0 - pi
        return [u * against / ((1.0 - u) * pi) for u in numbers]


class VisitProgramme:
    """The visits of the year and how far they have come. `overdue` counts those due and not carried out."""

    def __init__(self, model: "Secretariat") -> None:
        self.model = model
        self.hosts = [[Host(model, sites) for sites in c.hosts] for c in model.plan.classes]
        self.visits: list[Visit] = []
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
        for site_class, hosts, quota in zip(self.model.plan.classes, self.hosts, self.quotas(), strict=True):
            allot(quota, hosts)
            sites = draw(quota, hosts, year)
            self.visits += [self._visit(site, site_class, year) for site in sites]
            self.planned_days += len(sites) * site_class.team * site_class.days
        self.visits.sort(key=lambda visit: visit.day)
        self.place = self.due = 0
        self.next_day = self.visits[0].day if self.visits else NEVER

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


def allot(quota: int, hosts: list[Host]) -> None:
    """Share the quota by pull. Where a host's share passes its most, it gets that, and the others share the rest."""
    left, shared, each = float(quota), hosts, 0.0
    while True:
        each = left / max(sum_in_order(host.pull for host in shared), 1e-300)
        capped = [host for host in shared if each * host.pull > host.most]
        if not capped:
            break
        for host in capped:
            host.allotment = host.most
            left -= host.most
        shared = [host for host in shared if each * host.pull <= host.most]
    for host in shared:
        host.allotment = each * host.pull


def sum_in_order(numbers: Iterable[float]) -> float:
    """One after the other: `sum` of newer Pythons compensates, and would give other bits."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def draw(quota: int, hosts: list[Host], year: int) -> list[int]:
    """The sites of the quota's smallest keys, in their own order."""
    if quota <= 0:
        return []
    keys = [(host, host.sampling_keys(year)) for host in hosts]
    cut = sorted(key for _, ks in keys for key in ks)[quota - 1]
    return [site for host, ks in keys for site, key in enumerate(ks, host.first) if key <= cut < float("inf")]
