"""A stored study as the tables that the analyses of the EMA Workbench take, without running anything again."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.ema.experiment import mean_of
from experiments.ema.names import FAILED, OPTION, PLANNING_SCENARIO, distinct, model_name, workbench
from experiments.horizons import Pair
from experiments.results import Results
from experiments.selection import headline
from experiments.statistics import Array, Parts

if TYPE_CHECKING:
    from pandas import DataFrame

Row = Literal["draw", "case"]


def to_ema(
    results: Results, indicators: Sequence[str] = (), row: Row = "draw"
) -> "tuple[DataFrame, dict[str, NDArray[Any]]]":
    """Experiments and outcomes as `perform_experiments` returns them, from a stored study.

    A row is a draw of the parameters in a scenario under an option, with the mean of its cases (`row="draw"`), or a
    single case. Experiments: a column for each parameter of the design, `planning_scenario`, `option`, and EMA's own
    `scenario` (the draw), `policy` and `model`. Outcomes: float64 (row,) of each indicator over the horizon, the
    headline of the pack unless others are named, and `failed_cases`, int64 (row,). Not a number where every case failed
    or none had an event. UnknownNameError names the indicators there are, UserError says that the extra is missing.
    """
    asked = tuple(indicators) or headline(results)
    for name in asked:
        results.indicator(name)
    told = _by_draw if row == "draw" else Parts.values
    counted = _failed_by_draw if row == "draw" else _failed
    outcomes = {name: _over_pairs(results, name, told) for name in asked}
    return _experiments(results, row), outcomes | {FAILED: _over_pairs(results, asked[0], counted)}


def _over_pairs(results: Results, name: str, told: Callable[[Parts], NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate([told(results.parts(name, *pair)) for pair in results.manifest.study.pairs])


def _by_draw(parts: Parts) -> Array:
    """The mean of the cases of each draw, float64 (draw,)."""
    above, below = (column.reshape(parts.draws, -1) for column in (parts.numerator, parts.denominator))
    counted = parts.ok.reshape(parts.draws, -1)
    return np.array([mean_of(Parts(*draw, draws=1)) for draw in zip(above, below, counted, strict=True)])


def _failed(parts: Parts) -> NDArray[np.int64]:
    return (~parts.ok).astype(np.int64)


def _failed_by_draw(parts: Parts) -> NDArray[np.int64]:
    failed: NDArray[np.int64] = _failed(parts).reshape(parts.draws, -1).sum(axis=1)
    return failed


def _experiments(results: Results, row: Row) -> "DataFrame":
    with workbench():
        import pandas

    study = results.manifest.study
    draw = np.repeat(np.arange(study.draws), 1 if row == "draw" else study.replicates // study.draws)
    frames = [pandas.DataFrame(_columns(results, pair, draw)) for pair in study.pairs]
    found = pandas.concat(frames, ignore_index=True)
    names = [PLANNING_SCENARIO, OPTION, "scenario", "policy", "model"]
    return found.astype(dict.fromkeys(names, "category"))


def _columns(results: Results, pair: Pair, draw: NDArray[np.int64]) -> dict[str, Any]:
    design, (scenario, option) = results.design, pair
    names = distinct([*design.names, PLANNING_SCENARIO, OPTION])
    sizes = {names[name]: design.values[draw, place] for place, name in enumerate(design.names)}
    chosen = {PLANNING_SCENARIO: [scenario] * len(draw), OPTION: [option] * len(draw)}
    own = {
        "scenario": draw,
        "policy": [option] * len(draw),
        "model": [model_name(results.manifest.pack.id)] * len(draw),
    }
    return {**sizes, **chosen, **own}
