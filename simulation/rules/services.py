"""Services to States: what is asked for, what servers and money can do of it, how long the others wait, what it is worth.

A service has a queue of its own, first come first served, by its servers, each a unit at a time. Requests come as those
for inspectors do, by unit-exponential clocks. A unit begins when a server is free and the money that the line really
spent leaves its cost; one that has waited longer than its patience lapses. Waiting is exact in continuous time: with
money enough a queue is M/G/c, with exponential lengths M/M/c (A. K. Erlang, 1917). An urgent service is served first
and may use the money of the others of its line.

Services of a pool, while they are pooled, are one queue before all their servers: whoever of them came first goes to the
server that is free first (M/M/c with the servers and requests of all). Each unit is paid by its own service, and what that
lacks by the others of the pool. A pool may lengthen units: those who serve several know each less well.

A unit is worth the depth of its form times the knowledge of the organisation, relative to the first day, to the power
of the service's exponent. An online unit reaches more people at a lower cost a head and less depth; one tailored to
whoever asks costs more and goes deeper.
"""

from simulation import maths, slots, status
from simulation.capacity import LINES, QUEUE, SERVERS, SERVICES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.quantiles import quantile

COOPERATION, SUPPORT, ASSISTANCE, TRAINING, EQUIPMENT = 0, 1, 2, 3, 4
THEMES = 5
QUEUED = 3
"""Themes with a queue; training and equipment are bought as the money comes (simulation.rules.assistance)."""
FIELDS = 3
NONE = -1
HALF = 0.5

GROUP = "service"
WRITES = ("service", "clock.status")
GROUND = (Column("service_pool", "i8", "code", "pool that a service belongs to, from 1; 0 none", (SERVICES,)),)
COLUMNS = (
    Column("clock", "f8", "1", "cumulative rate by service", (SERVICES,)),
    Column("due", "f8", "1", "cumulative rate at which the next unit of a service is asked for", (SERVICES,)),
    Column("opening", "i8", "count", "units that waited on the first day", (SERVICES,)),
    Column("first", "i8", "count", "units begun or lapsed: the next of the queue", (SERVICES,)),
    Column("last", "i8", "count", "units of the queue so far, the opening ones included", (SERVICES,)),
    Column("arrival", "f8", "day", "when each unit of a queue was asked for, in a ring", (SERVICES, QUEUE)),
    Column("available", "f8", "day", "when each server is free again", (SERVICES, SERVERS)),
    Column("asked", "f8", "1", "shares times weights of the services of each line, summed", (LINES,)),
    Column("purse", "f8", "currency", "money of the line not yet used, prices of the base year", (SERVICES,)),
    Column("seen", "f8", "currency", "spent by the line this year up to the last month, nominal", (SERVICES,)),
    Column("quality", "f8", "1", "knowledge relative to the first day to the power of the exponent", (SERVICES,)),
    Column("given_month", "f8", "currency", "money for each theme this month, base-year prices", (THEMES,)),
    Column("made_month", "f8", "units", "asked for this month by theme", (QUEUED,)),
    Column("served_month", "f8", "units", "begun this month by theme", (QUEUED,)),
    Column("lapsed_month", "f8", "units", "lapsed this month by theme", (QUEUED,)),
    Column("waited_month", "f8", "days", "waits of the units begun this month by theme", (QUEUED,)),
    Column("cost_month", "f8", "currency", "cost of the units begun this month by theme, base-year prices", (QUEUED,)),
    Column("reach_month", "f8", "units", "units begun this month by theme, in ordinary units of people reached", (QUEUED,)),
    Column("worth_month", "f8", "units", "the same times depth and quality: output", (QUEUED,)),
    Column("value_month", "f8", "currency", "that output at the cost of ordinary units, base-year prices", (QUEUED,)),
    Column("lent_month", "f8", "currency", "paid this month for units of other instruments, base-year prices"),
)  # fmt: skip
CONTROL: Control = "secretariat"
PARAMS = (
    Param("service_rate", "units a year", 0, 1000, "rate at which units of a service are asked for", 0.0, "month", "services", control="states"),
    Param("service_weight", "1", 0, 20, "tilt of the money of a line towards a service", 1.0, "month", "services"),
    Param("service_gift", "currency a year", 0, 1e9, "money from outside for the units of a service, prices of the base year", 0.0, "month", "services", control="states"),
    Param("service_backlog", "units", 0, QUEUE - 1, "units that wait on the first day", 0.0, "once", "services", ()),
    Param("service_quality", "1", 0, 2, "factor on the services' exponents of knowledge", 1.0),
    Param("online_share", "1", 0, 1, "share of the units of a service that is given online", 0.0, "month", "services", ("add",)),
    Param("online_reach", "1", 0.1, 100, "people reached by an online unit, relative to an ordinary one", 1.0),
    Param("online_cost", "1", 0, 10, "cost a head of an online unit, relative to an ordinary one", 1.0),
    Param("online_depth", "1", 0, 10, "depth a head of an online unit, relative to an ordinary one", 1.0),
    Param("tailored_share", "1", 0, 1, "share of the other units that is tailored to whoever asks", 0.0, "month", "services", ("add",)),
    Param("tailored_cost", "1", 0.1, 10, "cost of a tailored unit, relative to an ordinary one", 1.0),
    Param("tailored_depth", "1", 0.1, 10, "depth of a tailored unit, relative to an ordinary one", 1.0),
    Param("pooling", "0-1", 0, 1, "whether services of a pool are one queue: from one half on", 0.0, "month", operations=("add",)),
    Param("pool_overhead", "1", 0, 1, "by which each further service of a pool lengthens its units", 0.0, "month"),
)  # fmt: skip


