"""Distributions against their quantiles, designs against the properties that they are chosen for."""

from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import integrate, stats

from experiments.design import design
from experiments.faults import StudyError
from experiments.sampling import LATIN_HYPERCUBE, SOBOL, TRIANGULAR, USUAL, Distribution, Sampling
from experiments.study import Study
from tests.experiments.made import OPTIONS, SCENARIOS, pack

Range = namedtuple("Range", "name low mode high")
QUIT = Range("quit_rate", 0.02, 0.05, 0.1)
RANGES = (QUIT, Range("rest_days", 3.0, 4.0, 10.0), Range("share", 0.5, 0.9, 1.0))
GRID = np.linspace(0.0005, 0.9995, 2000)


def density(one: Distribution, x: float) -> float:
    """Density without its normalisation, written down from its definition."""
    if one.kind == "normal":
        return float(np.exp(-0.5 * ((x - QUIT.mode) / one.sd) ** 2))
    if one.kind == "lognormal":
        return float(np.exp(-0.5 * (np.log(x / QUIT.mode) / one.sigma) ** 2) / x)
    if one.kind == TRIANGULAR:
        return (x - QUIT.low) / (QUIT.mode - QUIT.low) if x < QUIT.mode else (QUIT.high - x) / (QUIT.high - QUIT.mode)
    return 1.0


@pytest.mark.parametrize(
    "one",
    [
        Distribution("uniform"), Distribution(TRIANGULAR), Distribution("normal", sd=0.02),
        Distribution("normal", sd=0.5), Distribution("lognormal", sigma=0.3), Distribution("lognormal", sigma=2.0),
    ],
    ids=str,
)  # fmt: skip
def test_the_share_below_a_quantile_is_its_probability(one: Distribution) -> None:
    """By numerical integration of the density over the range."""
    whole = integrate.quad(lambda x: density(one, x), QUIT.low, QUIT.high, points=[QUIT.mode])[0]
    for u in (0.01, 0.2, 0.5, 0.77, 0.99):
        x = float(one.quantiles(np.array([u]), QUIT)[0])
        below = integrate.quad(lambda y: density(one, y), QUIT.low, x, points=[min(QUIT.mode, x)])[0]
        assert below / whole == pytest.approx(u, abs=1e-6)


def test_a_discrete_distribution_takes_its_values_as_often_as_it_says() -> None:
    found = Distribution("discrete", values=(5.0, 9.0, 7.0), probabilities=(0.2, 0.5, 0.3)).quantiles(GRID, QUIT)
    assert [round(float(np.mean(found == value)), 3) for value in (5.0, 9.0, 7.0)] == [0.2, 0.5, 0.3]
    found = Distribution("discrete", values=(1.0, 2.0)).quantiles(np.array([0.0, 0.49, 0.5, 1.0]), QUIT)
    assert found.tolist() == [1.0, 1.0, 2.0, 2.0]


@given(st.floats(0, 1), st.sampled_from(["uniform", TRIANGULAR, "normal", "lognormal"]), st.floats(1e-3, 50))
def test_no_quantile_leaves_the_range(u: float, kind: str, spread: float) -> None:
    found = Distribution(kind, sd=spread, sigma=spread).quantiles(np.array([u]), QUIT)[0]
    assert QUIT.low <= found <= QUIT.high


def cube(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of RANGES with uniform distributions, back in the unit cube."""
    low, high = (np.array([getattr(one, end) for one in RANGES]) for end in ("low", "high"))
    unit: NDArray[np.float64] = (values - low) / (high - low)
    return unit


def uniform(kind: str) -> Sampling:
    return Sampling(kind, {one.name: Distribution("uniform") for one in RANGES})


@pytest.mark.parametrize("draws", [7, 16, 50])
def test_a_latin_hypercube_has_one_point_in_each_stratum(draws: int) -> None:
    found = cube(design(RANGES, draws, 5, uniform(LATIN_HYPERCUBE)).values)
    for column in found.T:
        assert sorted((column * draws).astype(int).tolist()) == list(range(draws))


@pytest.mark.parametrize("power", [3, 6])
def test_a_sobol_design_is_balanced_in_every_dyadic_stratum(power: int) -> None:
    draws = 1 << power
    found = cube(design(RANGES, draws, 5, uniform(SOBOL)).values)
    for column in found.T:
        assert sorted((column * draws).astype(int).tolist()) == list(range(draws))
    halves = (found[:, :2] * 2).astype(int) @ np.array([1, 2])
    assert np.bincount(halves, minlength=4).tolist() == [draws // 4] * 4, "the first two as a net, not only alone"


@pytest.mark.parametrize(
    ("sampling", "draws", "expected"),
    [(Sampling(SOBOL), 6, "a power of two"), (Sampling("csv", {}, ("quit_rate",), ((0.1,), (0.2,))), 3, "expected 2")],
)
def test_draws_that_a_design_has_no_points_for_are_refused(sampling: Sampling, draws: int, expected: str) -> None:
    with pytest.raises(StudyError, match=f"^draws: found {draws}.*{expected}"):
        Study(pack(), SCENARIOS, OPTIONS, 12, draws, 1, sampling)


def test_a_sobol_design_hangs_on_its_seed_alone() -> None:
    first, again, other = (design(RANGES, 16, seed, uniform(SOBOL)).values for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_sobol_design_integrates_better_than_chance() -> None:
    """Mean of a product of three uniform numbers, 1/8, over 256 points and 20 seeds (Sobol 1967)."""
    errors = [np.prod(cube(design(RANGES, 256, s, uniform(SOBOL)).values), axis=1).mean() - 0.125 for s in range(20)]
    chance = float(np.sqrt((1 / 27 - 1 / 64) / 256))
    assert float(np.sqrt(np.mean(np.square(errors)))) < chance / 5


def test_a_distribution_of_one_parameter_moves_no_other() -> None:
    usual = design(RANGES, 20, 5)
    other = design(RANGES, 20, 5, Sampling(distributions={"rest_days": Distribution("uniform")}))
    assert np.array_equal(usual.values[:, [0, 2]], other.values[:, [0, 2]])
    assert not np.array_equal(usual.values[:, 1], other.values[:, 1])
    assert design(RANGES, 20, 5, USUAL).values.tobytes() == usual.values.tobytes()


@pytest.mark.parametrize("kind", ["normal", "lognormal"])
def test_a_wide_distribution_keeps_its_median_where_the_range_is_even(kind: str) -> None:
    one = Distribution(kind, sd=0.1, sigma=0.5)
    even = Range("x", 0.5, 1.0, 1.5) if kind == "normal" else Range("x", 0.25, 1.0, 4.0)
    assert one.quantiles(np.array([0.5]), even)[0] == pytest.approx(1.0)
    spread = one.quantiles(np.array([stats.norm.cdf(1.0)]), Range("x", 0.5, 1.0, 2.0) if kind == "normal" else even)
    assert spread[0] == pytest.approx(1.1 if kind == "normal" else np.exp(0.5), rel=0.02)
