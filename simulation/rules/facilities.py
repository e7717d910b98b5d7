"""Facilities: when they operate, stop, stand idle and close, the work they get done, and the team that this calls for.

A stoppage of a cause comes when the operating time, times the rate of the cause, reaches the sum of its fixed
unit-exponential numbers: another rate moves stoppages in time and never reshuffles them. Work goes at one pace through
an interval of at most a month; amounts are whole multiples of GRAIN, so that sums of them are exact. Nothing here
depends on inspectors.

A facility may come with a request: the n-th request of a kind brings the n-th facility that opens with that kind, so
many days after the request and for so many days, without a slip, for no date was declared before. Until then it is no
part of any plan; a plan of the year made before the request doesn't know it, the next one does. Where no facility is
left for a request, it brings none.
"""

from math import ceil

from simulation import maths, slots
from simulation.capacity import CAUSES, FACILITIES, REQUEST_KINDS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.equipment import team_of
from simulation.phases import CLOSED, CONTINUOUS, IDLE, OPERATING, PERIODIC, STOPPED, WAITING, YEAR_DAYS
from simulation.quantiles import quantile

GRAIN = 1.0 / 1048576.0
MONTH_DAYS = 30.4375
NEVER = 1_000_000_000

GROUP = "facility"
WRITES = ("facility",)
COLUMNS = (
    Column("state", "i2", "code", "waiting, operating, stopped, idle, closed", (FACILITIES,)),
    Column("opens", "i4", "day", "declared first day", (FACILITIES,)),
    Column("start", "i4", "day", "first day, a slip of the commissioning included", (FACILITIES,)),
    Column("end", "i4", "day", "day after the last", (FACILITIES,)),
    Column("stock", "f8", "stock units", "work declared; 0 where presence alone is planned", (FACILITIES,)),
    Column("left", "f8", "stock units", "work not yet done", (FACILITIES,)),
    Column("done", "f8", "stock units", "work done", (FACILITIES,)),
    Column("pace", "f8", "stock units a day", "work of a day in this interval", (FACILITIES,)),
    Column("wear", "f8", "1", "factor on the rates of stoppages in this interval", (FACILITIES,)),
    Column("since", "i4", "day", "first day of this interval", (FACILITIES,)),
    Column("exposure", "f8", "years", "operating time so far, times the factor on the rates", (FACILITIES,)),
    Column("due", "f8", "1", "exposure times rate at which the next stoppage comes", (FACILITIES, CAUSES)),
    Column("serial", "i4", "count", "stoppages so far by cause", (FACILITIES, CAUSES)),
    Column("stopped_on", "i4", "day", "first day of the latest stoppage", (FACILITIES,)),
    Column("back", "i4", "day", "first day after the latest stoppage", (FACILITIES,)),
    Column("window", "i4", "day", "first day of the present or coming window of operation", (FACILITIES,)),
    Column("window_end", "i4", "day", "day after that window", (FACILITIES,)),
    Column("need", "i4", "inspectors", "team that is needed today", (FACILITIES,)),
    Column("next", "i4", "day", "next day on which the facility needs attention", (FACILITIES,)),
    Column("next_day", "i8", "day", "first day on which any facility needs attention"),
    Column("changed", "i8", "day", "latest day on which a team that is needed changed"),
    Column("requests_seen", "i8", "count", "requests that have brought what they bring"),
    Column("brought", "i4", "count", "of these, by kind", (REQUEST_KINDS,)),
)
CONTROL: Control = "states"
PARAMS = (
    Param("stoppage_factor", "1", 0, 20, "factor on the rates at which facilities stop", 1.0, "month", control="exogenous"),
    Param("slip_months", "months", 0, 120, "median slip of a commissioning; 0 none", 0.0, "once", operations=()),
    Param("slip_sigma", "1", 0, 3, "sigma of the lognormal slip", 0.8, "once", operations=()),
    Param("learning_start", "1", 0.01, 1, "pace of a facility before it has learned, relative to nameplate", 1.0),
    Param("learning_scale", "1", 0.001, 10, "share of the stock over which the lack of pace falls by 1 - 1/e", 0.15),
    Param("tail_share", "1", 0, 1, "last share of the stock, which takes longer", 0.1),
    Param("equipment_shift", "inspectors", -20, 20, "what equipment adds to the team of a continuous facility", 0.0, "year", operations=("add",), control="secretariat"),
    Param("tail_factor", "1", 0.01, 1, "factor on the pace in that last share", 1.0),
    Param("standby_after_days", "days", 0, 3660, "days of a stoppage after which standby takes over from the team", 14.0, control="secretariat"),
)  # fmt: skip


