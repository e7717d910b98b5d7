"""Quantile cubes: many indicators over scenarios, options and years, each column of the store read once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.faults import UserError
from experiments.frames import yearly
from experiments.horizons import Pair, Span, batches
from experiments.selection import Selection
from experiments.statistics import Array
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Results

USUAL = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Cube:
    """Quantiles across simulated cases.

    `values` is float64 (indicator, scenario, option, year, quantile), `n` int64 without the last axis: how many cases
    are counted; where none is, as in a year without any event, the values are not a number. `failed` is int64
    (scenario, option). Over the horizon `years` is empty and the axis of years has length 1.
    """

    indicators: tuple[Indicator, ...]
    scenarios: tuple[str, ...]
    options: tuple[str, ...]
    years: tuple[int, ...]
    quantiles: tuple[float, ...]
    values: Array
    n: NDArray[np.int64]
    failed: NDArray[np.int64]


def by_year(results: "Results", chosen: Selection, quantiles: Sequence[float] = USUAL) -> Cube:
    """Quantiles of each year as Results.bands defines them: linear between cases (Hyndman and Fan 1996, type 7).

    UserError for a quantile that is not from 0 to 1. Memory is that of the numbers of one scenario and option at most.
    """
    cube = _empty(results, chosen, results.years, quantiles)
    for place, pair in _places(cube):
        for one, years, ok in _yearly(results, chosen, pair):
            for year, values in enumerate(years.T):
                _fill(cube, (one, *place, year), values)
            cube.failed[place] = np.sum(~ok)
    return cube


def over_horizon(results: "Results", chosen: Selection, quantiles: Sequence[float] = USUAL) -> Cube:
    """Quantiles over the horizon: at 0.1, 0.5 and 0.9 those of Results.summary."""
    cube = _empty(results, chosen, (), quantiles)
    for place, pair in _places(cube):
        for one, parts in enumerate(results.parts_of(chosen.indicators, *pair)):
            _fill(cube, (one, *place, 0), parts.values())
            cube.failed[place] = np.sum(~parts.ok)
    return cube


def _empty(results: "Results", chosen: Selection, years: tuple[int, ...], quantiles: Sequence[float]) -> Cube:
    for one in quantiles:
        if not 0.0 <= one <= 1.0:
            raise UserError(f"quantile: found {one:g}, expected a number from 0 to 1, such as 0.9")
    shape = len(chosen.indicators), len(chosen.scenarios), len(chosen.options), max(len(years), 1)
    return Cube(
        chosen.indicators, chosen.scenarios, chosen.options, years, tuple(quantiles),
        np.full((*shape, len(quantiles)), np.nan), np.zeros(shape, np.int64), np.zeros(shape[1:3], np.int64),
    )  # fmt: skip


def _places(cube: Cube) -> Iterator[tuple[tuple[int, int], Pair]]:
    for s, scenario in enumerate(cube.scenarios):
        for o, option in enumerate(cube.options):
            yield (s, o), (scenario, option)


def _yearly(results: "Results", chosen: Selection, pair: Pair) -> Iterator[tuple[int, Array, NDArray[np.bool_]]]:
    """Place of an indicator, its values (case, year), and which cases ran to their end."""
    cases, place = results.manifest.study.replicates, 0
    for some in batches(chosen.indicators, cases * len(results.years)):
        found = yearly(results, some, pair, Span(0, cases))
        ok = found["status"].reshape(cases, -1)[:, 0] == 0
        for one in some:
            yield place, found[one.id].reshape(cases, -1), ok
            place += 1


def _fill(cube: Cube, place: tuple[int, ...], values: Array) -> None:
    counted = values[np.isfinite(values)]
    cube.n[place] = len(counted)
    if len(counted):
        cube.values[place] = np.quantile(counted, cube.quantiles)
