"""Shares of variance against tables whose components are known in closed form."""

import numpy as np
import pytest

from experiments.analysis.variance import CHANCE, INTERACTIONS, PARAMETERS, Shares, shares_of_variance
from experiments.statistics import Array

FACTORS = ("conflict", "resources", "option")
CONFLICT, RESOURCES, OPTION = np.array([-3.0, 3.0]), np.array([-2.0, 2.0]), np.array([-1.0, -1.0, 2.0])
BOTH = np.array([[0.5, -0.5], [-0.5, 0.5]])
DRAW, CASE, OPTION_IN_DRAW, OPTION_IN_CASE = 1.5, 4.0, 1.0, 0.5
"""Standard deviations of the draws, of the cases of a draw, and of the slope of the option over draws and cases."""
KNOWN = {
    "conflict": 9.0,
    "resources": 4.0,
    "option": 2.0,
    PARAMETERS: DRAW**2,
    CHANCE: CASE**2 + 2.0 * OPTION_IN_CASE**2,
    INTERACTIONS: 0.25 + 2.0 * OPTION_IN_DRAW**2,
}
"""Variances of the parts of `made`: mean squares of the fixed effects, variances of the random ones."""


def made(seed: int, draws: int = 10, each: int = 4) -> Array:
    """A table (conflict, resources, option, unit) that adds up known effects; every cell has the same noise."""
    random = np.random.default_rng(seed)
    draw = np.repeat(np.arange(draws), each)
    fixed = 50 + CONFLICT[:, None, None] + RESOURCES[:, None] + OPTION + BOTH[:, :, None]
    noise = random.normal(0, DRAW, draws)[draw] + random.normal(0, CASE, draws * each)
    slope = random.normal(0, OPTION_IN_DRAW, draws)[draw] + random.normal(0, OPTION_IN_CASE, draws * each)
    return fixed[..., None] + noise + OPTION[:, None] * slope


def shares(table: Array, draws: int = 10) -> Shares:
    found = shares_of_variance(table, FACTORS, draws)
    assert found is not None
    return found


def test_the_estimates_are_unbiased() -> None:
    """Components averaged over 400 small tables; were chance not subtracted, parameters would hold 4 more."""
    found = [shares_of_variance(made(seed), FACTORS, 10) for seed in range(400)]
    components = {
        name: np.array([one.shares[name].share * one.variance for one in found if one is not None]) for name in KNOWN
    }
    for name, known in KNOWN.items():
        error = components[name].std(ddof=1) / np.sqrt(len(found))
        assert abs(components[name].mean() - known) < 4 * error + 1e-9, name


def test_a_large_table_meets_the_closed_form() -> None:
    found, total = shares(made(1, 2000, 2), 2000), sum(KNOWN.values())
    for name, known in KNOWN.items():
        assert found.shares[name].share == pytest.approx(known / total, abs=0.02), name
    assert found.pairs["conflict x resources"].share == pytest.approx(0.25 / total, abs=0.005)
    assert found.pairs[f"option x {PARAMETERS}"].share == pytest.approx(2 / total, abs=0.01)
    assert found.pairs[f"option x {CHANCE}"].share == pytest.approx(0.5 / total, abs=0.01)
    assert found.pairs[CHANCE].share == pytest.approx(CASE**2 / total, abs=0.02)
    assert found.total["option"].share == pytest.approx(4.5 / total, abs=0.02)


def test_shares_sum_to_one() -> None:
    assert sum(one.share for one in shares(made(3)).shares.values()) == pytest.approx(1)


def test_intervals_cover_what_is_known() -> None:
    """Of 90 % intervals on 40 draws about nine in ten hold the truth; fewer than eight would be too narrow."""
    total, held = sum(KNOWN.values()), []
    for seed in range(100):
        one = shares(made(1000 + seed, 40, 4), 40).shares[PARAMETERS]
        held.append(one.low <= KNOWN[PARAMETERS] / total <= one.high)
    assert np.mean(held) > 0.8


def test_a_table_of_noise_alone_is_chance() -> None:
    noise = np.broadcast_to(np.random.default_rng(5).normal(size=400), (2, 2, 3, 400))
    found = shares(noise.copy(), 20)
    assert found.shares[CHANCE].share == pytest.approx(1, abs=0.1)
    assert found.shares["option"].share == pytest.approx(0, abs=1e-9)
    assert found.shares[PARAMETERS].low < 0.05


def test_cases_without_a_value_are_left_out_in_every_cell() -> None:
    table = made(7)
    table[0, 0, 0, 5] = np.nan
    found, full = shares(table), shares(made(7))
    assert (found.used, full.used) == (39, 40)
    assert found.shares[CHANCE].share == pytest.approx(full.shares[CHANCE].share, abs=0.1)


def test_what_does_not_vary_has_no_shares() -> None:
    assert shares_of_variance(np.full((2, 2, 3, 40), 0.7), FACTORS, 10) is None
    assert shares_of_variance(made(1, 2, 4), FACTORS, 2) is None
    assert shares_of_variance(made(1, 40, 1), FACTORS, 40) is None
