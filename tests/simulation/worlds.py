"""Small worlds made by hand, without any pack: the engine is tested on its own terms."""

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from simulation.deadlines import DEPARTURE, REQUEST
from simulation.layout import GROUND, PARAM_OFFSET, PARAMS, QUADRANTS, SETTINGS, rows_of
from simulation.maths import log
from simulation.networks import neighbours, stakeholders
from simulation.quantiles import lognormal_table, lognormal_table_of_mean
from simulation.rules.milestones import FREE
from simulation.states import IMPLEMENTATION

VALUES: dict[str, float] = {
    "axis_low": 0.15, "axis_high": 0.85, "axis_stay": 0.7, "conflict_pull": 3.0, "conflict_noise": 0.1,
    "resources_pull": 1.0, "resources_noise": 0.06, "envelope": 6e7, "inflation": 0.02, "staff_step": 0.006,
    "exchange_noise": 0.04, "exchange_persistence": 0.5, "foreign_share": 0.1, "opening_cash_months": 1.0,
    "reserve_months": 1.5, "draw_days": 15.0, "ladder_days": 20.0, "mission_day_cost": 250.0, "visit_cost": 5000.0,
    "inspector_cost": 130_000.0, "inspectors_start": 60.0, "inspector_day_budget": 130.0, "overrun_days": 20.0,
    "rest_days": 14.0, "planning_margin": 0.05, "downsize_cap": 0.17, "downsize_cap_under_cut": 0.35,
    "recruit_cap": 0.06, "recruit_lead_months": 9.0, "training_weeks": 12.0, "freeze_rung": 1.0, "quit_rate": 0.05,
    "tenure_years": 7.0, "visit_quota": 120.0, "selection_exponent": 0.5, "p_recognise": 0.7, "visits_rung": 3.0,
    "request_rate": 0.5, "outreach_rate": 0.1, "contagion_rate": 0.5, "dropout_rate": 0.3,
    "accession_rate": 0.2, "accession_rate_hold_out": 0.02, "engagement_effect": 0.4,
    "authority_rate": 0.25, "legislation_rate": 0.05, "functioning_rate": 0.1, "setback_rate": 0.03,
    "declaration_month": 3.0, "never_share": 0.08, "completeness_base": 0.6, "completeness_level": 0.1,
    "completeness_electronic": 0.05, "error_base": 0.15, "error_level": 0.03,
    "assurance_visit": 1.0, "assurance_declaration": 0.1, "obligation_spread": 0.3, "extension_base": 0.5,
    "donors": 2.0, "donor_gift": 40_000.0, "donor_part": 0.4, "matching": 0.5, "coalition_effect": 1.4,
    "partner_share": 0.1, "support_of_a_task": 0.5, "desk_posts": 2.5, "desk_quit": 0.2,
    "long_trips": 4.0, "short_trips": 5.0,
}  # fmt: skip
STATES = (
    {"parties": 25, "levels": (24, 15, 9), "capacity": 0.8, "willingness": 0.6},
    {"parties": 30, "levels": (26, 9, 4), "capacity": 0.3, "exposure": 0.5, "supported": 1, "region": 1},
    {"outside": 3, "capacity": 0.3, "exposure": 0.5, "supported": 1, "region": 1},
    {"outside": 4, "hold_out": 1, "capacity": 0.4, "region": 1, "kind": 0},
)
"""Classes of States: parties and others, parties at level 1, 2, 3 or above, attributes."""
SESSIONS = (300, 660, 1030, 1390, 1750)
"""Days of the sessions of the one body."""
OBLIGATIONS = (
    {"work": 60.0, "rate": 20.0, "due": 1500},
    {"work": 100.0, "rate": 20.0, "due": 700, "class": 1, "kind": 1, "need": 50_000.0},
)
"""Dated obligations: columns of the ground truth without their prefix, over OBLIGATION."""
OBLIGATION = {"body": 0, "lead": 60, "longest": 24, "extensions": 5, "class": -1}
ACTIVITIES = (
    {"basis": 0, "rate": 20.0, "days": 6.0, "priority": 2, "trip": 1},
    {"basis": 1, "days": 30.0, "priority": 1, "patience": 60.0, "helps": 4},
    {"basis": 2, "days": 10.0, "priority": 2, "trip": 2, "helps": 1},
    {"basis": 3, "rate": 0.3, "days": 3.0, "priority": 3, "helps": 2},
    {"basis": 4, "days": 15.0, "priority": 2, "helps": 5},
    {"basis": 0, "rate": 2.0, "days": 12.0, "priority": 2, "helps": 6},
    {"basis": 0, "rate": 3.0, "days": 2.0, "priority": 4, "helps": 7},
)
"""Activities of the desk: columns of the ground truth without their prefix; `days` is a mean, cv 1."""
REPORT = {"month": 3, "period": 1, "work": 40.0, "classes": -1}
"""A kind of report that every State owes each year: columns of the ground truth without their prefix."""
MEETING = {
    "day": 500,
    "days": 5.0,
    "first": -1,
    "classes": -1,
    "set_up": 1000.0,
    "day_cost": 100.0,
    "travel": 2.0,
    "sponsors": -1,
}
"""A meeting that all parties are invited to, outside any gathering."""
STOPPAGES = ((1.2, 21.0), (0.8, 20.0), (0.5, 45.0), (0.15, 120.0), (0.25, 60.0))


