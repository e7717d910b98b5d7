"""People who are not on staff: on-call inspectors, and former staff who return for a mission.

On-call inspectors are under contract and serve at planned presence alone. The pool of former staff are the leavers of
the last years who are willing and still able; it is called up when requests or presence find too few, is ready after a
refresher, and goes home after the mission. Nobody here is staff: posts, tenure and knowledge count them nowhere.
"""

from simulation import slots
from simulation.capacity import FORMER, ON_CALL
from simulation.compiled import compiled, inlined
from simulation.contracts import ON_STAFF
from simulation.declare import Column, Control, Param
from simulation.reserves import WRITES as CALL_UP_WRITES
from simulation.reserves import remember, unseat_temporary, would_return

POOL = ON_CALL + FORMER
BEFORE = 1_000_000
IDLE_DAYS = 30

GROUP = "pool"
WRITES = CALL_UP_WRITES
COLUMNS = (
    Column("former_n", "i8", "count", "people who have left staff, those before the first day counted in"),
    Column("forgotten", "i8", "0/1", "whether somebody was overwritten who could still be called up"),
    Column("left", "i4", "day", "end of service on staff, before day 0 for those who left before", (POOL,)),
    Column("seat", "i4", "row", "row in which they served", (POOL,)),
    Column("serial", "i4", "count", "which holder of that row they were", (POOL,)),
    Column("qualified", "i4", "0/1", "whether they are qualified for requests", (POOL,)),
    Column("free", "i4", "day", "first day on which they can be called up (again)", (POOL,)),
    Column("used", "i4", "days", "mission days charged in that year", (POOL,)),
    Column("year", "i4", "year", "year that these days belong to", (POOL,)),
    Column("called_month", "f8", "people", "called up this month"),
    Column("would_return", "f8", "people", "former staff who would return, at the end of the year"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("on_call_pool", "people", 0, ON_CALL, "on-call inspectors under contract", 0.0),
    Param("on_call_days", "days", 0, 365, "from the call to an on-call inspector's first day", 5.0),
    Param("return_willingness", "probability", 0, 1, "that somebody who left would return for a mission", 0.0, control="exogenous"),
    Param("return_years", "years", 0, 20, "years after the end of service in which former staff are asked", 5.0),
    Param("return_half_life", "years", 0.1, 50, "time in which half of those who left are no longer able to", 3.0, control="exogenous"),
    Param("refresher_days", "days", 0, 365, "from the call to the first day of former staff: their training", 10.0),
)  # fmt: skip


@compiled
def open_pools(w, g, p, k):
    """Those who held the posts of the first day before, and left in the years before it: a renewal process."""
    reach = w.par.return_years * 365.25
    for row in range(w.staff.row_n):
        left, serial = w.staff.joined[row], BEFORE
        while -left < reach:
            u = slots.uniform(k, slots.STAFF_QUALIFIED, serial, row)
            remember(w, int(left), row, serial, 1 if u < w.par.qualified_share else 0)
            left -= 365.25 * _service(w, k, row, serial)
            serial += 1


@inlined
def _service(w, k, row, serial):
    """Years in a post from start to end: until resignation, or the limit of tenure."""
    if w.par.quit_rate <= 0.0:
        return w.par.tenure_years
    return min(slots.exponential(k, slots.STAFF_BEFORE, serial, row) / w.par.quit_rate, w.par.tenure_years)


@compiled
def send_home(w, g, p, k):
    """Those not on staff whose mission is over and whom nobody took on go home, as do those not needed for a month."""
    if w.staff.temporary_n == 0:
        return
    for row in range(w.staff.row_n):
        if w.staff.contract[row] != ON_STAFF and _is_over(w, row):
            unseat_temporary(w, row)


@inlined
def _is_over(w, row):
    m = w.staff.mission[row]
    if m < 0:
        return w.clock.day >= w.staff.free[row] + IDLE_DAYS
    return w.clock.day >= w.mission.start[m] + w.mission.days[m]


@compiled
def count_pools(w, g, p, k):
    """At the end of a year: how many former staff would return, those who serve counted in."""
    if w.clock.month % 12 != 11 or w.par.return_willingness <= 0.0:
        return
    w.pool.would_return = 0.0
    for place in range(ON_CALL, ON_CALL + min(w.pool.former_n, FORMER)):
        w.pool.would_return += 1.0 if would_return(w, k, place) else 0.0
