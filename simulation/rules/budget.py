"""The budget: what the year's appropriation is, what each line asks for, and what each line gets.

Lines ask for what the year's plan costs: inspectors for the posts of the staffing plan, missions for planned presence
and visits, every other line for the volume of the base year at today's prices. The appropriation is shared in
proportion to what is asked for, tilted by the weights of the option; lines led by demand get no more than they ask
for, and what they leave goes to the others. How far posts are funded is a result, never an input.
"""

from simulation import maths, slots
from simulation.capacity import LINES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

INSPECTORS, MISSIONS, POSTS, SERVICES = 0, 1, 2, 3
STAFF_PRICE, GENERAL_PRICE = 0, 1

GROUP = "fund"
WRITES = ("fund",)
COLUMNS = (
    Column("level", "f8", "1", "real appropriation relative to continuation"),
    Column("nominal", "f8", "currency a year", "what continuation would appropriate, nominal"),
    Column("appropriation", "f8", "currency", "appropriation of the year, nominal"),
    Column("previous_real", "f8", "currency", "real appropriation of the year before"),
    Column("is_cut", "i8", "0/1", "whether the appropriation at constant prices fell by more than cut_threshold"),
    Column("price", "f8", "1", "price indices: staff, general", (2,)),
    Column("exchange", "f8", "1", "logarithm of the exchange-rate index"),
    Column("line_request", "f8", "currency", "what a line asks for this year, nominal", (LINES,)),
    Column("line_budget", "f8", "currency", "budget of the year by line, nominal", (LINES,)),
    Column("line_cost", "f8", "currency", "what the option's measures take from each line this year", (LINES,)),
    Column("line_spent", "f8", "currency", "billed this year by line", (LINES,)),
)
CONTROL: Control = "exogenous"
PARAMS = (
    Param("envelope", "currency a year", 0, 1e12, "appropriation of the year before the plan", None, "once", operations=(), control="states"),
    Param("envelope_target", "1", 0.05, 5, "real appropriation at the end of the plan relative to continuation", 1.0, control="states"),
    Param("nominal_growth", "per year", -0.5, 0.5, "growth of the continuation's nominal appropriation", 0.0, control="states"),
    Param("growth_noise", "per year", 0, 0.5, "standard deviation of the growth that States decide from year to year", 0.0, "once", operations=(), control="states"),
    Param("inflation", "per year", -0.1, 0.5, "rise of general prices"),
    Param("staff_step", "per year", -0.1, 0.2, "rise of staff prices beyond general prices"),
    Param("exchange_noise", "per year", 0, 0.5, "standard deviation of the exchange-rate index", 0.0, "once", operations=()),
    Param("exchange_persistence", "1", 0, 0.999, "share of an exchange-rate deviation left a year later", 0.0, "once", operations=()),
    Param("foreign_share", "1", 0, 1, "share of general prices that follows the exchange rate", 0.0),
    Param("cut_threshold", "1", 0, 1, "fall of a year's appropriation, before prices, that counts as a cut", 0.02, control="secretariat"),
    Param("line_weight", "1", 0, 20, "tilt of the budget towards a line", 1.0, "year", "lines", control="secretariat"),
)  # fmt: skip


@compiled
def recost(w, g, p, k):
    """Move the two price indices by a year: general prices with the exchange rate, staff prices with their step."""
    shock = maths.normal_quantile(slots.uniform(k, slots.EXCHANGE_RATE, w.clock.year, 0))
    before = w.fund.exchange
    w.fund.exchange = w.par.exchange_persistence * before + w.par.exchange_noise * shock
    moved = maths.exp(w.par.foreign_share * (w.fund.exchange - before))
    w.fund.price[GENERAL_PRICE] *= (1.0 + w.par.inflation) * moved
    w.fund.price[STAFF_PRICE] *= (1.0 + w.par.inflation) * (1.0 + w.par.staff_step)