@compiled
def open_services(w, g, p, k):
    """Wind the clock of every service and put those in its queue who wait on the first day."""
    for s in range(g.service_n):
        w.service.quality[s] = 1.0
        if g.service_theme[s] < QUEUED:
            w.service.due[s] = slots.exponential(k, slots.SERVICE_CLOCK, 0, s)
            _open_queue(w, g, s)


@inlined
def _open_queue(w, g, s):
    """They came one after the other at the rate of the first day, none so long ago that it has lapsed."""
    n = int(w.par.service_backlog[s])
    apart = min(365.25 / max(w.par.service_rate[s], 1e-6), g.service_patience[s] / (n + 1.0))
    for i in range(n):
        w.service.arrival[s, i] = -(n - i) * apart
    w.service.opening[s] = n
    w.service.last[s] = n


@compiled
def serve_services(w, g, p, k):
    """At the end of a month: what was asked for in it, what the line's money began of it, urgent services first."""
    if g.service_n == 0:
        return
    if w.clock.month % 12 == 0:
        _close_the_year(w, g)
    if w.clock.month % 3 == 0:
        _judge_quality(w, g)
    _share_money(w, g)
    for urgent in (1, 0):
        for s in range(g.service_n):
            if g.service_theme[s] < QUEUED and g.service_urgent[s] == urgent:
                _ask(w, g, k, s)
                if w.par.pooling < HALF or _members(g, s) == 1:
                    _serve(w, g, k, s)
                elif _is_last(g, s):
                    _serve_pool(w, g, k, s)


@inlined
def _close_the_year(w, g):
    """Money of the year before lapses, but for what is laid by for a unit begun."""
    for s in range(g.service_n):
        w.service.purse[s] = min(w.service.purse[s], g.service_unit_cost[s])
        w.service.seen[s] = 0.0


@inlined
def _judge_quality(w, g):
    known, at_start = 0.0, 0.0
    for field in range(FIELDS):
        known += w.knowledge.total[field]
        at_start += w.knowledge.start[field]
    grown = w.par.service_quality * maths.log(max(known, 1e-9) / max(at_start, 1e-9))
    for s in range(g.service_n):
        if g.service_exponent[s] > 0.0:
            w.service.quality[s] = maths.exp(g.service_exponent[s] * grown)