def month_starts(years: int, first_year: int = 2015) -> list[int]:
    first = np.datetime64(f"{first_year}-01-01")
    months = np.datetime64(f"{first_year}-01") + np.arange(12 * years + 1)
    return [int(day) for day in (months.astype("datetime64[D]") - first).astype(int)]


def ground(
    years: int = 5,
    hosts: Sequence[Sequence[int]] = ((30, 12, 5, 3), (400, 150, 40, 20, 8)),
    quota: Sequence[float] = (1.0, 3.0),
    kinds: Sequence[tuple[int, float, int, float]] = ((12, 400.0, 42, 1.0), (5, 60.0, 30, 0.0)),
    commitments: Sequence[tuple[int, int, int, int]] = ((-30, 700, 6, 42), (0, 2000, 4, 42)),
    facilities: Sequence[Mapping[str, float]] = (),
    stoppages: Sequence[tuple[float, float]] = STOPPAGES,
    payers: int = 40,
    preparation: float = 2.0,
    urgent: Sequence[int] = (0,),
    qualified: Sequence[int] = (),
    milestones: Sequence[tuple[float, Sequence[int], float, float]] = ((200.0, (), 1.2, 0.3), (500.0, (0,), 1.2, 0.3)),
    communities: Sequence[tuple[int, int, int, int]] = ((20, 2, 5, 1), (10, 1, 2, 2)),
    cap_group: Sequence[int] = (),
    states: Sequence[Mapping[str, Any]] = STATES,
    sessions: Sequence[int] = SESSIONS,
    obligations: Sequence[Mapping[str, float]] = OBLIGATIONS,
    activities: Sequence[Mapping[str, float]] = ACTIVITIES,
    reports: Sequence[Mapping[str, float]] = (),
    meetings: Sequence[Mapping[str, float]] = (),
) -> NDArray[np.void]:
    """Ground truth: `hosts` gives the sites of each host by class; kinds are (team, median days, rotation, limit).

    Commitments (start, end, team, rotation) are facilities without stock; stoppages are (a year, mean days), cv 1.
    Milestones are (planned day, rows followed, median factor on the time, sigma); none follows a later one.
    Communities are those of simulation.networks.
    `urgent` names the kinds that break off visits; `qualified` gives those who must be of each kind's team.
    `cap_group` gives the cap group of each class, -1 none; without it each class has its own.
    """
    g = np.zeros(1, GROUND)
    starts = month_starts(years)
    g["n_years"], g["n_months"], g["n_days"] = years, 12 * years, starts[-1]
    g["month_start"][0, : len(starts)] = starts
    _payers(g, payers, years)
    _lines(g)
    _sites(g, hosts, quota)
    _caps(g, cap_group or range(len(hosts)))
    g["kind_n"] = len(kinds)
    for i, (team, days, rotation, limit) in enumerate(kinds):
        g["kind_team"][0, i], g["kind_rotation"][0, i] = team, rotation
        if limit > 0.0:
            add_clock(g, i, REQUEST, DEPARTURE, limit)
        g["kind_size"][0, i] = lognormal_table(days, 0.7)
        g["kind_preparation"][0, i] = lognormal_table(preparation, 0.5)
    g["kind_urgent"][0, [kind for kind in urgent if kind < len(kinds)]] = 1
    g["kind_qualified"][0, : len(qualified)] = qualified
    plain = [dict(zip(("start", "end", "team", "rotation"), row, strict=True)) for row in commitments]
    _facilities(g, [*plain, *facilities], stoppages)
    _milestones(g, milestones)
    if communities:
        add_network(g, stakeholders(communities))
    _states(g, states)
    _hosts(g)
    _obligations(g, sessions, obligations)
    _activities(g, activities)
    _rows(g, "report", REPORT, reports)
    _rows(g, "meeting", MEETING, meetings)
    return g


