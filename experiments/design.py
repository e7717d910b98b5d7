"""The parameter uncertainty of a study: a Latin hypercube over the ranges that the pack gives, or what a study asks.

Where it is asked which group of parameters the spread comes from, draws stand in blocks that cross two points group by
group (`crossed`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.sampling import USUAL, Sampling, triangular

if TYPE_CHECKING:
    from scenarios.compile import Uncertain

BLOCK = tuple(product((0, 1), repeat=3))
"""Which of two points each draw of a block takes the values of each of three groups from: all of the 2 x 2 x 2."""


@dataclass(frozen=True)
class Design:
    """Points of the parameter uncertainty: `values` float64 (draw, name), each in the unit of its parameter.

    `block` neighbouring draws share values; blocks share none.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    block: int = 1

    @property
    def draws(self) -> int:
        """Number of points."""
        return len(self.values)

    @property
    def blocks(self) -> int:
        """How many parts of the design share nothing with each other: what an interval may resample."""
        return self.draws // self.block

    def point(self, draw: int) -> dict[str, float]:
        """Values by name, as scenarios.compile.settings takes them."""
        return {name: float(value) for name, value in zip(self.names, self.values[draw], strict=True)}


def design(uncertain: Sequence["Uncertain"], draws: int, seed: int, sampling: Sampling = USUAL) -> Design:
    """`draws` points through the distributions of the parameters, as `sampling` lays them.

    A single draw is the point of all central values: with nothing to spread, they stand for themselves.
    """
    if sampling.points:
        return _given(uncertain, sampling)
    names = tuple(one.name for one in uncertain)
    low, mode, high = (np.array([getattr(one, end) for one in uncertain], float) for end in ("low", "mode", "high"))
    if draws == 1 or not names:
        return Design(names, np.repeat(mode[None, :], draws, axis=0))
    unit = sampling.unit_points(len(names), draws, seed)
    values = triangular(unit, low, mode, high)
    for i, one in enumerate(uncertain):
        if one.name in sampling.distributions:
            values[:, i] = sampling.distributions[one.name].quantiles(unit[:, i], one)
    return Design(names, values)


def _given(uncertain: Sequence["Uncertain"], sampling: Sampling) -> Design:
    """The points that were given, those of them that the pack has no range for last."""
    modes = {one.name: one.mode for one in uncertain}
    names = (*modes, *(name for name in sampling.names if name not in modes))
    given = np.array(sampling.points, float)
    values = [
        given[:, sampling.names.index(name)] if name in sampling.names else np.full(len(given), modes[name])
        for name in names
    ]
    return Design(names, np.stack(values, axis=1))


def crossed(uncertain: Sequence["Uncertain"], groups: Sequence[str], draws: int, seed: int) -> Design:
    """`draws`, a multiple of eight, in blocks over a Latin hypercube of a fourth as many points (Sobol 1993).

    Each block takes two points apart by who controls the parameters, at most three `groups` in the order of the columns
    of BLOCK, and puts them together in every way. Every value of every parameter stands in four draws: pick-freeze.
    """
    if draws % len(BLOCK):
        raise ValueError(f"draws: found {draws}, expected a multiple of {len(BLOCK)}")
    points = design(uncertain, draws // 4, seed)
    group = np.array([groups.index(one.control) for one in uncertain], dtype=np.int64)
    taken = np.array(BLOCK)[:, group]
    first = 2 * np.arange(draws // len(BLOCK))
    rows = (first[:, None, None] + taken).reshape(draws, len(group))
    return Design(points.names, np.take_along_axis(points.values, rows, axis=0), len(BLOCK))
