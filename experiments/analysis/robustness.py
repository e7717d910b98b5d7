"""How robust the options of a stored study are: decision criteria over its scenarios and parameter draws.

A future is a scenario under one draw of the uncertain parameters; its outcome is the mean over the cases there (a ratio
of sums), over those cases alone that ran under every option. Futures without an event under some option are left out
for all. Cases that failed are left out too, or count as the worst (experiments.analysis.lost). Every scenario weighs
alike, as a device: none is held to be likelier than another, and no criterion is a probability. Each indicator has its
own table; there is no number for all of them.

Intervals resample draws, the same ones in every scenario and under every option (Efron 1979), seeded by the content
hash of the study. They hold the parameter uncertainty; the ends of a sample are followed too narrowly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.analysis.criteria import (
    CRITERIA,
    SATISFICING,
    Attitude,
    Criterion,
    domain,
    normalised_distance,
    preferred,
    radius,
    ranks,
    scores,
)
from experiments.analysis.floors import Floor, floors_of, one_sided
from experiments.analysis.lost import LEAVE_OUT, WORST, Failed, at_worst, lost_futures, met
from experiments.faults import StudyError, UserError
from experiments.figures.subject import worded
from experiments.results import Results
from experiments.selection import headline
from experiments.statistics import LEVEL, Array, Parts
from experiments.summary import default_threshold
from scenarios.compile import uncertain
from simulation.declare import Better, Indicator

FORMAT = "quadrille-robustness/1"
RESAMPLES = 1000

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Score:
    """The score of an option with its 90 % interval, its rank, and the share of resamples in which it is best.

    Options that tie for the best share a resample; one in which all are alike counts for none.

    None: the criterion says nothing here, or a single draw leaves nothing to resample.
    """

    option: str
    value: float | None
    low: float | None
    high: float | None
    rank: int | None
    best: float | None


@dataclass(frozen=True)
class Row:
    """A criterion on every option; `preferred` is empty where all options are alike or nothing can be said.

    `settled`: what is preferred, an option or several that tie, is best in 90 of 100 resamples or more.
    """

    criterion: Criterion
    scores: tuple[Score, ...]
    preferred: tuple[str, ...]
    settled: bool


@dataclass(frozen=True)
class Table:
    """The criteria on one indicator, or on several floors that are to be met together.

    `futures` are counted, `left_out` are not.
    """

    indicator: Indicator | None
    floors: tuple[Floor, ...]
    futures: int
    left_out: int
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        """With keys that stay: see FORMAT."""
        one = self.indicator
        about = {"id": one.id, "label": one.label, "unit": one.unit, "better": one.better} if one else None
        return {
            "indicator": about,
            "floors": [str(floor) for floor in self.floors],
            "futures": self.futures,
            "left_out": self.left_out,
            "criteria": [_row_json(row) for row in self.rows],
        }


@dataclass(frozen=True)
class Robustness:
    """The tables of a study; `left_out` is the counterfactual of the pack, which is no proposal.

    `failed` says what became of failed cases, `futures_failed` in how many futures there are any, by option.
    """

    results: Results
    options: tuple[str, ...]
    left_out: str | None
    attitude: Attitude
    tables: tuple[Table, ...]
    failed: Failed = LEAVE_OUT
    futures_failed: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """With keys that stay: see FORMAT."""
        manifest = self.results.manifest
        return {
            "format": FORMAT,
            "pack": manifest.pack.id,
            "content_hash": manifest.content_hash,
            "study": asdict(manifest.study),
            "options": list(self.options),
            "counterfactual_left_out": self.left_out,
            "failed": self.failed,
            "failed_cases": manifest.failed,
            "futures_failed": dict(zip(self.options, self.futures_failed, strict=True)),
            **asdict(self.attitude),
            "level": LEVEL,
            "resamples": RESAMPLES if manifest.study.draws > 1 else 0,
            "tables": [table.to_json() for table in self.tables],
        }


def robustness(
    results: Results,
    indicators: Sequence[str] = (),
    thresholds: Sequence[str] = (),
    attitude: Attitude | None = None,
    failed: Failed = LEAVE_OUT,
) -> Robustness:
    """The criteria on the options of a stored study, indicator by indicator; where floors are several, on all of them.

    Without `indicators`: the headline ones with a better side, and those with a threshold. Thresholds are texts such as
    "shortfall<=0.05". `failed` says what becomes of failed cases. UserError says which of these can't be.
    """
    counterfactual = results.pack.counterfactual if results.pack.counterfactual in results.options else None
    options = tuple(option for option in results.options if option != counterfactual)
    if len(options) < 2:
        raise StudyError(f"option: found {', '.join(options)} alone, expected two or more to compare; sweep with more")
    floors = {floor.indicator.id: floor for floor in floors_of(results, thresholds)}
    if failed not in (LEAVE_OUT, WORST):
        raise UserError(f"--failed: found {failed!r}, expected {LEAVE_OUT} or {WORST}")
    reader = _Reader(results, options, failed)
    attitude = attitude or Attitude()
    _check(attitude)
    tables = [reader.table(one, floors.get(one.id), attitude) for one in _indicators(results, indicators, floors)]
    if len(floors) > 1:
        tables.append(reader.together(tuple(floors.values())))
    return Robustness(results, options, counterfactual, attitude, tuple(tables), failed, reader.futures_failed)


def _check(attitude: Attitude) -> None:
    if not 0.0 <= attitude.alpha <= 1.0:
        raise UserError(f"--alpha: found {attitude.alpha:g}, expected a weight from 0 to 1")
    if not 0.0 <= attitude.percentile <= 100.0:
        raise UserError(f"--percentile: found {attitude.percentile:g}, expected a percentile from 0 to 100")


def _indicators(results: Results, asked: Sequence[str], floors: Mapping[str, Floor]) -> list[Indicator]:
    if asked:
        return [one_sided(results, name, "--indicator") for name in dict.fromkeys((*asked, *floors))]
    names = dict.fromkeys((*headline(results), *floors))
    found = [worded(results.pack, results.indicator(name)) for name in names]
    sided = [one for one in found if one.better != "none"]
    if not sided:
        raise UserError(f"--indicator: no headline indicator of {results.pack.id} has a better side; name one that has")
    return sided


@dataclass(frozen=True)
class _Satisfied:
    """Where floors are met: futures float64 (option, scenario, draw), not a number where left out; how many cases.

    `cases_met` float64 (option, scenario, draw) of `cases` (scenario, draw).
    """

    futures: Array
    cases_met: Array
    cases: Array

    def scores(self, index: Index, distance: Array | None) -> dict[str, Array]:
        """The score of each of SATISFICING in the draws of `index`."""
        flat, kept = _futures(self.futures, index)
        met, number = flat == 1.0, self.cases[:, index].sum()
        nothing = np.full(len(flat), np.nan)
        has_reach = distance is not None and flat.size
        away = np.tile(distance[index], self.futures.shape[1])[kept] if distance is not None else nothing
        return {
            "domain": domain(met) if flat.size else nothing,
            "cases": self.cases_met[:, :, index].sum(axis=(1, 2)) / number if number else nothing,
            "radius": radius(met, away) if has_reach else nothing,
        }


class _Reader:
    """A study read indicator by indicator, with the draws that every interval resamples."""

    def __init__(self, results: Results, options: tuple[str, ...], failed: Failed) -> None:
        self._results, self._options, self._worst = results, options, failed == WORST
        self._draws = results.manifest.study.draws
        self._lost = lost_futures(results, options)
        seed = int(results.manifest.content_hash, 16)
        shape = RESAMPLES if self._draws > 1 else 0, self._draws
        resampled = np.random.default_rng(seed).integers(self._draws, size=shape)
        self._indices = [np.arange(self._draws), *resampled]
        self._distance = _distance(results)
        self._futures_of = cache(self._read_futures)

    def table(self, one: Indicator, asked: Floor | None, attitude: Attitude) -> Table:
        """All criteria on one indicator; those with a floor where there is one, given or usual."""
        values = self._futures_of(one)
        usual = default_threshold(one) or None  # that a single event is too many says nothing of a mean
        floor = asked or (Floor(one, usual) if usual else None)
        satisfied = self._satisfied((floor,)) if floor else None

        def scored(index: Index) -> dict[str, Array]:
            flat, _ = _futures(values, index)
            nothing = dict.fromkeys((each.id for each in CRITERIA), np.full(len(flat), np.nan))
            found = scores(flat, one.better, attitude) if flat.size else nothing
            return found | (satisfied.scores(index, self._distance) if satisfied else {})

        criteria = CRITERIA + (SATISFICING if satisfied else ())
        rows = self._rows(criteria, [scored(index) for index in self._indices], one.better)
        return Table(one, (floor,) if floor else (), *_counts(values), rows)

    def together(self, floors: tuple[Floor, ...]) -> Table:
        """The criteria with a floor on several floors that are to be met together."""
        satisfied = self._satisfied(floors)
        found = [satisfied.scores(index, self._distance) for index in self._indices]
        return Table(None, floors, *_counts(satisfied.futures), self._rows(SATISFICING, found, "up"))

    def _rows(self, criteria: Sequence[Criterion], found: list[dict[str, Array]], better: Better) -> tuple[Row, ...]:
        return tuple(
            _row(each, self._options, np.array([scored[each.id] for scored in found]), better) for each in criteria
        )

    @property
    def futures_failed(self) -> tuple[int, ...]:
        """In how many futures a case failed, by option."""
        return tuple(self._lost.sum(axis=(1, 2)).tolist())

    def _parts(self, one: Indicator, scenario: str) -> tuple[list[Parts], list[NDArray[np.bool_]]]:
        """The cases of every option in a scenario, and which of them count for it.

        Those that ran under all options; where failed ones count as the worst, those that ran under this one.
        """
        parts = [self._results.parts(one.id, scenario, option) for option in self._options]
        ran = [each.ok for each in parts]
        return parts, ran if self._worst else [np.logical_and.reduce(ran)] * len(ran)

    def _read_futures(self, one: Indicator) -> Array:
        """The mean of each future, float64 (option, scenario, draw); not a number where there is no event."""
        found = np.empty((len(self._options), len(self._results.scenarios), self._draws))
        for place, scenario in enumerate(self._results.scenarios):
            parts, ran = self._parts(one, scenario)
            for option, each in enumerate(parts):
                found[option, place] = _by_draw(each, ran[option])
        return at_worst(found, self._lost, one.better) if self._worst else found

    def _satisfied(self, floors: tuple[Floor, ...]) -> _Satisfied:
        futures = np.prod([met(self._futures_of(floor.indicator), floor) for floor in floors], axis=0)
        if self._worst:
            futures[self._lost & ~np.isnan(futures)] = 0.0
        cases = [self._cases(floors, scenario) for scenario in self._results.scenarios]
        return _Satisfied(futures, np.stack([n for n, _ in cases], axis=1), np.stack([n for _, n in cases]))

    def _cases(self, floors: tuple[Floor, ...], scenario: str) -> tuple[Array, Array]:
        """How many cases meet all floors by option and draw, of how many by draw; a case counts under all or none."""
        meeting = np.ones((len(self._options), self._results.manifest.study.replicates))
        for floor in floors:
            parts, _ = self._parts(floor.indicator, scenario)
            lost = ~np.array([each.ok for each in parts])
            meeting *= met(np.array([each.values() for each in parts]), floor, lost if self._worst else None)
        counted = np.isfinite(meeting).all(axis=0)
        meeting[:, ~counted] = 0.0
        return meeting.reshape(len(meeting), self._draws, -1).sum(axis=2), counted.reshape(self._draws, -1).sum(axis=1)


def _by_draw(parts: Parts, ran: NDArray[np.bool_]) -> Array:
    above, below = (
        np.where(ran, values, 0.0).reshape(parts.draws, -1).sum(axis=1)
        for values in (parts.numerator, parts.denominator)
    )
    means = np.full(parts.draws, np.nan)
    np.divide(above, below, out=means, where=below != 0)
    return means


def _futures(values: Array, index: Index) -> tuple[Array, NDArray[np.bool_]]:
    """The draws of `index` in every scenario as (option, future), without those left out, and which are kept."""
    flat = values[:, :, index].reshape(len(values), -1)
    kept = ~np.isnan(flat).any(axis=0)
    return flat[:, kept], np.asarray(kept, np.bool_)


def _counts(values: Array) -> tuple[int, int]:
    kept = np.isfinite(values).all(axis=0)
    return int(kept.sum()), int((~kept).sum())


def _distance(results: Results) -> Array | None:
    """How far each draw lies from the reference point, float64 (draw,); None where nothing is drawn."""
    design = results.design
    if design.draws < 2 or not design.names:
        return None
    by_name = {one.name: one for one in uncertain(results.pack)}
    known = [by_name[name] for name in design.names if name in by_name]
    columns = [column for column, name in enumerate(design.names) if name in by_name]
    low, mode, high = (np.array([getattr(one, end) for one in known]) for end in ("low", "mode", "high"))
    return normalised_distance(design.values[:, columns], low, mode, high)


def _row(criterion: Criterion, options: Sequence[str], found: Array, better: Better) -> Row:
    """`found` float64 (1 + resample, option), the estimate first."""
    best = preferred(found[0], criterion.prefers, better)
    rank = ranks(found[0], criterion.prefers, better)
    shares = _best(found[1:], criterion, better)
    rows = []
    for place, option in enumerate(options):
        here = int(rank[place]) if np.isfinite(rank[place]) else None
        share = None if shares is None else shares[place]
        rows.append(Score(option, _known(found[0, place]), *_interval(found[1:, place]), here, share))
    settled = shares is not None and float(np.sum(np.array(shares)[best])) >= LEVEL
    chosen = tuple(option for option, is_best in zip(options, best, strict=True) if is_best)
    return Row(criterion, tuple(rows), chosen, settled)


def _best(resampled: Array, criterion: Criterion, better: Better) -> list[float] | None:
    if not len(resampled):
        return None
    best = np.array([preferred(one, criterion.prefers, better) for one in resampled], float)
    shares: list[float] = (best / np.maximum(best.sum(axis=1, keepdims=True), 1.0)).mean(axis=0).tolist()
    return shares


def _interval(resampled: Array) -> tuple[float | None, float | None]:
    known = resampled[np.isfinite(resampled)]
    if not len(known):
        return None, None
    low, high = np.quantile(known, ((1 - LEVEL) / 2, (1 + LEVEL) / 2)).tolist()
    return low, high


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _row_json(row: Row) -> dict[str, Any]:
    return {
        **asdict(row.criterion),
        "scores": [asdict(score) for score in row.scores],
        "preferred": list(row.preferred),
        "settled": row.settled,
    }
