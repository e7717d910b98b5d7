"""Indicators of each kind of report that States owe: how many fall due, come in time, and come at all."""

from simulation.compiled import compiled
from simulation.declare import Indicator, Tally

WRITES = ("tally", "reporting")


def _tallies(n: int) -> tuple[Tally, ...]:
    return (
        Tally(f"report_{n}_due", "reports", "sum", f"reports of row {n} that fell due"),
        Tally(f"report_{n}_ontime", "reports", "sum", "of them, those that came by the due day"),
        Tally(f"report_{n}_received", "reports", "sum", "of them, those that come within twelve months of it"),
    )


def _indicators(n: int) -> tuple[Indicator, ...]:
    return (
        Indicator(f"report_{n}_due", f"Report {n}: due", "reports", f"report_{n}_due", None, "none", "circumstance",
                  "states", f"Reports of row {n} of the table of reports that fall due."),
        Indicator(f"report_{n}_ontime", f"Report {n}: on time", "%", f"report_{n}_ontime", f"report_{n}_due", "up",
                  "outcome", "states", f"Reports of row {n} that came by the due day, over those due."),
        Indicator(f"report_{n}_received", f"Report {n}: received", "%", f"report_{n}_received", f"report_{n}_due", "up",
                  "outcome", "states", f"Reports of row {n} that come within twelve months of the due day, over those "
                  "due."),
    )  # fmt: skip


TALLIES = (*_tallies(1), *_tallies(2), *_tallies(3), *_tallies(4))
INDICATORS = (*_indicators(1), *_indicators(2), *_indicators(3), *_indicators(4))


@compiled
def tally_reports(w, g, p, k):
    """Write the month of each kind of report, and empty the monthly sums."""
    if g.report_n == 0:
        return
    m = w.clock.month
    due, ontime, came = w.reporting.due_of, w.reporting.ontime_of, w.reporting.within_of
    w.tally.report_1_due[m] = due[0]
    w.tally.report_1_ontime[m] = ontime[0]
    w.tally.report_1_received[m] = came[0]
    w.tally.report_2_due[m] = due[1]
    w.tally.report_2_ontime[m] = ontime[1]
    w.tally.report_2_received[m] = came[1]
    w.tally.report_3_due[m] = due[2]
    w.tally.report_3_ontime[m] = ontime[2]
    w.tally.report_3_received[m] = came[2]
    w.tally.report_4_due[m] = due[3]
    w.tally.report_4_ontime[m] = ontime[3]
    w.tally.report_4_received[m] = came[3]
    w.reporting.due_of[:] = 0.0
    w.reporting.ontime_of[:] = 0.0
    w.reporting.within_of[:] = 0.0
