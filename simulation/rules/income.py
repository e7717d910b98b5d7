"""Income beside assessed contributions, and money that moves within the year.

Possessors repay part of what the verification of their work costs, after a delay: the plan counts on the planned
amount, so work that falls behind lowers income and cost together. Of some kinds of request another organisation repays
a share of the mission costs; the rest brings earmarked voluntary money, which pays it and nothing else. At the end of a quarter, lines that can wait give to visits that lack money.
"""

from simulation import maths, slots
from simulation.capacity import MONTHS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.trips import mean_cost

MISSIONS, SERVICES, GENERAL_PRICE = 1, 3, 1
PRESENCE, REQUEST = 1, 2
DAYS_A_MONTH = 30.4375

GROUP = "income"
WRITES = ("income", "fund.cash", "fund.line_budget", "mission.bill", "visit.money")
COLUMNS = (
    Column("expected", "f8", "currency", "reimbursements that the year's budget counts on"),
    Column("open_days", "f8", "inspector-days", "presence not yet invoiced; below 0 when teams came home early"),
    Column("invoiced", "f8", "currency", "reimbursements invoiced and not disputed since the first day"),
    Column("reimbursed", "f8", "currency", "reimbursements received since the first day"),
    Column("reimbursed_month", "f8", "currency", "reimbursements received this month"),
    Column("repaid_in", "f8", "currency", "reimbursements by the month in which they come", (MONTHS + 1,)),
    Column("appealed", "f8", "currency", "voluntary money pledged since the first day"),
    Column("given_in", "f8", "currency", "voluntary money by the month in which it comes", (MONTHS + 1,)),
    Column("given", "f8", "currency", "voluntary money received since the first day"),
    Column("given_month", "f8", "currency", "voluntary money received this month"),
    Column("shared", "f8", "currency", "invoiced to other organisations for requests since the first day"),
    Column("shared_in", "f8", "currency", "what they repay by the month in which it comes", (MONTHS + 1,)),
    Column("shared_received", "f8", "currency", "repaid by them since the first day"),
    Column("shared_month", "f8", "currency", "repaid by them this month"),
    Column("missions_seen", "i8", "missions", "missions whose share paid by others is invoiced"),
    Column("used", "f8", "currency", "voluntary money spent on requests since the first day"),
    Column("trust", "f8", "currency", "voluntary money in hand"),
    Column("seen", "i8", "requests", "requests for which an appeal has gone out"),
    Column("transferred", "f8", "currency", "moved between lines this year"),
    Column("transferred_month", "f8", "currency", "moved between lines this month"),
)
CONTROL: Control = "states"
PARAMS = (
    Param("reimbursement_per_day", "currency per inspector-day", 0, 1e6, "repaid for planned presence, prices of the base year", 0.0),
    Param("reimbursement_delay_days", "days", 0, 2000, "median time until a reimbursement is paid", 150.0),
    Param("reimbursement_sigma", "1", 0, 3, "spread of that time, of its logarithm", 0.7),
    Param("disputed_share", "1", 0, 1, "share of reimbursements that is disputed and never paid", 0.0),
    Param("voluntary_share", "1", 0, 1, "share of what requests cost that voluntary money is pledged for", 0.0, "month"),
    Param("voluntary_delay_days", "days", 0, 2000, "median time from a request to its voluntary money", 45.0),
    Param("voluntary_sigma", "1", 0, 3, "spread of that time, of its logarithm", 0.5),
    Param("paid_by_others", "1", 0, 1, "share of the mission costs of a kind of request that another organisation repays", 0.0, "year", "request_kinds", control="exogenous"),
    Param("transfer_limit", "1", 0, 1, "share of the appropriation that may move between lines in a year", 0.0),
)  # fmt: skip


@compiled
def expect_reimbursements(w, g, p, k):
    """Count on what planned presence would bring, every site operating as declared."""
    price = w.fund.price[GENERAL_PRICE]
    w.income.expected = w.presence.planned_days * w.par.reimbursement_per_day * price
    w.income.transferred = 0.0


@compiled
def receive_other_income(w, g, p, k):
    """At the start of a month take in reimbursements and voluntary money that have come due."""
    repaid, given = w.income.repaid_in[w.clock.month], w.income.given_in[w.clock.month]
    w.income.reimbursed += repaid
    w.income.reimbursed_month += repaid
    w.fund.cash += repaid + w.income.shared_in[w.clock.month]
    w.income.shared_received += w.income.shared_in[w.clock.month]
    w.income.shared_month += w.income.shared_in[w.clock.month]
    w.income.given += given
    w.income.given_month += given
    w.income.trust += given