@compiled
def open_facilities(w, g, p, k):
    """Stocks, slips of commissioning, and a clock for each facility and cause of stoppage."""
    for f in range(g.facility_n):
        if g.facility_kind[f] == 0:
            opens = g.facility_start[f]
            _declare(w, g, f, opens, opens + _slip(w, g, k, f), g.facility_end[f])
        else:
            w.facility.opens[f], w.facility.start[f], w.facility.end[f] = NEVER, NEVER, NEVER
        w.facility.state[f] = WAITING
        for cause in range(g.stoppage_n):
            w.facility.due[f, cause] = _endurance(k, f, cause, 0)


@compiled
def bring_facilities(w, g, p, k):
    """The facilities that this month's requests bring are declared, each from its request and its delay."""
    while w.facility.requests_seen < w.request.n:
        i = w.facility.requests_seen
        kind = w.request.kind[i]
        for f in range(g.facility_n):
            if g.facility_kind[f] == kind + 1 and g.facility_nth[f] == w.facility.brought[kind]:
                opens = max(w.request.day[i] + g.facility_delay[f], g.facility_start[f])
                _declare(w, g, f, opens, opens, min(opens + g.facility_length[f], g.facility_end[f]))
        w.facility.brought[kind] += 1
        w.facility.requests_seen = i + 1


@compiled
def _declare(w, g, f, opens, start, end):
    """From now on a facility counts: its stock, its declared first day, the actual one, and its end."""
    w.facility.stock[f] = int(g.facility_stock[f] / GRAIN + 0.5) * GRAIN
    w.facility.left[f] = w.facility.stock[f]
    w.facility.opens[f] = opens
    w.facility.start[f] = start
    w.facility.end[f] = end
    w.facility.next[f] = min(w.facility.start[f], end)
    w.facility.next_day = min(w.facility.next_day, w.facility.next[f])


@inlined
def _slip(w, g, k, f):
    """Days between planned and actual start of what is still to be commissioned."""
    if g.facility_start[f] <= 0 or g.facility_mode[f] == PERIODIC or w.par.slip_months <= 0.0:
        return 0
    normal = maths.normal_quantile(slots.uniform(k, slots.FACILITY_SLIP, 0, f))
    return int(min(w.par.slip_months * maths.exp(w.par.slip_sigma * normal) * MONTH_DAYS, 36600.0) + 0.5)


@inlined
def _endurance(k, f, cause, serial):
    return slots.exponential(k, slots.STOPPAGE_CLOCK, serial, f * CAUSES + cause)


@compiled
def run_facilities(w, g, p, k):
    """Facilities whose day has come: settle their work, then operate, stop, stand idle or close."""
    day = w.clock.day
    if day < w.facility.next_day:
        return
    w.facility.next_day = g.n_days
    for f in range(g.facility_n):
        if w.facility.next[f] <= day:
            _settle(w, g, f, day)
            _turn(w, g, k, f)
        w.facility.next_day = min(w.facility.next_day, w.facility.next[f])


@compiled
def settle_facilities(w, g, p, k):
    """At the end of a month: book the work of the month; the next interval begins tomorrow."""
    tomorrow = w.clock.day + 1
    for f in range(g.facility_n):
        if w.facility.state[f] == OPERATING and g.facility_mode[f] != PERIODIC:
            _settle(w, g, f, tomorrow)
            w.facility.next[f] = tomorrow
            w.facility.next_day = tomorrow


@inlined
def _settle(w, g, f, day):
    """Book operating time and work from the start of the interval until the day before `day`."""
    if w.facility.state[f] == OPERATING and g.facility_mode[f] != PERIODIC:
        days = day - w.facility.since[f]
        done = min(w.facility.pace[f] * days, w.facility.left[f])
        w.facility.left[f] -= done
        w.facility.done[f] += done
        w.facility.exposure[f] += days * w.facility.wear[f] / YEAR_DAYS
        w.facility.since[f] = day


@compiled
def _turn(w, g, k, f):
    day, before = w.clock.day, w.facility.need[f]
    if day >= w.facility.end[f] or (w.facility.stock[f] > 0.0 and w.facility.left[f] <= 0.0):
        _rest(w, f, CLOSED, g.n_days)
    elif day < w.facility.start[f]:
        _rest(w, f, WAITING, min(w.facility.start[f], w.facility.end[f]))
    else:
        _find_window(w, g, f)
        if day < w.facility.window[f]:
            _rest(w, f, IDLE, min(w.facility.window[f], w.facility.end[f]))
        else:
            _work(w, g, k, f)
    if w.facility.need[f] != before:
        w.facility.changed = day


