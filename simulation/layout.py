"""The record: every entity and column of a world, what it is told (ground truth, settings), and what it leaves behind.

Everything here is derived from the declarations that stand beside the rules and metrics.
"""

from collections.abc import Mapping

import numpy as np

from simulation import capacity as cap
from simulation import sampling, teams, trips
from simulation.declare import Column, Control, Indicator, Param, Tally
from simulation.metrics import assurance as assurance_indicators
from simulation.metrics import burden as burden_indicators
from simulation.metrics import circumstances, money, people, verification
from simulation.metrics import desk as desk_indicators
from simulation.metrics import engagement as engagement_indicators
from simulation.metrics import facilities as facility_indicators
from simulation.metrics import joint as joint_indicators
from simulation.metrics import meetings as meeting_indicators
from simulation.metrics import milestones as milestone_indicators
from simulation.metrics import obligations as obligation_indicators
from simulation.metrics import reports as report_indicators
from simulation.metrics import services as service_indicators
from simulation.metrics import states as state_indicators
from simulation.rules import (
    assistance,
    assurance,
    axes,
    budget,
    desk,
    donors,
    effective,
    engagement,
    facilities,
    funds,
    implementation,
    income,
    joint,
    knowledge,
    meetings,
    membership,
    milestones,
    obligations,
    outages,
    pools,
    presence,
    reporting,
    requests,
    services,
    staff,
    visits,
)

MECHANISMS = (
    *(axes, effective, outages, milestones, budget, funds, income, knowledge, engagement),
    *(staff, pools, facilities, presence, requests, visits),
    *(services, assistance, membership, implementation, reporting, meetings),
    *(desk, donors, obligations, assurance, joint),
)
SHARED = (sampling, teams, trips)
THEMES = (
    *(circumstances, money, people, verification),
    *(facility_indicators, milestone_indicators, engagement_indicators),
    *(service_indicators, state_indicators, obligation_indicators, assurance_indicators, desk_indicators),
    *(report_indicators, meeting_indicators, burden_indicators, joint_indicators),
)
QUADRANTS = ("resurgence", "mission-impossible", "satisfaction", "civilian", "centre")

PARAMS: tuple[Param, ...] = tuple(p for m in (*MECHANISMS, *SHARED) for p in m.PARAMS)
CONTROL_OF: Mapping[str, Control] = {p.name: p.control or m.CONTROL for m in (*MECHANISMS, *SHARED) for p in m.PARAMS}
"""In whose hands each parameter is, by name: what its declaration says, otherwise the CONTROL of its module."""
TALLIES: tuple[Tally, ...] = tuple(t for theme in THEMES for t in theme.TALLIES)
INDICATORS: tuple[Indicator, ...] = tuple(i for theme in THEMES for i in theme.INDICATORS)
TALLY_INDEX = {tally.name: i for i, tally in enumerate(TALLIES)}

CLOCK = (
    Column("day", "i8", "day", "days since the first day of the plan"),
    Column("month", "i8", "month", "months since the first month of the plan"),
    Column("year", "i8", "year", "years since the first year of the plan"),
    Column("status", "i8", "code", "0 while all is well, else why the world stopped"),
)


def rows_of(param: Param) -> int:
    """How many values a parameter has room for: 1, or the capacity of its table."""
    return cap.OF_TABLE[param.table] if param.table else 1


def _offsets() -> dict[str, int]:
    offsets, n = {}, 0
    for param in PARAMS:
        offsets[param.name] = n
        n += rows_of(param)
    return offsets


PARAM_OFFSET = _offsets()
"""Where the first value of a parameter stands in `par.values` and `settings.unmoved`."""
N_VALUES = sum(rows_of(p) for p in PARAMS)


def _parameter_record() -> np.dtype:
    """Parameters by name, overlaid on one array of all of them, so that rules read names and modifiers write rows."""
    formats = ["f8" if rows_of(p) == 1 else ("f8", (rows_of(p),)) for p in PARAMS]
    return np.dtype({
        "names": ["values", *(p.name for p in PARAMS)],
        "formats": [("f8", (N_VALUES,)), *formats],
        "offsets": [0, *(8 * PARAM_OFFSET[p.name] for p in PARAMS)],
        "itemsize": 8 * N_VALUES,
    })  # fmt: skip


def _record(columns: tuple[Column, ...]) -> np.dtype:
    return np.dtype([(c.name, c.kind, c.shape) if c.shape else (c.name, c.kind) for c in columns], align=True)


