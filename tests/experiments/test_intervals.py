"""The interval of few draws is no narrower than that of sampling."""

import numpy as np

from experiments.analysis.intervals import paired
from experiments.statistics import Parts, paired_interval


def parts(values: list[float], draws: int) -> Parts:
    return Parts(np.array(values), np.ones(len(values)), np.ones(len(values), bool), draws)


def test_draws_that_agree_by_chance_settle_nothing() -> None:
    one, other = parts([9.0, -8.0, 5.0, -4.0], 2), parts([0.0] * 4, 2)
    few, found = paired_interval(one, other, True), paired(one, other, True)
    assert few.low is not None
    assert found.low is not None
    assert few.low > 0 > found.low
    assert found.kind == few.kind


def test_draws_that_differ_widen_it() -> None:
    one, other = parts([1.0, 1.0, 9.0, 9.0], 2), parts([0.0] * 4, 2)
    spread, sampled = paired_interval(one, other, True), paired_interval(one, other, False)
    found = paired(one, other, True)
    assert found.low in (spread.low, sampled.low)
    assert (found.low or 0) <= (spread.low or 0)
    assert (found.low or 0) <= (sampled.low or 0)
    assert paired(one, other, False) == sampled
