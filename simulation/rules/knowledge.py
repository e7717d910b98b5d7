"""Knowledge: what inspectors can do in each field of work, what is written down, and how ready the organisation is.

The three fields are the three kinds of mission: sampled visits, planned presence, requests. Skill is the mean over
inspectors: it grows with days in the field, fades without them, leaves with those who leave and comes in with those who
start. Codified knowledge grows with the practice that is written down and goes out of date. Learning by doing and
forgetting: L. Argote, Organizational Learning (1999), with rates judged by the pack.
"""

from simulation import maths
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Param

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
PARAMS = (
    Param("skill_start_visits", "0-1", 0, 1, "mean skill on the first day in the field of sampled visits", 0.6, "once", operations=()),
    Param("skill_start_presence", "0-1", 0, 1, "mean skill on the first day in the field of planned presence", 0.6, "once", operations=()),
    Param("skill_start_requests", "0-1", 0, 1, "mean skill on the first day in the field of requests", 0.6, "once", operations=()),
    Param("codified_start", "0-1", 0, 1, "codified knowledge on the first day", 0.2, "once", operations=()),
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
    """Skill and codified knowledge of the first day; the stock of drills that the drills so far would hold."""
    w.knowledge.skill[VISIT] = w.par.skill_start_visits
    w.knowledge.skill[PRESENCE] = w.par.skill_start_presence
    w.knowledge.skill[REQUEST] = w.par.skill_start_requests
    for field in range(FIELDS):
        w.knowledge.codified[field] = w.par.codified_start
        w.knowledge.start[field] = TACIT * w.knowledge.skill[field] + CODIFIED * w.par.codified_start
    kept = maths.exp(-0.25 * maths.LN2)
    w.knowledge.drills = min(0.25 * DRILL_GAIN * w.par.drills_per_year / (1.0 - kept), 1.0)
    _take_stock(w)


@compiled
def learn(w, g, p, k):
    """At the end of a month count practice, starters and leavers; at the end of a quarter bring the stocks up to date."""
    for field in range(FIELDS):
        w.knowledge.practice[field] += w.mission.delivered_month[field] - w.mission.temporary_month[field]
    w.knowledge.joined += w.staff.hired_month
    w.knowledge.gone += w.staff.left_month
    if w.clock.month % 3 != 2:
        return
    kept = maths.exp(-0.25 * maths.LN2 / w.par.skill_half_life)
    for field in range(FIELDS):
        _turn_over(w, field)
        _practise(w, field, kept)
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
def _practise(w, field, kept):
    days = max(w.knowledge.practice[field], 0.0) / max(float(w.staff.present_n), 1.0) / REFERENCE_DAYS
    skill = w.knowledge.skill[field] * kept
    learnt = w.par.skill_gain * days + 0.25 * w.par.courses_per_year * w.par.course_gain
    w.knowledge.skill[field] = skill + min(learnt, 1.0) * (1.0 - skill)
    written = min(w.par.codify_rate * days, 1.0)
    codified = w.knowledge.codified[field] * max(1.0 - 0.25 * w.par.codified_loss, 0.0)
    w.knowledge.codified[field] = codified + written * (1.0 - codified)


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
