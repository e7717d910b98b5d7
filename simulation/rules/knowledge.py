"""Knowledge: what inspectors can do in each field of work, what is written down, and how ready the organisation is.

The three fields are the three kinds of mission: sampled visits, planned presence, requests. Skill is the mean over
inspectors: it grows with days in the field, fades without them, leaves with those who leave and comes in with those who
start. Codified knowledge grows with the practice that is written down and goes out of date. Learning by doing and
forgetting: L. Argote, Organizational Learning (1999), with rates judged by the pack. On the first day both stand where
the practice of the year before, carried on for ever, would keep them: nothing moves but for what changes.
"""

from simulation import maths
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param

FIELDS = 3
VISIT, PRESENCE, REQUEST = 0, 1, 2
REFERENCE_DAYS = 60.0
TACIT, CODIFIED = 0.65, 0.35
DRILLS, KNOW_HOW, CORE = 0.4, 0.3, 0.3
DRILL_GAIN = 0.29  # two drills a year with a half-life of a year hold the stock near nine tenths

GROUP = "knowledge"
WRITES = ("knowledge",)
COLUMNS = (
    Column("skill", "f8", "0-1", "mean skill of inspectors by field", (FIELDS,)),
    Column("codified", "f8", "0-1", "codified knowledge by field", (FIELDS,)),
    Column("total", "f8", "0-1", "knowledge of the organisation by field: tacit .65, codified .35", (FIELDS,)),
    Column("start", "f8", "0-1", "the same on the first day", (FIELDS,)),
    Column("practice", "f8", "inspector-days", "delivered by staff since the last update, by field", (FIELDS,)),
    Column("joined", "f8", "inspectors", "started since the last update"),
    Column("gone", "f8", "inspectors", "left since the last update"),
    Column("drills", "f8", "0-1", "stock of drills"),
    Column("readiness", "f8", "0-1", "for requests: drills .4, knowledge .3, core team .3"),
    Column("preparation", "f8", "1", "factor of readiness on the preparation of a request"),
)
CONTROL: Control = "secretariat"
PARAMS = (
    Param("practice_visits", "days a year", 0, 366, "days on sampled visits of an inspector in the year before the first day", 60.0, "once", operations=()),
    Param("practice_presence", "days a year", 0, 366, "days of planned presence of an inspector in the year before the first day", 60.0, "once", operations=()),
    Param("practice_requests", "days a year", 0, 366, "days on requests of an inspector in the year before the first day", 60.0, "once", operations=()),
    Param("skill_gain", "per 60 days", 0, 5, "growth of skill with days in the field, of what is missing", 0.8),
    Param("skill_half_life", "years", 0.2, 50, "time in which skill halves without practice", 3.5),
    Param("entry_skill", "0-1", 0, 1, "skill of a new inspector after the first training", 0.35),
    Param("handover", "1", 0, 1, "share of a leaver's skill that is passed on", 0.2),
    Param("codify_rate", "per year", 0, 5, "growth of codified knowledge with practice, of what is missing", 0.05),
    Param("codified_loss", "per year", 0, 5, "rate at which codified knowledge goes out of date", 0.08),
    Param("courses_per_year", "per inspector and year", 0, 20, "training courses in every field", 0.0),
    Param("course_gain", "1", 0, 1, "what a course adds, of what is missing", 0.15),
    Param("drills_per_year", "per year", 0, 50, "drills of the response to requests", 0.0),
    Param("core_team", "inspectors", 0, 200, "inspectors on call for requests", 0.0),
    Param("core_team_full", "inspectors", 1, 200, "a complete team on call", 15.0),
    Param("readiness_effect", "1", 0, 10, "how much longer preparation takes when nothing is ready", 0.0),
    Param("readiness_reference", "0-1", 0, 1, "readiness at which the kinds' preparation was judged", 0.5),
    Param("knowledge_effect", "1", 0, 2, "exponent of knowledge in the recognition of a visit", 0.0),
)  # fmt: skip


@compiled
def open_knowledge(w, g, p, k):
    """Skill, codified knowledge and drills that the year before the first day, again and again, would hold."""
    _start_field(w, VISIT, w.par.practice_visits)
    _start_field(w, PRESENCE, w.par.practice_presence)
    _start_field(w, REQUEST, w.par.practice_requests)
    kept = maths.exp(-0.25 * maths.LN2)
    w.knowledge.drills = min(0.25 * DRILL_GAIN * w.par.drills_per_year / (1.0 - kept), 1.0)
    _take_stock(w)


