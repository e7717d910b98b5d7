"""Indicators of the desk: how busy the team is, how much of what is asked it begins, and how long that waits."""

from simulation.capacity import OUTPUTS
from simulation.compiled import compiled
from simulation.declare import Indicator, Tally
from simulation.rules.desk import KINDS_OF_HELP, WINDOW
from simulation.states import COALITIONS, EXTENSIONS, LAWS, MEETINGS, OBLIGATIONS, OUTREACH, REPORTS
from simulation.tasks import LONG, SHORT

WRITES = ("tally", "desk")


def _of_help(name: str, label: str) -> tuple[Tally, ...]:
    return (
        Tally(f"desk_{name}_asked", "tasks", "sum", f"tasks for {label}"),
        Tally(f"desk_{name}_begun", "tasks", "sum", "of them begun"),
    )


def _share(name: str, label: str) -> Indicator:
    return Indicator(
        f"desk_{name}_share", f"Tasks answered: {label}", "%", f"desk_{name}_begun", f"desk_{name}_asked", "up", "output",
        "secretariat", f"Tasks of the desk for {label} that were begun, over those asked for.",
    )  # fmt: skip


def _of_output(n: int) -> tuple[Tally, ...]:
    return (
        Tally(f"output_{n}_asked", "tasks", "sum", f"tasks for output {n}"),
        Tally(f"output_{n}_begun", "tasks", "sum", "of them begun"),
    )


def _share_of_output(n: int) -> Indicator:
    return Indicator(
        f"output_{n}_share", f"Output {n}: tasks answered", "%", f"output_{n}_begun", f"output_{n}_asked", "up", "output",
        "secretariat", "Tasks of the desk for the output that were begun, over those asked for.",
    )  # fmt: skip


EVERY_OUTPUT = range(1, OUTPUTS + 1)
TALLIES = (
    Tally("desk_days", "staff-days", "sum", "staff-days of the desk"),
    Tally("desk_worked", "staff-days", "sum", "of them worked on tasks"),
    Tally("desk_wanted", "staff-days", "sum", "that the tasks asked for take"),
    Tally("desk_tasks", "tasks", "sum", "tasks asked for"),
    Tally("desk_begun", "tasks", "sum", "tasks begun"),
    Tally("desk_lapsed", "tasks", "sum", "tasks not begun by their day"),
    Tally("desk_waited", "days", "sum", "waits of the tasks begun"),
    Tally("desk_waiting", "tasks", "last", "tasks that wait at the end of the month"),
    Tally("desk_posts", "posts", "mean", "posts of the desk that are filled and paid"),
    Tally("long_trips", "trips", "sum", "long trips"),
    Tally("short_trips", "trips", "sum", "short trips"),
    Tally("trip_cost", "currency", "sum", "cost of these trips, prices of the base year"),
    Tally("trips_unasked", "trips", "max", "trips taken so far beyond those that tasks asked for so far need"),
    Tally("desk_taken_over", "tasks", "sum", "tasks taken over by partners"),
    *_of_help("obligations", "obligations of States"),
    *_of_help("reports", "reports of States"),
    *_of_help("outreach", "States outside"),
    *_of_help("meetings", "meetings"),
    *_of_help("extensions", "requests for extension"),
    *_of_help("coalitions", "country coalitions"),
    *_of_help("laws", "laws of States"),
    *(tally for n in EVERY_OUTPUT for tally in _of_output(n)),
)
INDICATORS = (
    Indicator("desk_utilisation", "Staff-days used", "%", "desk_worked", "desk_days", "none", "input", "secretariat",
              "Staff-days of the desk worked on tasks, over those there."),
    Indicator("desk_posts", "Posts filled", "posts", "desk_posts", None, "up", "input", "secretariat",
              "Posts of the desk that are filled and paid, mean of the year."),
    Indicator("desk_wanted", "Staff-days asked for", "staff-days", "desk_wanted", None, "none", "circumstance", "states",
              "Staff-days that the tasks asked for take."),
    Indicator("desk_share", "Tasks answered", "%", "desk_begun", "desk_tasks", "up", "output", "secretariat",
              "Tasks begun over tasks asked for; above 100 when a backlog is worked off."),
    Indicator("desk_wait_days", "Days until a task begins", "days", "desk_waited", "desk_begun", "down", "output",
              "secretariat", "Days from the asking to the beginning, over tasks begun."),
    Indicator("desk_lapsed", "Tasks that lapsed", "tasks", "desk_lapsed", None, "down", "output", "secretariat",
              "Tasks not begun by the day on which they had to be."),
    Indicator("long_trips", "Long trips", "trips", "long_trips", None, "none", "activity", "secretariat",
              "Long trips of the team."),
    Indicator("short_trips", "Short trips", "trips", "short_trips", None, "none", "activity", "secretariat",
              "Short trips of the team."),
    Indicator("trip_cost", "Cost of trips", "currency", "trip_cost", None, "down", "input", "secretariat",
              "Cost of the trips of the team, prices of the base year."),
    _share("obligations", "obligations"), _share("reports", "reports"), _share("outreach", "States outside"),
    _share("meetings", "meetings"), _share("extensions", "requests for extension"),
    _share("coalitions", "country coalitions"), _share("laws", "laws of States"),
    *(_share_of_output(n) for n in EVERY_OUTPUT),
    Indicator("trips_unasked", "Trips beyond what was asked for", "trips", "trips_unasked", None, "down", "activity",
              "secretariat", "Trips taken since the first day beyond those that the tasks asked for since then need."),
    Indicator("desk_taken_over", "Tasks taken over by partners", "tasks", "desk_taken_over", None, "none", "activity",
              "states", "Tasks that partners do at once, so that they take the desk no time."),
)  # fmt: skip


