"""Indicators of obligations: how many are done, overdue or extended, in time, of each kind, and what money they had."""

from simulation.capacity import OBLIGATION_KINDS
from simulation.compiled import compiled, inlined
from simulation.declare import Indicator, Tally
from simulation.duties import NOT_YET, THERE

WRITES = ("tally", "obligation", "donor")
KINDS = range(1, OBLIGATION_KINDS + 1)


def _of_kind(n: int) -> tuple[Tally, ...]:
    kind = f"of kind {n}"
    return (
        Tally(f"duty_{n}_known", "obligations", "last", f"obligations in force {kind}"),
        Tally(f"duty_{n}_done", "obligations", "last", f"of them done, {kind}"),
        Tally(f"duty_{n}_overdue", "obligations", "last", f"of them past their date and not done, {kind}"),
        Tally(f"duty_{n}_met", "obligations", "sum", f"done by their date, {kind}"),
        Tally(f"duty_{n}_judged", "obligations", "sum", f"done by their date, or past it for the first time, {kind}"),
        Tally(f"duty_{n}_work", "stock units", "sum", f"work done on obligations {kind}"),
    )


TALLIES = (
    Tally("obligations", "obligations", "last", "obligations in force"),
    Tally("obligations_dated", "obligations", "last", "of them with a date"),
    Tally("obligations_done", "obligations", "last", "of them done"),
    Tally("obligations_overdue", "obligations", "last", "of them past their date and not done"),
    Tally("obligations_silent", "obligations", "last", "of these, those that have asked for no more time since their date was set"),
    Tally("obligations_extended", "obligations", "last", "of them open, within an extension granted since the first day"),
    Tally("obligations_met", "obligations", "sum", "done by their date"),
    Tally("obligations_judged", "obligations", "sum", "done by their date, or past it for the first time"),
    Tally("extension_requests", "requests", "sum", "extensions asked for"),
    Tally("extensions", "extensions", "sum", "extensions granted"),
    Tally("extensions_likely", "obligations", "sum", "obligations that looked at the last session before a date that they would miss"),
    Tally("extensions_assisted", "obligations", "sum", "of them, those that the desk had helped with a request"),
    Tally("coalitions", "coalitions", "last", "obligations with a country coalition"),
    Tally("donor_need", "currency", "sum", "money from outside that the obligations need, prices of the base year"),
    Tally("donor_gifts", "currency", "sum", "money given to them, prices of the base year"),
    Tally("donor_met", "currency", "sum", "of their need met, prices of the base year"),
    Tally("donor_value", "currency", "sum", "money from outside that the work done ordinarily needs, prices of the base year"),
    *(tally for n in KINDS for tally in _of_kind(n)),
)  # fmt: skip


def _read_of_kind(n: int) -> tuple[Indicator, ...]:
    kind = f"Obligation kind {n}"
    return (
        Indicator(f"duty_{n}_done", f"{kind}: met", "%", f"duty_{n}_done", f"duty_{n}_known", "up", "outcome", "states",
                  "Obligations of the kind that are done, over those in force, at the end of the year."),
        Indicator(f"duty_{n}_overdue", f"{kind}: overdue", "%", f"duty_{n}_overdue", f"duty_{n}_known", "down", "outcome",
                  "states", "Those past their date, extensions included, and not done, over those in force."),
        Indicator(f"duty_{n}_on_time", f"{kind}: met by their date", "%", f"duty_{n}_met", f"duty_{n}_judged", "up",
                  "outcome", "states", "Those done by their date, extensions included, over those done by it or past it."),
        Indicator(f"duty_{n}_work", f"{kind}: work done", f"unit of obligation kind {n}", f"duty_{n}_work", None, "up", "output", "states",
                  "Work done on obligations of the kind, in the units of the pack's table."),
    )  # fmt: skip


INDICATORS = (
    Indicator("obligations_done", "Obligations met", "%", "obligations_done", "obligations", "up", "outcome", "states",
              "Obligations of States that are done, over those in force, at the end of the year."),
    Indicator("obligations_overdue", "Obligations overdue", "%", "obligations_overdue", "obligations_dated", "down",
              "outcome", "states", "Obligations of States past their date, extensions included, and not done, over those "
              "in force with a date."),
    Indicator("obligations_silent", "Obligations overdue, no extension asked for", "%", "obligations_silent",
              "obligations_dated", "down", "outcome", "states", "Those past their date whose States have asked for no more "
              "time, over those in force with a date."),
    Indicator("obligations_extended", "Obligations extended", "%", "obligations_extended", "obligations_dated", "none",
              "outcome", "states", "Obligations of States that are open within an extension granted since the first day, "
              "over those in force with a date."),
    Indicator("obligations_on_time", "Obligations met by their date", "%", "obligations_met", "obligations_judged", "up",
              "outcome", "states", "Obligations done by their date, extensions included, over those done by it or past it."),
    Indicator("extension_requests", "Extensions asked for", "requests", "extension_requests", None, "down", "outcome",
              "states", "Requests of States for more time for an obligation."),
    Indicator("extensions_assisted", "Likely to miss their date: helped with a request", "%", "extensions_assisted",
              "extensions_likely", "up", "output", "secretariat", "Obligations that the desk had helped with a request for "
              "more time, over those that at the last session before their date would miss it."),
    Indicator("coalitions", "Country coalitions", "coalitions", "coalitions", None, "up", "output", "joint",
              "Obligations with a country coalition, at the end of the year."),
    Indicator("needs_funded", "Needs of obligations met by donors", "%", "donor_met", "donor_need", "up", "outcome", "joint",
              "Money from outside that meets a need, over what the open obligations need for the year."),
    Indicator("gifts_used", "Gifts of donors used", "%", "donor_met", "donor_gifts", "up", "outcome", "joint",
              "Money from outside that meets a need, over what is given: the rest goes back."),
    Indicator("money_per_work", "Money from outside over what the work ordinarily needs", "%", "donor_met", "donor_value",
              "down", "outcome", "joint", "Money from outside that meets needs, over what the work done would need without "
              "shared practices."),
    *(indicator for n in KINDS for indicator in _read_of_kind(n)),
)  # fmt: skip