def _hosts(g: NDArray[np.void]) -> None:
    """What scenarios.ground writes for hosts: relevance by quota over sites, the first States as theirs."""
    for c in range(int(g["class_n"][0])):
        g["class_relevance"][0, c] = g["class_quota"][0, c] / max(g["class_sites"][0, c], 1)
    for s in range(int(g["stratum_n"][0])):
        c = int(g["site_class"][0, g["stratum_first"][0, s]])
        relevance = g["class_relevance"][0, c] * g["stratum_sites"][0, s]
        g["host_relevance"][0, int(g["stratum_host"][0, s])] += relevance
    g["host_n"] = n = int((g["host_relevance"][0] > 0).sum())
    g["host_state"][0] = -1
    states = min(n, int(g["state_n"][0]))
    g["host_state"][0, :states] = np.arange(states)


def _obligations(g: NDArray[np.void], sessions: Sequence[int], rows: Sequence[Mapping[str, float]]) -> None:
    g["body_n"], g["session_n"], g["session_day"][0, : len(sessions)] = 1, len(sessions), sessions
    g["obligation_n"] = len(rows)
    for o, row in enumerate(rows):
        for column, value in {**OBLIGATION, **row}.items():
            g[f"obligation_{column}"][0, o] = value


def _activities(g: NDArray[np.void], rows: Sequence[Mapping[str, float]]) -> None:
    g["activity_n"] = len(rows)
    for a, row in enumerate(rows):
        g["activity_patience"][0, a] = 365.0
        g["activity_days"][0, a] = lognormal_table_of_mean(row["days"], row.get("cv", 1.0))
        for column, value in row.items():
            if column not in ("days", "cv"):
                g[f"activity_{column}"][0, a] = value


def _rows(g: NDArray[np.void], table: str, usual: Mapping[str, float], rows: Sequence[Mapping[str, float]]) -> None:
    g[f"{table}_n"] = len(rows)
    for i, row in enumerate(rows):
        for column, value in {**usual, **row}.items():
            g[f"{table}_{column}"][0, i] = value
    if table == "meeting" and rows:
        first = g["meeting_first"][0, : len(rows)]
        first[first < 0] = np.flatnonzero(first < 0)


def add_network(g: NDArray[np.void], graph: nx.Graph) -> None:
    """Stakeholders and their links, in place of those that were there."""
    first, link = neighbours(graph)
    n, degree = len(first) - 1, np.diff(first)
    g["stakeholder_n"], g["stakeholder_first"][0, : n + 1], g["stakeholder_link"][0, : len(link)] = n, first, link
    g["stakeholder_weight"][0, :n] = 1.0 / np.maximum(degree, 1)
    g["stakeholder_reach"][0, :n] = degree / max(degree.mean(), 1e-9)
    g["stakeholder_most"] = g["stakeholder_reach"].max()


