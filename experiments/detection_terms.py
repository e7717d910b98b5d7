"""What a detection probability of a study rests on: N, n, D and q, which stand beside it wherever it is shown."""

from typing import TYPE_CHECKING

from experiments.study import REFERENCE
from scenarios.schema import Quantity
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Results

PREFIX = "detection_"
PLACED = "reference_inconsistencies"
TERMS = ("sites", "visits_done", "visit_quality")


def terms_of(results: "Results", one: Indicator) -> str:
    """ "N = 5,177 declared sites, n = 203 to 236 ...": medians over the scenarios; empty for any other indicator."""
    if not one.id.startswith(PREFIX) or not {*TERMS} <= {known.id for known in results.indicators}:
        return ""
    option = REFERENCE if REFERENCE in results.options else results.options[0]
    sites, visits, quality = (_medians(results, name, option) for name in TERMS)
    visited = [value / len(results.years) for value in visits]
    return (
        f"N = {_range(sites, ',.0f')} declared sites, n = {_range(visited, ',.0f')} visits a year carried out, "
        f"D = {_placed(results, one)}, q = {_range(quality, '.2f')} "
        f"(medians of the scenarios under “{results.pack.options[option].label.strip('“”')}”)."
    )


def _medians(results: "Results", name: str, option: str) -> list[float]:
    return [row.p50 for row in results.summary(name) if row.option == option and row.p50 is not None]


def _range(values: list[float], form: str) -> str:
    ends = list(dict.fromkeys(format(value, form) for value in (min(values), max(values)))) if values else ["none"]
    return " to ".join(ends)


def _placed(results: "Results", one: Indicator) -> str:
    d = one.id.removeprefix(PREFIX)
    given = results.pack.parameters.get(PLACED)
    return d if d.isdigit() else f"{given.value:g}" if isinstance(given, Quantity) else "0"