@compiled
def _share_money(w, g):
    """What each line really spent this month, less what measures take, to its services by share and weight."""
    for s in range(g.service_n):
        w.service.asked[g.service_line[s]] = 0.0
    for s in range(g.service_n):
        w.service.asked[g.service_line[s]] += g.service_share[s] * w.par.service_weight[s]
    for s in range(g.service_n):
        line = g.service_line[s]
        spent = w.fund.line_spent[line] - w.service.seen[s]
        useful = spent * max(1.0 - w.fund.line_cost[line] / max(w.fund.line_budget[line], 1.0), 0.0)
        part = g.service_share[s] * w.par.service_weight[s] / max(w.service.asked[line], 1e-300)
        given = useful / w.fund.price[g.line_price[line]] * part
        w.service.seen[s] = w.fund.line_spent[line]
        w.service.purse[s] += given + w.par.service_gift[s] / 12.0
        w.service.given_month[g.service_theme[s]] += given


@inlined
def _ask(w, g, k, s):
    """Place this month's requests for units of a service at their times."""
    start, days = float(g.month_start[w.clock.month]), _days_of_month(w, g)
    arrival, before, due, last = w.service.arrival[s], w.service.clock[s], w.service.due[s], w.service.last[s]
    gained = w.par.service_rate[s] * days / 365.25
    while before + gained >= due and last - w.service.first[s] < QUEUE:
        arrival[last % QUEUE] = start + (due - before) / gained * days
        last += 1
        due += slots.exponential(k, slots.SERVICE_CLOCK, last - w.service.opening[s], s)
    if before + gained >= due:
        w.clock.status = status.QUEUE_FULL
    w.service.made_month[g.service_theme[s]] += last - w.service.last[s]
    w.service.clock[s], w.service.due[s], w.service.last[s] = before + gained, due, last


@inlined
def _days_of_month(w, g):
    return float(g.month_start[w.clock.month + 1] - g.month_start[w.clock.month])


@compiled
def _serve(w, g, k, s):
    """From the head of the queue: begin a unit, or let it lapse, until the next has to wait for another month."""
    start, end = float(g.month_start[w.clock.month]), float(g.month_start[w.clock.month + 1])
    arrival, available, first = w.service.arrival[s], w.service.available[s], w.service.first[s]
    cost, begun, waited = g.service_unit_cost[s] * cost_of_form(w, s), 0, 0.0
    while first < w.service.last[s]:
        came = arrival[first % QUEUE]
        server = _first_free(available, g.service_servers[s])
        begins = max(came, available[server], start) if _can_pay(w, g, s, cost) else end
        if came + g.service_patience[s] >= min(begins, end):
            if begins >= end:
                break
            available[server] = begins + _length(g, k, s, first)
            w.service.purse[s] -= cost
            begun, waited = begun + 1, waited + (begins - came)
        first += 1
    _note(w, g, s, begun, first - w.service.first[s] - begun, waited, cost)
    w.service.first[s] = first


@inlined
def _members(g, s):
    """How many services the pool of one has; 1 for one that is in none."""
    n = 0
    for other in range(g.service_n):
        n += 1 if other == s or _are_pooled(g, s, other) else 0
    return n


@inlined
def _are_pooled(g, s, other):
    return g.service_pool[s] > 0 and g.service_pool[other] == g.service_pool[s]


@inlined
def _is_last(g, s):
    """Whether no later service is of its pool: all requests of the month are there."""
    later = 0
    for other in range(s + 1, g.service_n):
        later += 1 if _are_pooled(g, s, other) else 0
    return later == 0


@compiled
def _serve_pool(w, g, k, member):
    """As `_serve`, of one queue of all services of a pool before the servers of all."""
    start, end = float(g.month_start[w.clock.month]), float(g.month_start[w.clock.month + 1])
    longer = 1.0 + w.par.pool_overhead * (_members(g, member) - 1)
    s = _first_come(w, g, member)
    while s != NONE:
        number, owner = w.service.first[s], _soonest_free(w, g, member)
        came, available = w.service.arrival[s, number % QUEUE], w.service.available[owner]
        server, cost = _first_free(available, g.service_servers[owner]), g.service_unit_cost[s] * cost_of_form(w, s)
        begins = max(came, available[server], start) if _pool_can_pay(w, g, s, cost) else end
        begun = 0
        if came + g.service_patience[s] >= min(begins, end):
            if begins >= end:
                return
            available[server] = begins + _length(g, k, s, number) * longer
            _pay_from_pool(w, g, s, cost)
            begun = 1
        _note(w, g, s, begun, 1 - begun, begun * (begins - came), cost)
        w.service.first[s] = number + 1
        s = _first_come(w, g, member)