def _groups() -> dict[str, tuple[Column, ...]]:
    groups: dict[str, tuple[Column, ...]] = {"clock": CLOCK}
    for mechanism in MECHANISMS:
        groups[mechanism.GROUP] = groups.get(mechanism.GROUP, ()) + mechanism.COLUMNS
    for group, columns in (*teams.COLUMNS.items(), *sampling.COLUMNS.items(), *trips.COLUMNS.items()):
        groups[group] = groups.get(group, ()) + columns
    return groups


GROUPS = _groups()
"""Columns of the world by group: what `w.<group>.<column>` means, with unit."""

TALLY_RECORD = np.dtype([(t.name, "f8", (cap.MONTHS,)) for t in TALLIES])
WORLD = np.dtype(
    [(name, _record(columns)) for name, columns in GROUPS.items()]
    + [("par", _parameter_record()), ("tally", TALLY_RECORD)],
    align=True,
)

_GROUND_OF_ALL = (
    Column("n_days", "i8", "days", "days of the horizon"),
    Column("n_months", "i8", "months", "months of the horizon"),
    Column("n_years", "i8", "years", "years of the horizon"),
    Column("month_start", "i8", "day", "first day of each month, and of the month after the last", (cap.MONTHS + 1,)),
    Column("decided_appropriation", "f8", "currency", "appropriation decided before the plan, by year; 0 not decided", (cap.YEARS,)),
    Column("payer_n", "i8", "payers", "payers"),
    Column("payer_share", "f8", "1", "share of the assessment by year; 0 while not a party; each year sums to 1", (cap.YEARS, cap.PAYERS)),
    Column("payer_group", "i8", "code", "0 large, 1 small", (cap.PAYERS,)),
    Column("payment_n", "i8", "classes", "payment classes; within a group those outstanding stand last"),
    Column("payment_group", "i8", "code", "group of payers that the class belongs to", (cap.PAYMENT_CLASSES,)),
    Column("payment_outstanding", "i8", "0/1", "whether outstanding_factor moves the class", (cap.PAYMENT_CLASSES,)),
    Column("payment_probability", "f8", "probability", "within the group", (cap.PAYMENT_CLASSES,)),
    Column("payment_delay", "f8", "days", "quantiles of the delay", (cap.PAYMENT_CLASSES, cap.QUANTILES)),
    Column("line_n", "i8", "lines", "budget lines"),
    Column("line_kind", "i8", "code", "0 inspectors, 1 missions, 2 posts, 3 services", (cap.LINES,)),
    Column("line_share", "f8", "1", "share of the budget", (cap.LINES,)),
    Column("line_price", "i8", "code", "0 staff prices, 1 general prices", (cap.LINES,)),
    Column("line_purpose", "i8", "code", "0 none, 1 support of implementation where no service gives it, 2 posts of the desk, 3 its travel", (cap.LINES,)),
    Column("line_reports", "i8", "0/1", "whether the line prepares the reports on requests", (cap.LINES,)),
    Column("rung_n", "i8", "rungs", "highest rung of any line or act"),
    Column("class_n", "i8", "classes", "site classes"),
    Column("class_sites", "i8", "sites", "sites of a class", (cap.SITE_CLASSES,)),
    Column("class_quota", "f8", "visits a year", "weight of a class in the visit quota", (cap.SITE_CLASSES,)),
    Column("class_team", "f8", "inspectors", "team of a visit", (cap.SITE_CLASSES,)),
    Column("class_days", "f8", "days", "days away", (cap.SITE_CLASSES,)),
    Column("class_stratum", "i8", "row", "first stratum (class and host) of a class", (cap.SITE_CLASSES,)),
    Column("class_strata", "i8", "strata", "strata of a class", (cap.SITE_CLASSES,)),
    Column("class_relevance", "f8", "1", "what a site of the class carries: visits a year of its class for each site", (cap.SITE_CLASSES,)),
    Column("host_n", "i8", "hosts", "hosts of sites; 0 where no class is visited"),
    Column("host_relevance", "f8", "1", "relevance of all sites of a host", (cap.STRATA,)),
    Column("host_state", "i8", "row", "State that the host is; -1 none", (cap.STRATA,)),
    Column("stratum_n", "i8", "strata", "strata"),
    Column("stratum_host", "i8", "row", "synthetic host", (cap.STRATA,)),
    Column("stratum_first", "i8", "row", "first site of a stratum; its sites are consecutive", (cap.STRATA,)),
    Column("stratum_sites", "i8", "sites", "sites of a stratum, at least 1", (cap.STRATA,)),
    Column("stratum_log", "f8", "1", "natural logarithm of the stratum's number of sites", (cap.STRATA,)),
    Column("stratum_cap", "i8", "row", "cap that counts the visits to a stratum; -1 none", (cap.STRATA,)),
    Column("cap_n", "i8", "caps", "caps: one for each host and cap group"),
    Column("cap_sites", "f8", "sites", "sites of the host in all classes of the cap's group", (cap.STRATA,)),
    Column("site_n", "i8", "sites", "sites of all classes"),
    Column("site_stratum", "i4", "row", "stratum of a site", (cap.SITES,)),
    Column("site_class", "i2", "row", "class of a site", (cap.SITES,)),
    Column("site_host", "i2", "row", "synthetic host of a site", (cap.SITES,)),
    Column("kind_n", "i8", "kinds", "kinds of request"),
    Column("kind_team", "i8", "inspectors", "team", (cap.REQUEST_KINDS,)),
    Column("kind_rotation", "i8", "days", "longest mission of one team", (cap.REQUEST_KINDS,)),
    Column("kind_qualified", "i8", "inspectors", "how many of the team must be qualified", (cap.REQUEST_KINDS,)),
    Column("kind_urgent", "i8", "0/1", "whether requests break off visits under way when they find no team", (cap.REQUEST_KINDS,)),
    Column("kind_size", "f8", "inspector-days", "quantiles of the size", (cap.REQUEST_KINDS, cap.QUANTILES)),
    Column("kind_preparation", "f8", "days", "quantiles of the preparation before a first departure", (cap.REQUEST_KINDS, cap.QUANTILES)),
    Column("facility_n", "i8", "facilities", "facilities of planned presence"),
    Column("facility_mode", "i8", "code", "0 continuous, 1 campaign, 2 periodic", (cap.FACILITIES,)),
    Column("facility_start", "i8", "day", "planned first day, may lie before day 0", (cap.FACILITIES,)),
    Column("facility_end", "i8", "day", "day after the last, may lie beyond the horizon", (cap.FACILITIES,)),
    Column("facility_kind", "i8", "row", "kind of request that brings it, from 1; 0 none: it is there by itself", (cap.FACILITIES,)),
    Column("facility_nth", "i8", "count", "which request of that kind brings it, from 0", (cap.FACILITIES,)),
    Column("facility_delay", "i8", "days", "from that request to its declared start", (cap.FACILITIES,)),
    Column("facility_length", "i8", "days", "from its declared start to its end, when a request brings it", (cap.FACILITIES,)),
    Column("facility_team", "i8", "inspectors", "team", (cap.FACILITIES,)),
    Column("facility_standby", "i8", "inspectors", "team during a longer stoppage", (cap.FACILITIES,)),
    Column("facility_rotation", "i8", "days", "length of a rotation", (cap.FACILITIES,)),
    Column("facility_overlap", "i8", "days", "days that a team stays into the next rotation", (cap.FACILITIES,)),
    Column("facility_per_year", "i8", "windows a year", "campaigns or inspections a year", (cap.FACILITIES,)),
    Column("facility_campaign", "i8", "days", "length of a campaign or inspection", (cap.FACILITIES,)),
    Column("facility_stock", "f8", "stock units", "work to be done; 0 presence alone", (cap.FACILITIES,)),
    Column("facility_before", "f8", "stock units", "work done before the first day: it has been learned from", (cap.FACILITIES,)),
    Column("facility_rate", "f8", "stock units a day", "work of an operating day at nameplate", (cap.FACILITIES,)),
    Column("stoppage_n", "i8", "causes", "causes of stoppage"),
    Column("stoppage_rate", "f8", "stoppages a year", "per year of operation", (cap.CAUSES,)),
    Column("stoppage_days", "f8", "days", "quantiles of the length of a stoppage", (cap.CAUSES, cap.QUANTILES)),
    Column("kind_decision", "f8", "days", "quantiles of the days until a request is decided", (cap.REQUEST_KINDS, cap.QUANTILES)),
    Column("kind_travel", "f8", "days", "quantiles of the first team's travel", (cap.REQUEST_KINDS, cap.QUANTILES)),
    Column("kind_access", "f8", "days", "quantiles of the days from arrival to access", (cap.REQUEST_KINDS, cap.QUANTILES)),
    Column("kind_report", "f8", "days", "quantiles of the days from the end of the last rotation to the report", (cap.REQUEST_KINDS, cap.QUANTILES)),
    Column("clock_n", "i8", "clocks", "time limits of requests"),
    Column("clock_kind", "i8", "row", "kind of request", (cap.CLOCKS,)),
    Column("clock_start", "i8", "code", "milestone it starts from: 0 request, 1 decision, 2 departure, 3 arrival, 4 access, 5 finish, 6 report", (cap.CLOCKS,)),
    Column("clock_end", "i8", "code", "milestone it ends with, a later one", (cap.CLOCKS,)),
    Column("clock_days", "f8", "days", "limit", (cap.CLOCKS,)),
    Column("clock_owner", "i8", "code", "who must keep it: 0 secretariat, 1 council, 2 state", (cap.CLOCKS,)),
    Column("clock_explain", "i8", "0/1", "whether an explanation will do, but for want of a team", (cap.CLOCKS,)),
    Column("milestone_n", "i8", "milestones", "milestones"),
    Column("milestone_order", "i8", "row", "rows in an order in which none stands before what it follows", (cap.MILESTONES,)),
    Column("milestone_planned", "f8", "day", "end of the planned day", (cap.MILESTONES,)),
    Column("milestone_slip", "f8", "1", "natural logarithm of the median factor on the planned time", (cap.MILESTONES,)),
    Column("milestone_sigma", "f8", "1", "sigma of the lognormal factor", (cap.MILESTONES,)),
    Column("milestone_after_n", "i8", "milestones", "how many it follows", (cap.MILESTONES,)),
    Column("milestone_after", "i8", "row", "milestones that it follows", (cap.MILESTONES, cap.PREDECESSORS)),
    Column("stakeholder_n", "i8", "stakeholders", "stakeholders of the network"),
    Column("stakeholder_first", "i4", "row", "first link of each, and of one after the last", (cap.STAKEHOLDERS + 1,)),
    Column("stakeholder_link", "i2", "row", "neighbours, those of one stakeholder together", (cap.STAKEHOLDER_LINKS,)),
    Column("stakeholder_weight", "f8", "1", "one over the number of neighbours; 0 without any", (cap.STAKEHOLDERS,)),
    Column("stakeholder_reach", "f8", "1", "number of neighbours over its mean; 1 where nobody has any", (cap.STAKEHOLDERS,)),
    Column("stakeholder_most", "f8", "1", "the largest of these"),
    Column("service_n", "i8", "services", "services to States"),
    Column("service_theme", "i8", "code", "0 co-operation, 1 support, 2 assistance, 3 training, 4 equipment", (cap.SERVICES,)),
    Column("service_line", "i8", "row", "line that pays", (cap.SERVICES,)),
    Column("service_share", "f8", "1", "share of the line, before weights", (cap.SERVICES,)),
    Column("service_unit_cost", "f8", "currency", "cost of an ordinary unit, base-year prices", (cap.SERVICES,)),
    Column("service_days", "f8", "days", "quantiles of the time that a unit takes a server", (cap.SERVICES, cap.QUANTILES)),
    Column("service_servers", "i8", "servers", "units that can be under way at once", (cap.SERVICES,)),
    Column("service_patience", "f8", "days", "after which a unit that has not begun lapses", (cap.SERVICES,)),
    Column("service_exponent", "f8", "1", "exponent of knowledge in the quality of a unit", (cap.SERVICES,)),
    Column("service_urgent", "i8", "0/1", "whether it is served first and from all of the line's money", (cap.SERVICES,)),
    Column("state_class_n", "i8", "classes", "classes of States"),
    Column("state_class_first", "i8", "row", "first State of a class; its States are consecutive", (cap.STATE_CLASSES,)),
    Column("state_class_states", "i8", "States", "States of a class, parties first", (cap.STATE_CLASSES,)),
    Column("state_class_parties", "i8", "States", "those of them that are parties on the first day", (cap.STATE_CLASSES,)),
    Column("state_class_region", "i8", "row", "region", (cap.STATE_CLASSES,)),
    Column("state_class_hold_out", "i8", "0/1", "whether those outside have long stayed there", (cap.STATE_CLASSES,)),
    Column("state_class_kind", "i8", "row", "kind of request that is an accession of this class, -1 none", (cap.STATE_CLASSES,)),
    Column("state_class_supported", "i8", "0/1", "whether its parties receive support", (cap.STATE_CLASSES,)),
    Column("state_class_capacity", "f8", "0-1", "capacity to implement", (cap.STATE_CLASSES,)),
    Column("state_class_willingness", "f8", "0-1", "willingness to implement", (cap.STATE_CLASSES,)),
    Column("state_class_group", "i8", "code", "income: 0 developing, 1 in transition, 2 other", (cap.STATE_CLASSES,)),
    Column("state_class_exposure", "f8", "0-1", "exposure to conflict", (cap.STATE_CLASSES,)),
    Column("state_n", "i8", "States", "States of all classes, synthetic"),
    Column("state_class", "i2", "row", "class of a State", (cap.STATES,)),
    Column("state_level", "i2", "code", "level of implementation on the first day", (cap.STATES,)),
)  # fmt: skip
GROUND = _record(
    (*_GROUND_OF_ALL, *(column for mechanism in MECHANISMS for column in getattr(mechanism, "GROUND", ())))
)
"""What is given and the same for every scenario, option and draw: calendar and the tables of the pack."""