def _milestones(g: NDArray[np.void], milestones: Sequence[tuple[float, Sequence[int], float, float]]) -> None:
    g["milestone_n"], g["milestone_order"][0] = len(milestones), np.arange(g["milestone_order"].shape[1])
    for i, (planned, after, median, sigma) in enumerate(milestones):
        g["milestone_planned"][0, i], g["milestone_slip"][0, i] = planned, log(median)
        g["milestone_sigma"][0, i], g["milestone_after_n"][0, i] = sigma, len(after)
        g["milestone_after"][0, i, : len(after)] = after


def _states(g: NDArray[np.void], classes: Sequence[Mapping[str, Any]]) -> None:
    first = 0
    g["state_class_n"] = len(classes)
    for c, row in enumerate(classes):
        parties, n = row.get("parties", 0), row.get("parties", 0) + row.get("outside", 0)
        g["state_class_first"][0, c], g["state_class_states"][0, c] = first, n
        g["state_class_parties"][0, c], g["state_class_kind"][0, c] = parties, row.get("kind", -1)
        for column in ("region", "hold_out", "supported", "exposure", "group"):
            g[f"state_class_{column}"][0, c] = row.get(column, 0)
        for column in ("capacity", "willingness"):
            g[f"state_class_{column}"][0, c] = row.get(column, 0.5)
        g["state_class"][0, first : first + n] = c
        for at_or_above in row.get("levels", ()):
            g["state_level"][0, first : first + at_or_above] += 1
        first += n
    g["state_n"] = first


def _facilities(
    g: NDArray[np.void], facilities: Sequence[Mapping[str, float]], stoppages: Sequence[tuple[float, float]]
) -> None:
    g["facility_n"], g["stoppage_n"] = len(facilities), len(stoppages)
    for i, facility in enumerate(facilities):
        for column, value in facility.items():
            g[f"facility_{column}"][0, i] = value
    for i, (rate, days) in enumerate(stoppages):
        g["stoppage_rate"][0, i] = rate
        g["stoppage_days"][0, i] = lognormal_table_of_mean(days, 1.0)


def add_clock(
    g: NDArray[np.void], kind: int, start: int, end: int, days: float, *, owner: int = 0, explain: bool = False
) -> None:
    """One time limit more, between two milestones (simulation.deadlines)."""
    c = int(g["clock_n"][0])
    row = {"kind": kind, "start": start, "end": end, "days": days, "owner": owner, "explain": explain}
    for column, value in row.items():
        g[f"clock_{column}"][0, c] = value
    g["clock_n"] = c + 1


def _payers(g: NDArray[np.void], n: int, years: int) -> None:
    share = 1.0 / np.arange(1, n + 1)
    g["payer_n"] = n
    g["payer_share"][0, :years, :n] = share / share.sum()
    g["payer_group"][0, :n] = (share / share.sum() < 0.01).astype(int)
    punctual = [(0, 0, 0.45, 21, 0.6), (0, 0, 0.55, 138, 0.25), (1, 0, 0.4, 21, 0.6), (1, 0, 0.4, 138, 0.25)]
    laws = [*punctual, (1, 1, 0.2, 500, 0.5)]
    g["payment_n"] = len(laws)
    for i, (group, outstanding, probability, median, sigma) in enumerate(laws):
        g["payment_group"][0, i], g["payment_outstanding"][0, i] = group, outstanding
        g["payment_probability"][0, i] = probability
        g["payment_delay"][0, i] = lognormal_table(median, sigma)


def _lines(g: NDArray[np.void]) -> None:
    lines = [(0, 0.2, 0), (1, 0.1, 1), (2, 0.4, 0), (3, 0.2, 1), (3, 0.1, 1)]
    g["line_n"], g["rung_n"] = len(lines), 3
    for i, row in enumerate(lines):
        for column, value in zip(("kind", "share", "price"), row, strict=True):
            g[f"line_{column}"][0, i] = value
    g["line_purpose"][0, 3] = IMPLEMENTATION


