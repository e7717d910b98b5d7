"""Reporting: declarations that fall due for parties, once a year or otherwise: on time, late, or never.

Whether it comes on time is a logistic law of what a State has: its level of implementation, secure electronic exchange,
reminders, unrest around it, and a propensity of its own that stays for ever. A declaration that is late comes after a
lognormal lag. Some States never declare unless help is aimed at them: that too is a draw of the State, so that more help
reaches more of the same States. Completeness is the normal approximation of a Beta law with a precision of 20, with a
draw that stays with the State. Normal numbers are quantiles of a table, cut at 1/4096 and 4095/4096.

Without a table of reports one declaration falls due each year. With it each row has a period and a first date, or falls
due so many days after a State's entry; all rows share what stays with a State. Forms that are alike may be harmonised:
States that owe two of them report more readily, each takes fewer hours, and each State learns the form once. A
survey is asked once, takes hours, and is no declaration.
"""

from math import sqrt

from simulation import maths, slots
from simulation.capacity import MONTHS, REPORTS, STATE_CLASSES, STATES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.quantiles import normal_table, quantile
from simulation.states import INCOME_GROUPS, LEVELS, PARTY
from simulation.states import REPORTS as HELP_WITH_REPORTS

PRECISION = 20.0
PUNCTUALITY, CARE, SILENCE = 0, 1, 2
DAYS_A_MONTH = 30.4375
LONGEST_LAG, A_YEAR = 36, 12
"""Months."""
NORMAL = normal_table()
REPORT, SURVEY = 0, 1
BEFORE, NOT_YET = -1, -2
NEXT_REPORT = 256
"""Entities between those of one report and the next in the slots of a draw: the capacity for States."""
SOURCES, INCOMES = 2, len(INCOME_GROUPS)

GROUP = "reporting"
WRITES = ("reporting",)
GROUND = (
    Column("report_n", "i8", "reports", "kinds of report in the table; 0: the yearly declaration alone"),
    Column("report_kind", "i8", "code", "0 report, 1 survey", (REPORTS,)),
    Column("report_month", "i8", "month of the year", "0-11, at whose end it is due", (REPORTS,)),
    Column("report_year", "i8", "year", "in which it is first due, since the first of the horizon, may lie before it", (REPORTS,)),
    Column("report_period", "i8", "years", "from one to the next; 0 once", (REPORTS,)),
    Column("report_entry", "i8", "days", "after entry in which it is due, once; 0 it isn't", (REPORTS,)),
    Column("report_work", "f8", "hours", "that it takes", (REPORTS,)),
    Column("report_classes", "i8", "bits", "classes of States that owe it, by row", (REPORTS,)),
    Column("report_alike", "i8", "bits", "those of them that owe another report on a form that is alike", (REPORTS,)),
)  # fmt: skip
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
    Column("since", "i4", "month", "of entry of a State; -1 before the first day, -2 not yet", (STATES,)),
    Column("learnt", "f8", "0-1", "how far a State has learnt the harmonised form", (STATES,)),
    Column("due_of", "f8", "reports", "due this month by row", (REPORTS,)),
    Column("ontime_of", "f8", "reports", "of them, those that came by the due day", (REPORTS,)),
    Column("within_of", "f8", "reports", "reports of a row due this month that come within twelve months", (REPORTS,)),
    Column("hours", "f8", "hours", "that reports, or surveys, take of States of an income group, by the same month", (SOURCES, INCOMES, MONTHS + 1)),
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
    Param("report_base", "1", -50, 50, "what a kind of report adds to the logit of punctuality", 0.0, "month", "reports"),
    Param("report_effort", "1", 0, 20, "factor on the hours that a kind of report takes", 1.0, "month", "reports"),
    Param("harmonised", "0-1", 0, 1, "how far forms that are alike are harmonised", 0.0, "month", control="secretariat"),
    Param("harmonised_effect", "1", 0, 10, "what that adds to the logit of a State that owes two such reports", 0.0, "month"),
    Param("harmonised_saving", "0-1", 0, 1, "share of the hours of such reports that it spares", 0.0, "month"),
    Param("learning_hours", "hours", 0, 1000, "that a State takes once to learn the harmonised form", 0.0, "month"),
    Param("survey_effort", "1", 0, 20, "factor on the hours that surveys take", 1.0, "month", control="secretariat"),
)  # fmt: skip


@compiled
def open_reporting(w, g, p, k):
    """Draw what stays with a State: punctuality, completeness, and whether it declares at all."""
    if w.par.declaration_month == 0.0 and g.report_n == 0:
        return
    for s in range(g.state_n):
        propensity = quantile(NORMAL, slots.uniform(k, slots.DECLARATION_STATE, PUNCTUALITY, s))
        w.reporting.odds[s] = maths.exp(w.par.declaration_spread * propensity)
        w.reporting.care[s] = quantile(NORMAL, slots.uniform(k, slots.DECLARATION_STATE, CARE, s))
        w.reporting.comes[s] = -1
        w.reporting.silence[s] = slots.uniform(k, slots.DECLARATION_STATE, SILENCE, s)
        w.reporting.since[s] = BEFORE if w.member.stage[s] == PARTY else NOT_YET


