"""Calling up people who are not on staff: on-call inspectors for planned presence, former staff for requests too.

Who is called sits in a row of the staff table for as long as the mission lasts, from the last row down: recruits keep
their rows, and with them their random numbers. Whether somebody who left would come, and is still able to, hangs on
the person alone, so another share or another half-life takes people away or adds them and never reshuffles them.
"""

from simulation import maths, slots, status
from simulation.capacity import FORMER, ON_CALL, STAFF
from simulation.compiled import compiled, inlined
from simulation.contracts import ON_CALL as CONTRACT_ON_CALL
from simulation.contracts import ON_STAFF, PRESENCE, RETURNED, may_serve
from simulation.teams import ABSENT, STRIDE, day_limit, pay_temporary

WRITES = (
    *("pool", "staff.free", "staff.used", "staff.mission", "staff.contract", "staff.person", "staff.qualified"),
    *("staff.temporary_n", "staff.row_n", "staff.width", "mission.bill", "mission.temporary_pay", "clock.status"),
)


@compiled
def note_leaver(w, row):
    """Somebody on staff leaves, and may be asked to return."""
    place = remember(w, w.clock.day, row, w.staff.serial[row], w.staff.qualified[row])
    w.pool.used[place] = w.staff.used[row]
    w.pool.year[place] = w.clock.year


@compiled
def remember(w, left, row, serial, qualified):
    """Note who left on a day; return the row of the pool."""
    place = ON_CALL + w.pool.former_n % FORMER
    if w.pool.former_n >= FORMER and w.clock.day - w.pool.left[place] < w.par.return_years * 365.25:
        w.pool.forgotten = 1
    w.pool.left[place] = left
    w.pool.seat[place] = row
    w.pool.serial[place] = serial
    w.pool.qualified[place] = qualified
    w.pool.free[place] = left
    w.pool.used[place] = 0
    w.pool.former_n += 1
    return place


@inlined
def is_used(w):
    """Whether the organisation keeps anybody whom it could call up."""
    return w.par.on_call_pool >= 1.0 or w.par.return_willingness > 0.0


@compiled
def call_up(w, k, kind, size, qualified, days):
    """Call up as many as a team lacks, those on their way counted in; they come when they are ready."""
    if not is_used(w):
        return
    if w.pool.forgotten == 1 and w.par.return_willingness > 0.0:
        w.clock.status = status.FORMER_FULL
        return
    limit = day_limit(w, kind, days)
    lacking = size - _coming(w, kind, limit, 0)
    lacking_skill = qualified - _coming(w, kind, limit, 1)
    if kind == PRESENCE:
        lacking -= _call_on_call(w, lacking, limit)
    while (lacking > 0 or lacking_skill > 0) and w.clock.status == status.OK:
        place = _latest_leaver(w, k, limit, 1 if lacking_skill > 0 else 0)
        if place < 0:
            return
        _seat(w, place, RETURNED, int(w.par.refresher_days))
        pay_temporary(w, RETURNED, int(w.par.refresher_days))
        lacking -= 1
        lacking_skill -= w.pool.qualified[place]


@compiled
def _coming(w, kind, limit, wanted):
    """How many could leave today, or have been called up and are on their way."""
    n = 0
    for row in range(w.staff.row_n):
        called = w.staff.contract[row] != ON_STAFF and w.staff.mission[row] < 0
        here = w.staff.free[row] <= w.clock.day or (called and w.staff.free[row] != ABSENT)
        if here and w.staff.used[row] <= limit and may_serve(w.staff.contract[row], kind):
            n += 1 if w.staff.qualified[row] >= wanted else 0
    return n


@compiled
def _call_on_call(w, lacking, limit):
    """Call up on-call inspectors; return how many."""
    called = 0
    for place in range(min(int(w.par.on_call_pool), ON_CALL)):
        if called < lacking and w.pool.free[place] <= w.clock.day and _days_used(w, place) <= limit:
            _seat(w, place, CONTRACT_ON_CALL, int(w.par.on_call_days))
            called += 1
    return called


@compiled
def _latest_leaver(w, k, limit, wanted):
    """Of the former staff who would come and have days left, the one who left last; -1 when there is nobody.

    Of those who left on one day, the one who served in the lowest row.
    """
    best = -1
    if w.par.return_willingness <= 0.0:
        return best
    for place in range(ON_CALL, ON_CALL + min(w.pool.former_n, FORMER)):
        later = best < 0 or _left_later(w, place, best)
        able = w.pool.free[place] <= w.clock.day and w.pool.qualified[place] >= wanted and _days_used(w, place) <= limit
        if later and able and would_return(w, k, place):
            best = place
    return best


@inlined
def _left_later(w, place, other):
    # The pool is a ring: its order says nothing about those who left on the same day.
    if w.pool.left[place] == w.pool.left[other]:
        return w.pool.seat[place] < w.pool.seat[other]
    return w.pool.left[place] > w.pool.left[other]


@compiled
def would_return(w, k, place):
    """Whether somebody who left is willing, and able: what was known halves in `return_half_life` years."""
    years = (w.clock.day - w.pool.left[place]) / 365.25
    if years >= w.par.return_years:
        return False
    serial, row = w.pool.serial[place], w.pool.seat[place]
    if slots.uniform(k, slots.FORMER_WILLING, serial, row) >= w.par.return_willingness:
        return False
    kept = maths.exp(-maths.LN2 * years / w.par.return_half_life)
    return slots.uniform(k, slots.FORMER_ABLE, serial, row) < kept


@inlined
def _days_used(w, place):
    return w.pool.used[place] if w.pool.year[place] == w.clock.year else 0


@compiled
def _seat(w, place, contract, ready):
    row = STAFF - 1
    while row >= 0 and w.staff.free[row] != ABSENT:
        row -= 1
    if row < 0:
        w.clock.status = status.STAFF_FULL
        return
    w.staff.free[row] = w.clock.day + ready
    w.staff.used[row] = _days_used(w, place)
    w.staff.mission[row] = -1
    w.staff.contract[row] = contract
    w.staff.person[row] = place
    w.staff.qualified[row] = w.pool.qualified[place]
    w.staff.temporary_n += 1
    w.pool.free[place] = ABSENT
    w.pool.called_month += 1.0
    _set_rows(w, max(w.staff.row_n, row + 1))


@compiled
def unseat_temporary(w, row):
    """Back to the pool: rest and days of the year are kept in mind."""
    place = w.staff.person[row]
    w.pool.free[place] = w.staff.free[row]
    w.pool.used[place] = w.staff.used[row]
    w.pool.year[place] = w.clock.year
    w.staff.free[row] = ABSENT
    w.staff.contract[row] = ON_STAFF
    w.staff.temporary_n -= 1
    n = w.staff.row_n
    while w.staff.temporary_n == 0 and n > 0 and w.staff.serial[n - 1] == 0:
        n -= 1
    _set_rows(w, n)


@inlined
def _set_rows(w, n):
    w.staff.row_n = n
    w.staff.width = (n + STRIDE - 1) // STRIDE * STRIDE
