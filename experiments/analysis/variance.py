"""Shares of variance: what of the spread of an indicator comes with which factor of a crossed design.

The functional analysis of variance (Sobol 1993; Searle, Casella and McCulloch, Variance Components, 1992) of a table
(factor 1, factor 2, ..., unit). The factors are crossed and their levels are all there are, each weighing alike by
design and not by likelihood. Units are simulated cases, nested in draws of the uncertain parameters; every cell holds
the same units, because all worlds share random numbers. Each set of factors, the empty one too, has a fixed part, a
part between draws and a part between the cases of a draw. The last two are estimated from mean squares, so that chance
is subtracted from what is ascribed to draws and factors: the estimates of the parts are unbiased, and may fall below
zero. Intervals resample draws; that of the parameters then lies low by about one part in the number of draws.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import LEVEL, Array

PARAMETERS, CHANCE, INTERACTIONS = "parameters", "chance", "interactions"
RESAMPLES = 1000
FEWEST_DRAWS, FEWEST_CASES = 3, 2
_ROUNDING = 1e-20
"""Variance below this part of the mean square is what rounding leaves."""


@dataclass(frozen=True)
class Share:
    """A share of the total variance with its 90 % interval by bootstrap over draws; 1 is all of it."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Shares:
    """The shares of one indicator, which sum to 1: each factor alone, parameters alone, chance, interactions.

    Chance is the law of total variance's mean variance within a cell and draw. Interactions are what several factors,
    parameters among them, do together beyond what each does alone. `pairs` splits both: two factors, a factor with
    parameters, chance that is the same in all cells ("chance") and that differs by a factor. `total` is what each
    factor has a part in, alone or with others. `variance` is in the unit squared, `used` how many of the units are in
    it. `resampled` holds the bootstrap of `shares`, the estimate first, float64 (1 + resample,).
    """

    shares: Mapping[str, Share]
    pairs: Mapping[str, Share]
    total: Mapping[str, Share]
    variance: float
    used: int
    resampled: Mapping[str, Array]

    def to_json(self) -> dict[str, Any]:
        """Everything but the bootstrap, for programs."""
        return {key: value for key, value in asdict(self).items() if key != "resampled"}


@dataclass(frozen=True)
class _Squares:
    """What one set of factors leaves behind by draw: cases, sum over cases (draw, cell), sum of squares (draw,)."""

    cases: Array
    sums: Array
    squares: Array

    def parts(self, weights: Array) -> tuple[Array, Array, Array]:
        """Fixed part, part between draws, part between cases, each (resample,); weights (resample, draw).

        One-way analysis of variance with unequal groups: the mean squares and the group size n0 of Searle et al. 3.6.
        """
        n = weights @ self.cases
        draws = weights.sum(axis=1)
        mean = (weights @ self.sums) / n[:, None]
        each = (self.sums**2).mean(axis=1) / self.cases
        below = weights @ each
        inside = (weights @ self.squares - below) / (n - draws)
        among = (below - n * (mean**2).mean(axis=1)) / (draws - 1)
        evenness = weights @ self.cases**2
        between = (among - inside) / ((n - evenness / n) / (draws - 1))
        fixed = (mean**2).mean(axis=1) - between * evenness / n**2 - inside / n
        return fixed, between, inside


