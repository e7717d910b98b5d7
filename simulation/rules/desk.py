"""The desk: a small team that answers tasks, strictly by priority, with so many staff-days and trips a year.

The team works on one task at a time, at the pace of the staff-days of its filled and paid posts. Of the tasks asked for
by then it begins the one of the first priority, of these the one due first (J. R. Jackson, Scheduling a production line
to minimize maximum tardiness, 1955), and finishes it. A task that needs a trip waits for a year in which one is left and
paid. A task not begun by its due day lapses. With tasks of one kind this is M/G/1: waits follow Pollaczek and Khinchine.

Tasks come by themselves (Poisson, by unit-exponential clocks), with the sessions of a body, with obligations whose date
comes within two years, with those of them whose States will have to ask for more time, and with reports that did not
come in time. What is done of them in twelve months, over what was asked for, is the level at which the desk helps States
to report and those outside to join; an obligation is helped for twelve months, and has a country coalition for good.
Partners may take over a share of the tasks without a trip: those are begun at once and take the team nothing.
"""

from math import floor

from simulation import slots, status
from simulation.capacity import ACTIVITIES, DESK_POSTS, OBLIGATIONS, OUTPUTS, QUANTILES, TASKS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.duties import ASKED, NOBODY, NONE, THERE, helped_lately, is_open, needs_more_time
from simulation.quantiles import quantile
from simulation.states import COALITIONS, DESK, EXTENSIONS, HELPS, TRAVEL
from simulation.tasks import NO_TRIP, drop, next_task, soonest_task, travelled

BY_ITSELF, SESSIONS, DUTIES, MISSING, LIKELY = 0, 1, 2, 3, 4
KINDS_OF_HELP = len(HELPS)
WINDOW, AHEAD = 12, 730
A_YEAR = 365.25
NEVER_HELPED = -1000

