"""Indicators of verification: days required and delivered, visits, requests, what the sampling plan would notice."""

from simulation.compiled import compiled
from simulation.deadlines import judge_unserved
from simulation.declare import Indicator, Tally
from simulation.metrics.detection import detection_probability, is_one_noticed
from simulation.rules.requests import DONE, days_to_departure

VISIT, PRESENCE, REQUEST = 0, 1, 2
STRESS = 1.05

WRITES = ("tally", "staff.overrun_month", "staff.rests_cut_month", "mission", "presence", "visit", "request")
TALLIES = (
    Tally("required_days", "inspector-days", "sum", "fallen due", monthly=True),
    Tally("delivered_days", "inspector-days", "sum", "sent on mission", monthly=True),
    Tally("undelivered_days", "inspector-days", "sum", "fallen due less sent on mission"),
    Tally("visit_days", "inspector-days", "sum", "delivered on visits"),
    Tally("presence_days", "inspector-days", "sum", "delivered on planned presence"),
    Tally("presence_required", "inspector-days", "sum", "presence fallen due"),
    Tally("presence_lost", "inspector-days", "sum", "presence lost for want of a team"),
    Tally("request_required", "inspector-days", "sum", "requests fallen due"),
    Tally("request_days", "inspector-days", "sum", "delivered on requests"),
    Tally("overrun_days_used", "inspector-days", "sum", "charged to inspectors beyond the day budget of their year"),
    Tally("rests_cut", "inspectors", "sum", "recalled from rest for planned presence"),
    Tally("stress_months", "months", "sum", "months whose required days exceed 1.05 times capacity"),
    Tally("visits_planned", "visits", "sum", "visits whose planned day came"),
    Tally("visits_quality", "1", "sum", "probability of recognising, summed over the visits carried out"),
    Tally("visits_aimed", "1", "sum", "the same for every visit planned, each carried out as planned"),
    Tally("visits_done", "visits", "sum", "visits carried out, less those broken off"),
    Tally("visits_broken_off", "visits", "sum", "visits broken off for an urgent request or planned presence"),
    Tally("sites", "sites", "last", "sites that may be visited"),
    Tally("requests", "requests", "sum", "requests made"),
    Tally("requests_limited", "requests", "sum", "requests with a time limit of the organisation"),
    Tally("requests_late", "requests", "sum", "requests that missed such a limit"),
    Tally("requests_explained", "requests", "sum", "requests that missed such a limit and could explain it"),
    Tally("limits_missed_by_others", "limits", "sum", "time limits missed by others"),
    Tally("departures", "requests", "sum", "requests whose first team left"),
    Tally("response_days", "days", "sum", "days from request to first departure"),
    Tally("detection_1", "probability", "last", "notice of one reference inconsistency"),
    Tally("detection_5", "probability", "last", "notice of at least one of five"),
    Tally("detection_10", "probability", "last", "notice of at least one of ten"),
    Tally("reference_years", "years", "sum", "years with reference inconsistencies placed at random"),
    Tally("reference_noticed", "years", "sum", "years in which a visit recognised at least one of them"),
    Tally("detection_20", "probability", "last", "notice of at least one of twenty"),
)


def _detection(inconsistent: int) -> Indicator:
    return Indicator(
        f"detection_{inconsistent}", f"Detection probability of the sampling plan, D = {inconsistent}", "probability",
        f"detection_{inconsistent}", None, "up", "output", "secretariat",
        f"Probability that the n visits of a year, spread evenly over the N declared sites, notice at least one of D = "
        f"{inconsistent} randomly placed reference inconsistencies; a visit recognises with probability q. A property "
        "of the sampling plan; undeclared activity lies outside it.",
    )  # fmt: skip


