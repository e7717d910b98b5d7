"""Indicators of money: appropriation, contributions, cash and reserve, what was spent on what."""

from simulation.capacity import LINES
from simulation.compiled import compiled, inlined
from simulation.declare import Indicator, Tally
from simulation.rules.funds import reserve_drawn

WRITES = ("tally", "fund", "income")
EVERY_LINE = range(1, LINES + 1)
TALLIES = (
    Tally("appropriation", "currency", "last", "appropriation of the year, nominal"),
    Tally("appropriation_real", "currency", "last", "appropriation of the year at the prices of the base year"),
    Tally("appropriation_base", "currency", "last", "appropriation of the year before the plan"),
    Tally("budget_requested", "currency", "last", "what the lines ask for, this year"),
    Tally("posts_requested", "posts", "last", "inspectors' posts that the staffing plan asks for"),
    Tally("reimbursements_expected", "currency", "last", "reimbursements that the year's budget counts on"),
    Tally("reimbursements", "currency", "sum", "reimbursements received"),
    Tally("repaid_by_others", "currency", "sum", "repaid by other organisations for requests"),
    Tally("voluntary", "currency", "sum", "voluntary money received"),
    Tally("transfers", "currency", "sum", "moved from services that can wait to visits"),
    Tally("assessed", "currency", "sum", "assessed contributions"),
    Tally("receipts_current", "currency", "sum", "contributions received for the same year", monthly=True),
    Tally("receipts_arrears", "currency", "sum", "contributions received for earlier years"),
    Tally("outstanding", "currency", "last", "contributions assessed and not received"),
    Tally("outstanding_base", "currency", "last", "appropriation of the year, denominator of what is outstanding"),
    Tally("cash", "currency", "last", "cash at the end of the month", monthly=True),
    Tally("cash_low", "currency", "min", "lowest month-end cash of the year"),
    Tally("reserve_drawn", "currency", "max", "working capital drawn at the end of a month"),
    Tally("payables", "currency", "last", "bills not paid for want of cash"),
    Tally("austerity_months", "months", "sum", "months that end with something postponed for want of cash"),
    Tally("spending", "currency", "sum", "billed in the month"),
    Tally("spending_inspectors", "currency", "sum", "billed for inspectors' posts"),
    Tally("spending_missions", "currency", "sum", "billed for missions"),
    Tally("spending_posts", "currency", "sum", "billed for other posts"),
    Tally("spending_services", "currency", "sum", "billed for services"),
    Tally(
        "year_end_balance", "currency", "sum", "received in the month less what was billed, voluntary money left out"
    ),
    Tally("services", "currency", "sum", "services delivered, at the prices of the base year"),
    Tally("services_base", "currency", "sum", "services of a month in the budget of the base year"),
    *(Tally(f"line_{n}_spent", "currency", "last", f"billed to line {n} this year") for n in EVERY_LINE),
)
INDICATORS = (
    Indicator("appropriation_nominal", "Appropriation, nominal", "currency", "appropriation", None, "none", "circumstance",
              "states", "Approved appropriation of the year in current prices."),
    Indicator("appropriation_real", "Appropriation, real, relative to the year before the plan", "%", "appropriation_real",
              "appropriation_base", "none", "circumstance", "states",
              "Appropriation at the prices of the base year over the appropriation of the year before the plan."),
    Indicator("budget_cover", "Appropriation over what the lines ask for", "%", "appropriation", "budget_requested", "up",
              "input", "states", "Appropriation over the sum of what planned work and unchanged services would cost."),
    Indicator("posts_cover", "Inspectors' posts funded", "%", "posts", "posts_requested", "up", "input", "joint",
              "Inspectors' posts that the money buys over those that the staffing plan asks for."),
    Indicator("reimbursed_share", "Reimbursements received over those counted on", "%", "reimbursements",
              "reimbursements_expected", "up", "input", "states",
              "Reimbursements received in a year over those that its budget counted on."),
    Indicator("voluntary", "Voluntary contributions received", "currency", "voluntary", None, "up", "input", "states",
              "Earmarked money for requests that nobody planned."),
    Indicator("transfers_share", "Moved between lines in the year", "%", "transfers", "appropriation", "none", "activity",
              "secretariat", "Money moved within the year to visits, over the appropriation."),
    Indicator("receipts_share", "Contributions received in their year", "%", "receipts_current", "assessed", "up", "input",
              "states", "Same-year receipts over contributions assessed."),
    Indicator("outstanding_share", "Contributions outstanding", "%", "outstanding", "outstanding_base", "down", "input",
              "states", "Contributions assessed and not received at the end of the year, over its appropriation."),
    Indicator("cash_end", "Cash at the end of the year", "currency", "cash", None, "up", "input", "joint",
              "Cash on the last day, including what was drawn from working capital."),
    Indicator("cash_low", "Lowest month-end cash", "currency", "cash_low", None, "up", "input", "joint",
              "Lowest cash at the end of any month."),
    Indicator("reserve_drawn", "Working capital drawn", "currency", "reserve_drawn", None, "down", "input", "joint",
              "Largest draw on working capital standing at the end of any month."),
    Indicator("payables", "Bills unpaid", "currency", "payables", None, "down", "input", "joint",
              "Bills that could not be paid for want of cash at the end of the year."),
    Indicator("austerity_months", "Months with postponement", "months", "austerity_months", None, "down", "activity",
              "joint", "Months that end with something postponed for want of cash."),
    Indicator("year_end_balance", "Surplus or deficit of the year", "currency", "year_end_balance", None, "up", "input",
              "joint", "Contributions, for whichever year, and reimbursements received in the year less its bills; what earlier "
              "surplus was credited is no income."),
    Indicator("spending", "Spending", "currency", "spending", None, "none", "input", "secretariat", "Bills of the year."),
    Indicator("spending_inspectors", "Spending on inspectors' posts", "currency", "spending_inspectors", None, "none",
              "input", "secretariat", "Bills for inspectors' posts."),
    Indicator("spending_missions", "Spending on missions", "currency", "spending_missions", None, "none", "input",
              "secretariat", "Bills for travel, subsistence and visits."),
    Indicator("spending_posts", "Spending on other posts", "currency", "spending_posts", None, "none", "input",
              "secretariat", "Bills for posts other than inspectors."),
    Indicator("spending_services", "Spending on services", "currency", "spending_services", None, "none", "input",
              "secretariat", "Bills for services."),
    Indicator("services_output", "Services delivered, relative to the year before the plan", "%", "services",
              "services_base", "up", "output", "joint",
              "Services at the prices of the base year, over the services of the budget before the plan."),
    *(Indicator(f"line_{n}_spent", f"Line {n}: billed", "currency", f"line_{n}_spent", None, "none", "input", "secretariat",
                "Billed to the line, nominal, by its budget: a vacancy at the desk or a trip not taken spares nothing.") for n in EVERY_LINE),
)  # fmt: skip


