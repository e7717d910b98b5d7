"""The core loop: what happens in a day, a month and a year of a world, in this order. Read this first.

Every function takes the same four: the world `w`, which alone it changes; the ground truth `g` (calendar, tables) and
the settings `p` (parameters of scenario, option and draw), both shared and never written; and the key `k` of the
simulated case, from which all of its random numbers come.
"""

from math import isfinite

from simulation import status
from simulation.compiled import inlined
from simulation.metrics.assurance import tally_assurance
from simulation.metrics.burden import tally_burden
from simulation.metrics.circumstances import tally_circumstances
from simulation.metrics.desk import tally_desk
from simulation.metrics.engagement import tally_engagement
from simulation.metrics.facilities import tally_facilities
from simulation.metrics.joint import tally_joint
from simulation.metrics.meetings import tally_meetings
from simulation.metrics.milestones import tally_milestones
from simulation.metrics.money import tally_money
from simulation.metrics.obligations import tally_obligations
from simulation.metrics.people import tally_people
from simulation.metrics.reports import tally_reports
from simulation.metrics.services import tally_services
from simulation.metrics.states import tally_states
from simulation.metrics.verification import tally_verification
from simulation.rules.assistance import open_assistance, train_regions
from simulation.rules.assurance import assure
from simulation.rules.axes import move_axes, start_axes, turn_quadrant
from simulation.rules.budget import decide_envelope, recost, share_budget
from simulation.rules.desk import open_desk, work_at_desk
from simulation.rules.donors import fund_obligations
from simulation.rules.effective import pass_gates, set_parameters
from simulation.rules.engagement import engage, open_engagement
from simulation.rules.facilities import bring_facilities, open_facilities, run_facilities, settle_facilities
from simulation.rules.funds import assess_contributions, bill_the_month, open_books, receive_contributions, settle_bills
from simulation.rules.implementation import implement, open_implementation
from simulation.rules.income import (
    appeal,
    expect_reimbursements,
    invoice_reimbursements,
    pay_for_requests,
    receive_other_income,
    transfer_between_lines,
)
from simulation.rules.joint import open_joint, share_joint_work
from simulation.rules.knowledge import learn, open_knowledge
from simulation.rules.meetings import hold_meetings
from simulation.rules.membership import admit_parties, decide_to_join, open_membership
from simulation.rules.milestones import open_milestones, reach_milestones
from simulation.rules.obligations import keep_obligations, open_obligations
from simulation.rules.outages import fail_systems
from simulation.rules.pools import count_pools, open_pools, send_home
from simulation.rules.presence import keep_presence, open_presence, plan_presence
from simulation.rules.reporting import declare, open_reporting
from simulation.rules.requests import make_requests, open_requests, serve_requests
from simulation.rules.services import open_services, serve_services
from simulation.rules.staff import fill_posts, open_roster, plan_posts, staff_movements
from simulation.rules.visits import carry_out_visits, fund_visits, plan_visits


@inlined
def open_world(w, g, p, k):
    """Before the first day: base parameters, circumstances at their start, books, roster, clocks."""
    for i in range(len(p.unmoved)):
        w.par.values[i] = p.unmoved[i]
    pass_gates(w, g, p, k)
    open_milestones(w, g, p, k)
    start_axes(w, g, p, k)
    open_books(w, g, p, k)
    open_roster(w, g, p, k)
    open_pools(w, g, p, k)
    open_knowledge(w, g, p, k)
    open_engagement(w, g, p, k)
    open_facilities(w, g, p, k)
    open_presence(w, g, p, k)
    open_requests(w, g, p, k)
    open_services(w, g, p, k)
    open_assistance(w, g, p, k)
    open_membership(w, g, p, k)
    open_implementation(w, g, p, k)
    open_reporting(w, g, p, k)
    open_obligations(w, g, p, k)
    open_desk(w, g, p, k)
    open_joint(w, g, p, k)


