"""The parameter uncertainty of a study: a Latin hypercube over the ranges that the pack gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scenarios.compile import Uncertain


@dataclass(frozen=True)
class Design:
    """Points of the parameter uncertainty: `values` float64 (draw, name), each in the unit of its parameter."""

    names: tuple[str, ...]
    values: NDArray[np.float64]

    @property
    def draws(self) -> int:
        """Number of points."""
        return len(self.values)

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
