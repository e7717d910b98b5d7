"""Assistance and protection: people trained and equipment at hand in the regions, pledges, and how soon help arrives.

Each region is due one training cycle a year, in four stages, one a quarter (basic, advanced, table-top, exercise): the
money of the training service pays stage after stage, region after region. A stage that slips or finds no money can be
made up in a later quarter; what is not complete by the end of the calendar year is lost. Only a complete cycle leaves
trained people behind, no more than the region's equipment has room for. Readiness of a region is half the smaller and
half the mean of trained people and equipment, each relative to what is needed. A reference request in each region and
quarter shows how soon help would arrive: from the region itself, or from abroad by pledges.
"""

from simulation import maths, slots
from simulation.capacity import REGIONS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

TRAINING, EQUIPMENT = 3, 4
STAGES = 4
SMALLEST = 0.5

GROUP = "assistance"
WRITES = ("assistance", "service.purse")
COLUMNS = (
    Column("trained", "f8", "people", "trained people by region", (REGIONS,)),
    Column("equipment", "f8", "sets", "sets of equipment by region", (REGIONS,)),
    Column("stage", "i8", "stages", "stages of this year's cycle held, by region", (REGIONS,)),
    Column("places", "f8", "people", "whom the equipment of the year's start has still room to train, by region", (REGIONS,)),
    Column("ready", "f8", "0-1", "readiness by region", (REGIONS,)),
    Column("room_month", "f8", "people", "whom the equipment of the year has room to train, counted when the year begins"),
    Column("due_month", "f8", "cycles", "cycles that came due this month"),
    Column("done_month", "f8", "cycles", "cycles completed this month"),
    Column("lost_month", "f8", "stages", "stages of cycles not completed in their year, lost this month"),
    Column("trained_month", "f8", "people", "people trained this month"),
    Column("training_month", "f8", "currency", "cost of the stages held this month, base-year prices"),
    Column("asked_month", "f8", "count", "reference requests this month"),
    Column("response_month", "f8", "days", "until help arrives, summed over reference requests this month"),
    Column("regional_month", "f8", "days", "the same from the region itself"),
    Column("foreign_month", "f8", "days", "the same from abroad"),
)  # fmt: skip
CONTROL: Control = "secretariat"
PARAMS = (
    Param("assistance_regions", "regions", 0, REGIONS, "regions with trained people and equipment of their own", 0.0, "once", operations=()),
    Param("trained_start", "people a region", 0, 1e5, "trained people on the first day", 0.0, "once", operations=(), control="states"),
    Param("trained_full", "people a region", 1, 1e5, "trained people whom a region needs", 100.0),
    Param("trained_half_life", "years", 0.2, 50, "time in which half of the trained people move on", 3.0, control="states"),
    Param("trainees", "people", 0, 1e4, "people trained by a complete cycle", 0.0),
    Param("trainer_gain", "people a year", 0, 5, "whom a trained person trains in a year", 0.0, operations=("add",), control="states"),
    Param("stage_slip", "probability", 0, 1, "that a stage can't be held in its quarter", 0.0),
    Param("equipment_start", "sets a region", 0, 1e5, "sets of equipment on the first day", 0.0, "once", operations=(), control="states"),
    Param("equipment_full", "sets a region", 1, 1e5, "sets that a region needs", 20.0),
    Param("equipment_half_life", "years", 0.2, 50, "time in which half of the sets wear out", 5.0, control="states"),
    Param("trainees_per_set", "people a year", 0, 1e4, "people who can train with a set in a year", 25.0),
    Param("pledge_detail", "0-1", 0, 1, "how far pledges and bilateral agreements say what comes, and how", 0.0, control="states"),
    Param("regional_days", "days", 0, 365, "until help of a fully ready region arrives", 1.5, control="states"),
    Param("foreign_days", "days", 0, 365, "until help from abroad arrives when pledges say everything", 5.0, control="states"),
    Param("foreign_spread", "1", 0, 3, "spread of the time from abroad, of its logarithm, when pledges say nothing", 0.0, control="states"),
)  # fmt: skip


@compiled
def open_assistance(w, g, p, k):
    """The stocks of the first day, alike in all regions."""
    for region in range(_regions(w)):
        w.assistance.trained[region] = w.par.trained_start
        w.assistance.equipment[region] = w.par.equipment_start
        _take_stock(w, region)


@inlined
def _regions(w):
    return int(w.par.assistance_regions)


