"""Reporting: the declaration that falls due once a year for every party: on time, late, or never.

Whether it comes on time is a logistic law of what a State has: its level of implementation, secure electronic exchange,
reminders, unrest around it, and a propensity of its own that stays for ever. A declaration that is late comes after a
lognormal lag. Some States never declare unless help is aimed at them: that too is a draw of the State, so that more help
reaches more of the same States. Completeness is the normal approximation of a Beta law with a precision of 20, with a
draw that stays with the State. Normal numbers are quantiles of a table, cut at 1/4096 and 4095/4096.
"""

from math import sqrt

from simulation import maths, slots
from simulation.capacity import MONTHS, STATE_CLASSES, STATES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.quantiles import normal_table, quantile
from simulation.states import LEVELS, PARTY, REPORTS

PRECISION = 20.0
PUNCTUALITY, CARE, SILENCE = 0, 1, 2
DAYS_A_MONTH = 30.4375
LONGEST_LAG = 36
NORMAL = normal_table()

GROUP = "reporting"
WRITES = ("reporting",)
COLUMNS = (
    Column("odds", "f8", "1", "factor of a State on the odds of its punctuality", (STATES,)),
    Column("care", "f8", "1", "standard normal number of a State behind its completeness", (STATES,)),
    Column("silence", "f8", "probability", "a State never declares while this lies below the share that never does", (STATES,)),
    Column("class_odds", "f8", "1", "odds of punctuality of a middling State by class and level", (STATE_CLASSES, LEVELS)),
    Column("completeness", "f8", "0-1", "mean completeness by level", (LEVELS,)),
    Column("spread", "f8", "0-1", "its spread among States by level", (LEVELS,)),
    Column("accuracy", "f8", "0-1", "share of a declaration without error by level", (LEVELS,)),
    Column("lag", "f8", "1", "normal number up to which a late declaration comes within so many months, less one", (LONGEST_LAG,)),
    Column("received", "f8", "declarations", "declarations by the month in which they come", (MONTHS + 1,)),
    Column("complete", "f8", "declarations", "their completeness, summed, by the same month", (MONTHS + 1,)),
    Column("accurate", "f8", "declarations", "their accuracy, summed, by the same month", (MONTHS + 1,)),
    Column("comes", "i4", "month", "in which the latest declaration of a State comes; -1 before the first", (STATES,)),
    Column("late", "i4", "months", "months by which it is late", (STATES,)),
    Column("complete_of", "f8", "0-1", "its completeness", (STATES,)),
    Column("accurate_of", "f8", "0-1", "its accuracy", (STATES,)),
    Column("due_month", "f8", "declarations", "declarations due this month"),
    Column("ontime_month", "f8", "declarations", "of them, those that came by the due day"),
)  # fmt: skip
CONTROL: Control = "states"
PARAMS = (
    Param("declaration_month", "month of the year", 0, 12, "month at whose end yearly declarations are due; 0: none are", 0.0, "once", operations=()),
    Param("declaration_base", "1", -50, 50, "logit of the probability of punctuality of a middling State at level 0", -0.4),
    Param("declaration_level", "1", 0, 10, "what each level of implementation adds to it", 0.6),
    Param("declaration_spread", "1", 0, 10, "standard deviation of what a State adds for ever", 1.2, "once", operations=()),
    Param("electronic_exchange", "0-1", 0, 1, "how far secure electronic exchange is in use", 0.0, control="secretariat"),
    Param("electronic_effect", "1", 0, 10, "what electronic exchange adds to the logit", 0.7),
    Param("reminders", "0-1", 0, 1, "how far reminders go out before the due day", 0.0, control="secretariat"),
    Param("reminder_effect", "1", 0, 10, "what reminders add to the logit", 0.5),
    Param("declaration_unrest", "1", 0, 10, "what exposure times conflict, less .5, takes from the logit", 0.5),
    Param("never_share", "1", 0, 1, "share of States that never declare without help aimed at them", 0.0),
    Param("targeted_help", "0-1", 0, 1, "share of those States that help reaches", 0.0, control="secretariat"),
    Param("late_days", "days", 0, 2000, "median lag of a declaration that is late", 90.0),
    Param("late_sigma", "1", 0, 3, "spread of that lag, of its logarithm", 0.8),
    Param("completeness_base", "0-1", 0, 1, "mean completeness of a declaration at level 0", 1.0),
    Param("completeness_level", "0-1", 0, 1, "what each level adds to it", 0.0),
    Param("completeness_electronic", "0-1", 0, 1, "what electronic exchange adds to it", 0.0),
    Param("error_base", "0-1", 0, 1, "share of a declaration that is wrong at level 0", 0.0),
    Param("error_level", "0-1", 0, 1, "what each level takes from it", 0.0),
)  # fmt: skip


