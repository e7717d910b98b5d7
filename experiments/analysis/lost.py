"""Failure as an outcome: what becomes of futures in which cases failed when options are judged.

Left out, they count for no option. At worst, a future in which any case failed under an option has the worst outcome of
the table for that option and meets no floor, and the other options are judged on all their cases.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from experiments.analysis.criteria import meets
from experiments.analysis.floors import Floor
from experiments.results import Results
from experiments.statistics import Array
from simulation.declare import Better

Failed = Literal["leave-out", "worst"]
LEAVE_OUT: Failed = "leave-out"
WORST: Failed = "worst"

Mask = NDArray[np.bool_]


def lost_futures(results: Results, options: Sequence[str]) -> Mask:
    """In which futures a case failed, bool (option, scenario, draw)."""
    pairs = [(scenario, option) for option in options for scenario in results.scenarios]
    failed = np.array([results.failed_mask(*pair) for pair in pairs])
    by_future = failed.reshape(len(options), len(results.scenarios), results.manifest.study.draws, -1)
    return np.asarray(by_future.any(axis=3), np.bool_)


def at_worst(futures: Array, lost: Mask, better: Better) -> Array:
    """Futures (option, scenario, draw) in which those lost have the worst outcome of all, that of their other cases
    among them."""
    known = futures[np.isfinite(futures)]
    if not len(known):
        return futures
    return np.where(lost, known.min() if better == "up" else known.max(), futures)


def met(values: Array, floor: Floor, lost: Mask | None = None) -> Array:
    """1 where a floor is met, 0 where not, not a number where some option, the first axis, has no value.

    What is `lost` has a value: it does not meet the floor.
    """
    gone = np.zeros(values.shape, np.bool_) if lost is None else lost
    known = (np.isfinite(values) | gone).all(axis=0)
    return np.where(known, meets(values, floor.indicator.better, floor.value) & ~gone, np.nan)
