"""Indicators of joint work: what it costs and saves, who pays, and what it leaves of core spending."""

from simulation.compiled import compiled, inlined
from simulation.declare import Indicator, Tally

OTHER, INFORMATION_TECHNOLOGY, LEGAL = 0, 1, 2

WRITES = ("tally", "joint.spent", "service.lent_month")
TALLIES = (
    Tally("joint_cost", "currency", "sum", "cost of what may be done jointly, base-year prices"),
    Tally("joint_separate", "currency", "sum", "what the same would cost separately, base-year prices"),
    Tally("joint_saving", "currency", "sum", "what it costs less than separately; below 0 more"),
    Tally("joint_transition", "currency", "sum", "of the cost, transition to joint work"),
    Tally("joint_wanted", "currency", "sum", "work to be done jointly, at its separate cost"),
    Tally("joint_delivered", "currency", "sum", "of it done"),
    Tally("joint_diverted", "currency", "sum", "taken by joint work from core spending below its floors"),
    Tally("joint_beside", "currency", "sum", "cost of joint and separate work to voluntary funds and partners"),
    Tally(
        "joint_before_adoption", "currency", "sum", "done jointly beyond the first day's depth before every body met"
    ),
    Tally("core_above_floor", "1", "min", "core spending over its floor, the least of all instruments"),
    Tally("information_technology_cost", "currency", "sum", "of the cost, information technology"),
    Tally("information_technology_separate", "currency", "sum", "what the same would cost separately"),
    Tally("legal_cost", "currency", "sum", "of the cost, legal work"),
    Tally("legal_separate", "currency", "sum", "what the same would cost separately"),
    Tally("cross_subsidy", "currency", "sum", "units of one instrument paid by another, base-year prices"),
    *(Tally(f"instrument_{n}_spent", "currency", "sum", f"billed to the lines of instrument {n}") for n in range(1, 5)),
)
INDICATORS = (
    Indicator("joint_cost", "Cost of joint activities", "currency", "joint_cost", None, "none", "input", "secretariat",
              "Cost to the instruments of what they may do jointly, transition included, at prices of the base year; it falls "
              "with savings, and with work that is scaled back."),
    Indicator("joint_separate", "Joint activities: cost if separate", "currency", "joint_separate", None, "none", "input",
              "secretariat", "What the same work would cost the instruments separately, at prices of the base year."),
    Indicator("joint_saving_share", "Joint activities: saved", "%", "joint_saving", "joint_separate", "up", "output",
              "secretariat", "What is saved against separate work, over its cost; below 0 where transition costs more."),
    Indicator("joint_transition", "Cost of transition to joint work", "currency", "joint_transition", None, "down", "input",
              "secretariat", "Of the cost of joint activities, that of the transition, at prices of the base year."),
    Indicator("joint_delivered", "Joint activities delivered", "%", "joint_delivered", "joint_wanted", "up", "output",
              "joint", "Joint work done over that wanted, at its separate cost: less than 100 where it is scaled back."),
    Indicator("joint_diverted", "Taken from below the floors", "currency", "joint_diverted", None, "down", "input",
              "secretariat", "What joint work takes from core spending below its floors, at prices of the base year."),
    Indicator("joint_beside", "Joint activities paid by others", "currency", "joint_beside", None, "none", "input",
              "states", "Cost of such activities to voluntary funds and partners, at prices of the base year."),
    Indicator("joint_before_adoption", "Joint work before every body met", "currency", "joint_before_adoption", None, "down",
              "activity", "joint", "Done jointly beyond the depth of the first day before every body has held a session."),
    Indicator("core_above_floor", "Core spending over its floor", "1", "core_above_floor", None, "up", "input", "joint",
              "Budget less what is paid for joint work, over the floor: the least of all instruments and months."),
    Indicator("information_technology_unit_cost", "Information technology: cost over that of separate work", "%",
              "information_technology_cost", "information_technology_separate", "down", "output", "secretariat",
              "Cost of joint and separate work on information technology, over what the same would cost separately."),
    Indicator("legal_unit_cost", "Legal work: cost over that of separate work", "%", "legal_cost", "legal_separate", "down",
              "output", "secretariat", "Cost of joint and separate legal work, over what the same would cost separately."),
    Indicator("cross_subsidy", "Paid for units of another instrument", "currency", "cross_subsidy", None, "none", "activity",
              "secretariat", "Money of one instrument that pays units of another, at prices of the base year."),
    *(Indicator(f"instrument_{n}_spent", f"Instrument {n}: spent", "currency", f"instrument_{n}_spent", None, "none", "input",
                "secretariat", f"Bills of the lines of instrument {n}.") for n in range(1, 5)),
)  # fmt: skip


@compiled
def tally_joint(w, g, p, k):
    """Write the month of joint work, of its instruments and of what they paid for each other."""
    if g.instrument_n == 0:
        return
    m = w.clock.month
    w.tally.cross_subsidy[m] = w.service.lent_month
    w.service.lent_month = 0.0
    w.tally.joint_cost[m] = _of_all_groups(w.joint.cost_month)
    w.tally.joint_separate[m] = _of_all_groups(w.joint.separate_month)
    w.tally.joint_saving[m] = w.tally.joint_separate[m] - w.tally.joint_cost[m]
    w.tally.joint_transition[m] = w.joint.transition_month
    w.tally.joint_wanted[m] = w.joint.wanted_month
    w.tally.joint_delivered[m] = w.joint.delivered_month
    w.tally.joint_diverted[m] = w.joint.diverted_month
    w.tally.joint_beside[m] = w.joint.beside_month
    w.tally.joint_before_adoption[m] = w.joint.early_month
    w.tally.information_technology_cost[m] = w.joint.cost_month[INFORMATION_TECHNOLOGY]
    w.tally.information_technology_separate[m] = w.joint.separate_month[INFORMATION_TECHNOLOGY]
    w.tally.legal_cost[m] = w.joint.cost_month[LEGAL]
    w.tally.legal_separate[m] = w.joint.separate_month[LEGAL]
    _tally_instruments(w, g, m)


@inlined
def _of_all_groups(of):
    return of[OTHER] + of[INFORMATION_TECHNOLOGY] + of[LEGAL]


@compiled
def _tally_instruments(w, g, m):
    least = w.joint.core[0] / (w.joint.floor[0] * w.fund.price[1])
    for i in range(1, g.instrument_n):
        least = min(least, w.joint.core[i] / (w.joint.floor[i] * w.fund.price[1]))
    w.tally.core_above_floor[m] = least
    w.tally.instrument_1_spent[m] = _spent(w, g, 0)
    w.tally.instrument_2_spent[m] = _spent(w, g, 1)
    w.tally.instrument_3_spent[m] = _spent(w, g, 2)
    w.tally.instrument_4_spent[m] = _spent(w, g, 3)


@compiled
def _spent(w, g, i):
    """Billed this month to the lines of an instrument."""
    before = 0.0 if w.clock.month % 12 == 0 else w.joint.spent[i]
    w.joint.spent[i] = 0.0
    for line in range(g.line_n):
        if g.line_instrument[line] == i:
            w.joint.spent[i] += w.fund.line_spent[line]
    return w.joint.spent[i] - before