@inlined
def _rest(w, f, state, until):
    w.facility.state[f] = state
    w.facility.need[f] = 0
    w.facility.next[f] = until


@compiled
def _find_window(w, g, f):
    """The window of operation that has begun, or the next one: the first of the year after when none is left."""
    day, first = w.clock.day, g.month_start[12 * w.clock.year]
    start, end = w.facility.start[f], min(w.facility.end[f], g.n_days)
    w.facility.window[f], w.facility.window_end[f] = start, end
    if g.facility_mode[f] == CONTINUOUS:
        return
    n, length = g.facility_per_year[f], g.facility_campaign[f]
    for j in range(n):
        opens = first + window_offset(g.facility_mode[f], n, j)
        is_whole = opens >= start or g.facility_mode[f] != PERIODIC
        if day < min(opens + length, end) and is_whole:
            w.facility.window[f], w.facility.window_end[f] = max(opens, start), min(opens + length, end)
            return
    w.facility.window[f] = g.month_start[12 * (w.clock.year + 1)]


@inlined
def window_offset(mode, n, j):
    """Days from 1 January to window j of n: from the start of the year, inspections from the middle of their share."""
    return (2 * j + 1) * 365 // (2 * n) if mode == PERIODIC else j * 365 // n


@compiled
def _work(w, g, k, f):
    day = w.clock.day
    if g.facility_mode[f] == PERIODIC:
        w.facility.state[f] = OPERATING
        w.facility.need[f] = g.facility_team[f]
        w.facility.next[f] = w.facility.window_end[f]
        return
    if day >= w.facility.back[f]:
        _stop_if_due(w, g, k, f)
    if day < w.facility.back[f]:
        _stand_still(w, g, f)
    else:
        _begin_interval(w, g, f)


@compiled
def _stop_if_due(w, g, k, f):
    """The first cause whose clock has run out stops the facility, from today."""
    for cause in range(g.stoppage_n):
        if w.facility.exposure[f] * g.stoppage_rate[cause] >= w.facility.due[f, cause]:
            serial = w.facility.serial[f, cause]
            u = slots.uniform(k, slots.STOPPAGE_LENGTH, serial, f * CAUSES + cause)
            w.facility.stopped_on[f] = w.clock.day
            w.facility.back[f] = w.clock.day + max(int(quantile(g.stoppage_days[cause], u) + 0.5), 1)
            w.facility.serial[f, cause] = serial + 1
            w.facility.due[f, cause] += _endurance(k, f, cause, serial + 1)
            return


@inlined
def _stand_still(w, g, f):
    """The team stays for a while, standby after that."""
    relieved = w.facility.stopped_on[f] + int(w.par.standby_after_days)
    until = min(w.facility.back[f], w.facility.window_end[f])
    w.facility.state[f] = STOPPED
    w.facility.need[f] = team_of(w, g, f) if w.clock.day < relieved else g.facility_standby[f]
    w.facility.next[f] = min(until, relieved) if w.clock.day < relieved else until


@compiled
def _begin_interval(w, g, f):
    """Operate at one pace until the work is done, a stoppage is due, the window or the month ends."""
    day = w.clock.day
    w.facility.state[f] = OPERATING
    w.facility.need[f] = team_of(w, g, f)
    w.facility.since[f] = day
    w.facility.wear[f] = w.par.stoppage_factor
    w.facility.pace[f] = 0.0
    until = w.facility.window_end[f]
    if w.facility.stock[f] > 0.0:
        w.facility.pace[f] = _pace(w, g, f)
        until = min(until, day + ceil(min(w.facility.left[f] / w.facility.pace[f], 1e6)))
    for cause in range(g.stoppage_n):
        a_day = g.stoppage_rate[cause] * w.facility.wear[f] / YEAR_DAYS
        lacking = w.facility.due[f, cause] - w.facility.exposure[f] * g.stoppage_rate[cause]
        if a_day > 0.0:
            until = min(until, day + max(ceil(min(lacking / a_day, 1e6)), 1))
    w.facility.next[f] = until


@inlined
def _pace(w, g, f):
    """Nameplate rate, less what is not yet learned, less in the tail of all that was declared; whole grains."""
    before = int(g.facility_before[f] / GRAIN + 0.5) * GRAIN
    declared = before + w.facility.stock[f]
    share = (before + w.facility.done[f]) / declared
    start = w.par.learning_start
    pace = g.facility_rate[f] * (start + (1.0 - start) * (1.0 - maths.exp(-share / w.par.learning_scale)))
    if w.facility.left[f] <= w.par.tail_share * declared:
        pace *= w.par.tail_factor
    return max(int(pace / GRAIN + 0.5), 1) * GRAIN
