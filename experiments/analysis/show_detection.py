"""The tables of `quadrille detection` and `quadrille provision` in a terminal."""

from rich.console import Console
from rich.table import Table

from experiments.analysis.detection import INCONSISTENT, SamplingPlan
from experiments.analysis.provision import Provision, Provisions
from experiments.console import NARROW, say, table
from experiments.study import SEED

NATURE = (
    "A property of the sampling plan: sites of a row with equal chances, reference inconsistencies placed at "
    "random, every visit carried out. It says nothing of any site or State, nor of what is not declared."
)

ASSUMED = (
    "Assumed: n and q as the first year begins, all parameters at their central values. Where parameters are drawn "
    "(statements, chain, sweep), and in later years, q is another."
)


def show_detection(found: SamplingPlan, out: Console) -> None:
    """Probabilities by class and D, sample sizes, and the ratio that deters, each with its N, n and q."""
    place = f"{found.pack.label(found.scenario)}, “{found.pack.label(found.option)}”, {found.pack.years[0]}"
    out.print(f"{found.pack.id}, {place}")
    say("N declared sites, n visits a year, D reference inconsistencies, q recognition by a visit.", out, NARROW)
    say(f"{ASSUMED} Seed {SEED}, case 0.", out, NARROW)
    known = [("Sites", False), ("N", True), ("n", True), ("q", True)]
    by_d = [(f"D = {d}", True) for d in INCONSISTENT]
    out.print()
    rows = [(*_known(row), *(f"{p:.3f}" for p in row.probability), _ratio(row.ratio)) for row in found.rows]
    title = "Probability that the visits of a year notice at least one of D"
    _show(table([*known, *by_d, ("ratio", True)], rows, title=title), out)
    out.print()
    sizes = [(*_known(row), *("none" if n is None else f"{n:,}" for n in row.sample)) for row in found.rows]
    _show(table([*known, *by_d], sizes, title=f"Visits a year for a probability of {found.wanted:g}"), out)
    out.print()
    ratio = "ratio: of loss to gain, from which a one-time violation at one site does not pay (D = 1, p = q n / N)."
    say(ratio, out, NARROW)
    years = len(found.pack.years)
    worth = f"One certain visit to a site in {years} years, at a time unknown to it, is worth {found.sequence:.3f}"
    meaning = "to the inspector, where -1 is a violation not noticed and 0 none (Dresher's sequential game)."
    say(f"{worth} {meaning}", out, NARROW)
    say(NATURE, out, NARROW)


def _show(grid: Table, out: Console) -> None:
    out.print(grid, soft_wrap=False, width=NARROW)


def _known(row: object) -> tuple[str, str, str, str]:
    label, n, visited, q = (getattr(row, name) for name in ("label", "sites", "visited", "recognised"))
    return label, f"{n:,}", f"{visited:,}", f"{q:.2f}"


def _ratio(ratio: float | None) -> str:
    return "none" if ratio is None else f"{ratio:.3g}"


def show_provisions(found: Provisions, out: Console) -> None:
    """A row for each scenario: the provision, its interval, and the mean that requests ask for."""
    told = f"{found.pack.id}, “{found.pack.label(found.option)}”: inspector-days a year to hold in reserve for requests"
    suffice = f"so that they suffice in {found.ratio:.0%} of simulated years ({found.replicates:,} cases a scenario)."
    say(f"{told} {suffice}", out)
    for line in found.ran.told():
        say(line, out)
    out.print()
    columns = [("Scenario", False), ("Provision", True), ("90 % interval over the draws", True), ("Mean demand", True)]
    out.print(table(columns, [(found.pack.label(row.scenario), *_cells(row)) for row in found.rows]))
    out.print()
    say("It rests on the rates at which the pack judges requests to come. Demand is what fell due in the year.", out)


def _cells(row: Provision) -> tuple[str, str, str]:
    interval = "one draw" if row.low is None or row.high is None else f"{row.low:,.0f} to {row.high:,.0f}"
    return f"{row.days:,.0f}", interval, f"{row.mean:,.0f}"