@inlined
def _first_come(w, g, member):
    """The service of the pool at the head of whose queue the longest wait is; -1 when nobody waits."""
    found, came = NONE, 0.0
    for s in range(g.service_n):
        if _are_pooled(g, member, s) and w.service.first[s] < w.service.last[s]:
            arrival = w.service.arrival[s, w.service.first[s] % QUEUE]
            if found == NONE or arrival < came:
                found, came = s, arrival
    return found


@inlined
def _soonest_free(w, g, member):
    """The service of the pool whose server is free first."""
    found, free = NONE, 0.0
    for s in range(g.service_n):
        if _are_pooled(g, member, s):
            soonest = w.service.available[s, _first_free(w.service.available[s], g.service_servers[s])]
            if found == NONE or soonest < free:
                found, free = s, soonest
    return found


@inlined
def _pool_can_pay(w, g, s, cost):
    total = 0.0
    for other in range(g.service_n):
        if _are_pooled(g, s, other):
            total += max(w.service.purse[other], 0.0)
    return total >= cost


@compiled
def _pay_from_pool(w, g, s, cost):
    """From its own purse; what that lacks the others give in proportion to what they have."""
    missing, others = max(cost - w.service.purse[s], 0.0), 0.0
    for other in range(g.service_n):
        if other != s and _are_pooled(g, s, other):
            others += w.service.purse[other]
    for other in range(g.service_n):
        if missing > 0.0 and other != s and _are_pooled(g, s, other):
            taken = missing * (w.service.purse[other] / others)
            w.service.purse[other] -= taken
            if g.line_instrument[g.service_line[other]] != g.line_instrument[g.service_line[s]]:
                w.service.lent_month += taken
    w.service.purse[s] -= cost - missing


@inlined
def _first_free(available, servers):
    found = 0
    for server in range(1, servers):
        if available[server] < available[found]:
            found = server
    return found


@inlined
def _length(g, k, s, number):
    return quantile(g.service_days[s], slots.uniform(k, slots.SERVICE_LENGTH, number, s))


@inlined
def _can_pay(w, g, s, cost):
    """Whether the purse holds the cost; an urgent service takes what is missing from the others of its line."""
    if w.service.purse[s] < cost and g.service_urgent[s] == 1:
        _borrow(w, g, s, cost)
    return w.service.purse[s] >= cost


@compiled
def _borrow(w, g, s, cost):
    for other in range(g.service_n):
        if other != s and g.service_line[other] == g.service_line[s]:
            taken = min(max(cost - w.service.purse[s], 0.0), max(w.service.purse[other], 0.0))
            w.service.purse[other] -= taken
            w.service.purse[s] += taken


@inlined
def _note(w, g, s, begun, lapsed, waited, cost):
    theme = g.service_theme[s]
    w.service.served_month[theme] += begun
    w.service.lapsed_month[theme] += lapsed
    w.service.waited_month[theme] += waited
    w.service.cost_month[theme] += begun * cost
    w.service.reach_month[theme] += begun * reach_of_form(w, s)
    worth = begun * depth_of_form(w, s) * w.service.quality[s]
    w.service.worth_month[theme] += worth
    w.service.value_month[theme] += worth * g.service_unit_cost[s]


@inlined
def reach_of_form(w, s):
    """People that a unit reaches, relative to an ordinary one: the mean over the forms in which it is given."""
    return 1.0 + w.par.online_share[s] * (w.par.online_reach - 1.0)


@inlined
def cost_of_form(w, s):
    """Cost of a unit, relative to an ordinary one."""
    online, tailored = w.par.online_share[s], _tailored(w, s)
    return 1.0 + online * (w.par.online_reach * w.par.online_cost - 1.0) + tailored * (w.par.tailored_cost - 1.0)


@inlined
def depth_of_form(w, s):
    """People reached times depth, relative to an ordinary unit."""
    online, tailored = w.par.online_share[s], _tailored(w, s)
    return 1.0 + online * (w.par.online_reach * w.par.online_depth - 1.0) + tailored * (w.par.tailored_depth - 1.0)


@inlined
def _tailored(w, s):
    return (1.0 - w.par.online_share[s]) * w.par.tailored_share[s]
