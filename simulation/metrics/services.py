"""Indicators of services: co-operation, support to States, assistance and protection, by theme and never by State."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally

COOPERATION, SUPPORT, ASSISTANCE = 0, 1, 2
QUEUED, THEMES = 3, 5

WRITES = ("tally", "service", "assistance")


def _tallies_of_queue(theme: str, label: str) -> tuple[Tally, ...]:
    return (
        Tally(f"{theme}_requests", "units", "sum", f"units of {label} asked for"),
        Tally(f"{theme}_served", "units", "sum", f"units of {label} begun"),
        Tally(f"{theme}_lapsed", "units", "sum", f"units of {label} that waited too long"),
        Tally(f"{theme}_waited", "days", "sum", f"waits of the units of {label} begun"),
        Tally(f"{theme}_backlog", "units", "last", f"units of {label} that wait at the end of the month"),
        Tally(f"{theme}_output", "units", "sum", f"output of {label}: people reached times depth and quality"),
    )


TALLIES = (
    *_tallies_of_queue("cooperation", "co-operation"),
    *_tallies_of_queue("support", "capacity building"),
    *_tallies_of_queue("assistance", "assistance and protection"),
    Tally(
        "support_reach", "units", "sum", "people reached by capacity building, in those whom an ordinary unit reaches"
    ),
    Tally("support_cost", "currency", "sum", "cost of the units of capacity building begun, base-year prices"),
    Tally("support_money", "currency", "sum", "money for capacity building, base-year prices"),
    Tally("assistance_money", "currency", "sum", "money for assistance, its training and equipment, base-year prices"),
    Tally("service_money_base", "currency", "sum", "a twelfth of the appropriation of the year, base-year prices"),
    Tally("assistance_readiness", "regions", "last", "readiness summed over the regions"),
    Tally("assistance_regions", "regions", "last", "regions with trained people and equipment of their own"),
    Tally("assistance_trained", "people", "last", "trained people in all regions"),
    Tally("people_trained", "people", "sum", "people trained for assistance"),
    Tally("training_room", "people", "sum", "people whom the equipment of the year has room to train"),
    Tally("training_cost", "currency", "sum", "cost of the training stages held, base-year prices"),
    Tally("training_cycles", "cycles", "sum", "training cycles completed within their year"),
    Tally("training_cycles_due", "cycles", "sum", "training cycles due"),
    Tally("training_stages_lost", "stages", "sum", "stages of training cycles not completed within their year"),
    Tally("reference_requests", "count", "sum", "reference requests for assistance"),
    Tally("reference_response", "days", "sum", "days until help arrives, over reference requests"),
    Tally("reference_regional", "days", "sum", "days until help of the region itself arrives, over reference requests"),
    Tally("reference_foreign", "days", "sum", "days until help from abroad arrives, over reference requests"),
)


def _indicators_of_queue(theme: str, label: str) -> tuple[Indicator, ...]:
    return (
        Indicator(f"{theme}_requests", f"{label}: asked for", "units", f"{theme}_requests", None, "none", "circumstance",
                  "states", "Units (courses, advice, grants) that States ask for."),
        Indicator(f"{theme}_served_share", f"{label}: served", "%", f"{theme}_served", f"{theme}_requests", "up", "output",
                  "joint", "Units begun over units asked for in the same time; above 100 when a backlog is worked off."),
        Indicator(f"{theme}_wait_days", f"{label}: days of waiting", "days", f"{theme}_waited", f"{theme}_served", "down",
                  "output", "joint", "Days from a request to the beginning of the unit, over units begun."),
        Indicator(f"{theme}_backlog", f"{label}: waiting", "units", f"{theme}_backlog", None, "down", "output", "joint",
                  "Units that wait at the end of the year."),
        Indicator(f"{theme}_output", f"{label}: output", "units", f"{theme}_output", None, "up", "output", "joint",
                  "Units begun, times people reached, depth and quality, relative to an ordinary unit of the first day."),
    )  # fmt: skip


INDICATORS = (
    *_indicators_of_queue("cooperation", "Co-operation"),
    *_indicators_of_queue("support", "Capacity building"),
    *_indicators_of_queue("assistance", "Assistance and protection"),
    Indicator("support_unit_cost", "Capacity building: money per unit of output", "currency", "support_money",
              "support_output", "down", "output", "secretariat",
              "Money that the budget gives it, at the prices of the base year, over its output."),
    Indicator("support_reach", "Capacity building: people reached", "units", "support_reach", None, "up", "output", "joint",
              "People reached, in those whom an ordinary unit reaches."),
    Indicator("support_cost_a_head", "Capacity building: cost a head", "currency", "support_cost", "support_reach", "down",
              "activity", "secretariat", "Cost of the units begun, base-year prices, over people reached."),
    Indicator("support_depth", "Capacity building: depth a head", "1", "support_output", "support_reach", "up", "output",
              "secretariat", "Output over people reached: depth and quality, 1 for an ordinary unit of the first day."),
    Indicator("support_budget_share", "Capacity building: share of the budget", "%", "support_money", "service_money_base",
              "none", "input", "joint", "Money given, over the appropriation, both at the prices of the base year."),
    Indicator("assistance_budget_share", "Assistance and protection: share of the budget", "%", "assistance_money",
              "service_money_base", "none", "input", "joint",
              "Money given, training and equipment included, over the appropriation, at the prices of the base year."),
    Indicator("assistance_ready", "Readiness of regions for assistance", "0-1", "assistance_readiness", "assistance_regions",
              "up", "outcome", "joint", "Half the smaller, half the mean of trained people and equipment, mean of regions."),
    Indicator("assistance_response_days", "Days until assistance arrives", "days", "reference_response",
              "reference_requests", "down", "outcome", "joint",
              "Days until help arrives at a reference request in each region and quarter, regional or from abroad."),
    Indicator("assistance_regional_days", "Days until assistance of the region arrives", "days", "reference_regional",
              "reference_requests", "down", "outcome", "joint", "The same, of the region itself alone."),
    Indicator("assistance_foreign_days", "Days until assistance from abroad arrives", "days", "reference_foreign",
              "reference_requests", "down", "outcome", "states", "The same, from abroad alone."),
    Indicator("assistance_regional_ratio", "Time of assistance of the region over that from abroad", "%",
              "reference_regional", "reference_foreign", "down", "outcome", "joint",
              "Days until help of the region arrives over days until help from abroad does."),
    Indicator("assistance_trained", "People trained for assistance, at hand", "people", "assistance_trained", None, "up",
              "output", "joint", "Trained people in all regions at the end of the year."),
    Indicator("training_cycles_done", "Regional training cycles completed in their year", "%", "training_cycles",
              "training_cycles_due", "up", "output", "joint", "Of one cycle a year and region."),
    Indicator("training_room_used", "People trained over room of the equipment", "%", "people_trained", "training_room",
              "none", "activity", "secretariat", "Of those whom the equipment at the start of the year has room to train."),
    Indicator("training_cost_a_head", "Cost of training a person for assistance", "currency", "training_cost",
              "people_trained", "down", "output", "secretariat", "Cost of the stages held over people trained."),
)  # fmt: skip


@compiled
def tally_services(w, g, p, k):
    """Write the month's services and assistance, and empty their monthly sums."""
    if g.service_n == 0:
        return
    m = w.clock.month
    _tally_cooperation(w, m)
    _tally_support(w, m)
    _tally_assistance(w, m)
    w.tally.service_money_base[m] = w.fund.appropriation / w.fund.price[1] / 12.0
    _tally_backlogs(w, g, m)
    _tally_regions(w, m)
    _empty(w)