@compiled
def open_reporting(w, g, p, k):
    """Draw what stays with a State: punctuality, completeness, and whether it declares at all."""
    if w.par.declaration_month == 0.0:
        return
    for s in range(g.state_n):
        propensity = quantile(NORMAL, slots.uniform(k, slots.DECLARATION_STATE, PUNCTUALITY, s))
        w.reporting.odds[s] = maths.exp(w.par.declaration_spread * propensity)
        w.reporting.care[s] = quantile(NORMAL, slots.uniform(k, slots.DECLARATION_STATE, CARE, s))
        w.reporting.comes[s] = -1
        w.reporting.silence[s] = slots.uniform(k, slots.DECLARATION_STATE, SILENCE, s)


@compiled
def declare(w, g, p, k):
    """In the month in which declarations are due every party declares on time, late, or not at all."""
    if w.par.declaration_month != w.clock.month % 12 + 1:
        return
    _prepare(w, g)
    silent = w.par.never_share * (1.0 - w.par.targeted_help * w.desk.level[REPORTS])
    for s in range(g.state_n):
        if w.member.stage[s] == PARTY:
            w.reporting.due_month += 1.0
            if w.reporting.silence[s] >= silent:
                _declare(w, g, k, s)


@compiled
def _prepare(w, g):
    """What a year's declarations hang on beside the State itself."""
    for c in range(g.state_class_n):
        unrest = w.par.declaration_unrest * g.state_class_exposure[c] * (w.axes.conflict - 0.5)
        for level in range(LEVELS):
            w.reporting.class_odds[c, level] = maths.exp(_helped(w) + w.par.declaration_level * level - unrest)
    for level in range(LEVELS):
        mean = w.par.completeness_base + w.par.completeness_level * level
        mean = min(mean + w.par.completeness_electronic * w.par.electronic_exchange, 1.0)
        w.reporting.completeness[level] = mean
        w.reporting.spread[level] = sqrt(mean * (1.0 - mean) / (PRECISION + 1.0))
        w.reporting.accuracy[level] = 1.0 - max(w.par.error_base - w.par.error_level * level, 0.0)
    for month in range(LONGEST_LAG):
        # A median of nothing brings every late declaration in the next month, a spread of nothing all in the same.
        days = maths.log((month + 1) * DAYS_A_MONTH / max(w.par.late_days, 1e-9))
        w.reporting.lag[month] = days / max(w.par.late_sigma, 1e-9)


@inlined
def _helped(w):
    """Logit of a middling State at level 0 with the help there is."""
    electronic = w.par.electronic_effect * w.par.electronic_exchange
    return w.par.declaration_base + electronic + w.par.reminder_effect * w.par.reminders * w.desk.level[REPORTS]


@inlined
def _declare(w, g, k, s):
    level, month = w.implementation.level[s], w.clock.month
    odds = w.reporting.odds[s] * w.reporting.class_odds[g.state_class[s], level]
    if slots.uniform(k, slots.DECLARATION_TIME, w.clock.year, s) * (1.0 + odds) < odds:
        w.reporting.ontime_month += 1.0
    else:
        month = min(month + 1 + _months_late(w, k, s), MONTHS)
    complete = w.reporting.completeness[level] + w.reporting.spread[level] * w.reporting.care[s]
    w.reporting.comes[s], w.reporting.late[s] = month, month - w.clock.month
    w.reporting.complete_of[s] = min(max(complete, 0.0), 1.0)
    w.reporting.accurate_of[s] = w.reporting.accuracy[level]
    w.reporting.received[month] += 1.0
    w.reporting.complete[month] += w.reporting.complete_of[s]
    w.reporting.accurate[month] += w.reporting.accurate_of[s]


@inlined
def _months_late(w, k, s):
    """Whole months of a lognormal lag."""
    z = quantile(NORMAL, slots.uniform(k, slots.DECLARATION_LAG, w.clock.year, s))
    months = 0
    while months < LONGEST_LAG and z >= w.reporting.lag[months]:
        months += 1
    return months