INDICATORS = (
    Indicator("required_days", "Inspector-days required", "inspector-days", "required_days", None, "none", "input",
              "states", "Visits, presence and requests that fell due."),
    Indicator("delivered_days", "Inspector-days delivered", "inspector-days", "delivered_days", None, "up", "activity",
              "secretariat", "Inspector-days sent on mission."),
    Indicator("shortfall", "Verification shortfall", "%", "undelivered_days", "required_days", "down", "activity",
              "secretariat", "Inspector-days required and not delivered, over those required."),
    Indicator("presence_lost_share", "Planned presence lost", "%", "presence_lost", "presence_required", "down",
              "activity", "secretariat", "Inspector-days of planned presence lost for want of a team."),
    Indicator("overrun_days_used", "Inspector-days beyond the day budget", "inspector-days", "overrun_days_used", None,
              "down", "activity", "secretariat", "Mission days charged to inspectors beyond the day budget of their year."),
    Indicator("rests_cut", "Rests cut short", "inspectors", "rests_cut", None, "down", "activity", "secretariat",
              "Inspectors recalled from rest because planned presence found no team."),
    Indicator("stress_months", "Months under stress", "months", "stress_months", None, "down", "activity", "secretariat",
              "Months whose required inspector-days exceed 1.05 times capacity."),
    Indicator("visits_done", "Visits carried out", "visits", "visits_done", None, "up", "activity", "secretariat",
              "Sampled visits carried out."),
    Indicator("visits_broken_off", "Visits broken off", "visits", "visits_broken_off", None, "down", "activity",
              "exogenous", "Sampled visits broken off for an urgent request or for planned presence, to be done again."),
    Indicator("visits_planned", "Visits planned", "visits", "visits_planned", None, "none", "input", "secretariat",
              "Sampled visits of the plan."),
    Indicator("visits_share", "Planned visits carried out", "%", "visits_done", "visits_planned", "up", "activity",
              "secretariat", "Visits carried out over visits planned."),
    Indicator("visit_quality", "Quality of a visit", "probability", "visits_quality", "visits_done", "up", "output",
              "secretariat", "Mean probability that a visit recognises a reference inconsistency at its site."),
    Indicator("aims_met", "Aims of visits met", "%", "visits_quality", "visits_aimed", "up", "output", "secretariat",
              "Visits carried out, each weighted by its quality, over visits planned at the reference quality."),
    Indicator("site_coverage", "Sites visited in a year", "%", "visits_done", "sites", "up", "output", "secretariat",
              "Visits of a year over the sites that may be visited (a site is visited at most once a year)."),
    Indicator("sites", "Sites that may be visited", "sites", "sites", None, "none", "input", "states",
              "Declared sites of all classes, N."),
    Indicator("visit_days_share", "Share of delivered days on visits", "%", "visit_days", "delivered_days", "none",
              "activity", "secretariat", "Inspector-days on sampled visits over all delivered."),
    Indicator("requests", "Requests", "requests", "requests", None, "none", "circumstance", "exogenous",
              "Requests nobody planned for."),
    Indicator("requests_late", "Requests that missed their time limit", "requests", "requests_late", None, "down",
              "output", "secretariat",
              "Requests that missed a time limit that the organisation owns, but for misses that it could explain."),
    Indicator("requests_explained", "Requests with a missed time limit that was explained", "requests",
              "requests_explained", None, "down", "output", "joint", "Requests that missed a time limit for which an "
              "explanation will do, and not for want of a team."),
    Indicator("limits_missed_by_others", "Time limits missed by others", "limits", "limits_missed_by_others", None,
              "down", "output", "states", "Time limits of requests that a council or a State owns, and missed."),
    Indicator("late_share", "Share of requests that missed their time limit", "%", "requests_late", "requests_limited",
              "down", "output", "secretariat", "Of the requests with a time limit, those that missed it."),
    Indicator("response_days", "Days from request to first departure", "days", "response_days", "departures", "down",
              "output", "secretariat", "Mean days from a request to the departure of its first team."),
    Indicator("detection_simulated", "Detection probability of the sampling plan as drawn", "probability",
              "reference_noticed", "reference_years", "up", "output", "secretariat",
              "Share of years in which visits to the sites drawn, with their weights and caps, recognised at least one of D "
              "reference inconsistencies placed at random among the N declared sites; n visits a year were carried out, "
              "each recognising with probability q. A property of the sampling plan; undeclared activity lies outside it."),
    _detection(1), _detection(5), _detection(10), _detection(20),
)  # fmt: skip