GROUP = "desk"
CONTROL: Control = "secretariat"
WRITES = ("desk", "clock.status")
GROUND = (
    Column("activity_n", "i8", "activities", "activities of the desk"),
    Column("activity_priority", "i8", "rank", "1 first", (ACTIVITIES,)),
    Column("activity_basis", "i8", "code", "what its tasks come with: 0 by themselves, 1 sessions, 2 obligations, 3 reports, 4 obligations that would miss their date", (ACTIVITIES,)),
    Column("activity_rate", "f8", "1", "tasks a year, or a missing report", (ACTIVITIES,)),
    Column("activity_days", "f8", "staff-days", "quantiles of what a task takes", (ACTIVITIES, QUANTILES)),
    Column("activity_patience", "f8", "days", "within which a task must begin; before a session, from when on", (ACTIVITIES,)),
    Column("activity_trip", "i8", "code", "0 none, 1 short, 2 long", (ACTIVITIES,)),
    Column("activity_helps", "i8", "code", "index into states.HELPS", (ACTIVITIES,)),
    Column("activity_output", "i8", "row", "output that it serves; OUTPUTS none", (ACTIVITIES,)),
    Column("activity_body", "i8", "row", "body whose sessions it serves; -1 none", (ACTIVITIES,)),
)  # fmt: skip
COLUMNS = (
    Column("clock", "f8", "1", "cumulative rate of an activity that comes by itself", (ACTIVITIES,)),
    Column("comes", "f8", "1", "cumulative rate at which its next task comes", (ACTIVITIES,)),
    Column("came", "i8", "count", "times that the clock of an activity has run down", (ACTIVITIES,)),
    Column("serial", "i8", "count", "tasks of an activity so far", (ACTIVITIES,)),
    Column("n", "i8", "tasks", "tasks that wait"),
    Column("activity", "i8", "row", "activity of a waiting task", (TASKS,)),
    Column("asked", "f8", "day", "when it was asked for", (TASKS,)),
    Column("due", "f8", "day", "by which it must have begun", (TASKS,)),
    Column("work", "f8", "staff-days", "that it takes", (TASKS,)),
    Column("trip", "i8", "code", "0 none, 1 short, 2 long", (TASKS,)),
    Column("owed", "i8", "row", "obligation that it helps with, -1 none", (TASKS,)),
    Column("free", "f8", "day", "when the team has finished what it began"),
    Column("trips", "i8", "trips", "taken this year: none, short, long", (3,)),
    Column("travel", "f8", "currency", "that the travel lines hold for trips this year, prices of the base year"),
    Column("hazard", "f8", "1", "cumulative rate of resignation", (DESK_POSTS,)),
    Column("quits_at", "f8", "1", "cumulative rate at which whoever holds a post resigns", (DESK_POSTS,)),
    Column("held", "i8", "count", "holders of a post so far", (DESK_POSTS,)),
    Column("vacant", "i8", "month", "first month in which the post is filled again", (DESK_POSTS,)),
    Column("posts", "f8", "posts", "filled and paid this month"),
    Column("helped", "i8", "month", "in which advice on an obligation was last given", (OBLIGATIONS,)),
    Column("filed", "i8", "month", "in which a request for its extension was last helped with", (OBLIGATIONS,)),
    Column("pending", "i8", "bits", "kinds of help for the obligation that wait, by code", (OBLIGATIONS,)),
    Column("coalition", "i8", "code", "country coalition: 0 none, 1 asked for, 2 there", (OBLIGATIONS,)),
    Column("wanted", "f8", "tasks", "asked for by what they help and month of the year", (KINDS_OF_HELP, WINDOW)),
    Column("begun", "f8", "tasks", "of them begun", (KINDS_OF_HELP, WINDOW)),
    Column("output_asked", "f8", "tasks", "asked for this month by output, the last without one", (OUTPUTS + 1,)),
    Column("output_begun", "f8", "tasks", "begun this month by output, the last without one", (OUTPUTS + 1,)),
    Column("level", "f8", "0-1", "tasks begun over those asked for in twelve months, by what they help", (KINDS_OF_HELP,)),
    Column("days_month", "f8", "staff-days", "there this month"),
    Column("worked_month", "f8", "staff-days", "worked this month"),
    Column("asked_month", "f8", "staff-days", "asked for this month"),
    Column("lapsed_month", "f8", "tasks", "lapsed this month"),
    Column("waited_month", "f8", "days", "waits of the tasks begun this month"),
    Column("trips_month", "f8", "trips", "taken this month: none, short, long", (3,)),
    Column("trips_wanted", "f8", "trips", "that tasks asked for so far need"),
    Column("trips_taken", "f8", "trips", "taken so far"),
    Column("taken_over_month", "f8", "tasks", "taken over by partners this month"),
)  # fmt: skip
PARAMS = (
    Param("desk_posts", "posts", 0, DESK_POSTS, "posts of the team that answers tasks; part-time posts count in part", 0.0, "month"),
    Param("desk_days", "days a year", 0, 366, "staff-days of a full post", 215.0, "month"),
    Param("desk_quit", "per year", 0, 5, "rate at which whoever holds a post of the team leaves it", 0.0, "month", control="exogenous"),
    Param("desk_vacancy", "months", 0, 60, "for which a post that was left stays empty", 6.0),
    Param("desk_rate", "1", 0, 20, "factor on the tasks that come of an activity", 1.0, "month", "activities", control="states"),
    Param("long_trips", "trips a year", 0, 1000, "long trips, where the travel line is paid in full", 0.0),
    Param("short_trips", "trips a year", 0, 1000, "short trips, where it is paid in full", 0.0),
    Param("long_trip_cost", "currency", 0, 1e6, "of a long trip, prices of the base year", 0.0, control="exogenous"),
    Param("short_trip_cost", "currency", 0, 1e6, "of a short trip, prices of the base year", 0.0, control="exogenous"),
    Param("remote_share", "1", 0, 1, "share of the tasks with a trip that is done without one", 0.0, "month"),
    Param("partner_share", "1", 0, 1, "share of the tasks without a trip that partners take over", 0.0, "month", control="states"),
    Param("desk_order", "0/1", 0, 1, "order within a priority: 0 due first, 1 asked for first", 0.0, "once", operations=()),
)  # fmt: skip