@compiled
def decide_envelope(w, g, p, k):
    """Appropriate for the year: continuation's sum, times a level that walks to its target over the horizon.

    What was decided before the plan stands; from then on the sum grows as expected, with a deviation of each year's
    decision that stays in the base of the next.
    """
    w.fund.level = max(w.fund.level + (w.par.envelope_target - 1.0) / g.n_years, 0.05)
    decided = g.decided_appropriation[w.clock.year]
    w.fund.nominal = decided if decided > 0.0 else w.fund.nominal * _growth(w, k)
    w.fund.appropriation = w.fund.nominal * w.fund.level
    real = w.fund.level * w.par.envelope
    w.fund.is_cut = 1 if real < (1.0 - w.par.cut_threshold) * w.fund.previous_real else 0
    w.fund.previous_real = real


@inlined
def _growth(w, k):
    """Factor on the nominal sum of the year before."""
    deviation = maths.normal_quantile(slots.uniform(k, slots.APPROPRIATION, w.clock.year, 0))
    return max(1.0 + w.par.nominal_growth + w.par.growth_noise * deviation, 0.05)


@compiled
def share_budget(w, g, p, k):
    """Let every line ask, share the appropriation among them, and note what measures take from their own lines."""
    posts = w.staff.wanted * w.par.inspector_cost * w.fund.price[STAFF_PRICE]
    missions = _planned_missions(w)
    for line in range(g.line_n):
        kind = g.line_kind[line]
        if kind == INSPECTORS:
            w.fund.line_request[line] = posts * _part_of_kind(g, line)
        elif kind == MISSIONS:
            w.fund.line_request[line] = missions * _part_of_kind(g, line)
        else:
            w.fund.line_request[line] = g.line_share[line] * w.par.envelope * w.fund.price[g.line_price[line]]
        w.fund.line_spent[line] = 0.0
    _share_in_proportion(w, g)
    _note_costs(w, g, p)


@inlined
def _planned_missions(w):
    """Cost of planned presence and visits; requests are no part of the plan."""
    days = w.presence.planned_days + w.visit.planned_days
    return (days * w.par.mission_day_cost + w.visit.n * w.par.visit_cost) * w.fund.price[GENERAL_PRICE]


@inlined
def _part_of_kind(g, line):
    """Share of a line in what all lines of its kind get."""
    total = 0.0
    for other in range(g.line_n):
        if g.line_kind[other] == g.line_kind[line]:
            total += g.line_share[other]
    return g.line_share[line] / total if total > 0.0 else 0.0


@compiled
def _share_in_proportion(w, g):
    """Requests times weights times one factor; lines led by demand are capped at their request."""
    asked = 0.0
    for line in range(g.line_n):
        asked += w.fund.line_request[line] * w.par.line_weight[line]
    factor = w.fund.appropriation / max(asked, 1e-300)
    left, others = w.fund.appropriation, 0.0
    for line in range(g.line_n):
        share = w.fund.line_request[line] * w.par.line_weight[line] * factor
        if g.line_kind[line] <= MISSIONS:
            share = min(share, w.fund.line_request[line])
            left -= share
        else:
            others += share
        w.fund.line_budget[line] = share
    for line in range(g.line_n):
        if g.line_kind[line] > MISSIONS:
            w.fund.line_budget[line] *= left / max(others, 1e-300)


@compiled
def _note_costs(w, g, p):
    for line in range(g.line_n):
        w.fund.line_cost[line] = 0.0
    for m in range(p.measure_n):
        if w.measure.approved[m] == 1 and p.measure_line[m] >= 0:
            w.fund.line_cost[p.measure_line[m]] += _cost_this_year(w, p, m) * w.fund.price[GENERAL_PRICE]


@inlined
def _cost_this_year(w, p, m):
    first = 12 * w.clock.year
    months = min(max(first + 12 - _runs_from(w, p, m), 0), 12)
    begins = first <= w.measure.begins[m] < first + 12
    return p.measure_per_year[m] * months / 12.0 + (p.measure_one_off[m] if begins else 0.0)


@inlined
def _runs_from(w, p, m):
    """First month of the running cost; one that waits for a milestone enters the first budget after it."""
    milestone = p.measure_milestone[m]
    return max(w.milestone.month[milestone], w.measure.begins[m]) if milestone >= 0 else w.measure.begins[m]
