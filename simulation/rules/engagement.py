"""Engagement: who of the stakeholders takes part, by outreach and by contagion along the links of a network.

In each quarter a stakeholder that stands aside takes part with probability (p a reach + q a s) / 4, s the share of its
neighbours that do, and one that takes part drops out with probability mu (1.3 - .3 a) / 4; a is the effort: real
spending on engagement over that of the base year. Without drop-out this is the model of F. M. Bass, A new product
growth for model consumer durables, Management Science 15 (1969), without outreach the susceptible-infected-susceptible
process on a network: R. Pastor-Satorras and A. Vespignani, Physical Review Letters 86 (2001), in quarterly steps.
Everybody decides on what neighbours did at the end of the quarter before.
"""

from math import sqrt

import numpy as np

from simulation import slots
from simulation.capacity import STAKEHOLDER_WORDS, STAKEHOLDERS
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

NEGLECT, CARE = 1.3, 0.3
QUARTER = 0.25
COINS = 8  # flips that make one coin of 64 stakeholders: chances in steps of 1 / 256
STEPS = 256
ONE, NONE, IN_WORD, PLACE_SHIFT = np.uint64(1), np.uint64(0), np.uint64(63), np.uint64(58)
DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
PLACES = tuple(
    next(i for i in range(64) if (int(DE_BRUIJN) << i & (1 << 64) - 1) >> 58 == place) for place in range(64)
)
"""Which bit is set, by the upper six bits of its product with a de Bruijn number."""

