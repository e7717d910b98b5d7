"""The ground truth of a pack: calendar and tables as the record that the engine reads, the same on every machine."""

from collections import Counter
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scenarios.ground_duties import activities, obligations, sessions
from scenarios.ground_joint import fill_joint
from scenarios.ground_reports import fill_meetings, fill_reports
from scenarios.hosts import sites_by_host
from scenarios.pack import Pack
from scenarios.rows import MILESTONES, THEMES
from scenarios.schema import Quantity
from scenarios.shares import groups_of, shares_by_year
from simulation.layout import GROUND
from simulation.maths import log
from simulation.phases import MODES
from simulation.quantiles import lognormal_table, lognormal_table_of_mean
from simulation.states import INCOME_GROUPS, PURPOSES

GROUPS = ("large", "small")
LINE_KINDS = ("inspectors", "missions", "posts", "services")
PRICES = ("staff", "general")
OWNERS = ("secretariat", "council", "state")
HOURS = 24.0
NO_STATE = -1
RUNG_PARAMETERS = ("freeze_rung", "visits_rung")

Record = np.void


def ground_truth(pack: Pack) -> NDArray[np.void]:
    """What is the same for every scenario, option and draw of a pack, shape (1,) of simulation.layout.GROUND."""
    ground = np.zeros(1, GROUND)
    for fill in FILLS:
        fill(pack, ground[0])
    return ground


def _calendar(pack: Pack, g: Record) -> None:
    years = pack.years
    firsts = [date(year, month, 1) for year in years for month in range(1, 13)]
    g["n_years"], g["n_months"] = len(years), len(firsts)
    starts = [pack.day(first) for first in (*firsts, date(years[-1] + 1, 1, 1))]
    g["n_days"] = starts[-1]
    g["month_start"][: len(starts)] = starts


def _appropriations(pack: Pack, g: Record) -> None:
    for decided in pack.appropriations:
        g["decided_appropriation"][pack.years.index(decided.year)] = decided.value


def _payers(pack: Pack, g: Record) -> None:
    shares = shares_by_year(pack.tables.payers, pack.years)
    n = len(pack.tables.payers)
    g["payer_n"] = n
    for year, row in enumerate(shares):
        g["payer_share"][year, :n] = row
    g["payer_group"][:n] = [GROUPS.index(group) for group in groups_of(shares)]


def _payment_classes(pack: Pack, g: Record) -> None:
    # Those outstanding stand last, so that more of them reshuffle nobody else.
    rows = sorted(pack.tables.payment_classes, key=lambda row: row.outstanding == "yes")
    g["payment_n"] = len(rows)
    for i, row in enumerate(rows):
        g["payment_group"][i] = GROUPS.index(row.group)
        g["payment_outstanding"][i] = row.outstanding == "yes"
        g["payment_probability"][i] = row.probability
        g["payment_delay"][i] = lognormal_table(row.median_days, row.sigma)


def _lines(pack: Pack, g: Record) -> None:
    g["line_n"] = len(pack.tables.lines)
    for i, row in enumerate(pack.tables.lines):
        g["line_kind"][i] = LINE_KINDS.index(row.kind)
        g["line_share"][i] = row.share
        g["line_price"][i] = PRICES.index(row.price)
        g["line_purpose"][i] = PURPOSES.index(row.purpose)
        g["line_reports"][i] = row.reports == "yes"
    g["rung_n"] = max([row.rung for row in pack.tables.lines] + [_rung_of(pack, name) for name in RUNG_PARAMETERS])


def _rung_of(pack: Pack, name: str) -> int:
    given = pack.parameters.get(name)
    return int(max(given.value, given.high or 0.0)) if isinstance(given, Quantity) else 0


def _sites(pack: Pack, g: Record) -> None:
    stratum, site = 0, 0
    g["class_n"] = len(pack.tables.site_classes)
    for c, row in enumerate(pack.tables.site_classes):
        g["class_sites"][c], g["class_quota"][c] = row.sites, row.quota
        g["class_team"][c], g["class_days"][c] = row.team, row.days
        g["class_stratum"][c], g["class_strata"][c] = stratum, row.hosts
        for host, n in enumerate(sites_by_host(row.sites, row.hosts, row.concentration)):
            _stratum(g, stratum, host, site, n)
            g["site_class"][site : site + n] = c
            stratum, site = stratum + 1, site + n
    g["stratum_n"], g["site_n"] = stratum, site
    _caps(pack, g)


