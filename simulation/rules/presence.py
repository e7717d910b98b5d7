"""Planned presence: commitments known in advance, served by rotations that follow one another while the site operates.

A rotation whose site stands still is not required. A rotation that finds no team waits, and loses the days it waited:
what is required is what was delivered and what was lost.
"""

from simulation import slots, teams
from simulation.capacity import COMMITMENTS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Param
from simulation.teams import PRESENCE, send_team

GROUP = "presence"
WRITES = ("presence", *teams.WRITES)
COLUMNS = (
    Column("rotation", "i4", "count", "rotations begun by commitment", (COMMITMENTS,)),
    Column("until", "i4", "day", "end of the rotation begun last", (COMMITMENTS,)),
    Column("waiting", "i2", "0/1", "whether that rotation still lacks its team", (COMMITMENTS,)),
    Column("next_day", "i8", "day", "first day on which any commitment needs attention"),
    Column("planned_days", "f8", "inspector-days", "planned for the year, every site operating"),
    Column("next_days", "f8", "inspector-days", "the same for the year after, as far as commitments reach"),
    Column("lost_month", "f8", "inspector-days", "lost this month for want of a team"),
)
PARAMS = (
    Param(
        "site_availability",
        "probability",
        0,
        1,
        "that a site of planned presence operates during a rotation",
        1.0,
        "month",
    ),
)


@compiled
def open_presence(w, g, p, k):
    """Before the first rotation of each commitment."""
    for c in range(g.commitment_n):
        w.presence.until[c] = max(g.commitment_start[c], 0)


@compiled
def plan_presence(w, g, p, k):
    """Inspector-days that commitments ask for when every site operates: this year, and the year after."""
    first, last = g.month_start[12 * w.clock.year], g.month_start[12 * (w.clock.year + 1)]
    w.presence.planned_days = _committed_days(g, first, last)
    w.presence.next_days = _committed_days(g, last, last + 365)


@inlined
def _committed_days(g, first, last):
    total = 0.0
    for c in range(g.commitment_n):
        days = min(g.commitment_end[c], last) - max(g.commitment_start[c], first)
        total += max(days, 0) * g.commitment_team[c]
    return total


@compiled
def keep_presence(w, g, p, k):
    """Begin the rotations that are due and send the teams that are still wanted."""
    day = w.clock.day
    if day < w.presence.next_day:
        return
    w.presence.next_day = g.n_days
    for c in range(g.commitment_n):
        if day >= w.presence.until[c]:
            _begin_rotation(w, g, k, c)
        if w.presence.waiting[c] == 1:
            _try_to_serve(w, g, c)
        if w.presence.waiting[c] == 1:
            w.presence.next_day = day + 1
        elif w.presence.until[c] > day:
            w.presence.next_day = min(w.presence.next_day, w.presence.until[c])


@compiled
def _begin_rotation(w, g, k, c):
    day = w.clock.day
    w.presence.waiting[c] = 0
    length = min(g.commitment_rotation[c], min(g.commitment_end[c], g.n_days) - day)
    if length <= 0:
        return
    w.presence.until[c] = day + length
    operates = slots.uniform(k, slots.PRESENCE_STATE, w.presence.rotation[c], c) < w.par.site_availability
    w.presence.rotation[c] += 1
    w.presence.waiting[c] = 1 if operates else 0


@inlined
def _try_to_serve(w, g, c):
    team, days = g.commitment_team[c], w.presence.until[c] - w.clock.day
    if send_team(w, PRESENCE, c, team, days):
        w.presence.waiting[c] = 0
        w.mission.required_month[PRESENCE] += team * days
    else:
        w.presence.lost_month += team
        w.mission.required_month[PRESENCE] += team
