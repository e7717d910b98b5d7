"""Planned presence: teams at facilities, rotation after rotation, for as long as the facility calls for them.

A rotation that finds no team breaks off visits under way, then recalls inspectors who rest. If even that does not make
a team it calls up on-call inspectors and former staff and waits for them. Meanwhile the team before it stays, through
the overlap and so many days more; then the days of waiting are lost: what is required is what was delivered and what
was lost. When a facility comes to need another team, the rotation ends early; days that
nobody serves were not needed. On the first day a facility at work since long is in the middle of a rotation.
"""

from math import ceil

from simulation import teams
from simulation.capacity import FACILITIES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.equipment import team_of
from simulation.phases import CAMPAIGN, OPERATING, PERIODIC, YEAR_DAYS
from simulation.preemption import VISITS_UNDER_WAY, free_a_team
from simulation.reserves import WRITES as CALL_UP_WRITES
from simulation.reserves import call_up
from simulation.teams import PRESENCE, keep_team, recall_team, send_team

GROUP = "presence"
WRITES = ("presence", *teams.WRITES, *CALL_UP_WRITES)
COLUMNS = (
    Column("until", "i4", "day", "end of the rotation begun last, without its overlap", (FACILITIES,)),
    Column("served", "i4", "inspectors", "team of that rotation; 0 none", (FACILITIES,)),
    Column("mission", "i4", "row", "its mission, -1 while it has none", (FACILITIES,)),
    Column("waiting", "i2", "0/1", "whether that rotation still lacks its team", (FACILITIES,)),
    Column("before", "i4", "row", "mission of the rotation before it, -1 none", (FACILITIES,)),
    Column("held", "i4", "days", "for which that team has stayed beyond its overlap", (FACILITIES,)),
    Column("next_day", "i8", "day", "first day on which any rotation needs attention"),
    Column("planned_days", "f8", "inspector-days", "planned for the year"),
    Column("next_days", "f8", "inspector-days", "the same for the year after, as far as facilities reach"),
    Column("lost_month", "f8", "inspector-days", "lost this month for want of a team"),
    Column("unverified_month", "f8", "days", "operating days of facilities this month without their team"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("plan_correction", "1", 0, 0.9, "share that the planner takes off the declared days of operation", 0.0),
    Param("relief_wait", "days", 0, 60, "for which a team stays beyond its overlap while its relief has not come", 0.0),
)  # fmt: skip


@compiled
def open_presence(w, g, p, k):
    """Before the first rotation at each facility."""
    for f in range(g.facility_n):
        w.presence.mission[f], w.presence.before[f] = -1, -1


@compiled
def plan_presence(w, g, p, k):
    """Inspector-days that facilities declare, this year and the year after: nameplate, no stoppage and no slip."""
    first, last = g.month_start[12 * w.clock.year], g.month_start[12 * (w.clock.year + 1)]
    w.presence.planned_days = _planned_days(w, g, first, last)
    w.presence.next_days = _planned_days(w, g, last, last + 365)


@inlined
def _planned_days(w, g, first, last):
    total = 0.0
    for f in range(g.facility_n):
        if g.facility_mode[f] == PERIODIC:
            total += _inspection_days(w, g, f, first)
        else:
            days = _declared_days(w, g, f, first, last) * team_of(w, g, f) * (1.0 - w.par.plan_correction)
            total += days * _with_overlap(g, f)
    return total


@inlined
def _with_overlap(g, f):
    """Days of teams for each day of presence: each rotation but the last of a campaign overlaps with the next."""
    if g.facility_mode[f] != CAMPAIGN:
        return 1.0 + g.facility_overlap[f] / g.facility_rotation[f]
    changes = (g.facility_campaign[f] - 1) // g.facility_rotation[f]
    return 1.0 + changes * g.facility_overlap[f] / g.facility_campaign[f]


@compiled
def _inspection_days(w, g, f, first):
    """Inspector-days of a year of periodic inspections that begins on day `first`."""
    total, n = 0.0, g.facility_per_year[f]
    for j in range(n):
        day = first + (2 * j + 1) * 365 // (2 * n)
        if w.facility.opens[f] <= day < w.facility.end[f]:
            days = min(g.facility_campaign[f], w.facility.end[f] - day)
            total += days * g.facility_team[f]
    return total


@compiled
def _declared_days(w, g, f, first, last):
    """Days of operation: from the start, today at the earliest, until what is left would be done."""
    share = 1.0
    if g.facility_mode[f] == CAMPAIGN:
        share = g.facility_per_year[f] * g.facility_campaign[f] / YEAR_DAYS
    begin, end = max(w.facility.opens[f], w.clock.day), w.facility.end[f]
    if g.facility_stock[f] > 0.0:
        end = min(end, begin + ceil(min(w.facility.left[f] / (g.facility_rate[f] * share), 1e6)))
    return max(min(end, last) - max(begin, first), 0) * share


@compiled
def keep_presence(w, g, p, k):
    """End the rotations that are not needed any more, begin those that are due, send the teams still wanted."""
    day = w.clock.day
    if day < w.presence.next_day and w.facility.changed != day:
        return
    w.presence.next_day = g.n_days
    for f in range(g.facility_n):
        if w.presence.served[f] != w.facility.need[f]:
            _end_rotation(w, f)
        if w.facility.need[f] > 0 and day >= w.presence.until[f]:
            _begin_rotation(w, g, f)
        if w.presence.waiting[f] == 1:
            _try_to_serve(w, g, k, f)
        if w.presence.waiting[f] == 1:
            w.presence.next_day = day + 1
        elif w.facility.need[f] > 0:
            w.presence.next_day = min(w.presence.next_day, w.presence.until[f])


@inlined
def _end_rotation(w, f):
    """Another team is needed from today, or none: days of the rotation that are not served were not required."""
    if w.presence.mission[f] >= 0:
        unserved = recall_team(w, w.presence.mission[f])
        w.mission.required_month[PRESENCE] -= unserved
    w.presence.mission[f], w.presence.before[f] = -1, -1
    w.presence.waiting[f] = 0
    w.presence.until[f] = w.clock.day
    w.presence.served[f] = w.facility.need[f]


@inlined
def _begin_rotation(w, g, f):
    begun = max(-g.facility_start[f], 0) % g.facility_rotation[f] if w.clock.day == 0 else 0
    w.presence.until[f] = min(w.clock.day + g.facility_rotation[f] - begun, w.facility.window_end[f])
    w.presence.before[f], w.presence.mission[f] = w.presence.mission[f], -1
    w.presence.held[f] = 0
    w.presence.waiting[f] = 1


@inlined
def _try_to_serve(w, g, k, f):
    """Send the team for the rest of the rotation and the overlap with the next one, keep the one before, or lose the day."""
    team = w.presence.served[f]
    away = min(w.presence.until[f] + g.facility_overlap[f], w.facility.window_end[f]) - w.clock.day
    if send_team(w, PRESENCE, f, team, away) or _send_in_spite(w, g, f, team, away):
        w.presence.waiting[f] = 0
        w.presence.mission[f] = w.mission.n - 1
        w.mission.required_month[PRESENCE] += team * away
    else:
        call_up(w, k, PRESENCE, team, 0, away)
        if not _stays(w, f):
            w.presence.lost_month += team
            w.mission.required_month[PRESENCE] += team
            if w.facility.state[f] == OPERATING:
                w.presence.unverified_month += 1.0


@inlined
def _stays(w, f):
    """Whether the team before is there today: for the overlap, or kept because its relief has not come."""
    m = w.presence.before[f]
    if m < 0 or w.mission.start[m] + w.mission.days[m] > w.clock.day:
        return m >= 0
    is_due = w.mission.start[m] + w.mission.days[m] == w.clock.day and w.presence.held[f] < w.par.relief_wait
    if not is_due or not keep_team(w, m):
        return False
    w.presence.held[f] += 1
    w.mission.required_month[PRESENCE] += w.mission.team[m]
    return True


@compiled
def _send_in_spite(w, g, f, team, away):
    """Presence is a hard constraint: whoever is on a sampled visit, or at rest, is called back if that makes a team."""
    if w.par.presence_preemption < VISITS_UNDER_WAY:
        return False
    return free_a_team(w, g, PRESENCE, team, 0, away) and send_team(w, PRESENCE, f, team, away)
