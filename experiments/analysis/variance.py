"""Shares of variance: what of the spread of an indicator comes with which factor of a crossed design.

The functional analysis of variance (Sobol 1993; Searle, Casella and McCulloch, Variance Components, 1992) of a table
(factor 1, factor 2, ..., unit). The factors are crossed and their levels are all there are, each weighing alike by
design and not by likelihood. Units are simulated cases, nested in draws of the uncertain parameters; every cell holds
the same units, because all worlds share random numbers. Parameters fall into groups by who controls them; draws stand
in blocks, each of which puts the values of two points together in every way (`experiments.design.crossed`).

Each set of factors, the empty one too, has a fixed part, a part between the cases of a draw, and one between draws,
which is the sum of one for each group and one for what groups do only together. Half the mean squared difference of two
draws of a block that share nothing is the whole part between draws; of two that share one group, the whole less the
part of that group; both hold the noise of the cases, which is subtracted. Because the pairs that are compared have the
same values, what one group does cancels in the part of another. The estimates of the parts are unbiased, but for the
evenness of the Latin hypercube (about one part in the number of its points), and may fall below zero. Intervals
resample blocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.design import BLOCK
from experiments.statistics import LEVEL, Array

PARAMETERS, CHANCE, INTERACTIONS = "parameters", "chance", "interactions"
RESAMPLES = 1000
FEWEST_BLOCKS = 3
_ROUNDING = 1e-20
"""Variance below this part of the mean square is what rounding leaves."""
_SIDE = np.array(BLOCK)


@dataclass(frozen=True)
class Share:
    """A share of the total variance with its 90 % interval by bootstrap over blocks of draws; 1 is all of it."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Shares:
    """The shares of one indicator, which sum to 1: each factor and group of parameters alone, chance, interactions.

    Chance is the law of total variance's mean variance within a cell and draw. Interactions are what several factors
    or groups do together beyond what each does alone. `pairs` splits both: two factors, a factor with a group, groups
    together ("parameters"), a factor with groups together, chance that is the same in all cells ("chance") and that
    differs by a factor. `total` is what each factor has a part in, alone or with others. `variance` is in the unit
    squared, `used` how many of the units are in it. `resampled` holds the bootstrap of `shares`, the estimate first,
    float64 (1 + resample,), not a number where a resample tells nothing.
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
class _Draws:
    """What one set of factors does to the draws of each block.

    Cases (block, draw), 0 for a draw that is left out; mean over cases (block, draw, cell), 0 there; sum of squares
    within draws (block,).
    """

    cases: Array
    mean: Array
    within: Array

    def parts(self, weights: Array, groups: int) -> list[Array]:
        """Fixed part, between cases, by group, groups together: each (resample,); weights (resample, block)."""
        inside = weights @ self.within / (weights @ (self.cases - self.kept).sum(axis=1))
        whole = self._between(weights, inside, None)
        alone = [whole - self._between(weights, inside, column) for column in range(groups)]
        return [self._fixed(weights), inside, *alone, whole - sum(alone)]

    @property
    def kept(self) -> Array:
        """1 for a draw that takes part, else 0: float64 (block, draw)."""
        return (self.cases > 0).astype(np.float64)

    def _fixed(self, weights: Array) -> Array:
        """Mean product of two draws of different blocks, which share nothing but what is fixed."""
        n, sums = self.kept.sum(axis=1), self.mean.sum(axis=1)
        pairs = (weights @ n) ** 2 - weights**2 @ n**2
        products = ((weights @ sums) ** 2).mean(axis=1) - weights**2 @ (sums**2).mean(axis=1)
        found: Array = products / pairs
        return found

    def _between(self, weights: Array, inside: Array, column: int | None) -> Array:
        """Half the mean squared difference of draws of a block that share this group alone, or nothing, less noise."""
        squares, chance, pairs = np.zeros((3, len(self.cases)))
        noise = self.kept / np.maximum(self.cases, 1.0)
        for one, other in _pairs(column):
            both = self.kept[:, one] * self.kept[:, other]
            squares += both * ((self.mean[:, one] - self.mean[:, other]) ** 2).mean(axis=1) / 2
            chance += both * (noise[:, one] + noise[:, other]) / 2
            pairs += both
        found: Array = (weights @ squares - inside * (weights @ chance)) / (weights @ pairs)
        return found


def _pairs(column: int | None) -> Iterator[tuple[int, int]]:
    """The pairs of draws of a block that share the values of the group in this column of BLOCK and no others."""
    for one, other in combinations(range(len(BLOCK)), 2):
        shared = np.flatnonzero(_SIDE[one] == _SIDE[other]).tolist()
        if shared == ([] if column is None else [column]):
            yield one, other


def shares_of_variance(
    table: Array, factors: Sequence[str], groups: Sequence[str], draws: int, seed: int = 1
) -> Shares | None:
    """The shares of a table float64 (factor 1, ..., unit); units stand by draw, not a number where there is no event.

    `groups` are those of the columns of BLOCK, three at most. None where nothing varies, where draws are no blocks, or
    where too few blocks hold pairs of draws with cases that have a value in every cell.
    """
    if draws % len(BLOCK):
        return None
    blocks = table.reshape(*table.shape[:-1], -1, len(BLOCK), table.shape[-1] // draws)
    counted = np.asarray(np.isfinite(blocks).all(axis=tuple(range(len(factors)))))
    weights = _resampled(counted.sum(axis=2), seed)
    if weights is None:
        return None
    blocks = np.where(counted, blocks, 0.0)
    sets = _sets(len(factors))
    parts = {found: _draws(blocks, counted, found).parts(weights, len(groups)) for found in sets}
    return _told(parts, factors, groups, int(counted.sum()), float((blocks**2).mean()))


def _resampled(cases: NDArray[np.int64], seed: int) -> Array | None:
    """How often each block is taken, float64 (1 + resample, block); the first row takes each once.

    A resample of a single block, without a pair of each kind, or without two cases of a draw tells nothing: it is
    not a number. None where that is true of all blocks together, or there are too few. `cases` is (block, draw).
    """
    n = len(cases)
    if cases.any(axis=1).sum() < FEWEST_BLOCKS:
        return None
    taken = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), RESAMPLES)
    weights = np.concatenate([np.ones((1, n)), taken])
    needed = [_count(cases, column) for column in (None, *range(_SIDE.shape[1]))] + [(cases > 1).sum(axis=1)]
    sound = (weights @ cases.any(axis=1) > (weights * cases.any(axis=1)).max(axis=1)) & (
        weights @ np.transpose(needed) > 0
    ).all(axis=1)
    return np.where(sound[:, None], weights, np.nan) if sound[0] else None


def _count(cases: NDArray[np.int64], column: int | None) -> NDArray[np.int64]:
    """How many pairs that share this group alone each block holds, int64 (block,)."""
    pairs = [(cases[:, one] > 0) & (cases[:, other] > 0) for one, other in _pairs(column)]
    counts: NDArray[np.int64] = np.sum(pairs, axis=0, dtype=np.int64)
    return counts


def _sets(factors: int) -> Iterator[tuple[int, ...]]:
    for size in range(factors + 1):
        yield from combinations(range(factors), size)


def _draws(blocks: Array, counted: NDArray[np.bool_], factors: tuple[int, ...]) -> _Draws:
    """The effect of a set of factors: centred over those in the set, averaged over the others."""
    cases = counted.sum(axis=2).astype(np.float64)
    effect = _effect(blocks, factors)
    mean = effect.sum(axis=3) / np.maximum(cases, 1.0)
    within = (((effect - mean[..., None]) * counted) ** 2).mean(axis=0).sum(axis=(1, 2))
    return _Draws(cases, np.moveaxis(mean, 0, 2), within)


def _effect(blocks: Array, factors: tuple[int, ...]) -> Array:
    cells = blocks.ndim - 3
    for axis in range(cells):
        mean = blocks.mean(axis=axis, keepdims=True)
        blocks = blocks - mean if axis in factors else np.broadcast_to(mean, blocks.shape)
    return blocks.reshape(-1, *blocks.shape[cells:])


def _told(
    parts: dict[tuple[int, ...], list[Array]], factors: Sequence[str], groups: Sequence[str], used: int, scale: float
) -> Shares | None:
    named = _named(parts, factors, groups)
    total = np.sum(list(named.values()), axis=0)
    if not total[0] > _ROUNDING * scale:
        return None
    mains = {name: named[name,] for name in (*factors, *groups)}
    mains[CHANCE] = np.sum([part for name, part in named.items() if CHANCE in name], axis=0)
    mains[INTERACTIONS] = total - sum(mains.values())
    pairs = {" x ".join(name): part for name, part in named.items() if len(name) == 2}
    pairs |= {name: named[name,] for name in (PARAMETERS, CHANCE)}
    every = {name: np.sum([p for n, p in named.items() if name in n], axis=0) for name in factors}
    sound: NDArray[np.bool_] = total > 0
    resampled = {
        name: np.divide(part, total, where=sound, out=np.full_like(total, np.nan)) for name, part in mains.items()
    }
    alone, together, whole = (_shares(rows, total) for rows in (mains, pairs, every))
    return Shares(alone, together, whole, float(total[0]), used, resampled)


def _named(
    parts: dict[tuple[int, ...], list[Array]], factors: Sequence[str], groups: Sequence[str]
) -> dict[tuple[str, ...], Array]:
    """Each part under the factors and groups it belongs to; the fixed part of the empty set is the mean: left out."""
    named: dict[tuple[str, ...], Array] = {}
    for chosen, (fixed, inside, *between) in parts.items():
        names = tuple(factors[i] for i in chosen)
        if names:
            named[names] = fixed
        named[*names, CHANCE] = inside
        named |= {(*names, group): part for group, part in zip((*groups, PARAMETERS), between, strict=True)}
    return named


def _shares(rows: Mapping[str, Array], total: Array) -> dict[str, Share]:
    return {name: _share(part, total) for name, part in rows.items()}


def _share(part: Array, total: Array) -> Share:
    return interval(np.divide(part, total, where=total > 0, out=np.full_like(total, np.nan)))


def interval(resampled: Array) -> Share:
    """The estimate, which stands first, with the 90 % interval of the bootstrap, which follows; gaps are left out."""
    low, high = np.nanquantile(resampled[1:], ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Share(float(resampled[0]), float(low), float(high))