GROUP = "engagement"
WRITES = ("engagement",)
COLUMNS = (
    Column("engaged", "u8", "bits", "who takes part, 64 stakeholders in a word", (STAKEHOLDER_WORDS,)),
    Column("neighbours", "i2", "stakeholders", "how many of its neighbours do", (STAKEHOLDERS,)),
    Column("turned", "i2", "row", "who changes this quarter", (STAKEHOLDERS,)),
    Column("engaged_n", "i8", "stakeholders", "who take part"),
    Column("effort", "f8", "1", "real spending on engagement in the last quarter, over that of the base year"),
    Column("spent", "f8", "currency", "spent on engagement this year up to the last quarter, at base-year prices"),
    Column("start", "f8", "1", "share that took part on the first day"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("engaged_start", "1", 0, 2, "share that takes part on the first day, over what the base effort would hold", 1.0, "once", operations=(), control="exogenous"),
    Param("outreach_rate", "per year", 0, 4, "rate at which outreach alone engages a stakeholder, at the base effort", 0.0),
    Param("contagion_rate", "per year", 0, 4, "the same through neighbours, when all of them take part", 0.0, control="exogenous"),
    Param("dropout_rate", "per year", 0, 3, "rate at which those who take part drop out, at the base effort", 0.0, control="exogenous"),
    Param("hub_focus", "1", 0, 1, "share of outreach that goes to stakeholders in proportion to their links", 0.0),
    Param("engagement_extra", "currency a year", 0, 1e12, "spending of measures on engagement, at base-year prices", 0.0),
    Param("engagement_line", "1", 0, 1, "share of a line that is spent on engagement", 0.0, "year", "lines"),
)  # fmt: skip


@compiled
def open_engagement(w, g, p, k):
    """Who takes part on the first day, drawn for each stakeholder."""
    w.engagement.effort = 1.0
    share = w.par.engaged_start * _lasting(w.par.outreach_rate, w.par.contagion_rate, w.par.dropout_rate)
    for n in range(g.stakeholder_n):
        if slots.uniform(k, slots.ENGAGEMENT_START, 0, n) < share:
            _turn(w, g, n)
    w.engagement.start = w.engagement.engaged_n / max(g.stakeholder_n, 1)


@inlined
def _lasting(outreach, contagion, dropout):
    """The share at which as many begin as drop out, where everybody is linked to everybody: q A^2 = (q - p - mu) A + p."""
    if contagion == 0.0:
        return outreach / max(outreach + dropout, 1e-300)
    surplus = contagion - outreach - dropout
    return (surplus + sqrt(surplus * surplus + 4.0 * outreach * contagion)) / (2.0 * contagion)


@compiled
def engage(w, g, p, k):
    """At the end of a quarter: the effort of the quarter, then who begins to take part and who drops out."""
    if g.stakeholder_n == 0 or w.clock.month % 3 != 2:
        return
    _make_effort(w, g)
    effort = QUARTER * w.engagement.effort
    outreach, contagion = w.par.outreach_rate * effort, w.par.contagion_rate * effort
    general, focused = outreach * (1.0 - w.par.hub_focus), outreach * w.par.hub_focus
    leave = QUARTER * w.par.dropout_rate * max(NEGLECT - CARE * w.engagement.effort, 0.0)
    joining, leaving = _steps(general + focused * g.stakeholder_most + contagion), _steps(leave)
    quarter, turned = w.clock.month // 3, 0
    for row in range((g.stakeholder_n + 63) // 64):
        # Coins at least as likely to fall as anyone's chance choose a few; only these look around and decide.
        chosen = _chosen(k, quarter, row, w.engagement.engaged[row], joining, leaving)
        while chosen != NONE:
            lowest = chosen & (~chosen + ONE)
            chosen ^= lowest
            n = 64 * row + PLACES[np.int64(lowest * DE_BRUIJN >> PLACE_SHIFT)]
            u = slots.uniform(k, slots.ENGAGEMENT_CHOICE, quarter, n)
            share = w.engagement.neighbours[n] * g.stakeholder_weight[n]
            join = general + focused * g.stakeholder_reach[n] + contagion * share
            turns = u * leaving < leave * STEPS if w.engagement.engaged[row] & lowest else u * joining < join * STEPS
            w.engagement.turned[turned] = n
            turned += 1 if turns and n < g.stakeholder_n else 0
    for i in range(turned):
        _turn(w, g, w.engagement.turned[i])


@inlined
def _steps(chance):
    return min(int(chance * STEPS) + 1, STEPS)


@inlined
def _chosen(k, quarter, row, engaged, joining, leaving):
    """One coin for each of 64: those who take part with chance leaving / 256, the others with joining / 256."""
    joins, leaves = NONE, NONE
    for flip in range(COINS):
        coins = slots.word(k, slots.ENGAGEMENT_COINS, quarter, COINS * row + flip)
        joins = joins | coins if joining >> flip & 1 else joins & coins
        leaves = leaves | coins if leaving >> flip & 1 else leaves & coins
    joins, leaves = (~NONE if joining == STEPS else joins), (~NONE if leaving == STEPS else leaves)
    return engaged & leaves | ~engaged & joins


@inlined
def _turn(w, g, n):
    """One begins or ceases to take part, and its neighbours know."""
    row, bit = n >> 6, ONE << (np.uint64(n) & IN_WORD)
    w.engagement.engaged[row] ^= bit
    step = 1 if w.engagement.engaged[row] & bit else -1
    w.engagement.engaged_n += step
    for i in range(g.stakeholder_first[n], g.stakeholder_first[n + 1]):
        w.engagement.neighbours[g.stakeholder_link[i]] += step


@inlined
def _make_effort(w, g):
    """Real spending of the quarter on engagement, without what measures take from the lines, over the base year's."""
    spent, base = 0.0, 0.0
    for line in range(g.line_n):
        if w.par.engagement_line[line] > 0.0:
            useful = max(1.0 - w.fund.line_cost[line] / max(w.fund.line_budget[line], 1.0), 0.0)
            real = w.fund.line_spent[line] * useful / w.fund.price[g.line_price[line]]
            spent += w.par.engagement_line[line] * real
            base += w.par.engagement_line[line] * g.line_share[line] * w.par.envelope
    quarter = spent - (w.engagement.spent if w.clock.month % 12 != 2 else 0.0)
    w.engagement.spent = spent
    if base > 0.0:
        w.engagement.effort = max(quarter + 0.25 * w.par.engagement_extra, 0.0) / (0.25 * base)
