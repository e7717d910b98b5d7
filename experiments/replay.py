"""Any case of a study again, as a Mesa model, and whether it still leaves behind the stored bits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.begun import check_case
from experiments.blocks import COLUMNS, stored_values
from experiments.isolation import text_of, verdicts
from experiments.results import Results
from experiments.versions import computed_by
from simulation.ensemble import Cases

if TYPE_CHECKING:
    from simulation.model import QuadrilleModel


@dataclass(frozen=True)
class Difference:
    """A stored number that a replayed case did not reproduce to the last bit."""

    column: str
    year: int
    stored: float
    replayed: float


def open_case(results: Results, scenario: str, option: str, replicate: int) -> "QuadrilleModel":
    """A case of a study as a Mesa model before its first day. UnknownNameError when the study has no such case."""
    from scenarios.compile import ground_truth, settings
    from simulation.model import QuadrilleModel

    study = results.manifest.study
    check_case(study, scenario, option, replicate)
    told = settings(results.pack, scenario, option, results.point(replicate))
    return QuadrilleModel(ground_truth(results.pack), told, study.seed, replicate)


def numbers_of(model: "QuadrilleModel") -> tuple[NDArray[np.float32], int]:
    """What a store keeps of a case that has run to its end, float32 (year, COLUMNS), and its status."""
    cases = Cases(model.tallies()[None], model.world["clock"]["status"].astype(np.int64))
    values = stored_values(cases)
    return values[0], int(verdicts(cases.status, values)[0])


def exception_of(results: Results, scenario: str, option: str, replicate: int) -> str | None:
    """What a case raises when it is run again, for one that failed so; None when it runs. UnknownNameError as above."""
    check_case(results.manifest.study, scenario, option, replicate)
    try:
        open_case(results, scenario, option, replicate).run_to_end()
    except Exception as fault:
        return text_of(fault)
    return None


def differences(
    results: Results, scenario: str, option: str, replicate: int, model: "QuadrilleModel"
) -> list[Difference]:
    """Stored numbers of the case that the model, run to its end, does not have bit for bit, status included."""
    stored, status = results.stored_case(scenario, option, replicate)
    replayed, ended = numbers_of(model)
    found = [Difference("status", results.years[-1], status, ended)] if status != ended else []
    apart = stored.view(np.uint32) != replayed.view(np.uint32)
    return found + [
        Difference(COLUMNS[column], results.years[year], float(stored[year, column]), float(replayed[year, column]))
        for year, column in np.argwhere(apart).tolist()
    ]


def strangeness(results: Results) -> str:
    """Why bits may differ: the store was computed by another version of the program; empty when it was this one."""
    now = computed_by()
    other = [part for part, digest in results.manifest.computed_by.items() if now.get(part) != digest]
    return f" The store was computed by another version of the {' and the '.join(other)}." if other else ""
