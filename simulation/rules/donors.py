"""Donors: whose money from outside carries a part of the work on obligations, and how it meets what is needed.

Every January each donor gives one gift to one open obligation. One that is matched goes to the obligation due first of
those whose need is not yet met; the others choose any open obligation, each as likely, so that gifts fall on needs that
are met and leave others without: with as many obligations of equal need n as gifts d of that size, a share
1 - (1 - 1/n)^d of the needs is met, all balls in bins (W. Feller, An introduction to probability theory and its
applications, volume 1, 1950), and with matching min(d / n, 1). What exceeds a need is given back.
Practices that States share make the same work cheaper.
"""

from simulation import slots
from simulation.capacity import DONORS, OBLIGATIONS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.duties import NONE, is_open
from simulation.states import PRACTICES

GROUP = "donor"
WRITES = ("donor",)
GROUND = (
    Column("obligation_need", "f8", "currency a year", "money from outside at full pace; 0 none", (OBLIGATIONS,)),
)  # fmt: skip
COLUMNS = (
    Column("given", "f8", "currency", "given to an obligation this year, prices of the base year", (OBLIGATIONS,)),
    Column("funded", "f8", "0-1", "share of an obligation's need of the year that is met", (OBLIGATIONS,)),
    Column("need_month", "f8", "currency", "need of the open obligations, in January for the year"),
    Column("gifts_month", "f8", "currency", "given to them, in January for the year"),
    Column("met_month", "f8", "currency", "of their need met, in January for the year"),
)
CONTROL: Control = "states"
PARAMS = (
    Param("donors", "donors", 0, DONORS, "donors, each with one gift a year", 0.0),
    Param("donor_gift", "currency", 0, 1e9, "of a gift, prices of the base year", 0.0),
    Param("donor_part", "0-1", 0, 1, "part of the pace of an obligation with needs that money from outside carries", 0.0),
    Param("matching", "0-1", 0, 1, "share of the gifts that is matched with needs by their dates", 0.0, control="secretariat"),
    Param("practice_effect", "0-1", 0, 1, "by which shared practices make work cheaper", 0.0),
    Param("practice_sharing", "0-1", 0, 1, "how far they are shared, where the desk does all that is asked of it for them", 0.0, control="secretariat"),
)  # fmt: skip


@compiled
def fund_obligations(w, g, p, k):
    """In January: every donor gives, and what is given meets needs."""
    if g.obligation_n == 0 or w.par.donor_part == 0.0:
        return
    for o in range(g.obligation_n):
        w.donor.given[o] = 0.0
    for donor in range(int(w.par.donors)):
        chosen = _choice(w, g, k, donor)
        if chosen != NONE:
            w.donor.given[chosen] += w.par.donor_gift
            w.donor.gifts_month += w.par.donor_gift
    for o in range(g.obligation_n):
        _meet(w, g, o)


@inlined
def _meet(w, g, o):
    need = _need(w, g, o)
    w.donor.funded[o] = min(w.donor.given[o] / need, 1.0) if need > 0.0 else 1.0
    w.donor.need_month += need
    w.donor.met_month += min(w.donor.given[o], need)


@inlined
def _need(w, g, o):
    """Money from outside for a year of an open obligation, as practices make it."""
    if not is_open(w, o):
        return 0.0
    return g.obligation_need[o] * (1.0 - w.par.practice_effect * w.par.practice_sharing * w.desk.level[PRACTICES])


@compiled
def _choice(w, g, k, donor):
    if slots.uniform(k, slots.DONOR_MATCHED, w.clock.year, donor) < w.par.matching:
        return _nearest_unmet(w, g)
    n = 0
    for o in range(g.obligation_n):
        n += 1 if _need(w, g, o) > 0.0 else 0
    nth = int(slots.uniform(k, slots.DONOR_CHOICE, w.clock.year, donor) * n)
    for o in range(g.obligation_n):
        if _need(w, g, o) > 0.0:
            if nth == 0:
                return o
            nth -= 1
    return NONE


@inlined
def _nearest_unmet(w, g):
    """Of the obligations whose need is not met yet the one due first."""
    chosen = NONE
    for o in range(g.obligation_n):
        is_unmet = w.donor.given[o] < _need(w, g, o)
        if is_unmet and (chosen == NONE or w.obligation.due[o] < w.obligation.due[chosen]):
            chosen = o
    return chosen
