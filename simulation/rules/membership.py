"""Membership: States outside the treaty that decide to join it, and when they become parties.

Each State outside has a clock of its own: the hazard of its class adds up quarter by quarter, and the State decides to
join when the sum reaches a unit-exponential number that is its own. A higher rate brings it forward and reshuffles
nobody else. It is a party from the first day of the next quarter. Constant hazards make the number that joins binomial.

Accession of a State that possesses is one process with the request that it makes: where a class of States names a kind
of request, each request of that kind is the accession of a State of the class, as long as there is one outside.
"""

from simulation import maths, slots
from simulation.capacity import STATES
from simulation.compiled import compiled, inlined
from simulation.declare import Column, Control, Param
from simulation.stakeholders import relative_engagement
from simulation.states import JOINING, OUTREACH, OUTSIDE, PARTY, QUARTER, ends_a_quarter

"""Place of outreach among what the desk helps with."""

GROUP = "member"
WRITES = ("member",)
COLUMNS = (
    Column("stage", "i2", "code", "0 outside, 1 decided to join, 2 party", (STATES,)),
    Column("clock", "f8", "1", "cumulative hazard of joining, by State", (STATES,)),
    Column("due", "f8", "1", "cumulative hazard at which a State decides to join", (STATES,)),
    Column("parties", "i8", "States", "parties"),
    Column("joining", "i8", "States", "States that decided to join and become parties with the next quarter"),
    Column("outside", "i8", "States", "States outside"),
    Column("joined_month", "f8", "States", "States that decided to join this month"),
    Column("seen", "i8", "requests", "requests since the first day that were looked at for an accession"),
    Column("uncertainty", "f8", "1", "standard normal number of the case behind its uncertainty of accessions"),
)
CONTROL: Control = "states"
PARAMS = (
    Param("accession_rate", "per year", 0, 20, "rate at which an ordinary State outside decides to join", 0.0, "month"),
    Param("accession_rate_hold_out", "per year", 0, 20, "the same for States that have long stayed outside", 0.0, "month"),
    Param("accession_factor", "1", 0, 20, "factor on both rates; 0: nobody joins, with or without a request", 1.0, "month"),
    Param("accession_spread", "1", 0, 3, "spread of both rates between cases, of their logarithm", 0.0, "month"),
    Param("outreach_effect", "1", 0, 10, "logarithm of the factor on both rates that the desk's outreach is, done in full, over none", 0.0),
    Param("engagement_effect", "1", 0, 10, "logarithm of the factor on both rates when twice as many stakeholders take part as on the first day", 0.0),
)  # fmt: skip


@compiled
def open_membership(w, g, p, k):
    """Parties and others as the table has them; every State outside winds its clock."""
    if g.state_n == 0:
        return
    w.member.uncertainty = maths.normal_quantile(slots.uniform(k, slots.ACCESSION_SPREAD, 0, 0))
    for c in range(g.state_class_n):
        first = g.state_class_first[c]
        for s in range(first, first + g.state_class_states[c]):
            if s < first + g.state_class_parties[c]:
                w.member.stage[s] = PARTY
                w.member.parties += 1
            else:
                w.member.due[s] = slots.exponential(k, slots.ACCESSION_CLOCK, 0, s)
                w.member.outside += 1


@compiled
def admit_parties(w, g, p, k):
    """On the first day of a quarter the States that had decided to join become parties."""
    if w.member.joining == 0 or w.clock.month % 3 != 0:
        return
    for s in range(g.state_n):
        if w.member.stage[s] == JOINING:
            w.member.stage[s] = PARTY
    w.member.parties += w.member.joining
    w.member.joining = 0


@compiled
def decide_to_join(w, g, p, k):
    """At the end of a quarter let the clocks of States outside run."""
    if g.state_n == 0 or not ends_a_quarter(w.clock.month):
        return
    if w.par.accession_factor > 0.0:
        _join_with_requests(w, g)
        _run_clocks(w, g)


@compiled
def _join_with_requests(w, g):
    """Each request of a kind that a class of States names brings one of its States in; none left: it brings nobody."""
    for i in range(w.member.seen, w.request.n):
        for c in range(g.state_class_n):
            if g.state_class_kind[c] == w.request.kind[i]:
                _bring_in(w, g, c)
    w.member.seen = w.request.n


@inlined
def _bring_in(w, g, c):
    for s in range(g.state_class_first[c], g.state_class_first[c] + g.state_class_states[c]):
        if w.member.stage[s] == OUTSIDE:
            _decide(w, s)
            break


@inlined
def _decide(w, s):
    w.member.stage[s] = JOINING
    w.member.outside -= 1
    w.member.joining += 1
    w.member.joined_month += 1.0


@compiled
def _run_clocks(w, g):
    reached = w.par.outreach_effect * (w.desk.level[OUTREACH] - 1.0)
    factor = w.par.accession_factor * maths.exp(
        reached
        + w.par.engagement_effect * (relative_engagement(w, g) - 1.0)
        + w.par.accession_spread * w.member.uncertainty
    )
    for c in range(g.state_class_n):
        rate = w.par.accession_rate_hold_out if g.state_class_hold_out[c] == 1 else w.par.accession_rate
        first = g.state_class_first[c]
        for s in range(first + g.state_class_parties[c], first + g.state_class_states[c]):
            if w.member.stage[s] == OUTSIDE:
                w.member.clock[s] += rate * factor * QUARTER
                if w.member.clock[s] >= w.member.due[s]:
                    _decide(w, s)
