"""Simulated worlds that no study stores: a scenario and an option under changes, each run once for all who ask."""

from collections.abc import Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.clock import TICK, Clock, Watch
from experiments.design import Design, design
from experiments.faults import StudyError
from experiments.phrases import failed_in_words
from experiments.statistics import Array, Parts
from scenarios.changes import NO_CHANGES, Changes
from simulation.declare import Indicator
from simulation.ensemble import Cases, simulate
from simulation.layout import INDICATORS, TALLIES, TALLY_INDEX

if TYPE_CHECKING:
    from scenarios import Pack

WORKERS = 2


@dataclass(frozen=True)
class World:
    """A scenario and an option of a pack under changes."""

    scenario: str
    option: str
    changes: Changes = NO_CHANGES


@dataclass(frozen=True)
class Ran:
    """How many simulated cases were run, and how many of them failed and are left out of everything."""

    cases: int = 0
    failed: int = 0

    def told(self) -> tuple[str, ...]:
        """The sentence that a reader is owed where cases failed; nothing where none did."""
        return (failed_in_words(self.failed, self.cases),) if self.failed else ()


NOTHING_RAN = Ran()


@dataclass(frozen=True)
class Outcome:
    """What a world left behind: tallies by year, float64 (case, year, tally), and which cases ran to their end.

    Cases stand by draw, then by replicate; `years` are those of the horizon. Worlds of one run are paired case by case.
    `draws` that share values count as one.
    """

    yearly: NDArray[np.float64]
    ok: NDArray[np.bool_]
    draws: int
    years: tuple[int, ...]

    @property
    def failed(self) -> int:
        """How many cases failed."""
        return int((~self.ok).sum())

    def parts(self, name: str, window: tuple[int, ...] = ()) -> Parts:
        """An indicator or tally over the horizon, or from the first to the last year of the window."""
        one, chosen = number(name), self._chosen(window)
        above = self.yearly[:, chosen, TALLY_INDEX[one.numerator]]
        if one.denominator is None:
            over = TALLIES[TALLY_INDEX[one.numerator]].over
            return Parts(_over_years(above, over), np.ones(len(above)), self.ok, self.draws)
        below = self.yearly[:, chosen, TALLY_INDEX[one.denominator]]
        return Parts(above.sum(axis=1), below.sum(axis=1), self.ok, self.draws)

    def by_year(self, name: str, window: tuple[int, ...] = ()) -> Array:
        """An indicator or tally year by year, float64 (case, year); not a number where failed or without event."""
        years = self.years[self._chosen(window)]
        return np.stack([self.parts(name, (year, year)).values() for year in years], axis=1)

    def _chosen(self, window: tuple[int, ...]) -> slice:
        first, last = (window[0], window[-1]) if window else (self.years[0], self.years[-1])
        return slice(self.years.index(first), self.years.index(last) + 1)


def number(name: str) -> Indicator:
    """The indicator of this id, or the tally of this name as an indicator without a better side."""
    for one in INDICATORS:
        if one.id == name:
            return one
    if name not in TALLY_INDEX:
        raise StudyError(f"no indicator or tally {name!r}")
    tally = TALLIES[TALLY_INDEX[name]]
    return Indicator(name, tally.doc.capitalize(), tally.unit, name, None, "none", "activity", "joint", tally.doc)


def _over_years(years: Array, over: str) -> Array:
    if over == "last":
        return years[:, -1].copy()
    reduced: Array = getattr(years, over)(axis=1)
    return reduced


class Laboratory:
    """Runs worlds of a pack: the same replicates and draws for each, so that all are paired. Nothing is run twice.

    `points` stand in for the usual Latin hypercube.
    """

    def __init__(self, pack: "Pack", replicates: int, draws: int, seed: int = 1, points: Design | None = None) -> None:
        from scenarios.compile import ground_truth, uncertain

        if replicates < 1 or replicates % draws:
            raise StudyError(f"replicates: found {replicates}, expected a multiple of the {draws} draws")
        self.pack, self.replicates, self.seed = pack, replicates, seed
        self.points: Design = design(uncertain(pack), draws, seed) if points is None else points
        self._ground = ground_truth(pack)
        self._held: dict[World, Outcome] = {}

    @property
    def has_draws(self) -> bool:
        """Whether intervals can cover the uncertainty of the parameters."""
        return self.points.draws > 1 and bool(self.points.names)

    @property
    def ran(self) -> Ran:
        """Simulated cases that were run so far, and how many of them failed."""
        return Ran(self.cases, sum(one.failed for one in self._held.values()))

    @property
    def cases(self) -> int:
        """Simulated cases that were run so far."""
        return len(self._held) * self.replicates

    def run(self, worlds: Iterable[World], watch: Watch | None = None) -> None:
        """Run those worlds that were not run before, in threads; a watcher is told how far they are."""
        missing = [world for world in dict.fromkeys(worlds) if world not in self._held]
        self.run_by(Clock(len(missing) * self.replicates, 0, watch), missing)

    def run_by(self, clock: Clock, worlds: Iterable[World]) -> None:
        """The same by a clock that others may use too."""
        missing = [world for world in dict.fromkeys(worlds) if world not in self._held]
        with ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="worlds") as pool:
            jobs = {pool.submit(self._outcome, world, clock): world for world in missing}
            _await(set(jobs), clock)
            self._held |= {world: job.result() for job, world in jobs.items()}

    def outcome(self, world: World) -> Outcome:
        """What a world left behind; it is run now unless it was before."""
        self.run([world])
        return self._held[world]

    def _outcome(self, world: World, clock: Clock) -> Outcome:
        yearly, status = [], []
        for draw in range(self.points.draws):
            cases = self.simulated(world, draw)
            yearly.append(cases.yearly())
            status.append(cases.status)
            clock.count(len(cases.status))
        return Outcome(np.concatenate(yearly), np.concatenate(status) == 0, self.points.blocks, self.pack.years)

    def simulated(self, world: World, draw: int) -> Cases:
        """The cases of one draw of a world, run now: months and all, which outcomes leave out."""
        from scenarios.compile import settings

        told = settings(self.pack, world.scenario, world.option, self.points.point(draw), world.changes)
        each = self.replicates // self.points.draws
        return simulate(self._ground, told, self.seed, draw, each, step=self.points.draws)


def _await(jobs: set[Future[Outcome]], clock: Clock) -> None:
    """Wait for all jobs, telling how far they are; the first fault drops those that have not begun."""
    waiting = jobs
    while waiting:
        done, waiting = wait(waiting, timeout=TICK, return_when=FIRST_EXCEPTION)
        if any(job.exception() for job in done):
            for job in waiting:
                job.cancel()
            return
        clock.tell()