def _sites(g: NDArray[np.void], hosts: Sequence[Sequence[int]], quota: Sequence[float]) -> None:
    stratum, site = 0, 0
    g["class_n"] = len(hosts)
    for c, sizes in enumerate(hosts):
        g["class_quota"][0, c], g["class_team"][0, c], g["class_days"][0, c] = quota[c], 4, 4
        g["class_stratum"][0, c], g["class_strata"][0, c], g["class_sites"][0, c] = stratum, len(sizes), sum(sizes)
        for host, n in enumerate(sizes):
            g["stratum_host"][0, stratum], g["stratum_first"][0, stratum] = host, site
            g["stratum_sites"][0, stratum], g["stratum_log"][0, stratum] = n, log(float(n))
            g["site_stratum"][0, site : site + n] = stratum
            g["site_class"][0, site : site + n], g["site_host"][0, site : site + n] = c, host
            stratum, site = stratum + 1, site + n
    g["stratum_n"], g["site_n"] = stratum, site


def _caps(g: NDArray[np.void], groups: Sequence[int]) -> None:
    rows: dict[tuple[int, int], int] = {}
    for c, group in enumerate(groups):
        first = int(g["class_stratum"][0, c])
        for s in range(first, first + int(g["class_strata"][0, c])):
            g["stratum_cap"][0, s] = -1
            if group >= 0:
                row = rows.setdefault((group, int(g["stratum_host"][0, s])), len(rows))
                g["stratum_cap"][0, s] = row
                g["cap_sites"][0, row] += g["stratum_sites"][0, s]
    g["cap_n"] = len(rows)


def settings(
    values: Mapping[str, float] | None = None, modifiers: Sequence[Mapping[str, Any]] = (), **scenario: Any
) -> NDArray[np.void]:
    """Settings: parameter values over VALUES; modifiers as mappings; scenario fields (mode, quadrant by name, ...)."""
    p = np.zeros(1, SETTINGS)
    chosen = {**VALUES, **(values or {})}
    for param in PARAMS:
        place = slice(PARAM_OFFSET[param.name], PARAM_OFFSET[param.name] + rows_of(param))
        default = 0.0 if param.default is None else param.default
        p["unmoved"][0, place] = chosen.get(param.name, default)
        p["low"][0, place], p["high"][0, place] = param.low, param.high
    if "line_rung" not in chosen:
        p["unmoved"][0, PARAM_OFFSET["line_rung"] + 3] = 2.0
    p["milestone_measure"], p["measure_milestone"] = FREE, -1
    p["quadrant"] = QUADRANTS.index(scenario.pop("quadrant", "centre"))
    for field, value in scenario.items():
        p[field][0] = value
    _modifiers(p, modifiers)
    return p


def add_event(p: NDArray[np.void], kind: int, day: int, size: float = -1.0) -> NDArray[np.void]:
    """The settings with one request more that is placed on a day; below 0 its size is drawn."""
    p = p.copy()
    i = int(p["event_n"][0])
    p["event_day"][0, i], p["event_kind"][0, i], p["event_size"][0, i] = day, kind, size
    p["event_n"] = i + 1
    return p


def _modifiers(p: NDArray[np.void], modifiers: Sequence[Mapping[str, Any]]) -> None:
    rows = sorted(modifiers, key=lambda m: PARAM_OFFSET[m["param"]] + m.get("row", 0))
    p["modifier_n"] = len(rows)
    for i, m in enumerate(rows):
        p["modifier_param"][0, i] = PARAM_OFFSET[m["param"]] + m.get("row", 0)
        p["modifier_operation"][0, i] = m.get("operation", 0)
        p["modifier_corner"][0, i], p["modifier_centre"][0, i] = m["corner"], m.get("centre", 0.0)
        p["modifier_measure"][0, i] = m.get("measure", -1)
        p["modifier_milestone"][0, i] = m.get("milestone", -1)
        p["modifier_ramp"][0, i] = m.get("ramp", 0)
        if "start" in m:
            p["measure_start"][0, m["measure"]] = m["start"]
