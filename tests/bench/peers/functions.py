"""What every framework runs: a function of the number of a run, its answer ten series of sixty steps."""

import os
import signal
import time
from functools import cache

import numpy as np
from numpy.typing import NDArray

from experiments.blocks import MONTHLY, YEARLY
from simulation.ensemble import Ground, Settings, simulate
from simulation.layout import TALLY_INDEX

Series = dict[str, NDArray[np.float64]]

NAMES = tuple(dict.fromkeys((*MONTHLY, *YEARLY)))[:10]
"""Ten tallies; a store of ours keeps the months of the first seven, and the years of all there are."""
PLACES = [TALLY_INDEX[name] for name in NAMES]
BAD = 1_234
"""The run that goes wrong, where one does."""
PACK, SCENARIO, OPTION, SEED = "mine-ban-unit", "civilian", "continuation", 1
_MONTHS = np.arange(60.0)


def tiny(index: int) -> Series:
    """As cheap as ten series can be."""
    trend = (index % 97) + _MONTHS * (index % 89)
    return {name: trend + place for place, name in enumerate(NAMES)}


def engine(index: int) -> Series:
    """A simulated case of the engine, its replicate the number of the run."""
    monthly = simulate(*_told(), SEED, index, 1).monthly[0]
    return {name: monthly[place] for name, place in zip(NAMES, PLACES, strict=True)}


def slow(index: int) -> Series:
    """The tiny one after two milliseconds of pure Python, which holds the interpreter's lock."""
    until = time.thread_time() + 0.002
    while time.thread_time() < until:
        sum(range(200))
    return tiny(index)


def raising(index: int) -> Series:
    """The tiny one; one run raises."""
    if index == BAD:
        raise ValueError(f"run {index} can't be computed")
    return tiny(index)


def faulting(index: int) -> Series:
    """The tiny one; one run says by the framework's own signal that it failed, and has no numbers."""
    return dict.fromkeys(NAMES, np.full(60, np.nan)) if index == BAD else tiny(index)


def killing(index: int) -> Series:
    """The tiny one; one run ends its process, as the kernel does when memory runs out."""
    if index == BAD:
        os.kill(os.getpid(), signal.SIGKILL)
    return tiny(index)


@cache
def _told() -> tuple[Ground, Settings]:
    import scenarios
    from scenarios.compile import ground_truth, settings

    pack = scenarios.load(PACK)
    return ground_truth(pack), settings(pack, SCENARIO, OPTION)


FUNCTIONS = {one.__name__: one for one in (tiny, engine, slow, raising, faulting, killing)}
