"""Scores of a backtest against what is known in closed form."""

import math
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from experiments.analysis.backtest.ledger import persisting
from experiments.analysis.backtest.past import Span
from experiments.analysis.backtest.reading import Reading
from experiments.analysis.backtest.scores import crps, pinball, quantiles, up_to
from experiments.analysis.backtest.series import Point, Role, Series, pooled
from experiments.statistics import wilson
from scenarios.observations import Placed
from scenarios.observed import Basis, Moment, Observation
from simulation.layout import INDICATORS

CASH = next(one for one in INDICATORS if one.id == "cash_end")


def reading(
    value: float, year: int = 2021, basis: Basis = "year", month: int = 12, since: date | None = None
) -> Reading:
    last = Moment(f"{year}-{month:02}-28", date(year, month, 28))
    seen = Observation(indicator="cash_end", date=last, value=value, source="page", confidence="read", since=since)
    return Reading(Placed(seen, "seen.csv", 2), CASH, Span(basis, date(year, 1, 1), last.day), value)


def point(ensemble: np.ndarray, value: float, rival: Reading | None = None, role: Role = "test") -> Point:
    scores = crps(ensemble, value), pinball(ensemble, value)
    return Point(reading(value), role, len(ensemble), *quantiles(ensemble), *scores, rival)


@pytest.mark.parametrize("seen", [-1.5, 0.0, 0.3, 2.0])
def test_crps_of_a_normal_ensemble_is_the_analytic_one(seen: float) -> None:
    """CRPS of N(0, 1): y (2 F(y) - 1) + 2 f(y) - 1 / sqrt(pi) (Gneiting and Raftery 2007)."""
    analytic = seen * (2 * norm.cdf(seen) - 1) + 2 * norm.pdf(seen) - 1 / math.sqrt(math.pi)
    ensemble = np.random.default_rng(1).standard_normal(200_000)
    assert crps(ensemble, seen) == pytest.approx(analytic, abs=0.006)


def test_crps_is_fair_even_for_three_cases() -> None:
    """Its mean over many small ensembles is the analytic value; the usual estimator would be too large by .19."""
    ensembles = np.random.default_rng(2).standard_normal((20_000, 3))
    mean = float(np.mean([crps(ensemble, 0.0) for ensemble in ensembles]))
    assert mean == pytest.approx(2 * norm.pdf(0) - 1 / math.sqrt(math.pi), abs=0.01)


def test_crps_by_hand() -> None:
    assert crps(np.array([0.0, 1.0]), 0.0) == 0.0  # (0 + 1) / 2 - 1 / 2
    assert crps(np.array([1.0, 4.0, 2.0]), 3.0) == pytest.approx(4 / 3 - (3 + 1 + 2) / 6)
    assert crps(np.array([7.0]), 3.0) == 4.0


def test_pinball_of_one_certain_value() -> None:
    """Every quantile is 2: above it the loss is the level times the gap, below it the rest."""
    certain = np.full(10, 2.0)
    assert pinball(certain, 5.0) == pytest.approx((0.1 + 0.5 + 0.9) * 3.0 / 3)
    assert pinball(certain, 2.0) == 0.0
    assert pinball(certain, 1.0) == pytest.approx((0.9 + 0.5 + 0.1) * 1.0 / 3)


def test_a_bound_that_all_cases_keep_costs_nothing() -> None:
    """“More than 4”: a case of 5 and one of 9 are alike, one of 3 misses by 1."""
    assert crps(up_to("at least", np.array([5.0, 9.0, 7.0]), 4.0), 4.0) == 0.0
    assert crps(up_to("at most", np.array([1.0, 2.0, 3.0]), 4.0), 4.0) == 0.0
    missed = np.array([1.0, 3.0, 2.0])
    assert crps(up_to("at least", missed, 4.0), 4.0) == crps(missed, 4.0) > 0.0


def test_the_bound_weighs_what_lies_on_its_side() -> None:
    """Of N(0, 1) and “more than 0”: the integral of F squared below 0 (threshold-weighted CRPS), by quadrature."""
    from scipy.integrate import quad

    weighted, _ = quad(lambda z: norm.cdf(z) ** 2, -12, 0)
    ensemble = up_to("at least", np.random.default_rng(5).standard_normal(200_000), 0.0)
    assert crps(ensemble, 0.0) == pytest.approx(weighted, abs=0.004)


def test_a_calibrated_ensemble_covers_eighty_of_a_hundred() -> None:
    draws = np.random.default_rng(3)
    points = [point(draws.standard_normal(200), float(draws.standard_normal())) for _ in range(3000)]
    score = Series(CASH, tuple(points)).score("test")
    assert score is not None
    assert score.coverage == pytest.approx(0.8, abs=4 * math.sqrt(0.16 / 3000))
    assert (score.low, score.high) == wilson(score.inside, 3000)


