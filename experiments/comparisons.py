"""Summaries, paired differences and exceedances of several indicators, a scenario and option after the other.

Each pair's files are read once for all indicators; the rows are those of Results, by indicator.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from experiments.horizons import Pair
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Exceedance, Paired, Results, Summary

Row = TypeVar("Row")
Side = tuple[float, bool]
"""A threshold, and whether cases above it are told."""


def summaries(
    results: "Results", indicators: Sequence[Indicator], pairs: Sequence[Pair]
) -> dict[str, tuple["Summary", ...]]:
    """Results.summary by indicator."""
    return _by_indicator(results, indicators, pairs, lambda name, pair: [results.summary_in(name, *pair)])


def paired(
    results: "Results", indicators: Sequence[Indicator], pairs: Sequence[Pair], versus: str
) -> dict[str, tuple["Paired", ...]]:
    """Results.paired by indicator: the option of each pair against another."""
    return _by_indicator(
        results,
        indicators,
        [pair for pair in pairs if pair[1] != versus],
        lambda name, pair: [results.paired_in(name, *pair, versus)],
        versus,
    )


def exceedances(
    results: "Results", indicators: Sequence[Indicator], pairs: Sequence[Pair], sides: Mapping[str, Iterable[Side]]
) -> dict[str, tuple["Exceedance", ...]]:
    """Results.exceedance by indicator, beyond each of its thresholds; none where it has none."""
    asked = {name: tuple(found) for name, found in sides.items()}
    return _by_indicator(
        results,
        indicators,
        pairs,
        lambda name, pair: [results.exceedance_in(name, *pair, *side) for side in asked.get(name, ())],
    )


def _by_indicator(
    results: "Results",
    indicators: Sequence[Indicator],
    pairs: Sequence[Pair],
    rows: Callable[[str, Pair], Sequence[Row]],
    versus: str | None = None,
) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {one.id: [] for one in indicators}
    for scenario, option in pairs:
        for needed in (option,) if versus is None else (versus, option):
            results.parts_of(indicators, scenario, needed)
        for one in indicators:
            found[one.id] += rows(one.id, (scenario, option))
    return {name: tuple(of) for name, of in found.items()}
