"""The parameter uncertainty of a study: a Latin hypercube over the ranges that the pack gives.

Where it is asked which group of parameters the spread comes from, draws stand in blocks that cross two points group by
group (`crossed`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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


def design(uncertain: Sequence["Uncertain"], draws: int, seed: int) -> Design:
    """`draws` points of a Latin hypercube (McKay, Beckman and Conover 1979) through triangular distributions.

    A single draw is the point of all modes: with nothing to spread, the central values stand for themselves.
    """
    names = tuple(one.name for one in uncertain)
    low, mode, high = (np.array([getattr(one, end) for one in uncertain], float) for end in ("low", "mode", "high"))
    if draws == 1 or not names:
        return Design(names, np.repeat(mode[None, :], draws, axis=0))
    return Design(names, triangular(_latin_hypercube(len(names), draws, seed), low, mode, high))


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


def triangular(
    u: NDArray[np.float64], low: NDArray[np.float64], mode: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Quantiles at `u` of triangular distributions; a range of width 0 gives its mode. Square roots only, so that the
    bits are the same on every machine."""
    width = np.where(high > low, high - low, 1.0)
    below = low + np.sqrt(u * width * (mode - low))
    above = high - np.sqrt((1.0 - u) * width * (high - mode))
    values = np.where(u * width < mode - low, below, above)
    return np.where(high > low, np.clip(values, low, high), mode)


def _latin_hypercube(dimensions: int, draws: int, seed: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(dimensions, seed=np.random.default_rng(seed))
    points: NDArray[np.float64] = sampler.random(draws)
    return points