@compiled
def open_desk(w, g, p, k):
    """Everybody at their posts, nothing asked for, every help at its full level."""
    for helps in range(KINDS_OF_HELP):
        w.desk.level[helps] = 1.0
    for a in range(g.activity_n):
        w.desk.comes[a] = slots.exponential(k, slots.DESK_CLOCK, 0, a)
    for post in range(DESK_POSTS):
        w.desk.quits_at[post] = slots.exponential(k, slots.DESK_QUIT, 0, post)
    for o in range(g.obligation_n):
        w.desk.helped[o], w.desk.filed[o] = NEVER_HELPED, NEVER_HELPED


@compiled
def work_at_desk(w, g, p, k):
    """At the end of a month: who is there, what was asked for in it, what was begun of it, what has lapsed."""
    if g.activity_n == 0 or w.par.desk_posts == 0.0:
        return
    start, end = float(g.month_start[w.clock.month]), float(g.month_start[w.clock.month + 1])
    if w.clock.month % 12 == 0:
        w.desk.trips[:] = 0
        w.desk.travel = travelled(w, w.par.short_trips, w.par.long_trips) * _cover(w, g, TRAVEL)
    _man(w, g, k)
    pace = w.desk.posts * w.par.desk_days / A_YEAR
    w.desk.days_month = pace * (end - start)
    for helps in range(KINDS_OF_HELP):
        w.desk.wanted[helps, w.clock.month % WINDOW] = 0.0
        w.desk.begun[helps, w.clock.month % WINDOW] = 0.0
    for a in range(g.activity_n):
        _ask(w, g, k, a, start, end)
    w.desk.free = max(w.desk.free, start)
    w.desk.worked_month = pace * (min(w.desk.free, end) - start)
    if pace > 0.0:
        _answer(w, g, pace, end)
    _let_lapse(w, g, end)
    _take_stock(w)


@compiled
def _man(w, g, k):
    """Posts that are filled this month, as far as their lines are paid, to the nearest quarter of a post."""
    filled = 0.0
    for post in range(DESK_POSTS):
        part = min(max(w.par.desk_posts - post, 0.0), 1.0)
        if part > 0.0 and w.desk.vacant[post] <= w.clock.month:
            filled += part
            w.desk.hazard[post] += w.par.desk_quit / 12.0
            if w.desk.hazard[post] >= w.desk.quits_at[post]:
                w.desk.held[post] += 1
                w.desk.quits_at[post] += slots.exponential(k, slots.DESK_QUIT, w.desk.held[post], post)
                w.desk.vacant[post] = w.clock.month + 1 + int(w.par.desk_vacancy + 0.5)
    w.desk.posts = floor(4.0 * filled * _cover(w, g, DESK) + 0.5) / 4.0


@inlined
def _cover(w, g, purpose):
    """Budget of the lines of a purpose over what they got in the base year, in real terms, at most 1; 1 without any."""
    base, given = 0.0, 0.0
    for line in range(g.line_n):
        if g.line_purpose[line] == purpose:
            base += g.line_share[line] * w.par.envelope * w.fund.price[g.line_price[line]]
            given += w.fund.line_budget[line] - w.fund.line_cost[line]
    return min(max(given / base, 0.0), 1.0) if base > 0.0 else 1.0