def shares_of_variance(table: Array, factors: Sequence[str], draws: int, seed: int = 1) -> Shares | None:
    """The shares of a table float64 (factor 1, ..., unit); units stand by draw, not a number where there is no event.

    None where nothing varies or too few draws hold two cases that have a value in every cell.
    """
    cells = table.shape[:-1]
    counted = np.isfinite(table).all(axis=tuple(range(len(cells))))
    draw = np.repeat(np.arange(draws), table.shape[-1] // draws)
    kept = [one for one in range(draws) if (counted & (draw == one)).sum() >= FEWEST_CASES]
    if len(kept) < FEWEST_DRAWS:
        return None
    chosen = [table[..., counted & (draw == one)] for one in kept]
    weights = _resampled(len(kept), seed)
    parts = {found: _squares(chosen, found).parts(weights) for found in _sets(len(cells))}
    return _told(parts, factors, sum(one.shape[-1] for one in chosen), _scale(chosen))


def _scale(chosen: list[Array]) -> float:
    return float(np.mean([np.mean(one**2) for one in chosen]))


def _resampled(draws: int, seed: int) -> Array:
    """How often each draw is taken, float64 (1 + resample, draw); the first row takes each once.

    A resample of a single draw tells nothing between draws: it is left out.
    """
    taken = np.random.default_rng(seed).multinomial(draws, np.full(draws, 1 / draws), RESAMPLES)
    several = taken[(taken > 0).sum(axis=1) > 1]
    return np.concatenate([np.ones((1, draws)), several]).astype(np.float64)


def _sets(factors: int) -> Iterator[tuple[int, ...]]:
    for size in range(factors + 1):
        yield from combinations(range(factors), size)


def _squares(chosen: list[Array], factors: tuple[int, ...]) -> _Squares:
    """The effect of a set of factors in every case: centred over those in the set, averaged over the others."""
    effects = [_effect(one, factors) for one in chosen]
    cases = np.array([one.shape[1] for one in effects], dtype=np.float64)
    squares = np.array([(one**2).mean(axis=0).sum() for one in effects])
    return _Squares(cases, np.stack([one.sum(axis=1) for one in effects]), squares)


def _effect(table: Array, factors: tuple[int, ...]) -> Array:
    for axis in range(table.ndim - 1):
        mean = table.mean(axis=axis, keepdims=True)
        table = table - mean if axis in factors else np.broadcast_to(mean, table.shape)
    return table.reshape(-1, table.shape[-1])


def _told(
    parts: dict[tuple[int, ...], tuple[Array, Array, Array]], factors: Sequence[str], used: int, scale: float
) -> Shares | None:
    named = _named(parts, factors)
    total = np.sum(list(named.values()), axis=0)
    if not total[0] > _ROUNDING * scale:
        return None
    mains = {name: named[name,] for name in (*factors, PARAMETERS)}
    mains[CHANCE] = np.sum([part for name, part in named.items() if CHANCE in name], axis=0)
    mains[INTERACTIONS] = total - sum(mains.values())
    pairs = {" x ".join(name): part for name, part in named.items() if len(name) == 2} | {CHANCE: named[CHANCE,]}
    every = {name: np.sum([p for n, p in named.items() if name in n], axis=0) for name in factors}
    sound: NDArray[np.bool_] = total > 0
    resampled = {name: np.divide(part, total, where=sound, out=np.zeros_like(total)) for name, part in mains.items()}
    alone, together, whole = (_shares(rows, total) for rows in (mains, pairs, every))
    return Shares(alone, together, whole, float(total[0]), used, resampled)


def _named(
    parts: dict[tuple[int, ...], tuple[Array, Array, Array]], factors: Sequence[str]
) -> dict[tuple[str, ...], Array]:
    """Each part under the factors it belongs to; that of the empty set without draws is the mean and left out."""
    named: dict[tuple[str, ...], Array] = {}
    for chosen, (fixed, between, inside) in parts.items():
        names = tuple(factors[i] for i in chosen)
        if names:
            named[names] = fixed
        named[*names, PARAMETERS] = between
        named[*names, CHANCE] = inside
    return named


def _shares(rows: Mapping[str, Array], total: Array) -> dict[str, Share]:
    return {name: _share(part, total) for name, part in rows.items()}


def _share(part: Array, total: Array) -> Share:
    sound: NDArray[np.bool_] = total > 0
    return interval(part[sound] / total[sound])


def interval(resampled: Array) -> Share:
    """The estimate, which stands first, with the 90 % interval of the bootstrap, which follows."""
    low, high = np.quantile(resampled[1:], ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Share(float(resampled[0]), float(low), float(high))
