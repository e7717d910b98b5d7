"""What the sampling plan of a pack's first year would notice: a property of the plan, never of a site or a State."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from experiments.analysis.games import deterrence_ratio, sequential_value
from experiments.faults import StudyError, unknown
from simulation.metrics.detection import detection_probability, sample_size

if TYPE_CHECKING:
    from scenarios import Pack

INCONSISTENT = (1, 5, 10, 20)
ALL_CLASSES = "All classes"


@dataclass(frozen=True)
class Detection:
    """Visits to a class of sites: `sites` N, `visited` n, `recognised` q, and by D of INCONSISTENT what follows.

    `probability` of noticing at least one of D; `sample` the visits that reach the wanted probability, None where no
    number does; `ratio` the loss over gain that deters. Within a class every site has the same chance here.
    """

    label: str
    sites: int
    visited: int
    recognised: float
    probability: tuple[float, ...]
    sample: tuple[int | None, ...]
    ratio: float | None


@dataclass(frozen=True)
class SamplingPlan:
    """The classes of a pack and all of them together, in the first year of a scenario under an option.

    `sequence` is the value to the inspector of Dresher's game with the five years of a site that is visited in one.
    """

    pack: "Pack"
    scenario: str
    option: str
    wanted: float
    rows: tuple[Detection, ...]

    @property
    def sequence(self) -> float:
        """Value of the sequential game of one visit in as many years as the plan has, to the inspector."""
        return sequential_value(len(self.pack.years), 1)

    def to_json(self) -> dict[str, Any]:
        """The table for programs."""
        known = {"pack": self.pack.id, "scenario": self.scenario, "option": self.option, "wanted": self.wanted}
        game = {"opportunities": len(self.pack.years), "inspections": 1, "value": self.sequence}
        rows = [asdict(row) for row in self.rows]
        return {**known, "inconsistent": list(INCONSISTENT), "classes": rows, "sequential_game": game}


def sampling_plan(pack: "Pack", scenario: str | None, option: str, wanted: float) -> SamplingPlan:
    """The visits that the first year draws, caps included.

    UnknownNameError for a scenario or option that the pack does not have, StudyError for a pack without sites.
    """
    from scenarios.compile import ground_truth, settings
    from simulation.model import QuadrilleModel

    chosen = scenario or next(iter(pack.scenarios))
    for what, name, known in (("scenario", chosen, pack.scenarios), ("option", option, pack.options)):
        if name not in known:
            raise unknown(what, name, known)
    if not pack.tables.site_classes:
        raise StudyError(f"the pack {pack.id} holds no site classes: nothing is sampled")
    model = QuadrilleModel(ground_truth(pack), settings(pack, chosen, option))
    model.step()
    visit, classes = model.world["visit"][0], pack.tables.site_classes
    told = [(row.label, row.sites, int(visit["quota"][c]), float(visit["quality"][c])) for c, row in enumerate(classes)]
    rows = [_detection(*one, wanted) for one in told if one[1] > 0]
    return SamplingPlan(pack, chosen, option, wanted, (*rows, *_together(told, wanted)))


def _together(told: list[tuple[str, int, int, float]], wanted: float) -> list[Detection]:
    sites, visited = sum(n for _, n, _, _ in told), sum(n for _, _, n, _ in told)
    if len(told) < 2 or not visited:
        return []
    recognised = sum(n * q for _, _, n, q in told) / visited
    return [_detection(ALL_CLASSES, sites, visited, recognised, wanted)]


def _detection(label: str, sites: int, visited: int, recognised: float, wanted: float) -> Detection:
    n = float(sites)
    probability = tuple(float(detection_probability(n, float(visited), d, recognised)) for d in INCONSISTENT)
    sample = tuple(_sample(sites, d, wanted, recognised) for d in INCONSISTENT)
    return Detection(
        label, sites, visited, recognised, probability, sample, deterrence_ratio(sites, visited, recognised)
    )


def _sample(sites: int, inconsistent: int, wanted: float, recognised: float) -> int | None:
    try:
        return sample_size(sites, inconsistent, wanted, recognised)
    except ValueError:
        return None