@compiled
def tally_verification(w, g, p, k):
    """Write the month's days, visits and requests, and empty their monthly sums."""
    m = w.clock.month
    _tally_days(w, m)
    _tally_visits(w, g, m)
    _tally_references(w, g, k, m)
    _tally_requests(w, g, m)


@compiled
def _tally_days(w, m):
    delivered, required = w.mission.delivered_month, w.mission.required_month
    w.tally.required_days[m] = required[VISIT] + required[PRESENCE] + required[REQUEST]
    w.tally.delivered_days[m] = delivered[VISIT] + delivered[PRESENCE] + delivered[REQUEST]
    w.tally.undelivered_days[m] = w.tally.required_days[m] - w.tally.delivered_days[m]
    w.tally.visit_days[m] = delivered[VISIT]
    w.tally.presence_days[m] = delivered[PRESENCE]
    w.tally.presence_required[m] = required[PRESENCE]
    w.tally.request_required[m] = required[REQUEST]
    w.tally.presence_lost[m] = w.presence.lost_month
    w.tally.request_days[m] = delivered[REQUEST]
    w.tally.overrun_days_used[m] = w.staff.overrun_month
    w.staff.overrun_month = 0.0
    w.tally.rests_cut[m] = w.staff.rests_cut_month
    w.staff.rests_cut_month = 0.0
    w.tally.stress_months[m] = 1.0 if w.tally.required_days[m] > STRESS * w.tally.capacity_days[m] else 0.0
    w.presence.lost_month = 0.0
    for kind in range(3):
        delivered[kind] = 0.0
        w.mission.temporary_month[kind] = 0.0
        required[kind] = 0.0


@compiled
def _tally_visits(w, g, m):
    w.tally.visits_planned[m] = w.visit.planned_month
    w.tally.visits_done[m] = w.visit.done_month - w.mission.broken_month
    w.tally.visits_broken_off[m] = w.mission.broken_month
    w.tally.sites[m] = g.site_n
    q = w.visit.quality_year / max(w.visit.done_year, 1.0)
    w.tally.visits_quality[m] = w.visit.quality_month - w.mission.broken_month * q
    w.tally.visits_aimed[m] = w.visit.planned_month * w.par.p_recognise
    w.visit.planned_month = 0.0
    w.visit.done_month = 0.0
    w.visit.quality_month = 0.0
    w.mission.broken_month = 0.0
    if m % 12 == 11:
        sites, visited = float(g.site_n), w.visit.done_year - w.mission.broken_year
        w.tally.detection_1[m] = detection_probability(sites, visited, 1, q)
        w.tally.detection_5[m] = detection_probability(sites, visited, 5, q)
        w.tally.detection_10[m] = detection_probability(sites, visited, 10, q)
        w.tally.detection_20[m] = detection_probability(sites, visited, 20, q)


@compiled
def _tally_references(w, g, k, m):
    is_counted = m % 12 == 11 and w.visit.reference_n > 0
    w.tally.reference_years[m] = 1.0 if is_counted else 0.0
    w.tally.reference_noticed[m] = 1.0 if is_counted and is_one_noticed(w, g, k) else 0.0


@compiled
def _tally_requests(w, g, m):
    if m == g.n_months - 1:
        _judge_those_unserved(w, g)
    w.tally.requests[m] = w.request.made_month
    w.tally.requests_limited[m] = w.request.limited_month
    w.tally.requests_late[m] = w.request.late_month
    w.tally.requests_explained[m] = w.request.explained_month
    w.tally.limits_missed_by_others[m] = w.request.others_month
    w.tally.departures[m] = w.request.departed_month
    w.tally.response_days[m] = w.request.response_month
    w.request.made_month = 0.0
    w.request.limited_month = 0.0
    w.request.late_month = 0.0
    w.request.explained_month = 0.0
    w.request.others_month = 0.0
    w.request.departed_month = 0.0
    w.request.response_month = 0.0


@compiled
def _judge_those_unserved(w, g):
    """Requests still without a first team on the last day whose limit has passed: they must not escape the count."""
    for i in range(w.request.open_from, w.request.n):
        if w.request.status[i] != DONE and w.request.first[i] < 0:
            judge_unserved(w, g, i, days_to_departure(w, i))
