"""The ground truth of instruments, of what they may do jointly, and of services that may be pooled."""

from datetime import date

import numpy as np

from scenarios.pack import Pack
from simulation.rules.joint import FUNDING, GROUPS

NONE = -1
ALONE = "none"


def fill_joint(pack: Pack, g: np.void) -> None:
    """Write instruments, their lines, joint activities and pools of services into the record."""
    tables, ids = pack.tables, pack.tables.row_ids("instruments")
    g["instrument_n"] = len(ids)
    for i, row in enumerate(tables.instruments):
        g["instrument_floor"][i], g["instrument_key"][i] = row.floor, row.key
    for i, line in enumerate(tables.lines):
        g["line_instrument"][i] = ids.index(line.instrument) if line.instrument in ids else NONE
    _activities(pack, g)
    pools = [name for name in dict.fromkeys(row.pool for row in tables.services) if name != ALONE]
    for i, service in enumerate(tables.services):
        g["service_pool"][i] = 1 + pools.index(service.pool) if service.pool in pools else 0


def _activities(pack: Pack, g: np.void) -> None:
    ids, milestones = pack.tables.row_ids("instruments"), pack.tables.row_ids("milestones")
    g["joint_n"] = len(pack.tables.joint_activities)
    for i, row in enumerate(pack.tables.joint_activities):
        for name, cost in zip(row.participants.split(), row.costs, strict=True):
            g["joint_separate"][i, ids.index(name)] = cost
        g["joint_funding"][i], g["joint_group"][i] = FUNDING.index(row.funding), GROUPS.index(row.group)
        g["joint_start"][i] = _month(pack, row.start)
        g["joint_milestone"][i] = milestones.index(row.milestone) if row.milestone in milestones else NONE


def _month(pack: Pack, day: date) -> int:
    """Months since the first of the horizon; what begins before it begins with it."""
    return max(12 * (day.year - pack.pack.start.year) + day.month - 1, 0)