def _hosts(pack: Pack, g: Record) -> None:
    """Relevance of what a host has, and which State it is: those of most sites are the parties of most capacity."""
    rows = pack.tables.site_classes
    for c, row in enumerate(rows):
        g["class_relevance"][c] = row.quota / row.sites if row.sites else 0.0
    for stratum in range(g["stratum_n"]):
        host, c = g["stratum_host"][stratum], g["site_class"][g["stratum_first"][stratum]]
        g["host_relevance"][host] += g["stratum_sites"][stratum] * g["class_relevance"][c]
    g["host_n"] = sum(relevance > 0.0 for relevance in g["host_relevance"])
    parties = _parties_by_capacity(pack, g)[: g["host_n"]]
    g["host_state"] = NO_STATE
    g["host_state"][: len(parties)] = parties


def _parties_by_capacity(pack: Pack, g: Record) -> list[int]:
    """Rows of the parties: those of the class of most capacity first, within a class from the highest level down."""
    rows = pack.tables.state_classes
    by_capacity = sorted(range(len(rows)), key=lambda c: (-rows[c].capacity, c))
    firsts = [int(g["state_class_first"][c]) for c in by_capacity]
    return [first + i for c, first in zip(by_capacity, firsts, strict=True) for i in range(rows[c].parties)]


def _caps(pack: Pack, g: Record) -> None:
    """One cap for each host and group of classes: the hosts of a group's classes are the same by rank."""
    rows: dict[tuple[str, int], int] = {}
    for row, first, n in zip(pack.tables.site_classes, g["class_stratum"], g["class_strata"], strict=False):
        for stratum in range(first, first + n):
            host = (row.cap, int(g["stratum_host"][stratum]))
            g["stratum_cap"][stratum] = rows.setdefault(host, len(rows)) if row.cap else -1
            if row.cap:
                g["cap_sites"][rows[host]] += g["stratum_sites"][stratum]
    g["cap_n"] = len(rows)


def _stratum(g: Record, stratum: int, host: int, first: int, sites: int) -> None:
    g["stratum_host"][stratum] = host
    g["stratum_first"][stratum] = first
    g["stratum_sites"][stratum] = sites
    g["stratum_log"][stratum] = log(float(sites))
    g["site_host"][first : first + sites] = host
    g["site_stratum"][first : first + sites] = stratum


def _kinds(pack: Pack, g: Record) -> None:
    g["kind_n"] = len(pack.tables.request_kinds)
    for i, row in enumerate(pack.tables.request_kinds):
        spread = row.sigma if row.preparation_sigma is None else row.preparation_sigma
        g["kind_team"][i], g["kind_rotation"][i] = row.team, row.rotation_days
        g["kind_qualified"][i] = row.qualified
        g["kind_urgent"][i] = row.urgent == "yes"
        g["kind_size"][i] = lognormal_table(row.median_days, row.sigma)
        g["kind_preparation"][i] = lognormal_table(row.preparation_days, spread)
        g["kind_decision"][i] = lognormal_table(row.decision_hours / HOURS, spread)
        g["kind_travel"][i] = lognormal_table(row.travel_hours / HOURS, spread)
        g["kind_access"][i] = lognormal_table(row.access_hours / HOURS, spread)
        g["kind_report"][i] = lognormal_table(row.report_days, spread)


def _clocks(pack: Pack, g: Record) -> None:
    kinds = pack.tables.row_ids("request_kinds")
    g["clock_n"] = len(pack.tables.clocks)
    for i, row in enumerate(pack.tables.clocks):
        g["clock_kind"][i], g["clock_days"][i] = kinds.index(row.kind), row.hours / HOURS
        g["clock_start"][i], g["clock_end"][i] = MILESTONES.index(row.start), MILESTONES.index(row.end)
        g["clock_owner"][i], g["clock_explain"][i] = OWNERS.index(row.owner), row.or_explain == "yes"


def _facilities(pack: Pack, g: Record) -> None:
    g["facility_n"] = len(pack.tables.facilities)
    for i, row in enumerate(pack.tables.facilities):
        is_periodic = row.mode == "periodic"
        g["facility_mode"][i] = MODES.index(row.mode)
        g["facility_start"][i], g["facility_end"][i] = pack.day(row.start), pack.day(row.end) + 1
        g["facility_team"][i], g["facility_standby"][i] = row.team, row.standby
        g["facility_rotation"][i], g["facility_overlap"][i] = row.rotation_days, row.overlap_days
        g["facility_per_year"][i] = 0 if row.mode == "continuous" else row.per_year
        g["facility_campaign"][i] = row.rotation_days if is_periodic else row.campaign_days
        g["facility_stock"][i] = 0.0 if is_periodic else row.stock
        g["facility_before"][i] = row.done_before
        g["facility_rate"][i] = row.rate
    _facilities_of_requests(pack, g)


