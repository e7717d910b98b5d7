"""Ablation: what each mechanism contributes, by turning it off in every scenario that the pack shows first."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from experiments.analysis.intervals import paired
from experiments.analysis.worlds import NOTHING_RAN, Laboratory, Ran, World, number
from experiments.clock import Watch
from experiments.faults import unknown
from experiments.results import Verdict, verdict_of
from experiments.statistics import Interval
from experiments.study import REFERENCE, default_draws, with_options
from scenarios.changes import NO_CHANGES, Changes, sizes
from scenarios.switches import SWITCHES, Switch
from simulation.declare import Indicator

if TYPE_CHECKING:
    from scenarios import Pack


@dataclass(frozen=True)
class Change:
    """What a structural switch changes in one scenario: mean paired difference with its 90 % interval.

    `changed` of `n` paired cases differ at all.
    """

    switch: str
    scenario: str
    indicator: str
    interval: Interval
    verdict: Verdict
    changed: int
    n: int


@dataclass(frozen=True)
class Ablation:
    """The changes of every switch, headline indicator and scenario of a pack under one option."""

    pack: "Pack"
    option: str
    replicates: int
    draws: int
    switches: tuple[Switch, ...]
    indicators: tuple[Indicator, ...]
    changes: tuple[Change, ...]
    ran: Ran = NOTHING_RAN

    def change(self, indicator: str, switch: str, scenario: str) -> Change:
        """One of the changes; KeyError when it is not part of the table."""
        for one in self.changes:
            if (one.indicator, one.switch, one.scenario) == (indicator, switch, scenario):
                return one
        raise KeyError((indicator, switch, scenario))

    def to_json(self) -> dict[str, Any]:
        """The table for programs."""
        rows = [_row(one) for one in self.changes]
        known = {"pack": self.pack.id, "option": self.option, "replicates": self.replicates, "draws": self.draws}
        known |= asdict(self.ran)
        return {**known, "switches": [asdict(one) for one in self.switches], "changes": rows}


def _row(one: Change) -> dict[str, Any]:
    row: dict[str, Any] = asdict(one)
    interval: dict[str, Any] = row.pop("interval")
    return row | interval


def ablate(
    pack: "Pack", option: str = REFERENCE, replicates: int = 200, seed: int = 1, watch: Watch | None = None
) -> Ablation:
    """Run every switch in the scenarios that the pack shows. UnknownNameError for an option that the pack lacks."""
    pack = with_options(pack, (option,))
    if option not in pack.options:
        raise unknown("option", option, pack.options)
    laboratory = Laboratory(pack, replicates, default_draws(replicates), seed)
    every = [(switch, scenario) for switch in SWITCHES for scenario in pack.shown]
    off = {(switch.id, scenario): World(scenario, option, changes_of(switch)) for switch, scenario in every}
    laboratory.run([*(World(scenario, option) for scenario in pack.shown), *off.values()], watch)
    indicators = tuple(number(name) for name in pack.headline)
    changes = tuple(
        _change(laboratory, one, switch.id, off[switch.id, scenario])
        for one in indicators
        for switch, scenario in every
    )
    return Ablation(pack, option, replicates, laboratory.points.draws, SWITCHES, indicators, changes, laboratory.ran)


def changes_of(*switches: Switch) -> Changes:
    """Structural switches as changes of a world."""
    return Changes(overrides=sizes({name: size for switch in switches for name, size in switch.values.items()}))


def _change(laboratory: Laboratory, one: Indicator, switch: str, world: World) -> Change:
    as_is = World(world.scenario, world.option, NO_CHANGES)
    here, there = (laboratory.outcome(each).parts(one.id) for each in (world, as_is))
    interval = paired(here, there, laboratory.has_draws)
    both = here.ok & there.ok
    same = (here.numerator == there.numerator) & (here.denominator == there.denominator)
    verdict = verdict_of(interval, one.better)
    return Change(switch, world.scenario, one.id, interval, verdict, int((both & ~same).sum()), int(both.sum()))
