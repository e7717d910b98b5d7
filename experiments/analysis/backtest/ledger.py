"""The backtest of a pack: observations read, the past simulated once, every point scored or its reason told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.analysis.backtest.past import Past, simulated_past
from experiments.analysis.backtest.reading import Reading, UnscoredError, check_horizon, read
from experiments.analysis.backtest.scores import crps, pinball, quantiles, up_to
from experiments.analysis.backtest.series import Point, Role, Series
from experiments.analysis.worlds import Laboratory, World
from experiments.faults import StudyError, unknown
from experiments.study import REFERENCE, default_draws
from scenarios.observations import Placed
from scenarios.schema import Pure

if TYPE_CHECKING:
    from scenarios import Pack

CENTRE = "centre"


@dataclass(frozen=True)
class Unscored:
    """An observation that isn't scored, and why."""

    placed: Placed
    why: str


@dataclass(frozen=True)
class Backtest:
    """All series of a pack under the world that stands for the past, and the observations left out."""

    pack: "Pack"
    world: World
    replicates: int
    draws: int
    seed: int
    past: Past
    series: tuple[Series, ...]
    unscored: tuple[Unscored, ...]


def backtest(
    pack: "Pack",
    observations: Sequence[Placed],
    scenario: str | None = None,
    option: str = REFERENCE,
    replicates: int = 1000,
    seed: int = 1,
) -> Backtest:
    """Score observations against simulated cases of one world. UnknownNameError for a name that the pack lacks."""
    world = World(scenario or standing_for_the_past(pack), option)
    _check(pack, world)
    laboratory = Laboratory(pack, replicates, default_draws(replicates), seed)
    readings, unscored = _read(observations)
    past = simulated_past(laboratory, world, {one.indicator for one in readings})
    series = [one for group in _groups(readings) if (one := _scored(pack, past, group, unscored)) is not None]
    told = sorted(unscored, key=lambda one: (one.placed.file, one.placed.line))
    return Backtest(pack, world, replicates, laboratory.points.draws, seed, past, tuple(series), tuple(told))


def standing_for_the_past(pack: "Pack") -> str:
    """The scenario in which every circumstance keeps its base value; StudyError when the pack has none."""
    for name, one in pack.scenarios.items():
        if isinstance(one, Pure) and one.quadrant == CENTRE:
            return name
    raise StudyError(f"scenario: the pack {pack.id} has none at the centre; name one of {', '.join(pack.scenarios)}")


def _check(pack: "Pack", world: World) -> None:
    for what, name, known in (("scenario", world.scenario, pack.scenarios), ("option", world.option, pack.options)):
        if name not in known:
            raise unknown(what, name, known)


def _read(observations: Iterable[Placed]) -> tuple[list[Reading], list[Unscored]]:
    """What can be read, each fact once; and the rest with the reasons."""
    readings: dict[object, Reading] = {}
    unscored: list[Unscored] = []
    for placed in observations:
        try:
            one = read(placed)
        except UnscoredError as reason:
            unscored.append(Unscored(placed, str(reason)))
            continue
        if one.what in readings:
            first = readings[one.what].placed
            unscored.append(Unscored(placed, f"the same as {first.file}:{first.line}"))
        readings.setdefault(one.what, one)
    return list(readings.values()), unscored


def _groups(readings: Iterable[Reading]) -> list[list[Reading]]:
    """Readings by series, each in the order of time; series in the order of their first rows."""
    groups: dict[object, list[Reading]] = {}
    for one in readings:
        groups.setdefault(one.series, []).append(one)
    return [
        sorted(group, key=lambda one: (one.span.last, one.placed.file, one.placed.line)) for group in groups.values()
    ]


def _scored(pack: "Pack", past: Past, group: list[Reading], unscored: list[Unscored]) -> Series | None:
    """The series that a group makes inside the horizon; what lies outside or has no value goes to `unscored`."""
    points: list[Point] = []
    outside: list[tuple[Reading, str]] = []
    known = [one for one in group if one.span.last.year < past.years[0] or one.seen.known_by <= pack.pack.data_as_of]
    for one in group:
        earlier = [each for each in known if each.span.last < one.span.last]
        rival = persisting(one, earlier, [point.reading for point in points])
        try:
            check_horizon(one, past.years)
            points.append(_point(pack, past, one, rival))
        except UnscoredError as reason:
            outside.append((one, str(reason)))
    used = [point.rival for point in points]
    unscored += [Unscored(one.placed, f"{why}{'; persistence starts from it' * (one in used)}") for one, why in outside]
    return Series(group[0].indicator, tuple(points)) if points else None


def persisting(one: Reading, earlier: Sequence[Reading], so_far: Sequence[Reading]) -> Reading | None:
    """The observation whose value persistence foretells for `one`; None where there is nothing to persist.

    The last that was known before the plan (`earlier`) if there is any, else the first within the horizon, which itself
    then has no rival.
    A flow since 1 January is compared with one in the same month of another year, a flow since another day with none.
    """
    if one.seen.since is not None:
        return None
    if one.span.basis == "cumulative":
        earlier, so_far = (
            [each for each in few if each.span.last.month == one.span.last.month] for few in (earlier, so_far)
        )
    return earlier[-1] if earlier else so_far[0] if so_far else None


def _point(pack: "Pack", past: Past, one: Reading, rival: Reading | None) -> Point:
    if one.span.basis == "stock" and not past.tells_months(one.indicator):
        raise UnscoredError("the engine tells it at the end of a year only; write the kind year")
    ensemble = past.values(one.indicator, one.span)
    if not len(ensemble):
        raise UnscoredError("no simulated case has a value for it")
    told = up_to(one.seen.bound, ensemble, one.value)
    scores = crps(told, one.value), pinball(told, one.value)
    return Point(one, role_of(pack, one), len(ensemble), *quantiles(ensemble), *scores, rival)


def role_of(pack: "Pack", one: Reading) -> Role:
    """What a point proves: a test if it was known only after the pack's data date and nothing was fitted to it."""
    if one.seen.bound is not None:
        return "bound"
    if one.seen.used_for_fit == "yes":
        return "fitted"
    return "test" if one.seen.known_by > pack.pack.data_as_of else "known"