def _facilities_of_requests(pack: Pack, g: Record) -> None:
    """Those that come with a request: the n-th row of a kind with the n-th request of that kind."""
    kinds = pack.tables.row_ids("request_kinds")
    earlier: Counter[str] = Counter()
    for i, row in enumerate(pack.tables.facilities):
        if row.opens_with is not None:
            g["facility_kind"][i] = 1 + kinds.index(row.opens_with)
            g["facility_nth"][i] = earlier[row.opens_with]
            g["facility_delay"][i], g["facility_length"][i] = row.opens_after_days, row.open_days
            earlier[row.opens_with] += 1


def _stoppages(pack: Pack, g: Record) -> None:
    g["stoppage_n"] = len(pack.tables.stoppages)
    for i, row in enumerate(pack.tables.stoppages):
        g["stoppage_rate"][i] = row.per_year
        g["stoppage_days"][i] = lognormal_table_of_mean(row.mean_days, row.cv)


def _states(pack: Pack, g: Record) -> None:
    """States of a class are consecutive: parties from the highest level down, then those outside."""
    rows = pack.tables.state_classes
    regions = list(dict.fromkeys(row.region for row in rows))
    kinds, first = pack.tables.row_ids("request_kinds"), 0
    g["state_class_n"] = len(rows)
    for c, row in enumerate(rows):
        states = row.parties + row.not_parties
        g["state_class_first"][c], g["state_class_states"][c] = first, states
        g["state_class_parties"][c] = row.parties
        g["state_class_region"][c] = regions.index(row.region)
        g["state_class_hold_out"][c], g["state_class_supported"][c] = row.hold_out == "yes", row.supported == "yes"
        g["state_class_kind"][c] = kinds.index(row.request_kind) if row.request_kind in kinds else -1
        g["state_class_capacity"][c], g["state_class_willingness"][c] = row.capacity, row.willingness
        g["state_class_exposure"][c] = row.exposure
        g["state_class_group"][c] = INCOME_GROUPS.index(row.group)
        g["state_class"][first : first + states] = c
        for at_or_above in (row.at_level_1, row.at_level_2, row.at_level_3):
            g["state_level"][first : first + at_or_above] += 1
        first += states
    g["state_n"] = first


def _services(pack: Pack, g: Record) -> None:
    lines = pack.tables.row_ids("lines")
    g["service_n"] = len(pack.tables.services)
    for i, row in enumerate(pack.tables.services):
        g["service_theme"][i], g["service_line"][i] = THEMES.index(row.theme), lines.index(row.line)
        g["service_share"][i], g["service_unit_cost"][i] = row.share, row.unit_cost
        g["service_days"][i] = lognormal_table_of_mean(row.days, row.cv)
        g["service_servers"][i], g["service_patience"][i] = row.servers, row.patience_days
        g["service_exponent"][i], g["service_urgent"][i] = row.quality_exponent, row.urgent == "yes"


def _milestones(pack: Pack, g: Record) -> None:
    rows, ids = pack.tables.milestones, pack.tables.row_ids("milestones")
    g["milestone_n"] = len(rows)
    g["milestone_order"][: len(rows)] = sorted(range(len(rows)), key=lambda i: (rows[i].planned, i))
    for i, row in enumerate(rows):
        after = [ids.index(name) for name in row.after.split()]
        g["milestone_planned"][i] = pack.day(row.planned) + 1
        g["milestone_slip"][i], g["milestone_sigma"][i] = log(row.slip), row.sigma
        g["milestone_after_n"][i] = len(after)
        g["milestone_after"][i, : len(after)] = after


def _stakeholders(pack: Pack, g: Record) -> None:
    rows = pack.tables.stakeholders
    if not rows:
        return
    from simulation.networks import neighbours, stakeholders  # its library takes a while to load

    first, link = neighbours(stakeholders([(row.members, row.links, row.bridges, row.seed) for row in rows]))
    n = g["stakeholder_n"] = len(first) - 1
    degrees = [int(first[i + 1] - first[i]) for i in range(n)]
    g["stakeholder_first"][: n + 1], g["stakeholder_link"][: len(link)] = first, link
    g["stakeholder_weight"][:n] = [1.0 / max(degree, 1) for degree in degrees]
    g["stakeholder_reach"][:n] = [degree * n / len(link) for degree in degrees]
    g["stakeholder_most"] = max(g["stakeholder_reach"])


FILLS = (
    *(_calendar, _appropriations, _payers, _payment_classes, _lines, _sites, _kinds, _clocks, _facilities, _stoppages),
    *(_milestones, _stakeholders, _services, _states, _hosts),
    *(sessions, obligations, activities, fill_joint, fill_reports, fill_meetings),
)
"""What is written into the record, table by table."""
