"""Inspectors come and go: posts that plan and money allow, recruitment with its lead, resignations, the tenure cap.

Stationary ages in post follow renewal theory: density proportional to exp(-quit rate x age) up to the cap
(D. R. Cox, Renewal Theory, 1962).
"""

from math import ceil

from simulation import maths, slots, status
from simulation.capacity import MONTHS, STAFF
from simulation.compiled import compiled, inlined
from simulation.contracts import ON_STAFF
from simulation.declare import Column, Control, Param
from simulation.reserves import note_leaver
from simulation.teams import ABSENT, STRIDE

GROUP = "staff"
WRITES = ("staff", "pool", "clock.status")
COLUMNS = (
    Column("serial", "i4", "count", "how many have held this row", (STAFF,)),
    Column("joined", "f8", "day", "start of service, before day 0 for those of the first day", (STAFF,)),
    Column("hazard", "f8", "1", "cumulative rate of resignation since the first day"),
    Column("wanted", "f8", "posts", "posts that the staffing plan of the year asks for"),
    Column("posts", "f8", "posts", "posts of the year"),
    Column("posts_ahead", "f8", "posts", "posts that recruits chosen this year are meant for"),
    Column("falls", "i8", "0/1", "whether there are fewer posts than in the year before"),
    Column("arrivals", "i4", "inspectors", "recruits who start in a month", (MONTHS + 1,)),
    Column("in_pipeline", "i8", "inspectors", "recruits chosen who have not started"),
    Column("hired", "i8", "inspectors", "started since the first day"),
    Column("left", "i8", "inspectors", "left since the first day"),
    Column("hired_month", "f8", "inspectors", "started this month"),
    Column("left_month", "f8", "inspectors", "left this month"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("inspectors_start", "inspectors", 0, STAFF, "inspectors on board on the first day", None, "once", operations=(), of_missions=True),
    Param("recruits_under_way", "inspectors", 0, STAFF, "recruits chosen before the first day; they start evenly over the time that recruitment takes", 0.0, "once", operations=()),
    Param("planning_margin", "1", -0.5, 2, "margin of the staffing plan over routine demand", 0.0),
    Param("contingency_share", "1", 0, 2, "share of the request days of the year before in the staffing plan", 0.0),
    Param("downsize_cap", "per year", 0, 1, "largest fall of posts in a year without a cut of money", of_missions=True),
    Param("downsize_cap_under_cut", "per year", 0, 1, "largest fall of posts in a year when money is cut", of_missions=True),
    Param("recruit_cap", "per quarter", 0, 1, "recruits of a quarter relative to inspectors on board", of_missions=True),
    Param("recruit_lead_months", "months", 0, 36, "from decision to first day, the training not included", of_missions=True),
    Param("training_weeks", "weeks", 0, 52, "initial training", of_missions=True),
    Param("freeze_rung", "code", 0, 16, "rung of postponement that freezes recruitment; 0 never", 0.0),
    Param("quit_rate", "per year", 0, 3, "resignations per inspector", None, "month", of_missions=True, control="exogenous"),
    Param("downsizing_quit", "1", 0, 20, "factor on resignations in a year in which posts fall", 1.0, "month", control="exogenous"),
    Param("tenure_years", "years", 0.5, 60, "longest service", of_missions=True),
)  # fmt: skip


@compiled
def open_roster(w, g, p, k):
    """Seat the inspectors of the first day, with ages in post from the stationary law; every other row is empty."""
    for row in range(STAFF):
        w.staff.free[row] = ABSENT
        w.staff.mission[row] = -1
    n = int(w.par.inspectors_start)
    for row in range(n):
        _seat(w, k, row)
        u = slots.uniform(k, slots.STAFF_AGE, 0, row)
        w.staff.joined[row] = -365.25 * stationary_age(u, w.par.quit_rate, w.par.tenure_years)
    w.staff.posts = n
    _await_recruits(w)


@inlined
def _await_recruits(w):
    """Recruits chosen before the first day start one after another, the last when one chosen now would."""
    n, lead = int(w.par.recruits_under_way), max(int(_lead_months(w) + 0.5), 1)
    for recruit in range(n):
        w.staff.arrivals[min(1 + recruit * lead // n, MONTHS)] += 1
    w.staff.in_pipeline = n


@compiled
def stationary_age(u, quit_rate, tenure):
    """Age in post, years, at probability u of the stationary law of a renewed post."""
    if quit_rate <= 0.0:
        return u * tenure
    return -maths.log(1.0 - u * (1.0 - maths.exp(-quit_rate * tenure))) / quit_rate


@inlined
def _seat(w, k, row):
    w.staff.free[row] = w.clock.day
    w.staff.used[row] = 0
    w.staff.mission[row] = -1
    w.staff.joined[row] = w.clock.day
    w.staff.serial[row] += 1
    endurance = slots.exponential(k, slots.STAFF_QUIT, w.staff.serial[row], row)
    w.staff.quits_at[row] = w.staff.hazard + endurance
    u = slots.uniform(k, slots.STAFF_QUALIFIED, w.staff.serial[row], row)
    w.staff.qualified[row] = 1 if u < w.par.qualified_share else 0
    w.staff.row_n = max(w.staff.row_n, row + 1)
    w.staff.width = (w.staff.row_n + STRIDE - 1) // STRIDE * STRIDE
    w.staff.present_n += 1


@inlined
def _unseat(w, row):
    note_leaver(w, row)
    w.staff.free[row] = ABSENT
    w.staff.present_n -= 1
    w.staff.left += 1
    w.staff.left_month += 1.0


@compiled
def plan_posts(w, g, p, k):
    """Posts that the staffing plan asks for: what routine demand needs, falling no faster than the cap.

    Requests never enter the plan unless a provision says so (planning_margin), or the switch that plans them.
    """
    for row in range(w.staff.row_n):
        w.staff.used[row] = 0
    cap = w.par.downsize_cap_under_cut if w.fund.is_cut == 1 else w.par.downsize_cap
    w.staff.wanted = max(_needed_posts(w, w.presence.planned_days), float(ceil(w.staff.posts * (1.0 - cap))))


@compiled
def fill_posts(w, g, p, k):
    """Posts of the year: as many of those asked for as the inspectors' lines pay.

    Posts fall by attrition alone unless money is cut or does not pay what was asked for; then the longest serving
    leave first.
    """
    paid = _paid_posts(w, g)
    posts = min(paid, w.staff.wanted)
    w.staff.falls = 1 if posts < w.staff.posts else 0
    w.staff.posts = posts
    w.staff.posts_ahead = min(w.staff.posts, _needed_posts(w, w.presence.next_days))
    if w.fund.is_cut == 1 or paid < w.staff.wanted:
        for _ in range(max(int(w.staff.present_n - w.staff.posts), 0)):
            _end_longest_service(w)


@inlined
def _needed_posts(w, presence_days):
    routine = presence_days + w.visit.planned_days
    days = routine * (1.0 + w.par.planning_margin) + w.par.contingency_share * _request_days_before(w)
    return planned_posts(days, w.par.inspector_day_budget)


@inlined
def planned_posts(days, day_budget):
    """Posts that so many inspector-days a year ask for."""
    return float(ceil(days / day_budget))


@inlined
def _request_days_before(w):
    """Inspector-days that requests took in the year before; none before the first."""
    days = 0.0
    for month in range(max(w.clock.month - 12, 0), w.clock.month):
        days += w.tally.request_days[month]
    return days


@inlined
def _paid_posts(w, g):
    money = 0.0
    for line in range(g.line_n):
        if g.line_kind[line] == 0:
            money += max(w.fund.line_budget[line] - w.fund.line_cost[line], 0.0)
    # A budget of exactly so many posts must buy them: the small number is far below a post and above rounding.
    return float(int(money / (w.par.inspector_cost * w.fund.price[0]) + 1e-6))


@compiled
def _end_longest_service(w):
    longest = -1
    for row in range(w.staff.row_n):
        at_home = w.staff.free[row] <= w.clock.day and w.staff.contract[row] == ON_STAFF
        if at_home and (longest < 0 or w.staff.joined[row] < w.staff.joined[longest]):
            longest = row
    if longest >= 0:
        _unseat(w, longest)


@compiled
def staff_movements(w, g, p, k):
    """At the start of a month: tenure ends and resignations, then recruits start, then each quarter vacancies are filled."""
    w.staff.hazard += w.par.quit_rate / 12.0 * (w.par.downsizing_quit if w.staff.falls == 1 else 1.0)
    for row in range(w.staff.row_n):
        if _service_ends(w, row):
            _unseat(w, row)
    for _ in range(w.staff.arrivals[w.clock.month]):
        _start_recruit(w, k)
    if w.clock.month % 3 == 0:
        _recruit(w)


@inlined
def _service_ends(w, row):
    over = w.clock.day - w.staff.joined[row] >= w.par.tenure_years * 365.25 or w.staff.hazard >= w.staff.quits_at[row]
    return over and w.staff.free[row] <= w.clock.day and w.staff.contract[row] == ON_STAFF


@compiled
def _start_recruit(w, k):
    w.staff.in_pipeline -= 1
    for row in range(STAFF):
        if w.staff.free[row] == ABSENT:
            _seat(w, k, row)
            w.staff.hired += 1
            w.staff.hired_month += 1.0
            return
    w.clock.status = status.STAFF_FULL


@compiled
def _recruit(w):
    """Choose recruits for the posts that will stand when they start, counting those who will have left by then."""
    if w.par.freeze_rung > 0.0 and w.fund.rung >= w.par.freeze_rung:
        return
    lead = _lead_months(w)
    staying = w.staff.present_n + w.staff.in_pipeline - _leaving_within(w, lead / 12.0)
    vacancies = int(w.staff.posts_ahead - staying + 0.5)
    chosen = max(min(vacancies, ceil(w.par.recruit_cap * w.staff.present_n)), 0)
    month = w.clock.month + max(int(lead + 0.5), 1)
    w.staff.in_pipeline += chosen
    if month < MONTHS:
        w.staff.arrivals[month] += chosen


@inlined
def _lead_months(w):
    """Months from the choice of a recruit to the end of training."""
    return w.par.recruit_lead_months + w.par.training_weeks * 7.0 / 30.4375


@inlined
def _leaving_within(w, years):
    """Inspectors whose tenure ends within so many years, by name, and resignations of the others, on average."""
    leaving = 0.0
    for row in range(w.staff.row_n):
        if w.staff.free[row] != ABSENT and w.staff.contract[row] == ON_STAFF:
            served = (w.clock.day - w.staff.joined[row]) / 365.25
            leaving += 1.0 if served + years >= w.par.tenure_years else min(w.par.quit_rate * years, 1.0)
    return leaving
