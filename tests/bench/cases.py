"""What is measured: the four scenarios of a built-in pack's 2 x 2 under its reference option."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

import scenarios
from experiments.study import REFERENCE
from scenarios.compile import ground_truth, settings

Records = NDArray[np.void]
PACK = "opcw-2015-2019"


@cache
def pack() -> scenarios.Pack:
    return scenarios.load(PACK)


@cache
def ground() -> Records:
    """Ground truth of the pack, shape (1,)."""
    return ground_truth(pack())


@cache
def settings_of_scenarios() -> dict[str, Records]:
    """Settings of each scenario of the 2 x 2, shape (1,)."""
    return {scenario: settings(pack(), scenario, REFERENCE) for scenario in pack().matrix}