@compiled
def tally_money(w, g, p, k):
    """Write the month's money and empty its monthly sums."""
    m = w.clock.month
    w.tally.appropriation[m] = w.fund.appropriation
    w.tally.appropriation_real[m] = w.fund.appropriation / w.fund.price[1]
    w.tally.appropriation_base[m] = w.par.envelope
    _tally_plan_and_income(w, g, m)
    w.tally.assessed[m] = w.fund.assessed_month
    w.tally.receipts_current[m] = w.fund.current_month
    w.tally.receipts_arrears[m] = w.fund.arrears_month
    w.tally.outstanding[m] = w.fund.assessed - w.fund.received
    w.tally.outstanding_base[m] = w.fund.appropriation
    w.tally.cash[m] = w.fund.cash
    w.tally.cash_low[m] = w.fund.cash
    w.tally.reserve_drawn[m] = reserve_drawn(w)
    w.tally.payables[m] = w.fund.billed - w.fund.paid
    w.tally.austerity_months[m] = 1.0 if w.fund.rung > 0 else 0.0
    _tally_spending(w, g, m)
    _tally_lines(w, m)
    w.tally.year_end_balance[m] = _received(w, m) - w.tally.spending[m]
    w.fund.assessed_month = 0.0
    w.fund.current_month = 0.0
    w.fund.arrears_month = 0.0


@inlined
def _received(w, m):
    """What came into the organisation's own cash this month."""
    contributions = w.tally.receipts_current[m] + w.tally.receipts_arrears[m]
    return contributions + w.tally.reimbursements[m] + w.tally.repaid_by_others[m]


@compiled
def _tally_plan_and_income(w, g, m):
    for line in range(g.line_n):
        w.tally.budget_requested[m] += w.fund.line_request[line]
    w.tally.posts_requested[m] = w.staff.wanted
    w.tally.reimbursements_expected[m] = w.income.expected
    w.tally.reimbursements[m] = w.income.reimbursed_month
    w.tally.voluntary[m] = w.income.given_month
    w.tally.transfers[m] = w.income.transferred_month
    w.tally.repaid_by_others[m] = w.income.shared_month
    w.income.reimbursed_month = 0.0
    w.income.shared_month = 0.0
    w.income.given_month = 0.0
    w.income.transferred_month = 0.0


@compiled
def _tally_spending(w, g, m):
    w.tally.spending_inspectors[m] = w.fund.billed_month[0]
    w.tally.spending_missions[m] = w.fund.billed_month[1]
    w.tally.spending_posts[m] = w.fund.billed_month[2]
    w.tally.spending_services[m] = w.fund.billed_month[3]
    w.tally.services[m] = w.fund.real_services_month
    w.fund.real_services_month = 0.0
    for kind in range(4):
        w.tally.spending[m] += w.fund.billed_month[kind]
        w.fund.billed_month[kind] = 0.0
    for line in range(g.line_n):
        if g.line_kind[line] == 3:
            w.tally.services_base[m] += g.line_share[line] * w.par.envelope / 12.0


@compiled
def _tally_lines(w, m):
    spent = w.fund.line_spent
    w.tally.line_1_spent[m], w.tally.line_2_spent[m] = spent[0], spent[1]
    w.tally.line_3_spent[m], w.tally.line_4_spent[m] = spent[2], spent[3]
    w.tally.line_5_spent[m], w.tally.line_6_spent[m] = spent[4], spent[5]
    w.tally.line_7_spent[m], w.tally.line_8_spent[m] = spent[6], spent[7]
    w.tally.line_9_spent[m], w.tally.line_10_spent[m] = spent[8], spent[9]
    w.tally.line_11_spent[m], w.tally.line_12_spent[m] = spent[10], spent[11]
    w.tally.line_13_spent[m], w.tally.line_14_spent[m] = spent[12], spent[13]
    w.tally.line_15_spent[m], w.tally.line_16_spent[m] = spent[14], spent[15]
