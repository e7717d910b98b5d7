"""The table of effects: every measure added alone to the reference option, in every scenario that the pack shows."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from experiments.analysis.intervals import paired
from experiments.analysis.worlds import NOTHING_RAN, Laboratory, Ran, World, number
from experiments.clock import Watch
from experiments.faults import unknown
from experiments.results import Verdict, verdict_of
from experiments.statistics import Interval
from experiments.study import REFERENCE, default_draws
from scenarios.changes import Changes
from simulation.declare import Indicator
from simulation.layout import INDICATORS

if TYPE_CHECKING:
    from scenarios import Pack
    from scenarios.measures import Measure

Sign = Literal["met", "not met", "open", ""]


@dataclass(frozen=True)
class Effect:
    """What a measure changes in an indicator in one scenario: mean paired difference with its 90 % interval.

    In rows against the counterfactual an option stands in the place of a measure.
    `expected` is what the pack expects of the sign ("" nothing), `sign` whether the interval bears it out: open while
    it includes zero. `changed` of `n` paired cases differ at all.
    """

    measure: str
    indicator: str
    scenario: str
    interval: Interval
    verdict: Verdict
    expected: str
    sign: Sign
    changed: int
    n: int


@dataclass(frozen=True)
class Effects:
    """The effects of measures on indicators in the scenarios that the pack shows, against the reference option.

    `against` holds what each other option of the pack changes against its counterfactual, if it names one.
    """

    pack: "Pack"
    replicates: int
    draws: int
    measures: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    rows: tuple[Effect, ...]
    against: tuple[Effect, ...] = ()
    ran: Ran = NOTHING_RAN

    def of(self, name: str, indicator: str) -> tuple[Effect, ...]:
        """The effects of a measure on an indicator, or of an option against the counterfactual, in their order."""
        return tuple(one for one in (*self.rows, *self.against) if (one.measure, one.indicator) == (name, indicator))

    @property
    def compared(self) -> tuple[str, ...]:
        """Options that are compared with the counterfactual."""
        return tuple(dict.fromkeys(one.measure for one in self.against))

    def to_json(self) -> dict[str, Any]:
        """The table for programs, with what each measure costs and who pays."""
        measures = {name: self._told(self.pack.measures[name]) for name in self.measures}
        known = {"pack": self.pack.id, "option": REFERENCE, "replicates": self.replicates, "draws": self.draws}
        known |= asdict(self.ran)
        told = {**known, "measures": measures, "effects": [_row(one) for one in self.rows]}
        against = [_row(one) for one in self.against]
        for row in against:
            row["option"] = row.pop("measure")
        return told | {"counterfactual": self.pack.counterfactual, "against_counterfactual": against}

    def _told(self, measure: "Measure") -> dict[str, Any]:
        cost = measure.cost
        paid = {"one_off": cost.one_off, "per_year": cost.per_year, "line": cost.line} if cost else None
        beside = measure.beside.model_dump() if measure.beside else None
        told = {"label": measure.label, "cost": paid, "beside": beside, "paid_by": measure.paid_by}
        return told | {"contradicted": dict(measure.contradicted), "source": measure.source}


def _row(one: Effect) -> dict[str, Any]:
    row: dict[str, Any] = asdict(one)
    interval: dict[str, Any] = row.pop("interval")
    return row | interval


def effects(
    pack: "Pack",
    measures: Iterable[str] = (),
    indicators: Iterable[str] = (),
    replicates: int = 200,
    seed: int = 1,
    watch: Watch | None = None,
) -> Effects:
    """Run every measure (or those named) alone: headline, expected and named indicators.

    UnknownNameError for a measure or an indicator that there is not.
    """
    chosen = _known("measure", measures, pack.measures) or tuple(pack.measures)
    named = _known("indicator", indicators, [one.id for one in INDICATORS])
    expected = (name for measure in chosen for name in pack.measures[measure].expected)
    shown = tuple(number(name) for name in dict.fromkeys((*pack.headline, *expected, *named)))
    laboratory = Laboratory(pack, replicates, default_draws(replicates), seed)
    as_is = {scenario: World(scenario, REFERENCE) for scenario in pack.shown}
    added = [_with(measure, scenario) for measure in chosen for scenario in pack.shown]
    compared = _compared(pack) if not tuple(measures) else ()
    options = [World(scenario, one) for one in (*compared, pack.counterfactual) if one for scenario in pack.shown]
    laboratory.run([*as_is.values(), *added, *options], watch)
    rows = tuple(
        _effect(laboratory, measure, one, _with(measure, scenario), as_is[scenario])
        for measure in chosen
        for one in shown
        for scenario in pack.shown
    )
    against = tuple(
        _effect(laboratory, option, one, World(scenario, option), World(scenario, pack.counterfactual or ""))
        for option in compared
        for one in shown
        for scenario in pack.shown
    )
    return Effects(pack, replicates, laboratory.points.draws, chosen, shown, rows, against, laboratory.ran)


def _compared(pack: "Pack") -> tuple[str, ...]:
    """Options to compare with the counterfactual; none without one."""
    return tuple(one for one in pack.options if pack.counterfactual not in (None, one))


def _known(what: str, names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    chosen, every = tuple(dict.fromkeys(names)), list(known)
    for name in chosen:
        if name not in every:
            raise unknown(what, name, every)
    return chosen


def _with(measure: str, scenario: str) -> World:
    return World(scenario, REFERENCE, Changes(measures=(measure,)))


def _effect(laboratory: Laboratory, name: str, one: Indicator, world: World, versus: World) -> Effect:
    """What one world changes against another, under the name of the measure or option that tells them apart."""
    here, there = (laboratory.outcome(each).parts(one.id) for each in (world, versus))
    interval = paired(here, there, laboratory.has_draws)
    both = here.ok & there.ok
    changed = int((both & ((here.numerator != there.numerator) | (here.denominator != there.denominator))).sum())
    measure = laboratory.pack.measures.get(name) if name in world.changes.measures else None
    expected = measure.expected.get(one.id, "") if measure else ""
    verdict, sign = verdict_of(interval, one.better), sign_of(interval, expected)
    return Effect(name, one.id, world.scenario, interval, verdict, expected, sign, changed, int(both.sum()))


def sign_of(found: Interval, expected: str) -> Sign:
    """Whether an interval bears out an expected sign: up, down, none (which holds unless a sign is settled)."""
    if not expected or found.low is None or found.high is None:
        return ""
    if found.low <= 0 <= found.high:
        return "met" if expected == "none" else "open"
    return "met" if expected == ("up" if found.low > 0 else "down") else "not met"
