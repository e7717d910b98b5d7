"""One experiment: the same replicates of a scenario and an option at a point of the parameters, and their means."""

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.worlds import Outcome
from experiments.ema.names import FAILED, OPTION, PLANNING_SCENARIO, SEED, TIME, by_year
from experiments.faults import StudyError
from experiments.statistics import Parts, pooled
from scenarios.changes import Changes
from simulation.ensemble import Ground, simulate

if TYPE_CHECKING:
    from scenarios import Pack

_log = logging.getLogger("EMA.quadrille")


@dataclass(frozen=True)
class Experiment:
    """What the EMA Workbench calls, with values by name; the answer is a mapping of outcomes.

    The mean of an indicator is that of `Results.summary` of a study with this one point and as many replicates: stored
    precision, cases pooled as a ratio of sums. A case that failed is in `failed_cases` and in no mean; an outcome
    without a value is not a number. Nothing is ever raised: in 2.5 an exception ends a sequential run and hangs a
    parallel one, and EMA's own CaseError stores the outcomes of the experiment before.
    """

    pack: "Pack"
    indicators: tuple[str, ...]
    yearly: tuple[str, ...]
    measures: tuple[str, ...]
    replicates: int

    def __call__(self, **values: Any) -> dict[str, Any]:
        try:
            return self._told(self._run(values))
        except Exception as fault:
            _log.warning("An experiment has no outcomes: %s: %s. Its values: %s", type(fault).__name__, fault, values)
            return self._unknown()

    def _run(self, values: Mapping[str, Any]) -> Outcome:
        from scenarios.compile import settings

        if PLANNING_SCENARIO not in values:
            raise StudyError(f"{PLANNING_SCENARIO}: none given, expected one of {', '.join(self.pack.scenarios)}")
        chosen = dict(values)
        scenario, option, seed = (chosen.pop(name) for name in (PLANNING_SCENARIO, OPTION, SEED))
        added = Changes(measures=tuple(name for name in self.measures if chosen.pop(name, False)))
        told = settings(self.pack, scenario, option, {name: float(size) for name, size in chosen.items()}, added)
        cases = simulate(self._ground, told, int(seed), 0, self.replicates)
        return Outcome(cases.yearly().astype(np.float32).astype(float), cases.status == 0, 1, self.pack.years)

    @cached_property
    def _ground(self) -> Ground:
        from scenarios.compile import ground_truth

        return ground_truth(self.pack)

    def _told(self, outcome: Outcome) -> dict[str, Any]:
        found: dict[str, Any] = {name: mean_of(outcome.parts(name)) for name in self.indicators}
        for name in self.yearly:
            means = [mean_of(outcome.parts(name, (year, year))) for year in self.pack.years]
            found[by_year(name)] = np.array(means)
        return found | self._times() | {FAILED: int(np.count_nonzero(~outcome.ok))}

    def _unknown(self) -> dict[str, Any]:
        years = {by_year(name): np.full(len(self.pack.years), np.nan) for name in self.yearly}
        return dict.fromkeys(self.indicators, math.nan) | years | self._times() | {FAILED: self.replicates}

    def _times(self) -> dict[str, Any]:
        return {TIME: np.array(self.pack.years, float)} if self.yearly else {}


def mean_of(parts: Parts) -> float:
    """The mean of those cases that ran to their end, pooled; not a number where there is nothing to tell."""
    mean = pooled(parts.numerator[parts.ok], parts.denominator[parts.ok])
    return math.nan if mean is None else mean