@compiled
def appeal(w, g, p, k):
    """Ask for voluntary money for each new request: a share of what its inspector-days will cost the organisation."""
    while w.income.seen < w.request.n:
        i = w.income.seen
        amount = w.request.days_left[i] * w.par.mission_day_cost * w.fund.price[GENERAL_PRICE] * w.par.voluntary_share
        amount *= 1.0 - w.par.paid_by_others[w.request.kind[i]]
        entity = w.request.kind[i] + 64 * w.request.number[i]
        u = slots.uniform(w.request.key[i], slots.VOLUNTARY_DELAY, 0, entity)
        month = _month_after(w, w.request.day[i], u, w.par.voluntary_delay_days, w.par.voluntary_sigma)
        w.income.appealed += amount
        w.income.given_in[month] += amount
        w.income.seen += 1


@inlined
def _month_after(w, day, u, median, sigma):
    """The month that begins after a lognormal delay from a day, at the soonest the next; months count as equally long."""
    delay = median * maths.exp(sigma * maths.normal_quantile(u))
    return min(max(int((day + delay) / DAYS_A_MONTH) + 1, w.clock.month + 1), MONTHS)


@compiled
def invoice_reimbursements(w, g, p, k):
    """At the end of a month invoice its planned presence, less days taken back since the last invoice."""
    w.income.open_days += w.mission.delivered_month[PRESENCE]
    if w.income.open_days <= 0.0 or w.par.reimbursement_per_day == 0.0:
        return
    cost = w.income.open_days * w.par.reimbursement_per_day * w.fund.price[GENERAL_PRICE]
    amount = cost * (1.0 - w.par.disputed_share)
    w.income.open_days = 0.0
    u = slots.uniform(k, slots.REIMBURSEMENT_DELAY, w.clock.month, 0)
    month = _month_after(w, w.clock.day, u, w.par.reimbursement_delay_days, w.par.reimbursement_sigma)
    w.income.invoiced += amount
    w.income.repaid_in[month] += amount


@compiled
def pay_for_requests(w, g, p, k):
    """Invoice what others pay of the month's requests; charge voluntary money, then what visits were to have.

    So does the pay of those who are not on staff.
    """
    cost = w.mission.delivered_month[REQUEST] * w.par.mission_day_cost * w.fund.price[GENERAL_PRICE]
    shared = _days_paid_by_others(w) * w.par.mission_day_cost * w.fund.price[GENERAL_PRICE]
    _invoice_others(w, k, shared)
    cost -= shared
    covered = max(min(w.income.trust, cost, w.mission.bill), 0.0)
    w.income.trust -= covered
    w.income.used += covered
    w.mission.bill -= covered
    w.visit.money -= cost - covered + w.mission.temporary_pay


@compiled
def _days_paid_by_others(w):
    """Inspector-days of the month's missions to requests, each by the share that another organisation pays."""
    days = 0.0
    for m in range(w.income.missions_seen, w.mission.n):
        if w.mission.kind[m] == REQUEST:
            share = w.par.paid_by_others[w.request.kind[w.mission.ref[m]]]
            days += share * w.mission.team[m] * w.mission.days[m]
    w.income.missions_seen = w.mission.n
    return days


@inlined
def _invoice_others(w, k, amount):
    """The organisation pays first, and is repaid after a delay as for planned presence."""
    u = slots.uniform(k, slots.REIMBURSEMENT_DELAY, w.clock.month, 1)
    month = _month_after(w, w.clock.day, u, w.par.reimbursement_delay_days, w.par.reimbursement_sigma)
    w.income.shared += amount
    w.income.shared_in[month] += amount


@compiled
def transfer_between_lines(w, g, p, k):
    """At the end of a quarter move unspent services money to visits that lack it, the line postponed first giving first."""
    if w.clock.month % 3 != 2 or w.par.transfer_limit == 0.0:
        return
    wanted = min(_lacking(w, g), w.par.transfer_limit * w.fund.appropriation - w.income.transferred)
    for rung in range(1, g.rung_n + 1):
        for line in range(g.line_n):
            if g.line_kind[line] == SERVICES and w.par.line_rung[line] == rung:
                wanted -= _moved(w, g, line, wanted)


@inlined
def _lacking(w, g):
    """What the visits still to be carried out this year would cost beyond the money left for them."""
    cost = 0.0
    for i in range(w.visit.next, w.visit.n):
        cost += mean_cost(w, g, i)
    return max(cost - w.visit.money, 0.0)


@inlined
def _moved(w, g, line, wanted):
    amount = max(min(wanted, w.fund.line_budget[line] - w.fund.line_spent[line]), 0.0)
    w.fund.line_budget[line] -= amount
    w.visit.money += amount
    w.income.transferred += amount
    w.income.transferred_month += amount
    _add_to_missions(w, g, amount)
    return amount


@inlined
def _add_to_missions(w, g, amount):
    for line in range(g.line_n):
        if g.line_kind[line] == MISSIONS:
            w.fund.line_budget[line] += amount
            return
