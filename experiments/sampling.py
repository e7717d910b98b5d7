"""How the points of the parameter uncertainty are laid: the design, and the distribution of each parameter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.stats.qmc import QMCEngine

LATIN_HYPERCUBE, SOBOL, FACTORIAL, TABLE = "latin-hypercube", "sobol", "full-factorial", "csv"
CHOSEN = (FACTORIAL, TABLE)
"""Designs whose points somebody chose: they are no sample of the parameter uncertainty."""
TRIANGULAR = "triangular"


class Range(Protocol):
    """What a distribution is laid over: least, most likely or middle, and greatest value, in one unit."""

    @property
    def low(self) -> float:
        """The least value."""

    @property
    def mode(self) -> float:
        """The central value."""

    @property
    def high(self) -> float:
        """The greatest value."""


@dataclass(frozen=True)
class Distribution:
    """A distribution over a range: uniform, triangular, normal, lognormal or discrete.

    The normal one has the central value as mean and `sd` as standard deviation, the lognormal one the central value as
    median and `sigma` as standard deviation of the logarithm; both are truncated to the range. The discrete one takes
    `values` with `probabilities`, equal where none are given.
    """

    kind: str
    sd: float | None = None
    sigma: float | None = None
    values: tuple[float, ...] = ()
    probabilities: tuple[float, ...] = ()

    def quantiles(self, u: NDArray[np.float64], over: Range) -> NDArray[np.float64]:
        """Quantiles at `u`, float64 of its shape, from 0 to 1, in the unit of the range."""
        if self.kind == "discrete":
            return self._listed(u)
        if self.kind == "uniform":
            return np.clip(over.low + u * (over.high - over.low), over.low, over.high)
        if self.kind == TRIANGULAR:
            return triangular(u, *(np.array(end) for end in (over.low, over.mode, over.high)))
        return np.clip(self._truncated(u, over), over.low, over.high)

    def _listed(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        weights = self.probabilities or (1.0,) * len(self.values)
        upto = np.cumsum(weights) / np.sum(weights)
        return np.array(self.values)[np.searchsorted(upto[:-1], u, side="right")]

    def _truncated(self, u: NDArray[np.float64], over: Range) -> NDArray[np.float64]:
        if self.kind == "lognormal":
            assert self.sigma is not None
            return np.exp(_normal(u, np.log(over.mode), self.sigma, np.log(over.low), np.log(over.high)))
        assert self.sd is not None
        return _normal(u, over.mode, self.sd, over.low, over.high)


def _normal(u: NDArray[np.float64], mean: float, sd: float, low: float, high: float) -> NDArray[np.float64]:
    from scipy.stats import truncnorm

    found: NDArray[np.float64] = truncnorm.ppf(u, (low - mean) / sd, (high - mean) / sd, loc=mean, scale=sd)
    return found


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


@dataclass(frozen=True)
class Sampling:
    """A way to lay points: `design` by name, `distributions` by parameter (triangular without), points as given.

    A full factorial design and a table give the values of `names` themselves, one tuple of `points` for each draw; all
    other parameters then stand at their central values.
    """

    design: str = LATIN_HYPERCUBE
    distributions: Mapping[str, Distribution] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    points: tuple[tuple[float, ...], ...] = ()

    @property
    def name(self) -> str:
        """The design and the distributions other than triangular ones, as the identity of a study has them."""
        told = [f"{name} {one.kind}" for name, one in sorted(self.distributions.items()) if one.kind != TRIANGULAR]
        return ", ".join((self.design, *told))

    def unit_points(self, dimensions: int, draws: int, seed: int) -> NDArray[np.float64]:
        """Points of the unit cube, float64 (draw, dimension): a Latin hypercube or a scrambled Sobol sequence.

        McKay, Beckman and Conover (1979); Sobol (1967), scrambled as by Owen (1995) and Matousek (1998).
        """
        points: NDArray[np.float64] = self._sampler(dimensions, seed).random(draws)
        return points

    def _sampler(self, dimensions: int, seed: int) -> "QMCEngine":
        from scipy.stats import qmc

        kind = qmc.Sobol if self.design == SOBOL else qmc.LatinHypercube
        return kind(dimensions, seed=np.random.default_rng(seed))


USUAL = Sampling()
"""A Latin hypercube through triangular distributions."""
