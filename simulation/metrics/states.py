"""Indicators of States: how many are parties, how they implement the treaty, what they declare. Totals and shares only."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally

WRITES = ("tally", "member", "implementation", "reporting")
TALLIES = (
    Tally("parties", "States", "last", "parties at the end of the month", monthly=True),
    Tally("states_joining", "States", "last", "States that decided to join and are no party yet"),
    Tally("states_outside", "States", "last", "States outside that have not decided to join"),
    Tally("accessions", "States", "sum", "States that decided to join"),
    Tally("at_level_1", "States", "last", "parties at level 1 of implementation or above"),
    Tally("at_level_2", "States", "last", "parties at level 2 or above"),
    Tally("at_level_3", "States", "last", "parties at level 3"),
    Tally("steps_up", "steps", "sum", "steps up the ladder of implementation"),
    Tally("steps_down", "steps", "sum", "falls from the highest level"),
    Tally("support_units", "support units", "sum", "support for implementation given to States"),
    Tally("declarations_due", "declarations", "sum", "yearly declarations that fell due"),
    Tally("declarations_ontime", "declarations", "sum", "of them, those that came by the due day"),
    Tally("declarations_received", "declarations", "sum", "declarations that came, late ones when they came"),
    Tally("declarations_complete", "declarations", "sum", "declarations that came, each weighted by its completeness"),
    Tally("declarations_accurate", "declarations", "sum", "declarations that came, each weighted by its accuracy"),
)


def _level(level: int, words: str) -> Indicator:
    return Indicator(
        f"at_level_{level}", f"Parties with {words}", "%", f"at_level_{level}", "parties", "up", "outcome", "states",
        f"Share of parties at level {level} of national implementation or above, at the end of the year.",
    )  # fmt: skip


INDICATORS = (
    Indicator("parties", "Parties", "States", "parties", None, "up", "outcome", "states",
              "Parties at the end of the year."),
    Indicator("accessions", "States that decided to join", "States", "accessions", None, "up", "outcome", "states",
              "States that decided to join the treaty."),
    _level(1, "a national authority"), _level(2, "legislation for all key areas"), _level(3, "functioning implementation"),
    Indicator("steps_up", "Steps up in national implementation", "steps", "steps_up", None, "up", "outcome", "states",
              "Steps of parties up the ladder of national implementation."),
    Indicator("steps_down", "Setbacks in national implementation", "steps", "steps_down", None, "down", "outcome",
              "states", "Falls of parties from the highest level of national implementation."),
    Indicator("support_units", "Support for national implementation", "support units", "support_units", None, "up",
              "output", "joint", "Support given to States: what the budget buys and what States give each other."),
    Indicator("decl_ontime", "Declarations on time", "%", "declarations_ontime", "declarations_due", "up", "outcome",
              "states", "Declarations that came by the due day, over those due."),
    Indicator("decl_received", "Declarations received", "%", "declarations_received", "declarations_due", "up",
              "outcome", "states", "Declarations that came in the year, late ones of earlier dates among them, over those "
              "that fell due in it."),
    Indicator("decl_complete", "Completeness of declarations", "%", "declarations_complete", "declarations_due", "up",
              "outcome", "states", "Completeness of the declarations that came, a missing one counting nothing, over "
              "those of all parties."),
    Indicator("decl_accuracy", "Accuracy of declarations", "%", "declarations_accurate", "declarations_due", "up",
              "outcome", "states", "Share without error of the declarations that came, a missing one counting nothing, "
              "over those of all parties."),
)  # fmt: skip


@compiled
def tally_states(w, g, p, k):
    """Write the month's parties, levels, support and declarations, and empty their monthly sums."""
    if g.state_n == 0:
        return
    m = w.clock.month
    _tally_membership(w, m)
    _tally_implementation(w, m)
    _tally_declarations(w, m)


@compiled
def _tally_membership(w, m):
    w.tally.parties[m] = w.member.parties
    w.tally.states_joining[m] = w.member.joining
    w.tally.states_outside[m] = w.member.outside
    w.tally.accessions[m] = w.member.joined_month
    w.member.joined_month = 0.0


@compiled
def _tally_implementation(w, m):
    at = w.implementation.at_level
    w.tally.at_level_3[m] = at[3]
    w.tally.at_level_2[m] = at[3] + at[2]
    w.tally.at_level_1[m] = at[3] + at[2] + at[1]
    w.tally.steps_up[m] = w.implementation.advanced_month
    w.tally.steps_down[m] = w.implementation.fell_month
    w.tally.support_units[m] = w.implementation.units_month
    w.implementation.advanced_month = 0.0
    w.implementation.fell_month = 0.0
    w.implementation.units_month = 0.0


@compiled
def _tally_declarations(w, m):
    w.tally.declarations_due[m] = w.reporting.due_month
    w.tally.declarations_ontime[m] = w.reporting.ontime_month
    w.tally.declarations_received[m] = w.reporting.received[m]
    w.tally.declarations_complete[m] = w.reporting.complete[m]
    w.tally.declarations_accurate[m] = w.reporting.accurate[m]
    w.reporting.due_month = 0.0
    w.reporting.ontime_month = 0.0