@compiled
def _start_field(w, field, days_a_year):
    """The fixed point of a quarter of `learn`: as many leave and start, and practise as much, as in the last."""
    leaving = 0.25 * turnover(w.par.quit_rate, w.par.tenure_years)
    days = 0.25 * days_a_year / REFERENCE_DAYS
    skill = _lasting_skill(w, days, leaving * (1.0 - w.par.handover))
    if skill < w.par.entry_skill:
        # Who knows less than newcomers has nothing to hand over to them.
        skill = _lasting_skill(w, days, leaving)
    w.knowledge.skill[field] = skill
    w.knowledge.codified[field] = _lasting_codified(w, days, leaving * w.par.handover * skill)
    w.knowledge.start[field] = TACIT * skill + CODIFIED * w.knowledge.codified[field]


@inlined
def _lasting_skill(w, days, renewed):
    learnt, kept = _learnt(w, days), _kept_in_a_quarter(w)
    gain = learnt + (1.0 - learnt) * kept * renewed * w.par.entry_skill
    return gain / max(1.0 - (1.0 - learnt) * kept * (1.0 - renewed), 1e-9)


@inlined
def _lasting_codified(w, days, handed):
    written, valid = _written(w, days), _valid_after_a_quarter(w)
    gain = written + (1.0 - written) * valid * handed
    return gain / max(1.0 - (1.0 - written) * valid * (1.0 - handed), 1e-9)


@inlined
def turnover(quit_rate, tenure):
    """Share of posts renewed in a year when resignations and the tenure limit have done so for ever."""
    return quit_rate / (1.0 - maths.exp(-quit_rate * tenure)) if quit_rate > 0.0 else 1.0 / tenure


@compiled
def learn(w, g, p, k):
    """At the end of a month count practice, starters and leavers; at the end of a quarter bring the stocks up to date."""
    for field in range(FIELDS):
        w.knowledge.practice[field] += w.mission.delivered_month[field] - w.mission.temporary_month[field]
    w.knowledge.joined += w.staff.hired_month
    w.knowledge.gone += w.staff.left_month
    if w.clock.month % 3 != 2:
        return
    for field in range(FIELDS):
        _turn_over(w, field)
        _practise(w, field)
        w.knowledge.practice[field] = 0.0
    w.knowledge.joined = 0.0
    w.knowledge.gone = 0.0
    _drill(w)
    _take_stock(w)


@inlined
def _turn_over(w, field):
    """Leavers take their skill along, but for what they hand over: to newcomers, and into what is written down."""
    before = max(w.staff.present_n - w.knowledge.joined + w.knowledge.gone, 1.0)
    staying = max(before - w.knowledge.gone, 0.0)
    skill, handed = w.knowledge.skill[field], w.par.handover if w.knowledge.gone > 0.0 else 0.0
    entry = w.par.entry_skill + handed * max(skill - w.par.entry_skill, 0.0)
    w.knowledge.skill[field] = (skill * staying + entry * w.knowledge.joined) / max(staying + w.knowledge.joined, 1.0)
    written = handed * skill * min(w.knowledge.gone / before, 1.0)
    w.knowledge.codified[field] += written * (1.0 - w.knowledge.codified[field])


@inlined
def _practise(w, field):
    days = max(w.knowledge.practice[field], 0.0) / max(float(w.staff.present_n), 1.0) / REFERENCE_DAYS
    skill, learnt = w.knowledge.skill[field] * _kept_in_a_quarter(w), _learnt(w, days)
    w.knowledge.skill[field] = skill + learnt * (1.0 - skill)
    codified, written = w.knowledge.codified[field] * _valid_after_a_quarter(w), _written(w, days)
    w.knowledge.codified[field] = codified + written * (1.0 - codified)


@inlined
def _kept_in_a_quarter(w):
    return maths.exp(-0.25 * maths.LN2 / w.par.skill_half_life)


@inlined
def _learnt(w, days):
    """Of what is missing, learnt in a quarter with so many sixties of days in the field."""
    return min(w.par.skill_gain * days + 0.25 * w.par.courses_per_year * w.par.course_gain, 1.0)


@inlined
def _valid_after_a_quarter(w):
    return max(1.0 - 0.25 * w.par.codified_loss, 0.0)


@inlined
def _written(w, days):
    """Of what is missing, written down in a quarter with so many sixties of days in the field."""
    return min(w.par.codify_rate * days, 1.0)


@inlined
def _drill(w):
    kept = maths.exp(-0.25 * maths.LN2)
    w.knowledge.drills = min(w.knowledge.drills * kept + 0.25 * DRILL_GAIN * w.par.drills_per_year, 1.0)


@inlined
def _take_stock(w):
    for field in range(FIELDS):
        w.knowledge.total[field] = TACIT * w.knowledge.skill[field] + CODIFIED * w.knowledge.codified[field]
    core = min(w.par.core_team / w.par.core_team_full, 1.0)
    w.knowledge.readiness = DRILLS * w.knowledge.drills + KNOW_HOW * w.knowledge.total[REQUEST] + CORE * core
    slow = w.par.readiness_effect
    reference = 1.0 + slow * (1.0 - w.par.readiness_reference)
    w.knowledge.preparation = (1.0 + slow * (1.0 - w.knowledge.readiness)) / reference
