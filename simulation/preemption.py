"""Visits broken off and rests cut short, for what can't wait: urgent requests and planned presence.

Visits under way are broken off first, the one that began last before the others. The days that such a visit has left
are taken back, from its inspectors and from what was delivered; the days spent are required anew, for the visit is to
be done again. A trip to two sites is broken off as one, and both visits are done again. Money that was spent on it
stays spent. Planned presence, a hard constraint, then recalls inspectors who rest, those whose rest is nearly over
first.
"""

from simulation import status
from simulation.capacity import VISITS
from simulation.compiled import compiled, inlined
from simulation.contracts import may_serve
from simulation.teams import ABSENT, PRESENCE, VISIT, day_limit
from simulation.trips import visits_of

ANYBODY, QUALIFIED = 0, 1
VISITS_UNDER_WAY, REST = 1.0, 2.0
"""What planned presence may take, by `presence_preemption`: visits, and then rests too."""


@compiled
def free_a_team(w, g, kind, size, qualified, days):
    """Call people back until a team for a mission of that kind can leave; False, and nothing changed, if too few."""
    limit, rests = day_limit(w, kind, days), kind == PRESENCE and w.par.presence_preemption >= REST
    if not _suffice(w, kind, limit, size, qualified, w.mission.n, rests):
        return False
    latest = w.mission.n
    while latest >= 0 and not _suffice(w, kind, limit, size, qualified, 0, False):
        wanted = QUALIFIED if _count(w, kind, limit, ANYBODY, 0, False) >= size else ANYBODY
        latest = _latest_visit(w, limit, wanted, latest)
        if latest >= 0:
            _break_off(w, g, latest)
    while not _suffice(w, kind, limit, size, qualified, 0, False):
        _cut_a_rest(w, limit)
    return True


@inlined
def _suffice(w, kind, limit, size, qualified, before, rests):
    enough = _count(w, kind, limit, ANYBODY, before, rests) >= size
    return enough and _count(w, kind, limit, QUALIFIED, before, rests) >= qualified


@compiled
def _count(w, kind, limit, wanted, before, rests):
    """How many could leave, if visits sent as missions below `before` were broken off and, if so asked, rests cut."""
    n = 0
    for row in range(w.staff.row_n):
        able = (
            could_leave(w, kind, row, limit)
            or _could_be_called(w, row, limit, before)
            or (rests and _rests(w, row, limit))
        )
        n += 1 if able and w.staff.qualified[row] >= wanted else 0
    return n


@inlined
def could_leave(w, kind, row, limit):
    """Whether the inspector is at home, has days left and may serve."""
    ready = w.staff.free[row] <= w.clock.day and w.staff.used[row] <= limit
    return ready and may_serve(w.staff.contract[row], kind)


@inlined
def _could_be_called(w, row, limit, before):
    """Whether the inspector is on a visit, sent as a mission below `before`, and would have days left."""
    m = w.staff.mission[row]
    if w.staff.free[row] == ABSENT or m < 0 or m >= before or w.mission.kind[m] != VISIT:
        return False
    left = _days_left(w, m)
    return left > 0 and max(w.staff.used[row] - left, 0) <= limit


@inlined
def _rests(w, row, limit):
    """Whether the inspector is at home to rest, and has days left."""
    m = w.staff.mission[row]
    if w.staff.free[row] == ABSENT or w.staff.free[row] <= w.clock.day or m < 0:
        return False
    return _days_left(w, m) <= 0 and w.staff.used[row] <= limit


@inlined
def _days_left(w, m):
    return w.mission.start[m] + w.mission.days[m] - w.clock.day


@compiled
def _latest_visit(w, limit, wanted, before):
    """The visit that began last, of those below `before` whose team counts somebody wanted who could be called."""
    latest = -1
    for row in range(w.staff.row_n):
        if w.staff.qualified[row] >= wanted and _could_be_called(w, row, limit, before):
            latest = max(latest, w.staff.mission[row])
    return latest


@compiled
def _break_off(w, g, m):
    """Call a team home from its visit."""
    left = _days_left(w, m)
    for row in range(w.staff.row_n):
        if w.staff.mission[row] == m and w.staff.free[row] != ABSENT:
            w.staff.free[row] = w.clock.day
            # What a visit of the year before has left was charged to that year.
            w.staff.used[row] = max(w.staff.used[row] - left, 0)
    _note_redo(w, m)
    w.mission.broken[m] = 1
    w.mission.days[m] -= left
    w.mission.delivered_month[VISIT] -= w.mission.team[m] * left
    w.mission.required_month[VISIT] += w.mission.team[m] * w.mission.days[m]
    visits = visits_of(w.mission.second[m])
    w.mission.broken_month += visits
    if w.mission.start[m] >= g.month_start[12 * w.clock.year]:
        w.mission.broken_year += visits


@compiled
def _cut_a_rest(w, limit):
    """Recall the inspector whose rest ends next."""
    soonest = -1
    for row in range(w.staff.row_n):
        if _rests(w, row, limit) and (soonest < 0 or w.staff.free[row] < w.staff.free[soonest]):
            soonest = row
    w.staff.free[soonest] = w.clock.day
    w.staff.rests_cut_month += 1.0


@inlined
def _note_redo(w, m):
    n = w.mission.redo_n
    if n >= VISITS:
        w.clock.status = status.VISITS_FULL
        return
    w.mission.redo[n] = m
    w.mission.redo_days[n] = w.mission.days[m]
    w.mission.redo_n = n + 1