@compiled
def _tally_cooperation(w, m):
    w.tally.cooperation_requests[m] = w.service.made_month[COOPERATION]
    w.tally.cooperation_served[m] = w.service.served_month[COOPERATION]
    w.tally.cooperation_lapsed[m] = w.service.lapsed_month[COOPERATION]
    w.tally.cooperation_waited[m] = w.service.waited_month[COOPERATION]
    w.tally.cooperation_output[m] = w.service.worth_month[COOPERATION]


@compiled
def _tally_support(w, m):
    w.tally.support_requests[m] = w.service.made_month[SUPPORT]
    w.tally.support_served[m] = w.service.served_month[SUPPORT]
    w.tally.support_lapsed[m] = w.service.lapsed_month[SUPPORT]
    w.tally.support_waited[m] = w.service.waited_month[SUPPORT]
    w.tally.support_cost[m] = w.service.cost_month[SUPPORT]
    w.tally.support_reach[m] = w.service.reach_month[SUPPORT]
    w.tally.support_output[m] = w.service.worth_month[SUPPORT]
    w.tally.support_money[m] = w.service.given_month[SUPPORT]


@compiled
def _tally_assistance(w, m):
    w.tally.assistance_requests[m] = w.service.made_month[ASSISTANCE]
    w.tally.assistance_served[m] = w.service.served_month[ASSISTANCE]
    w.tally.assistance_lapsed[m] = w.service.lapsed_month[ASSISTANCE]
    w.tally.assistance_waited[m] = w.service.waited_month[ASSISTANCE]
    w.tally.assistance_output[m] = w.service.worth_month[ASSISTANCE]
    for theme in range(ASSISTANCE, THEMES):
        w.tally.assistance_money[m] += w.service.given_month[theme]


