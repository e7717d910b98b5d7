"""Shares of variance against tables whose components are known in closed form."""

import numpy as np
import pytest

from experiments.analysis.variance import CHANCE, INTERACTIONS, Shares, shares_of_variance
from experiments.design import BLOCK
from experiments.statistics import Array

FACTORS = ("conflict", "resources", "option")
CONFLICT, RESOURCES, OPTION = np.array([-3.0, 3.0]), np.array([-2.0, 2.0]), np.array([-1.0, -1.0, 2.0])
BOTH = np.array([[0.5, -0.5], [-0.5, 0.5]])
GROUPS = ("secretariat", "states", "exogenous")
GROUP, TOGETHER = np.array([1.0, 2.0, 0.5]), 0.8
CASE, OPTION_IN_GROUP, OPTION_IN_CASE = 4.0, 1.0, 0.5
"""Standard deviations: of what each group of parameters does, of a product of two groups, of the cases of a draw, of
the slope of the option over the first group and over cases."""
KNOWN = {
    "conflict": 9.0,
    "resources": 4.0,
    "option": 2.0,
    **dict(zip(GROUPS, GROUP**2, strict=True)),
    CHANCE: CASE**2 + 2.0 * OPTION_IN_CASE**2,
    INTERACTIONS: 0.25 + TOGETHER**2 + 2.0 * OPTION_IN_GROUP**2,
}
"""Variances of the parts of `made`: mean squares of the fixed effects, variances of the random ones."""


def made(seed: int, draws: int = 24, each: int = 2) -> Array:
    """A table (conflict, resources, option, unit) linear in three groups, but for one product; every cell has the same
    noise."""
    random = np.random.default_rng(seed)
    fixed = 50 + CONFLICT[:, None, None] + RESOURCES[:, None] + OPTION + BOTH[:, :, None]
    normal = crossed_normal(random, draws)
    done = normal @ GROUP + TOGETHER * normal[:, 0] * normal[:, 1]
    draw = np.repeat(np.arange(draws), each)
    noise = done[draw] + random.normal(0, CASE, draws * each)
    slope = OPTION_IN_GROUP * normal[draw, 0] + random.normal(0, OPTION_IN_CASE, draws * each)
    return fixed[..., None] + noise + OPTION[:, None] * slope


def crossed_normal(random: np.random.Generator, draws: int) -> Array:
    """What each draw takes from each group, standard normal (draw, group): two values a block, put together."""
    blocks = draws // len(BLOCK)
    values = random.normal(size=(blocks, 2, len(GROUPS)))
    return np.take_along_axis(values, np.array(BLOCK)[None], axis=1).reshape(draws, len(GROUPS))


def shares(table: Array, draws: int = 24) -> Shares:
    found = shares_of_variance(table, FACTORS, GROUPS, draws)
    assert found is not None
    return found


def test_the_estimates_are_unbiased() -> None:
    """Components averaged over 400 small tables; were chance not subtracted, interactions would hold 8 more."""
    found = [shares_of_variance(made(seed, 24), FACTORS, GROUPS, 24) for seed in range(400)]
    components = {
        name: np.array([one.shares[name].share * one.variance for one in found if one is not None]) for name in KNOWN
    }
    for name, known in KNOWN.items():
        error = components[name].std(ddof=1) / np.sqrt(len(found))
        assert abs(components[name].mean() - known) < 4 * error + 1e-9, name


def test_a_large_table_meets_the_closed_form() -> None:
    found, total = shares(made(1, 8000, 2), 8000), sum(KNOWN.values())
    for name, known in KNOWN.items():
        assert found.shares[name].share == pytest.approx(known / total, abs=0.02), name
    assert found.pairs["conflict x resources"].share == pytest.approx(0.25 / total, abs=0.005)
    assert found.pairs["option x secretariat"].share == pytest.approx(2 / total, abs=0.01)
    assert found.pairs["option x states"].share == pytest.approx(0, abs=0.001)
    assert found.pairs[f"option x {CHANCE}"].share == pytest.approx(0.5 / total, abs=0.01)
    assert found.pairs[CHANCE].share == pytest.approx(CASE**2 / total, abs=0.02)
    assert found.total["option"].share == pytest.approx(4.5 / total, abs=0.02)


def test_one_group_alone_is_told_from_the_others() -> None:
    """What one group does cancels in the parts of the others to the last digit, however few the blocks."""
    normal = crossed_normal(np.random.default_rng(2), 24)
    table = np.broadcast_to(np.repeat(3 * normal[:, 1], 2), (2, 2, 3, 48))
    found = shares(table.copy(), 24).shares
    assert found["states"].share == pytest.approx(1)
    assert {name for name, one in found.items() if abs(one.share) > 1e-9} == {"states"}


def test_shares_sum_to_one() -> None:
    assert sum(one.share for one in shares(made(3)).shares.values()) == pytest.approx(1)


def test_intervals_cover_what_is_known() -> None:
    """Of 90 % intervals on 20 blocks nearly nine in ten hold the truth; fewer than eight would be too narrow."""
    total, held = sum(KNOWN.values()), []
    for seed in range(100):
        one = shares(made(1000 + seed, 160, 2), 160).shares["states"]
        held.append(one.low <= KNOWN["states"] / total <= one.high)
    assert np.mean(held) > 0.8


def test_a_table_of_noise_alone_is_chance() -> None:
    noise = np.broadcast_to(np.random.default_rng(5).normal(size=800), (2, 2, 3, 800))
    found = shares(noise.copy(), 400)
    assert found.shares[CHANCE].share == pytest.approx(1, abs=0.1)
    assert found.shares["option"].share == pytest.approx(0, abs=1e-9)
    assert found.shares["secretariat"].low < 0.05


def test_cases_without_a_value_are_left_out_in_every_cell() -> None:
    table = made(7, 80)
    table[0, 0, 0, 5] = np.nan
    found, full = shares(table, 80), shares(made(7, 80), 80)
    assert (found.used, full.used) == (159, 160)
    assert found.shares[CHANCE].share == pytest.approx(full.shares[CHANCE].share, abs=0.1)


def test_a_value_that_is_missing_biases_nothing() -> None:
    """Draws with one case left have more noise in their mean: it is subtracted as it is."""
    found = []
    for seed in range(300):
        table = made(seed, 40)
        table[:, :, :, np.random.default_rng(seed).random(80) < 0.2] = np.nan
        one = shares(table, 40)
        found.append(one.shares["states"].share * one.variance)
    assert abs(np.mean(found) - KNOWN["states"]) < 4 * np.std(found) / np.sqrt(len(found))


def test_what_does_not_vary_or_has_no_blocks_has_no_shares() -> None:
    assert shares_of_variance(np.full((2, 2, 3, 80), 0.7), FACTORS, GROUPS, 40) is None
    assert shares_of_variance(made(1, 16, 4), FACTORS, GROUPS, 16) is None, "two blocks"
    assert shares_of_variance(made(1, 40, 1), FACTORS, GROUPS, 40) is None, "one case of a draw"
    assert shares_of_variance(made(1, 40, 2), FACTORS, GROUPS, 20) is None, "no blocks"