@inlined
def begin_year(w, g, p, k):
    """The first of January: prices, envelope, the plan of work, what it asks for, what the money gives, who pays."""
    recost(w, g, p, k)
    decide_envelope(w, g, p, k)
    plan_presence(w, g, p, k)
    plan_visits(w, g, p, k)
    plan_posts(w, g, p, k)
    share_budget(w, g, p, k)
    fund_visits(w, g, p, k)
    fill_posts(w, g, p, k)
    expect_reimbursements(w, g, p, k)
    assess_contributions(w, g, p, k)
    fund_obligations(w, g, p, k)


@inlined
def begin_month(w, g, p, k):
    """Circumstances, parameters, (in January) the year, then systems, requests, facilities, people and parties."""
    if w.clock.month % 12 == 0:
        turn_quadrant(w, g, p, k)
    move_axes(w, g, p, k)
    set_parameters(w, g, p, k)
    if w.clock.month % 12 == 0:
        begin_year(w, g, p, k)
    receive_other_income(w, g, p, k)
    fail_systems(w, g, p, k)
    make_requests(w, g, p, k)
    bring_facilities(w, g, p, k)
    appeal(w, g, p, k)
    staff_movements(w, g, p, k)
    admit_parties(w, g, p, k)


@inlined
def live_day(w, g, p, k):
    """Money comes in, facilities run or stop; teams leave in strict priority: requests, presence, sampled visits."""
    receive_contributions(w, g, p, k)
    run_facilities(w, g, p, k)
    serve_requests(w, g, p, k)
    keep_presence(w, g, p, k)
    send_home(w, g, p, k)
    carry_out_visits(w, g, p, k)


@inlined
def end_month(w, g, p, k):
    """Facilities, invoices, transfers, joint work, bills, what was learnt, services and States, then the record."""
    settle_facilities(w, g, p, k)
    invoice_reimbursements(w, g, p, k)
    pay_for_requests(w, g, p, k)
    transfer_between_lines(w, g, p, k)
    share_joint_work(w, g, p, k)
    bill_the_month(w, g, p, k)
    settle_bills(w, g, p, k)
    learn(w, g, p, k)
    serve_services(w, g, p, k)
    train_regions(w, g, p, k)
    decide_to_join(w, g, p, k)
    implement(w, g, p, k)
    declare(w, g, p, k)
    hold_meetings(w, g, p, k)
    work_at_desk(w, g, p, k)
    keep_obligations(w, g, p, k)
    assure(w, g, p, k)
    count_pools(w, g, p, k)
    reach_milestones(w, g, p, k)
    engage(w, g, p, k)
    tally_circumstances(w, g, p, k)
    tally_money(w, g, p, k)
    tally_people(w, g, p, k)
    tally_verification(w, g, p, k)
    tally_facilities(w, g, p, k)
    tally_milestones(w, g, p, k)
    tally_engagement(w, g, p, k)
    tally_services(w, g, p, k)
    tally_states(w, g, p, k)
    tally_obligations(w, g, p, k)
    tally_assurance(w, g, p, k)
    tally_desk(w, g, p, k)
    tally_joint(w, g, p, k)
    tally_reports(w, g, p, k)
    tally_meetings(w, g, p, k)
    tally_burden(w, g, p, k)


@inlined
def step_day(w, g, p, k):
    """One day of a world. A world that stopped for a fault, or reached its last day, stays as it is."""
    if w.clock.status != status.OK or w.clock.day >= g.n_days:
        return
    if w.clock.day == g.month_start[w.clock.month]:
        begin_month(w, g, p, k)
    live_day(w, g, p, k)
    if w.clock.day + 1 == g.month_start[w.clock.month + 1]:
        end_month(w, g, p, k)
        _check(w)
        w.clock.month += 1
        w.clock.year = w.clock.month // 12
    w.clock.day += 1


@inlined
def advance(w, g, p, k, days):
    """As many days as asked for: the same bits as day by day."""
    for _ in range(days):
        step_day(w, g, p, k)


@inlined
def _check(w):
    if not isfinite(w.fund.cash + w.fund.billed + w.fund.received + w.tally.delivered_days[w.clock.month]):
        w.clock.status = status.NOT_FINITE