SETTINGS = _record((
    Column("mode", "i8", "code", "0 pure, 1 switching, 2 mixture, 3 blend, 4 path"),
    Column("quadrant", "i8", "code", "quadrant of the start: index into QUADRANTS"),
    Column("quadrant_weight", "f8", "1", "weights of a mixture or blend, summing to 1", (4,)),
    Column("path_n", "i8", "points", "points of a path"),
    Column("path_day", "f8", "day", "days of the points", (cap.PATH_POINTS,)),
    Column("path_conflict", "f8", "0-1", "conflict at the points", (cap.PATH_POINTS,)),
    Column("path_resources", "f8", "0-1", "resources at the points", (cap.PATH_POINTS,)),
    Column("unmoved", "f8", "by parameter", "base values, placed by PARAM_OFFSET", (N_VALUES,)),
    Column("low", "f8", "by parameter", "physical lower bounds", (N_VALUES,)),
    Column("high", "f8", "by parameter", "physical upper bounds", (N_VALUES,)),
    Column("modifier_n", "i8", "rows", "modifiers, sorted by parameter so that rows of one parameter are neighbours"),
    Column("modifier_param", "i8", "place", "place of the parameter value that is moved", (cap.MODIFIERS,)),
    Column("modifier_operation", "i8", "code", "0 multiply, 1 add", (cap.MODIFIERS,)),
    Column("modifier_corner", "f8", "1", "natural logarithm of the factor, or the shift, by quadrant", (cap.MODIFIERS, 4)),
    Column("modifier_centre", "f8", "1", "the same at the centre", (cap.MODIFIERS,)),
    Column("modifier_measure", "i8", "row", "measure it belongs to; -1 a circumstance", (cap.MODIFIERS,)),
    Column("modifier_milestone", "i8", "row", "milestone with which it begins instead of its measure; -1 none", (cap.MODIFIERS,)),
    Column("modifier_ramp", "f8", "months", "months until the full effect", (cap.MODIFIERS,)),
    Column("event_n", "i8", "events", "requests that are placed on a day"),
    Column("event_day", "i8", "day", "when such a request is made", (cap.EVENTS,)),
    Column("event_kind", "i8", "row", "its kind", (cap.EVENTS,)),
    Column("event_size", "f8", "inspector-days", "its size; below 0 as drawn", (cap.EVENTS,)),
    Column("measure_n", "i8", "measures", "measures of the option"),
    Column("measure_slot", "i8", "number", "place of the measure in the pack: its random slot under every option", (cap.MEASURES,)),
    Column("measure_gate", "f8", "probability", "that the measure is approved, at each session of a body; 1 without a gate", (cap.MEASURES,)),
    Column("measure_bodies", "i8", "bits", "bodies that must approve it, by row; 0: approved or not on the first day", (cap.MEASURES,)),
    Column("measure_asked", "i8", "day", "from which on the sessions of these bodies count", (cap.MEASURES,)),
    Column("measure_line", "i8", "row", "line that pays; -1 none", (cap.MEASURES,)),
    Column("measure_start", "i8", "month", "first month, if it is approved by then", (cap.MEASURES,)),
    Column("measure_one_off", "f8", "currency", "one-off cost at base-year prices, in the year of the start", (cap.MEASURES,)),
    Column("measure_per_year", "f8", "currency a year", "running cost at base-year prices", (cap.MEASURES,)),
    Column("measure_milestone", "i8", "row", "milestone after which the running cost enters budgets; -1 none", (cap.MEASURES,)),
    Column("milestone_measure", "i8", "row", "measure that it belongs to; -1 none, -2 one that the option lacks", (cap.MILESTONES,)),
    Column("milestone_start", "f8", "day", "day before which its work can't begin", (cap.MILESTONES,)),
))  # fmt: skip
"""What differs by scenario, option and draw: mode of the axes, base values and modifiers of parameters, placed
requests, measures."""