@compiled
def _ask(w, g, k, a, start, end):
    """Tasks of an activity that come this month."""
    basis = g.activity_basis[a]
    if basis == BY_ITSELF:
        before, gained = w.desk.clock[a], g.activity_rate[a] * w.par.desk_rate[a] * (end - start) / A_YEAR
        while before + gained >= w.desk.comes[a] and w.clock.status == status.OK:
            owed = _without_coalition(w, g) if g.activity_helps[a] == COALITIONS else NONE
            if owed != NONE or g.activity_helps[a] != COALITIONS:
                asked = start + (w.desk.comes[a] - before) / gained * (end - start)
                _add(w, g, k, a, asked, g.activity_patience[a], owed)
            w.desk.came[a] += 1
            w.desk.comes[a] += slots.exponential(k, slots.DESK_CLOCK, w.desk.came[a], a)
        w.desk.clock[a] = before + gained
    elif basis == SESSIONS:
        _ask_for_sessions(w, g, k, a, start, end)
    elif basis in (DUTIES, LIKELY):
        _ask_for_obligations(w, g, k, a, start)
    elif w.reporting.due_month > 0.0:
        missing = (w.reporting.due_month - w.reporting.ontime_month) * g.activity_rate[a] * w.par.desk_rate[a]
        for _ in range(int(missing + 0.5)):
            _add(w, g, k, a, start, end - start + g.activity_patience[a], NONE)


@inlined
def _ask_for_sessions(w, g, k, a, start, end):
    """A task for each session of the body, so many days before it, due on its day."""
    for s in range(g.session_n):
        asked = g.session_day[s] - g.activity_patience[a]
        is_new = start <= asked < end or (w.clock.month == 0 and asked < start <= g.session_day[s])
        if g.session_body[s] == g.activity_body[a] and is_new:
            for _ in range(_times(w, g, k, a, 1 + s)):
                _add(w, g, k, a, max(float(asked), start), g.session_day[s] - max(float(asked), start), NONE)


@inlined
def _times(w, g, k, a, occasion):
    """How many tasks an occasion brings: the factor of the activity, its fraction by chance."""
    factor = w.par.desk_rate[a]
    return int(factor + slots.uniform(k, slots.DESK_THINNING, occasion, a)) if factor != 1.0 else 1


@inlined
def _ask_for_obligations(w, g, k, a, start):
    """A task a year for each obligation that is not done and whose date comes within two years, due on that date."""
    helps = g.activity_helps[a]
    for o in range(g.obligation_n):
        is_near = is_open(w, o) and w.obligation.due[o] - start < AHEAD
        is_waiting = (w.desk.pending[o] >> helps & 1) == 1 or helped_lately(_last_help(w, helps, o), w.clock.month)
        is_likely = g.activity_basis[a] == DUTIES or _will_have_to_ask(w, g, o)
        if is_near and is_likely and not is_waiting:
            occasion = w.clock.month * OBLIGATIONS + o
            for _ in range(_times(w, g, k, a, occasion)):
                w.desk.pending[o] |= 1 << helps
                _add(w, g, k, a, start, max(w.obligation.due[o] - start, g.activity_patience[a]), o)


@inlined
def _will_have_to_ask(w, g, o):
    """Whether the next session is the last before a date that would be missed, and can still be asked."""
    s = w.obligation.session[o]
    return s != NONE and w.obligation.looked[o] == 0 and needs_more_time(w, g, o, s)


@inlined
def _last_help(w, helps, o):
    return w.desk.filed[o] if helps == EXTENSIONS else w.desk.helped[o]


@inlined
def _without_coalition(w, g):
    """The open obligation due first that has no country coalition, nor waits for one."""
    chosen = NONE
    for o in range(g.obligation_n):
        is_without = is_open(w, o) and w.desk.coalition[o] == NOBODY
        if is_without and (chosen == NONE or w.obligation.due[o] < w.obligation.due[chosen]):
            chosen = o
    return chosen