@compiled
def tally_obligations(w, g, p, k):
    """Write where every obligation stands, and empty the monthly sums."""
    if g.obligation_n == 0:
        return
    m = w.clock.month
    for o in range(g.obligation_n):
        if w.obligation.work[o] > 0.0:
            _tally_standing(w, m, o)
            _tally_kind(w, m, o, g.obligation_kind[o])
        w.tally.coalitions[m] += 1.0 if w.desk.coalition[o] == THERE else 0.0
    _tally_flows(w, m)
    _tally_money(w, m)


@inlined
def _tally_standing(w, m, o):
    w.tally.obligations[m] += 1.0
    w.tally.obligations_dated[m] += 1.0 if w.obligation.due[o] < NOT_YET else 0.0
    if w.obligation.done[o] != NOT_YET:
        w.tally.obligations_done[m] += 1.0
    elif w.obligation.missed[o] == 1:
        w.tally.obligations_overdue[m] += 1.0
        w.tally.obligations_silent[m] += 1.0 - w.obligation.requested[o]
    elif w.obligation.granted[o] > 0:
        w.tally.obligations_extended[m] += 1.0


@compiled
def _tally_kind(w, m, o, kind):
    is_done = 1.0 if w.obligation.done[o] != NOT_YET else 0.0
    is_overdue = 1.0 if is_done == 0.0 and w.obligation.missed[o] == 1 else 0.0
    if kind == 0:
        w.tally.duty_1_known[m] += 1.0
        w.tally.duty_1_done[m] += is_done
        w.tally.duty_1_overdue[m] += is_overdue
    elif kind == 1:
        w.tally.duty_2_known[m] += 1.0
        w.tally.duty_2_done[m] += is_done
        w.tally.duty_2_overdue[m] += is_overdue
    elif kind == 2:
        w.tally.duty_3_known[m] += 1.0
        w.tally.duty_3_done[m] += is_done
        w.tally.duty_3_overdue[m] += is_overdue
    elif kind == 3:
        w.tally.duty_4_known[m] += 1.0
        w.tally.duty_4_done[m] += is_done
        w.tally.duty_4_overdue[m] += is_overdue


@compiled
def _tally_flows(w, m):
    met, missed, done = w.obligation.met_month, w.obligation.missed_month, w.obligation.work_month
    w.tally.obligations_met[m] = met.sum()
    w.tally.obligations_judged[m] = met.sum() + missed.sum()
    w.tally.duty_1_met[m], w.tally.duty_1_judged[m], w.tally.duty_1_work[m] = met[0], met[0] + missed[0], done[0]
    w.tally.duty_2_met[m], w.tally.duty_2_judged[m], w.tally.duty_2_work[m] = met[1], met[1] + missed[1], done[1]
    w.tally.duty_3_met[m], w.tally.duty_3_judged[m], w.tally.duty_3_work[m] = met[2], met[2] + missed[2], done[2]
    w.tally.duty_4_met[m], w.tally.duty_4_judged[m], w.tally.duty_4_work[m] = met[3], met[3] + missed[3], done[3]
    w.tally.extension_requests[m], w.tally.extensions[m] = w.obligation.asked_month, w.obligation.granted_month
    w.tally.extensions_likely[m] = w.obligation.likely_month
    w.tally.extensions_assisted[m] = w.obligation.assisted_month
    _empty(w)


@inlined
def _empty(w):
    w.obligation.met_month[:] = 0.0
    w.obligation.missed_month[:] = 0.0
    w.obligation.work_month[:] = 0.0
    w.obligation.asked_month, w.obligation.granted_month = 0.0, 0.0
    w.obligation.likely_month, w.obligation.assisted_month = 0.0, 0.0


@inlined
def _tally_money(w, m):
    w.tally.donor_need[m], w.tally.donor_gifts[m] = w.donor.need_month, w.donor.gifts_month
    w.tally.donor_met[m] = w.donor.met_month
    w.tally.donor_value[m] = w.obligation.value_month
    w.obligation.value_month = 0.0
    w.donor.need_month, w.donor.gifts_month, w.donor.met_month = 0.0, 0.0, 0.0