@compiled
def declare(w, g, p, k):
    """In the month in which declarations are due whoever owes one declares on time, late, or not at all."""
    if g.report_n == 0:
        if w.par.declaration_month == w.clock.month % 12 + 1:
            _fall_due(w, g, k, 0)
        return
    for s in range(g.state_n):
        if w.reporting.since[s] == NOT_YET and w.member.stage[s] == PARTY:
            w.reporting.since[s] = w.clock.month
    for r in range(g.report_n):
        if _may_be_due(w, g, r):
            _fall_due(w, g, k, r)


@inlined
def _may_be_due(w, g, r):
    """Whether this is the month of a row, or of a State's entry long enough ago."""
    if g.report_entry[r] > 0:
        due = False
        for s in range(g.state_n):
            due = due or _entered_for(w, g, r, s)
        return due
    years, period = w.clock.month // 12 - g.report_year[r], g.report_period[r]
    is_year = years == 0 or (period > 0 and years > 0 and years % max(period, 1) == 0)
    return is_year and w.clock.month % 12 == g.report_month[r]


@inlined
def _entered_for(w, g, r, s):
    """Whether the days of a row after a State's entry end in this month."""
    since = w.reporting.since[s]
    day = g.month_start[max(since, 0)] + g.report_entry[r]
    return since >= 0 and g.month_start[w.clock.month] <= day < g.month_start[w.clock.month + 1]


@inlined
def _owes(w, g, r, s):
    if g.report_n == 0:
        return True
    is_meant = g.report_classes[r] >> g.state_class[s] & 1 == 1
    return is_meant and (g.report_entry[r] == 0 or _entered_for(w, g, r, s))


@compiled
def _fall_due(w, g, k, r):
    _prepare(w, g, r)
    silent = w.par.never_share * (1.0 - w.par.targeted_help * w.desk.level[HELP_WITH_REPORTS])
    for s in range(g.state_n):
        if w.member.stage[s] == PARTY and _owes(w, g, r, s):
            w.reporting.due_of[r] += 1.0
            w.reporting.due_month += 1.0 if g.report_kind[r] == REPORT else 0.0
            if w.reporting.silence[s] >= silent:
                _declare(w, g, k, r, s)


@compiled
def _prepare(w, g, r):
    """What declarations of a row hang on beside the State itself."""
    for c in range(g.state_class_n):
        own = w.par.report_base[r]
        if g.report_alike[r] >> c & 1 == 1:
            own += w.par.harmonised * w.par.harmonised_effect
        unrest = w.par.declaration_unrest * g.state_class_exposure[c] * (w.axes.conflict - 0.5)
        for level in range(LEVELS):
            w.reporting.class_odds[c, level] = maths.exp(_helped(w) + w.par.declaration_level * level - unrest + own)
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
    return (
        w.par.declaration_base + electronic + w.par.reminder_effect * w.par.reminders * w.desk.level[HELP_WITH_REPORTS]
    )


@compiled
def _declare(w, g, k, r, s):
    level, late = w.implementation.level[s], 0
    odds = w.reporting.odds[s] * w.reporting.class_odds[g.state_class[s], level]
    if slots.uniform(k, slots.DECLARATION_TIME, w.clock.year, s + NEXT_REPORT * r) * (1.0 + odds) < odds:
        w.reporting.ontime_of[r] += 1.0
        w.reporting.ontime_month += 1.0 if g.report_kind[r] == REPORT else 0.0
    else:
        late = 1 + _months_late(w, k, r, s)
    month = min(w.clock.month + late, MONTHS)
    w.reporting.within_of[r] += 1.0 if late <= A_YEAR else 0.0
    w.reporting.hours[g.report_kind[r], g.state_class_group[g.state_class[s]], month] += _work(w, g, r, s)
    if g.report_kind[r] == REPORT:
        _take_in(w, r, s, level, month)


@inlined
def _work(w, g, r, s):
    """Hours that it takes of a State, with those of learning a harmonised form as far as it is new."""
    c, hours = g.state_class[s], g.report_work[r] * w.par.report_effort[r]
    if g.report_kind[r] == SURVEY:
        return hours * w.par.survey_effort
    if g.report_alike[r] >> c & 1 == 0:
        return hours
    hours *= 1.0 - w.par.harmonised * w.par.harmonised_saving
    if w.par.harmonised > w.reporting.learnt[s]:
        hours += w.par.learning_hours * (w.par.harmonised - w.reporting.learnt[s])
        w.reporting.learnt[s] = w.par.harmonised
    return hours


@inlined
def _take_in(w, r, s, level, month):
    """What is in it; of a State's latest declaration of the first row also what others make of it."""
    complete = w.reporting.completeness[level] + w.reporting.spread[level] * w.reporting.care[s]
    complete = min(max(complete, 0.0), 1.0)
    w.reporting.received[month] += 1.0
    w.reporting.complete[month] += complete
    w.reporting.accurate[month] += w.reporting.accuracy[level]
    if r == 0:
        w.reporting.comes[s], w.reporting.late[s] = month, month - w.clock.month
        w.reporting.complete_of[s], w.reporting.accurate_of[s] = complete, w.reporting.accuracy[level]


@inlined
def _months_late(w, k, r, s):
    """Whole months of a lognormal lag."""
    z = quantile(NORMAL, slots.uniform(k, slots.DECLARATION_LAG, w.clock.year, s + NEXT_REPORT * r))
    months = 0
    while months < LONGEST_LAG and z >= w.reporting.lag[months]:
        months += 1
    return months
