"""The interval of a paired difference where draws of the parameters are few."""

from experiments.statistics import OVER_DRAWS, Interval, Parts, paired_interval


def paired(one: Parts, other: Parts, over_draws: bool) -> Interval:
    """The mean of `one` minus `other` with the 90 % interval over the draws, never narrower than that of sampling.

    Two or three draws may agree by chance: their range alone would then call settled what the cases leave open.
    """
    sampled = paired_interval(one, other, False)
    if not over_draws:
        return sampled
    spread = paired_interval(one, other, True)
    if spread.low is None or spread.high is None or sampled.low is None or sampled.high is None:
        return sampled
    low, high = min(spread.low, sampled.low), max(spread.high, sampled.high)
    return Interval(spread.mean, low, high, spread.mc_error, OVER_DRAWS)