@compiled
def tally_desk(w, g, p, k):
    """Write the month of the desk, and empty its monthly sums."""
    if g.activity_n == 0:
        return
    m = w.clock.month
    w.tally.desk_days[m] = w.desk.days_month
    w.tally.desk_worked[m] = w.desk.worked_month
    w.tally.desk_wanted[m] = w.desk.asked_month
    w.tally.desk_lapsed[m] = w.desk.lapsed_month
    w.tally.desk_waited[m] = w.desk.waited_month
    w.tally.desk_waiting[m] = w.desk.n
    w.tally.desk_posts[m] = w.desk.posts
    w.tally.long_trips[m] = w.desk.trips_month[LONG]
    w.tally.short_trips[m] = w.desk.trips_month[SHORT]
    costs = w.desk.trips_month[LONG] * w.par.long_trip_cost + w.desk.trips_month[SHORT] * w.par.short_trip_cost
    w.tally.trip_cost[m] = costs
    w.tally.trips_unasked[m] = max(w.desk.trips_taken - w.desk.trips_wanted, 0.0)
    w.tally.desk_taken_over[m] = w.desk.taken_over_month
    _tally_tasks(w, m)
    _tally_outputs(w, m)
    w.desk.worked_month, w.desk.asked_month = 0.0, 0.0
    w.desk.lapsed_month, w.desk.waited_month = 0.0, 0.0
    w.desk.trips_month[:] = 0.0
    w.desk.taken_over_month = 0.0


@compiled
def _tally_tasks(w, m):
    wanted, begun = w.desk.wanted, w.desk.begun
    for helps in range(KINDS_OF_HELP):
        w.tally.desk_tasks[m] += wanted[helps, m % WINDOW]
        w.tally.desk_begun[m] += begun[helps, m % WINDOW]
    w.tally.desk_obligations_asked[m] = wanted[OBLIGATIONS, m % WINDOW]
    w.tally.desk_obligations_begun[m] = begun[OBLIGATIONS, m % WINDOW]
    w.tally.desk_reports_asked[m] = wanted[REPORTS, m % WINDOW]
    w.tally.desk_reports_begun[m] = begun[REPORTS, m % WINDOW]
    w.tally.desk_outreach_asked[m] = wanted[OUTREACH, m % WINDOW]
    w.tally.desk_outreach_begun[m] = begun[OUTREACH, m % WINDOW]
    w.tally.desk_meetings_asked[m] = wanted[MEETINGS, m % WINDOW]
    w.tally.desk_meetings_begun[m] = begun[MEETINGS, m % WINDOW]
    w.tally.desk_extensions_asked[m] = wanted[EXTENSIONS, m % WINDOW]
    w.tally.desk_extensions_begun[m] = begun[EXTENSIONS, m % WINDOW]
    w.tally.desk_coalitions_asked[m] = wanted[COALITIONS, m % WINDOW]
    w.tally.desk_coalitions_begun[m] = begun[COALITIONS, m % WINDOW]
    w.tally.desk_laws_asked[m] = wanted[LAWS, m % WINDOW]
    w.tally.desk_laws_begun[m] = begun[LAWS, m % WINDOW]


@compiled
def _tally_outputs(w, m):
    asked, begun = w.desk.output_asked, w.desk.output_begun
    w.tally.output_1_asked[m], w.tally.output_1_begun[m] = asked[0], begun[0]
    w.tally.output_2_asked[m], w.tally.output_2_begun[m] = asked[1], begun[1]
    w.tally.output_3_asked[m], w.tally.output_3_begun[m] = asked[2], begun[2]
    w.tally.output_4_asked[m], w.tally.output_4_begun[m] = asked[3], begun[3]
    w.tally.output_5_asked[m], w.tally.output_5_begun[m] = asked[4], begun[4]
    w.tally.output_6_asked[m], w.tally.output_6_begun[m] = asked[5], begun[5]
    w.tally.output_7_asked[m], w.tally.output_7_begun[m] = asked[6], begun[6]
    w.tally.output_8_asked[m], w.tally.output_8_begun[m] = asked[7], begun[7]
    w.tally.output_9_asked[m], w.tally.output_9_begun[m] = asked[8], begun[8]
    w.tally.output_10_asked[m], w.tally.output_10_begun[m] = asked[9], begun[9]
    w.tally.output_11_asked[m], w.tally.output_11_begun[m] = asked[10], begun[10]
    w.tally.output_12_asked[m], w.tally.output_12_begun[m] = asked[11], begun[11]
    w.desk.output_asked[:] = 0.0
    w.desk.output_begun[:] = 0.0