@compiled
def _tally_backlogs(w, g, m):
    w.tally.cooperation_backlog[m] = _waiting(w, g, COOPERATION)
    w.tally.support_backlog[m] = _waiting(w, g, SUPPORT)
    w.tally.assistance_backlog[m] = _waiting(w, g, ASSISTANCE)


@compiled
def _waiting(w, g, theme):
    total = 0.0
    for s in range(g.service_n):
        if g.service_theme[s] == theme:
            total += w.service.last[s] - w.service.first[s]
    return total


@compiled
def _tally_regions(w, m):
    regions = int(w.par.assistance_regions)
    for region in range(regions):
        w.tally.assistance_readiness[m] += w.assistance.ready[region]
        w.tally.assistance_trained[m] += w.assistance.trained[region]
    w.tally.assistance_regions[m] = regions
    w.tally.people_trained[m] = w.assistance.trained_month
    w.tally.training_room[m] = w.assistance.room_month
    w.tally.training_cost[m] = w.assistance.training_month
    w.tally.training_cycles[m] = w.assistance.done_month
    w.tally.training_cycles_due[m] = w.assistance.due_month
    w.tally.training_stages_lost[m] = w.assistance.lost_month
    w.tally.reference_requests[m] = w.assistance.asked_month
    w.tally.reference_response[m] = w.assistance.response_month
    w.tally.reference_regional[m] = w.assistance.regional_month
    w.tally.reference_foreign[m] = w.assistance.foreign_month


@compiled
def _empty(w):
    for theme in range(QUEUED):
        w.service.made_month[theme] = 0.0
        w.service.served_month[theme] = 0.0
        w.service.lapsed_month[theme] = 0.0
        w.service.waited_month[theme] = 0.0
        w.service.cost_month[theme] = 0.0
        w.service.reach_month[theme] = 0.0
        w.service.worth_month[theme] = 0.0
        w.service.value_month[theme] = 0.0
    for theme in range(THEMES):
        w.service.given_month[theme] = 0.0
    _empty_regions(w)


@compiled
def _empty_regions(w):
    w.assistance.room_month = 0.0
    w.assistance.due_month = 0.0
    w.assistance.done_month = 0.0
    w.assistance.lost_month = 0.0
    w.assistance.trained_month = 0.0
    w.assistance.training_month = 0.0
    w.assistance.asked_month = 0.0
    w.assistance.response_month = 0.0
    w.assistance.regional_month = 0.0
    w.assistance.foreign_month = 0.0