@compiled
def train_regions(w, g, p, k):
    """At the end of a quarter: stages and equipment that the money buys, what it leaves behind, how soon help comes."""
    if _regions(w) == 0 or w.clock.month % 3 != 2:
        return
    quarter = w.clock.month // 3
    if quarter % STAGES == 0:
        _begin_cycles(w)
    _buy_equipment(w, g)
    for i in range(_regions(w)):
        _hold_stages(w, g, k, (i + w.clock.year) % _regions(w), quarter)
    staying, serving = _left_after_a_quarter(w.par.trained_half_life), _left_after_a_quarter(w.par.equipment_half_life)
    for region in range(_regions(w)):
        if quarter % STAGES == STAGES - 1 and w.assistance.stage[region] < STAGES:
            w.assistance.lost_month += w.assistance.stage[region]
        w.assistance.trained[region] *= staying
        w.assistance.equipment[region] *= serving
        _train_on(w, region)
        _take_stock(w, region)
        _respond(w, k, region, quarter)


@inlined
def _begin_cycles(w):
    for region in range(_regions(w)):
        w.assistance.stage[region] = 0
        w.assistance.places[region] = w.par.trainees_per_set * w.assistance.equipment[region]
        w.assistance.room_month += w.assistance.places[region]
        w.assistance.due_month += 1.0


@inlined
def _buy_equipment(w, g):
    """Set by set for the region that has least."""
    for s in range(g.service_n):
        if g.service_theme[s] == EQUIPMENT:
            while w.service.purse[s] >= max(g.service_unit_cost[s], 1.0):
                poorest = 0
                for region in range(1, _regions(w)):
                    if w.assistance.equipment[region] < w.assistance.equipment[poorest]:
                        poorest = region
                if w.assistance.equipment[poorest] >= w.par.equipment_full:
                    break
                w.assistance.equipment[poorest] += 1.0
                w.service.purse[s] -= g.service_unit_cost[s]


@compiled
def _hold_stages(w, g, k, region, quarter):
    """The stages that are due by this quarter, in their order, until one slips or the money is at an end."""
    for s in range(g.service_n):
        if g.service_theme[s] == TRAINING:
            cost = g.service_unit_cost[s]
            while _is_due(w, region, quarter) and w.service.purse[s] >= cost and not _slips(w, k, region, quarter):
                w.service.purse[s] -= cost
                w.assistance.training_month += cost
                w.assistance.stage[region] += 1
                if w.assistance.stage[region] == STAGES:
                    w.assistance.done_month += 1.0
                    _train(w, region, w.par.trainees)


@inlined
def _is_due(w, region, quarter):
    return w.assistance.stage[region] <= quarter % STAGES and w.assistance.stage[region] < STAGES


@inlined
def _slips(w, k, region, quarter):
    u = slots.uniform(k, slots.STAGE_SLIP, STAGES * quarter + w.assistance.stage[region], region)
    return u < w.par.stage_slip


@inlined
def _train(w, region, people):
    """No more than the equipment has room for."""
    n = min(people, w.assistance.places[region])
    w.assistance.places[region] -= n
    w.assistance.trained[region] += n
    w.assistance.trained_month += n


@inlined
def _left_after_a_quarter(half_life):
    return maths.exp(-0.25 * maths.LN2 / half_life)


@inlined
def _train_on(w, region):
    """Trained people train others, a quarter of a year's worth."""
    if w.par.trainer_gain > 0.0:
        _train(w, region, 0.25 * w.par.trainer_gain * w.assistance.trained[region])


@inlined
def _take_stock(w, region):
    trained = min(w.assistance.trained[region] / w.par.trained_full, 1.0)
    equipment = min(w.assistance.equipment[region] / w.par.equipment_full, 1.0)
    mean = 0.5 * (trained + equipment)
    w.assistance.ready[region] = SMALLEST * min(trained, equipment) + (1.0 - SMALLEST) * mean


@inlined
def _respond(w, k, region, quarter):
    """A reference request: help comes from whichever side is there first. More detail is sooner and surer."""
    from_region = w.par.regional_days / max(w.assistance.ready[region], 0.01)
    z = maths.normal_quantile(slots.uniform(k, slots.PLEDGE_SPREAD, quarter, region))
    unsure = maths.exp(w.par.foreign_spread * (1.0 - w.par.pledge_detail) * z)
    from_abroad = w.par.foreign_days * (2.0 - w.par.pledge_detail) * unsure
    w.assistance.asked_month += 1.0
    w.assistance.regional_month += from_region
    w.assistance.foreign_month += from_abroad
    w.assistance.response_month += min(from_region, from_abroad)