def test_an_ensemble_too_narrow_is_found_out() -> None:
    draws = np.random.default_rng(4)
    points = [point(0.5 * draws.standard_normal(200), float(draws.standard_normal())) for _ in range(600)]
    score = Series(CASH, tuple(points)).score("test")
    assert score is not None
    assert score.high < 0.6


def test_persistence_scores_its_distance_exactly() -> None:
    ensemble = np.array([1.0, 2.0, 3.0])
    points = (point(ensemble, 5.0), point(ensemble, 4.0, reading(7.0)), point(ensemble, 1.5, reading(7.0)))
    score = Series(CASH, points).score("test")
    assert [one.rival_crps for one in points] == [None, 3.0, 5.5]
    assert score is not None
    assert (score.n, score.n_rival, score.rival_crps) == (3, 2, 4.25)
    assert score.crps == pytest.approx((points[1].crps + points[2].crps) / 2)
    assert score.crps_all == pytest.approx(sum(one.crps for one in points) / 3)


def test_what_persists_is_the_last_value_before_the_horizon_or_the_first_within() -> None:
    before, first, second = (reading(float(year), year) for year in (2020, 2021, 2022))
    assert persisting(second, [reading(1.0, 2019), before], [first]) is before
    assert persisting(second, [], [first]) is first
    assert persisting(first, [], []) is None


def test_a_flow_to_date_is_compared_with_the_same_month() -> None:
    spring, autumn = (reading(1.0, 2020, "cumulative", month) for month in (4, 10))
    asked = reading(1.0, 2022, "cumulative", 4)
    assert persisting(asked, [spring, autumn], []) is spring
    assert persisting(asked, [autumn], [autumn]) is None
    assert persisting(reading(1.0, 2022, "cumulative", 4, date(2022, 2, 1)), [spring], []) is None


def test_points_used_for_fitting_stay_apart() -> None:
    ensemble = np.array([1.0, 2.0, 3.0])
    series = Series(CASH, (point(ensemble, 2.0), point(ensemble, 9.0, role="fitted")))
    test, fitted = series.score("test"), series.score("fitted")
    assert test is not None
    assert fitted is not None
    assert (test.n, test.inside, fitted.n, fitted.inside) == (1, 1, 1, 0)
    assert series.score("known") is None


def test_pooled_scores_are_free_of_units() -> None:
    """The same series in millions and in units scores the same, and as much as one of them alone."""
    ensemble = np.array([1.0, 2.0, 4.0])
    small = Series(CASH, (point(ensemble, 2.5, reading(2.0)), point(ensemble, 1.5, reading(2.0))))
    large = Series(CASH, (point(1e6 * ensemble, 2.5e6, reading(2e6)), point(1e6 * ensemble, 1.5e6, reading(2e6))))
    assert (small.scale, large.scale) == (2.0, 2e6)
    alone, both = pooled([small], "test"), pooled([small, large], "test")
    assert alone is not None
    assert both is not None
    assert both.crps == pytest.approx(alone.crps)
    assert both.rival_crps == pytest.approx(0.5 / 2.0)
    assert both.n == 4


def test_pooled_figures_by_hand() -> None:
    """Two series, of medians 10 and 200, which are larger than the means of what was seen.

    Cases 8, 10, 12: of 5 the CRPS is 5 - 4/3 = 11/3, of 12 it is 2 - 4/3 = 2/3; P10 to P90 are 8.4 to 11.6, so both lie
    outside. Cases 190, 200, 210 against 205: 25/3 - 20/3 = 5/3, inside 192 to 208. Persistence: 10 - 5 and 12 - 10 of
    the first, nothing of the second.
    """
    narrow, wide = np.array([8.0, 10.0, 12.0]), np.array([190.0, 200.0, 210.0])
    small = Series(CASH, (point(narrow, 5.0, reading(10.0)), point(narrow, 12.0, reading(10.0))))
    large = Series(CASH, (point(wide, 205.0), point(wide, 1.0, role="fitted")))
    assert (small.scale, large.scale) == (10.0, 200.0)
    score = pooled([small, large], "test")
    assert score is not None
    assert (score.n, score.inside, score.n_rival) == (3, 1, 2)
    assert score.coverage == pytest.approx(1 / 3)
    assert score.crps_all == pytest.approx((11 / 30 + 2 / 30 + 5 / 600) / 3)
    assert score.crps == pytest.approx((11 / 30 + 2 / 30) / 2)
    assert score.rival_crps == pytest.approx((5 / 10 + 2 / 10) / 2)


def test_a_value_near_zero_does_not_drown_the_others() -> None:
    """Parts of what was observed would be a million times it; parts of what was simulated are about one."""
    near = Series(CASH, (point(np.array([1e6, 2e6, 3e6]), 2.0),))
    score = pooled([near], "test")
    assert score is not None
    assert score.crps_all < 1.0
