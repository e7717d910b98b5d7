"""Money: assessed contributions and when they come, bills, the reserve, postponement.

All sums are in the pack's currency. Contributions are assessed on the first day of the year, less the reimbursements
that the budget counts on, and each payer pays after a delay of its own; bills are paid at the end of a month as far as the money
goes, and what is left unpaid is paid first next month.
"""

from simulation import slots
from simulation.capacity import DAYS, LINES, PAYERS, PAYMENT_CLASSES, YEARS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.quantiles import quantile

INSPECTORS, MISSIONS, POSTS, SERVICES = 0, 1, 2, 3
STAFF_PRICE, GENERAL_PRICE = 0, 1
PAYER_GROUPS = 2

GROUP = "fund"
WRITES = ("fund", "mission.bill")
COLUMNS = (
    Column("credit", "f8", "currency", "surplus of earlier years set against this year's assessment"),
    Column("assessed", "f8", "currency", "assessed since the first day, advances included"),
    Column("awaited", "f8", "currency", "advances of this year that have not come yet"),
    Column("advance_share", "f8", "1", "share of advances in this year's assessment"),
    Column("advanced", "f8", "currency", "assessed as advances for larger working capital since the first day"),
    Column("received", "f8", "currency", "contributions received since the first day"),
    Column("billed", "f8", "currency", "bills since the first day"),
    Column("paid", "f8", "currency", "bills paid since the first day"),
    Column("cash", "f8", "currency", "cash, including what was drawn from the reserve"),
    Column("reserve", "f8", "currency", "working capital not drawn"),
    Column("reserve_size", "f8", "currency", "working capital when nothing is drawn"),
    Column("rung", "i8", "code", "postponed now: lines and acts of this rung and below; 0 none"),
    Column("current", "f8", "currency", "receipts by day that pay the same year's assessment", (DAYS + 1,)),
    Column("arrears", "f8", "currency", "receipts by day that pay an earlier year's assessment", (DAYS + 1,)),
    Column(
        "class_bound",
        "f8",
        "probability",
        "cumulative probability of the payment classes by group",
        (PAYER_GROUPS, PAYMENT_CLASSES),
    ),
    Column("payment_class", "i2", "code", "payment class of each payer, synthetic", (PAYERS,)),
    Column("payment_day", "i4", "day", "when a payer pays the assessment of a year", (PAYERS, YEARS)),
    Column("due", "f8", "currency", "assessment of a payer by year", (PAYERS, YEARS)),
    Column("assessed_month", "f8", "currency", "assessed this month"),
    Column("current_month", "f8", "currency", "same-year receipts this month"),
    Column("arrears_month", "f8", "currency", "late receipts this month"),
    Column("billed_month", "f8", "currency", "billed this month by kind of line, nominal", (4,)),
    Column(
        "real_line_month",
        "f8",
        "currency",
        "services billed this month by line, prices of the base year, without what measures take",
        (LINES,),
    ),
    Column("real_services_month", "f8", "currency", "services billed this month at the prices of the base year"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("payment_delay", "1", 0.05, 20, "factor on the delays with which payers pay", 1.0, control="states"),
    Param("outstanding_factor", "1", 0, 20, "factor on the share of payers that pay very late", 1.0, control="states"),
    Param("opening_cash_months", "months of appropriation", 0, 24, "cash on the first day", None, "once", operations=(), control="states"),
    Param("reserve_months", "months of appropriation", 0, 24, "size of the working capital", control="states"),
    Param("draw_days", "days of appropriation", 0, 365, "cash below which working capital is drawn", None, "month"),
    Param("ladder_days", "days of appropriation", 0, 365, "cash below which postponement begins", None, "month"),
    Param("line_rung", "code", 0, 16, "order of postponement of a line, 1 first; 0 never", 0.0, "month", "lines", ("add",)),
    Param("mission_day_cost", "currency per inspector-day", 0, 1e6, "travel and subsistence, prices of the base year", of_missions=True, control="exogenous"),
    Param("visit_cost", "currency per visit", 0, 1e8, "cost of a visit or shared trip beyond its days, base-year prices", of_missions=True),
    Param("inspector_cost", "currency a year", 1, 1e8, "cost of one inspector's post, base-year prices", of_missions=True, control="exogenous"),
)  # fmt: skip


@compiled
def open_books(w, g, p, k):
    """Prices at one, the reserve full, opening cash in hand."""
    w.fund.level = 1.0
    w.fund.nominal = w.par.envelope
    w.fund.previous_real = w.par.envelope
    w.fund.price[STAFF_PRICE] = 1.0
    w.fund.price[GENERAL_PRICE] = 1.0
    w.fund.cash = w.par.opening_cash_months * w.par.envelope / 12.0
    w.fund.reserve_size = w.par.reserve_months * w.par.envelope / 12.0
    w.fund.reserve = w.fund.reserve_size


@compiled
def assess_contributions(w, g, p, k):
    """Assess appropriation and advances, less surplus credited, by the scale; decide the day on which each payer pays."""
    monthly = w.fund.appropriation / 12.0
    surplus = w.fund.cash - (w.fund.billed - w.fund.paid) - w.par.opening_cash_months * monthly
    short = w.fund.reserve < w.fund.reserve_size
    w.fund.credit = 0.0 if short or w.clock.year == 0 else min(max(surplus, 0.0), w.fund.appropriation)
    to_assess = max(w.fund.appropriation - w.fund.credit - w.income.expected, 0.0) + _call_for_advances(w)
    w.fund.advance_share = w.fund.awaited / max(to_assess, 1e-300)
    for group in range(PAYER_GROUPS):
        _bound_classes(w, g, group)
    for payer in range(g.payer_n):
        share = g.payer_share[w.clock.year, payer]
        if share > 0.0:
            _assess(w, g, k, payer, to_assess * share)


@inlined
def _call_for_advances(w):
    """What payers advance, with this year's assessment, for working capital that is to be larger than it was."""
    size = max(w.par.reserve_months * w.par.envelope / 12.0, w.fund.reserve_size)
    w.fund.awaited = size - w.fund.reserve_size
    w.fund.reserve_size = size
    w.fund.advanced += w.fund.awaited
    return w.fund.awaited


@compiled
def _bound_classes(w, g, group):
    """Cumulative probabilities of a group's classes. The very late stand last: more of them reshuffle nobody else."""
    late = 0.0
    for law in range(g.payment_n):
        if g.payment_group[law] == group and g.payment_outstanding[law] == 1:
            late += g.payment_probability[law]
    more_late = min(late * w.par.outstanding_factor, 1.0)
    punctual_scale = (1.0 - more_late) / (1.0 - late) if late < 1.0 else 0.0
    late_scale = more_late / late if late > 0.0 else 0.0
    total = 0.0
    for law in range(g.payment_n):
        if g.payment_group[law] == group:
            total += g.payment_probability[law] * (late_scale if g.payment_outstanding[law] == 1 else punctual_scale)
            w.fund.class_bound[group, law] = total


@inlined
def _class_at(w, g, group, u):
    chosen = 0
    for law in range(g.payment_n - 1, -1, -1):
        if g.payment_group[law] == group and (u < w.fund.class_bound[group, law] or chosen == 0):
            chosen = law
    return chosen


@inlined
def _assess(w, g, k, payer, amount):
    year, group = w.clock.year, g.payer_group[payer]
    law = _class_at(w, g, group, slots.uniform(k, slots.PAYMENT_CLASS, 0, payer))
    u = slots.uniform(k, slots.PAYMENT_DELAY, year, payer)
    day = w.clock.day + int(quantile(g.payment_delay[law], u) * w.par.payment_delay)
    w.fund.payment_class[payer] = law
    w.fund.payment_day[payer, year] = day
    w.fund.due[payer, year] = amount
    w.fund.assessed += amount
    w.fund.assessed_month += amount
    if day < g.month_start[12 * (year + 1)]:
        w.fund.current[day] += amount
    elif day < g.n_days:
        w.fund.arrears[day] += amount


@inlined
def receive_contributions(w, g, p, k):
    """Take in what payers pay today."""
    current = w.fund.current[w.clock.day]
    arrears = w.fund.arrears[w.clock.day]
    if current + arrears == 0.0:
        return
    # Advances that come within their year are working capital at once; later ones come into cash, which fills it.
    advance = min(current * w.fund.advance_share, w.fund.awaited)
    w.fund.awaited -= advance
    w.fund.reserve += advance
    w.fund.cash += current + arrears - advance
    w.fund.received += current + arrears
    w.fund.current_month += current
    w.fund.arrears_month += arrears


@compiled
def bill_the_month(w, g, p, k):
    """Bill each line for the month: posts as they stand, missions as they went, services unless postponed."""
    for line in range(g.line_n):
        if g.line_kind[line] == INSPECTORS:
            amount = w.staff.present_n * w.par.inspector_cost * w.fund.price[STAFF_PRICE] / 12.0
        elif g.line_kind[line] == MISSIONS:
            amount = w.mission.bill
        elif 0.0 < w.par.line_rung[line] <= w.fund.rung:
            amount = 0.0
        else:
            amount = (w.fund.line_budget[line] - w.fund.line_spent[line]) / (12 - w.clock.month % 12)
        _bill(w, g, line, amount)
        if g.line_kind[line] == SERVICES:
            useful = amount * max(1.0 - w.fund.line_cost[line] / max(w.fund.line_budget[line], 1.0), 0.0)
            w.fund.real_line_month[line] = useful / w.fund.price[g.line_price[line]]
            w.fund.real_services_month += w.fund.real_line_month[line]
    w.mission.bill = 0.0


@inlined
def _bill(w, g, line, amount):
    w.fund.line_spent[line] += amount
    w.fund.billed += amount
    w.fund.billed_month[g.line_kind[line]] += amount


@compiled
def settle_bills(w, g, p, k):
    """Pay bills with the cash there is, the reserve when cash runs low; repay the reserve when it can; set the rung."""
    a_day = w.fund.appropriation / 365.0
    bills = w.fund.billed - w.fund.paid
    drawn = min(max(bills + w.par.draw_days * a_day - w.fund.cash, 0.0), w.fund.reserve)
    spare = max(w.fund.cash - bills - w.par.ladder_days * a_day, 0.0)
    repaid = min(spare, reserve_drawn(w)) if drawn == 0.0 else 0.0
    w.fund.cash += drawn - repaid
    w.fund.reserve += repaid - drawn
    payment = min(bills, w.fund.cash)
    w.fund.cash -= payment
    w.fund.paid += payment
    w.fund.rung = _rung(w.fund.cash / a_day, w.par.ladder_days, g.rung_n)


@inlined
def reserve_drawn(w):
    """Working capital that is drawn: what is missing of it and not awaited as an advance."""
    return max(w.fund.reserve_size - w.fund.awaited - w.fund.reserve, 0.0)


@inlined
def _rung(days_of_cash, ladder_days, rungs):
    rung = 0
    for step in range(rungs):
        if days_of_cash < ladder_days * (rungs - step) / rungs:
            rung = step + 1
    return rung
