"""The ground truth of sessions, obligations and the desk, table by table."""

import numpy as np

from scenarios.pack import Pack
from scenarios.rows import BASES, TRIPS
from simulation.capacity import OBLIGATION_KINDS, OUTPUTS
from simulation.duties import NOT_YET
from simulation.quantiles import lognormal_table_of_mean
from simulation.states import HELPS

NO_BODY = NO_CLASS = -1

Record = np.void


def sessions(pack: Pack, g: Record) -> None:
    """Sessions by day, bodies by row."""
    bodies = pack.tables.row_ids("sessions")
    rows = sorted(pack.tables.sessions, key=lambda row: (row.session, bodies.index(row.body)))
    g["body_n"], g["session_n"] = len(bodies), len(rows)
    for i, row in enumerate(rows):
        g["session_body"][i], g["session_day"][i] = bodies.index(row.body), pack.day(row.session)


def obligations(pack: Pack, g: Record) -> None:
    """Obligations of States; those without a kind count in the totals alone."""
    kinds = pack.tables.row_ids("obligation_kinds")
    classes, bodies = pack.tables.row_ids("state_classes"), pack.tables.row_ids("sessions")
    facilities = pack.tables.row_ids("facilities")
    g["obligation_n"] = len(pack.tables.obligations)
    for i, row in enumerate(pack.tables.obligations):
        g["obligation_work"][i], g["obligation_rate"][i] = row.work, row.rate
        g["obligation_facilities"][i] = sum(1 << facilities.index(name) for name in row.facilities.split())
        g["obligation_kind"][i] = kinds.index(row.kind) if row.kind in kinds else OBLIGATION_KINDS
        g["obligation_need"][i] = row.need
        g["obligation_due"][i] = NOT_YET if row.due is None else pack.day(row.due)
        g["obligation_class"][i] = classes.index(row.state_class) if row.state_class in classes else NO_CLASS
        g["obligation_body"][i] = bodies.index(row.body) if row.body in bodies else NO_BODY
        g["obligation_lead"][i], g["obligation_longest"][i] = row.lead_days, row.longest_extension
        g["obligation_extensions"][i] = row.extensions


def activities(pack: Pack, g: Record) -> None:
    """Activities of the desk, as codes and quantiles."""
    bodies, outputs = pack.tables.row_ids("sessions"), pack.tables.row_ids("outputs")
    g["activity_n"] = len(pack.tables.activities)
    for i, row in enumerate(pack.tables.activities):
        g["activity_priority"][i], g["activity_basis"][i] = row.priority, BASES.index(row.basis)
        g["activity_rate"][i], g["activity_patience"][i] = row.rate, row.patience_days
        g["activity_days"][i] = lognormal_table_of_mean(row.days, row.cv)
        g["activity_trip"][i], g["activity_helps"][i] = TRIPS.index(row.trip), HELPS.index(row.helps)
        g["activity_output"][i] = outputs.index(row.output) if row.output in outputs else OUTPUTS
        g["activity_body"][i] = bodies.index(row.body) if row.body in bodies else NO_BODY
