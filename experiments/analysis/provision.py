"""Provision for requests: the inspector-days a year that suffice in a wanted share of simulated years."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.worlds import NOTHING_RAN, Laboratory, Ran, World
from experiments.faults import StudyError, unknown
from experiments.statistics import LEVEL, Array
from experiments.study import default_draws, with_options

if TYPE_CHECKING:
    from scenarios import Pack

DEMAND = "request_required"


@dataclass(frozen=True)
class Provision:
    """Inspector-days a year for requests in a scenario, with its 90 % interval over the parameter draws, if any."""

    scenario: str
    days: float
    low: float | None
    high: float | None
    mean: float


@dataclass(frozen=True)
class Provisions:
    """Provisions of the scenarios that a pack shows, under an option."""

    pack: "Pack"
    option: str
    ratio: float
    replicates: int
    draws: int
    rows: tuple[Provision, ...]
    ran: Ran = NOTHING_RAN

    def to_json(self) -> dict[str, Any]:
        """The table for programs."""
        known = {"pack": self.pack.id, "option": self.option, "ratio": self.ratio}
        run = {"replicates": self.replicates, "draws": self.draws, **asdict(self.ran)}
        return {**known, **run, "provisions": [asdict(row) for row in self.rows]}


def newsvendor(demand: Array, ratio: float) -> float:
    """The provision that costs least on average for a demand known by sampled values, in their unit.

    With cu for each unit too few and co for each too many it is the smallest value that demand stays within with
    probability cu / (cu + co), `ratio`, above 0 and below 1 (K. J. Arrow, T. Harris and J. Marschak, Econometrica 19
    (1951) 250-272). ValueError without any value.
    """
    if not len(demand) or not 0.0 < ratio < 1.0:
        raise ValueError(
            f"found {len(demand)} values and a ratio of {ratio}, expected values and a ratio within 0 and 1"
        )
    return float(np.quantile(demand, ratio, method="inverted_cdf"))


def provisions(pack: "Pack", ratio: float, option: str, replicates: int, seed: int = 1) -> Provisions:
    """Run the scenarios that the pack shows and size each provision. UnknownNameError for an option that it lacks."""
    if not pack.tables.request_kinds:
        raise StudyError(f"the pack {pack.id} holds no kinds of request: there is nothing to provide for")
    pack = with_options(pack, (option,))
    if option not in pack.options:
        raise unknown("option", option, pack.options)
    laboratory = Laboratory(pack, replicates, default_draws(replicates), seed)
    laboratory.run(World(scenario, option) for scenario in pack.shown)
    rows = tuple(_provision(laboratory, scenario, option, ratio) for scenario in pack.shown)
    return Provisions(pack, option, ratio, replicates, laboratory.points.draws, rows, laboratory.ran)


def _provision(laboratory: Laboratory, scenario: str, option: str, ratio: float) -> Provision:
    outcome = laboratory.outcome(World(scenario, option))
    demand = outcome.by_year(DEMAND)
    whole = demand[~np.isnan(demand)]
    if not len(whole):
        raise StudyError(f"{scenario}: every simulated case failed: there is nothing to size a provision by")
    low, high = _interval(demand, outcome.draws, ratio) if laboratory.has_draws else (None, None)
    return Provision(scenario, newsvendor(whole, ratio), low, high, float(whole.mean()))


def _interval(demand: Array, draws: int, ratio: float) -> tuple[float | None, float | None]:
    """The middle 90 in 100 of what each draw of the parameters would provide for."""
    by_draw = [rows[~np.isnan(rows)] for rows in demand.reshape(draws, -1)]
    sized = [newsvendor(rows, ratio) for rows in by_draw if len(rows)]
    low, high = np.quantile(sized, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return float(low), float(high)
