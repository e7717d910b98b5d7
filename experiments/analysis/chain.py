"""The results chain of a plan: objectives from inputs to outcomes, efficiency, effectiveness, shares of variance."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.costs import Bill, bills
from experiments.analysis.costs import to_json as told_bills
from experiments.analysis.intervals import paired
from experiments.analysis.variance import Share, Shares, interval, shares_of_variance
from experiments.analysis.worlds import NOTHING_RAN, Laboratory, Ran, World, number
from experiments.catalogue import CHAIN
from experiments.clock import Watch
from experiments.design import BLOCK, Design, crossed, design
from experiments.faults import UnknownNameError, unknown
from experiments.statistics import Array, Interval
from experiments.study import REFERENCE, default_draws, with_options
from simulation.declare import Control, Indicator

if TYPE_CHECKING:
    from scenarios import Pack
    from scenarios.objectives import Efficiency, Objective

MOSTLY = 0.9
"""Part of the cases with a value from which on an indicator counts in the mean of its level."""
PLAN = "plan-as-drafted"
MILLION = 1e6
OUTCOME, OUTPUT = "outcome", "output"
AXES = ("conflict", "resources")
HANDS: tuple[Control, ...] = ("secretariat", "states", "exogenous")
"""Who controls a parameter: the groups that the shares of variance tell apart."""
CASES_OF_A_DRAW = 2
"""Cases of a draw here: many draws tell the groups apart, and two cases of each are enough to subtract chance."""
_HIGH = {"resurgence": (1, 1), "mission-impossible": (1, 0), "satisfaction": (0, 0), "civilian": (0, 1)}
"""Where the four stand on the axes of conflict and resources: 1 is high."""


@dataclass(frozen=True)
class Spread:
    """P10, P50 and P90 over the simulated cases that have a value, in the unit of what is told; None without any."""

    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True)
class Level:
    """An indicator of an objective in the last year of the horizon in one scenario.

    `effect` is the mean paired difference from the reference option with its 90 % interval, None for the reference
    itself; `against` is the same from the counterfactual of the pack, None without one. `attained` is the value over
    the target that the plan states, None without one.
    """

    objective: str
    indicator: str
    scenario: str
    spread: Spread
    effect: Interval | None
    attained: Spread | None
    against: Interval | None = None


@dataclass(frozen=True)
class Yield:
    """What a million of money buys over the whole horizon in one scenario: output over money, case by case."""

    objective: str
    label: str
    unit: str
    scenario: str
    spread: Spread


@dataclass(frozen=True)
class Chain:
    """The results chain of one option; shares of variance over all scenarios shown, all options and draws of a pack."""

    pack: "Pack"
    option: str
    replicates: int
    draws: int
    scenarios: tuple[str, ...]
    options: tuple[str, ...]
    factors: tuple[str, ...]
    groups: tuple[str, ...]
    levels: tuple[Level, ...]
    yields: tuple[Yield, ...]
    shares: dict[str, Shares | None]
    bills: tuple[Bill, ...]
    ran: Ran = NOTHING_RAN

    def to_json(self) -> dict[str, Any]:
        """Everything for programs: shares of every indicator of the objectives, estimates below zero as they are."""
        known = {"pack": self.pack.id, "option": self.option, "replicates": self.replicates, "draws": self.draws}
        known |= asdict(self.ran)
        known |= {
            "year": self.pack.years[-1],
            "factors": self.factors,
            "parameters_of": self.groups,
            "options_compared": self.options,
        }
        objectives = {name: one.model_dump(mode="json") for name, one in self.pack.objectives.items()}
        shares = {name: one.to_json() if one else None for name, one in self.shares.items()}
        rows = {"levels": [asdict(one) for one in self.levels], "efficiency": [asdict(one) for one in self.yields]}
        by_level = {level: _plain(one) for level, one in self.by_level.items()}
        shared = {
            "shares": shares,
            "shares_by_level": by_level,
            "secretariat_by_level": _plain(self.secretariat_by_level),
        }
        return {**known, "objectives": objectives, **rows, **shared, "costs": told_bills(self.bills)}

    @property
    def by_level(self) -> dict[str, dict[str, Share]]:
        """The shares averaged over the indicators of a level of the chain, with the interval of that average."""
        return {
            level: {name: interval(part) for name, part in self._resampled(level).items()}
            for level in CHAIN
            if self._of_level(level)
        }

    @property
    def secretariat_by_level(self) -> dict[str, Share]:
        """The same of all that the secretariat controls: the option and its own parameters together."""
        parts = {level: self._resampled(level) for level in CHAIN if self._of_level(level)}
        held = {
            level: [part[name] for name in ("option", "secretariat") if name in part] for level, part in parts.items()
        }
        return {level: interval(np.sum(every, axis=0)) for level, every in held.items() if every}

    def _resampled(self, level: str) -> dict[str, Array]:
        every = self._of_level(level)
        return {name: np.mean([one.resampled[name] for one in every], axis=0) for name in every[0].resampled}

    def _of_level(self, level: str) -> list[Shares]:
        """One that lacks cases, for want of events, is left out; resamples take the same blocks for all others."""
        told = {name: one for name, one in self.shares.items() if one and one.used >= MOSTLY * self.replicates}
        return [one for name, one in told.items() if number(name).level == level]


def _plain(shares: dict[str, Share]) -> dict[str, Any]:
    return {name: asdict(one) for name, one in shares.items()}


def chain(
    pack: "Pack",
    option: str = PLAN,
    scenarios: Iterable[str] = (),
    replicates: int = 400,
    seed: int = 1,
    watch: Watch | None = None,
) -> Chain:
    """Run every scenario that the pack shows under every option, and those scenarios asked for under this one.

    UnknownNameError for a name that the pack lacks, or a pack that states no objectives.
    """
    pack = with_options(pack, (option,))
    chosen = tuple(dict.fromkeys(scenarios)) or pack.shown
    _check(pack, option, chosen)
    groups, points = points_of(pack, replicates, seed)
    laboratory = Laboratory(pack, replicates, points.draws, seed, points)
    design = [World(scenario, one) for scenario in pack.shown for one in pack.options]
    compared = dict.fromkeys((option, REFERENCE, pack.counterfactual or REFERENCE))
    asked = [World(scenario, one) for scenario in chosen for one in compared]
    laboratory.run([*design, *asked], watch)
    levels = tuple(
        _level(laboratory, (name, objective), one, World(scenario, option))
        for name, objective in pack.objectives.items()
        for one in in_order(objective)
        for scenario in chosen
    )
    yields = tuple(
        _yield(laboratory, name, one, World(scenario, option))
        for name, objective in pack.objectives.items()
        for one in objective.efficiency
        for scenario in chosen
    )
    factors, shape, worlds = _design(pack)
    told = dict.fromkeys(one.indicator for one in levels)
    shares = {name: _shares(laboratory, name, factors, groups, shape, worlds) for name in told}
    counts = (replicates, points.draws, chosen, tuple(pack.options), factors, groups)
    return Chain(pack, option, *counts, levels, yields, shares, bills(pack), laboratory.ran)


def points_of(pack: "Pack", replicates: int, seed: int) -> tuple[tuple[str, ...], Design]:
    """Who controls anything uncertain in a pack, and draws that tell them apart; the usual draws where none would."""
    from scenarios.compile import uncertain

    ranged = uncertain(pack)
    groups = tuple(one for one in HANDS if one in {each.control for each in ranged})
    most = replicates // CASES_OF_A_DRAW
    draws = next((n for n in range(most - most % len(BLOCK), 0, -len(BLOCK)) if replicates % n == 0), 0)
    if draws:
        return groups, crossed(ranged, groups, draws, seed)
    return groups, design(ranged, default_draws(replicates), seed)


def _check(pack: "Pack", option: str, scenarios: tuple[str, ...]) -> None:
    if not pack.objectives:
        raise UnknownNameError(f"objectives: {pack.id} states none in pack.yaml, expected at least one")
    for what, name, known in (("option", option, pack.options), *(("scenario", s, pack.scenarios) for s in scenarios)):
        if name not in known:
            raise unknown(what, name, known)


def in_order(objective: "Objective") -> tuple[Indicator, ...]:
    """The indicators of an objective in the order of the results chain."""
    return tuple(sorted(map(number, objective.indicators), key=lambda one: CHAIN.index(one.level)))


def ends(objective: "Objective") -> tuple[Indicator, ...]:
    """The outcomes of an objective, or its outputs where the engine knows no outcome of it."""
    ordered = in_order(objective)
    outcomes = tuple(one for one in ordered if one.level == OUTCOME)
    return outcomes or tuple(one for one in ordered if one.level == OUTPUT)


def _level(laboratory: Laboratory, named: "tuple[str, Objective]", one: Indicator, world: World) -> Level:
    name, objective = named
    year = laboratory.pack.years[-1:]
    here = laboratory.outcome(world).parts(one.id, year)
    effect, against = (
        _difference(laboratory, one, world, versus) for versus in (REFERENCE, laboratory.pack.counterfactual)
    )
    target = objective.targets.get(one.id)
    attained = _spread(here.values() / target.value) if target else None
    return Level(name, one.id, world.scenario, _spread(here.values()), effect, attained, against)


def _difference(laboratory: Laboratory, one: Indicator, world: World, versus: str | None) -> Interval | None:
    """What the option of a world changes against another in the last year; None against itself or nothing."""
    if versus in (None, world.option):
        return None
    year = laboratory.pack.years[-1:]
    here, there = (
        laboratory.outcome(each).parts(one.id, year) for each in (world, World(world.scenario, versus or ""))
    )
    return paired(here, there, laboratory.has_draws)


def _yield(laboratory: Laboratory, objective: str, one: "Efficiency", world: World) -> Yield:
    outcome = laboratory.outcome(world)
    output = outcome.parts(one.output)
    money = np.sum([outcome.parts(name).numerator for name in one.money], axis=0)
    counted = output.ok & (money > 0)
    spread = _spread(MILLION * output.numerator[counted] / money[counted])
    return Yield(objective, one.label, number(one.output).unit, world.scenario, spread)


def _spread(values: Array) -> Spread:
    found = values[np.isfinite(values)]
    return Spread(*map(float, np.quantile(found, (0.1, 0.5, 0.9)))) if found.size else Spread(None, None, None)


def _design(pack: "Pack") -> tuple[tuple[str, ...], tuple[int, ...], list[World]]:
    """The factors with more than one level, the shape of the table, and its worlds in the order of the cells."""
    options = list(pack.options)
    if pack.matrix:
        corners = {_HIGH[getattr(pack.scenarios[name], "quadrant", "")]: name for name in pack.matrix}
        scenarios = [corners[place] for place in sorted(corners)]
        sizes = dict(zip(AXES, (2, 2), strict=True))
    else:
        scenarios, sizes = list(pack.shown), {"scenario": len(pack.shown)}
    sizes = {name: size for name, size in (sizes | {"option": len(options)}).items() if size > 1}
    worlds = [World(scenario, option) for scenario in scenarios for option in options]
    return tuple(sizes), tuple(sizes.values()), worlds


def _shares(
    laboratory: Laboratory,
    name: str,
    factors: tuple[str, ...],
    groups: tuple[str, ...],
    shape: tuple[int, ...],
    worlds: list[World],
) -> Shares | None:
    year = laboratory.pack.years[-1:]
    cells = np.stack([laboratory.outcome(world).parts(name, year).values() for world in worlds])
    return shares_of_variance(cells.reshape(*shape, -1), factors, groups, laboratory.points.draws)