@compiled
def _add(w, g, k, a, asked, patience, owed):
    """A task that waits from now on, or that a partner takes over at once."""
    n, serial = w.desk.n, w.desk.serial[a]
    if n == TASKS:
        w.clock.status = status.DESK_FULL
        return
    is_remote = slots.uniform(k, slots.DESK_TRIP, serial, a) < w.par.remote_share
    w.desk.trip[n] = NO_TRIP if is_remote else g.activity_trip[a]
    w.desk.work[n] = quantile(g.activity_days[a], slots.uniform(k, slots.DESK_LENGTH, serial, a))
    w.desk.serial[a] = serial + 1
    w.desk.activity[n], w.desk.asked[n], w.desk.due[n], w.desk.owed[n] = a, asked, asked + patience, owed
    w.desk.wanted[g.activity_helps[a], w.clock.month % WINDOW] += 1.0
    w.desk.output_asked[g.activity_output[a]] += 1.0
    w.desk.trips_wanted += 1.0 if w.desk.trip[n] != NO_TRIP else 0.0
    if g.activity_helps[a] == COALITIONS and owed != NONE:
        w.desk.coalition[owed] = ASKED
    w.desk.n = n + 1
    if w.desk.trip[n] == NO_TRIP and slots.uniform(k, slots.DESK_PARTNER, serial, a) < w.par.partner_share:
        w.desk.taken_over_month += 1.0
        _begin(w, g, n, asked)
    else:
        w.desk.asked_month += w.desk.work[n]


@compiled
def _answer(w, g, pace, end):
    """Begin task after task until the month ends."""
    while w.desk.free < end:
        chosen = next_task(w, g)
        if chosen == NONE:
            soonest = soonest_task(w, g, end)
            if soonest >= end:
                return
            w.desk.free = soonest
        else:
            begun = w.desk.free
            w.desk.free = begun + w.desk.work[chosen] / pace
            w.desk.worked_month += pace * (min(w.desk.free, end) - begun)
            _begin(w, g, chosen, begun)


@inlined
def _begin(w, g, i, day):
    a, trip = w.desk.activity[i], w.desk.trip[i]
    w.desk.waited_month += day - w.desk.asked[i]
    w.desk.begun[g.activity_helps[a], w.clock.month % WINDOW] += 1.0
    w.desk.output_begun[g.activity_output[a]] += 1.0
    w.desk.trips[trip] += 1
    w.desk.trips_month[trip] += 1.0
    w.desk.trips_taken += 1.0 if trip != NO_TRIP else 0.0
    if w.desk.owed[i] != NONE:
        _help(w, w.desk.owed[i], g.activity_helps[a])
    drop(w, i)


@inlined
def _help(w, o, helps):
    """What a task does for the obligation that it is about."""
    w.desk.pending[o] &= ~(1 << helps)
    if helps == COALITIONS:
        w.desk.coalition[o] = THERE
    elif helps == EXTENSIONS:
        w.desk.filed[o] = w.clock.month
    else:
        w.desk.helped[o] = w.clock.month


@inlined
def _let_lapse(w, g, end):
    i = 0
    while i < w.desk.n:
        if w.desk.due[i] < end:
            if w.desk.owed[i] != NONE:
                _give_up(w, w.desk.owed[i], g.activity_helps[w.desk.activity[i]])
            w.desk.lapsed_month += 1.0
            drop(w, i)
        else:
            i += 1


@inlined
def _give_up(w, o, helps):
    w.desk.pending[o] &= ~(1 << helps)
    if helps == COALITIONS:
        w.desk.coalition[o] = NOBODY


@inlined
def _take_stock(w):
    """The level of each help: of what was asked for in twelve months, what was begun; 1 where nothing was."""
    for helps in range(KINDS_OF_HELP):
        wanted, begun = 0.0, 0.0
        for month in range(WINDOW):
            wanted += w.desk.wanted[helps, month]
            begun += w.desk.begun[helps, month]
        w.desk.level[helps] = min(begun / wanted, 1.0) if wanted > 0.0 else 1.0
