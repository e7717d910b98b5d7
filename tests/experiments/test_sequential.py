"""Confidence sequences and the stopping rule: the error is kept over simulated studies whose truth is known."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.faults import StudyError
from experiments.sequential import BATCH, batch_means, batch_size, half_widths
from experiments.statistics import Parts
from experiments.stopping import Decision, Rule, check, compared, decide, usual_round
from experiments.study import Outline
from scenarios.compile import ground_truth, settings
from simulation.ensemble import simulate
from simulation.layout import INDICATORS, TALLIES
from tests.experiments.made import pack

Array = NDArray[np.float64]

STUDIES = 500
DRAWS = 10
AT_MOST = 2000
CONFIDENCE = 0.9
RULE = Rule("ranking", "shortfall", CONFIDENCE, round=200)
OPTIONS = ("a", "b", "c")


def width(values: Array, error: float = 0.05) -> float:
    return float(half_widths(values, error, 40.0))


def test_the_interval_is_where_the_likelihood_ratio_of_the_t_statistic_is_one_in_the_error() -> None:
    """Numerically: the ratio of the noncentral t density, mixed over normal effects, to the central one."""
    from scipy.integrate import quad
    from scipy.stats import nct, norm, t

    from experiments.sequential import _effect_variance

    values, error = np.random.default_rng(5).normal(3.0, 2.0, 30), 0.05
    n, spread = len(values), float(np.std(values, ddof=1))
    at_end = width(values, error) / spread * np.sqrt(n)
    scale = np.sqrt(_effect_variance(error, 40.0))
    mixed, _ = quad(lambda d: nct.pdf(at_end, n - 1, np.sqrt(n) * d) * norm.pdf(d, scale=scale), -3, 3)
    assert mixed / t.pdf(at_end, n - 1) == pytest.approx(1 / error, rel=1e-6)


def test_an_interval_is_wider_than_that_of_one_look_and_narrows_with_observations() -> None:
    from scipy.stats import t

    values = np.random.default_rng(6).normal(size=4000)
    for n in (20, 80, 320, 4000):
        once = t.ppf(0.975, n - 1) * np.std(values[:n], ddof=1) / np.sqrt(n)
        assert once < width(values[:n]) < 2.0 * once
    assert width(values) < width(values[:1000]) / 1.8


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [1.0, np.nan] * 20])
def test_too_little_says_nothing(values: list[float]) -> None:
    assert width(np.array(values)) == np.inf


def test_what_never_differs_has_no_width() -> None:
    assert width(np.zeros(40)) == 0.0


def test_over_any_number_of_looks_the_mean_is_rarely_missed() -> None:
    """Normal observations, a look after every one of 300: at most 5 in 100 sequences ever miss; few looks, fewer."""
    values = np.random.default_rng(7).normal(1.0, 3.0, (2000, 300))
    missed = np.zeros(2000, bool)
    for n in range(2, 301):
        missed |= np.abs(values[:, :n].mean(axis=1) - 1.0) > half_widths(values[:, :n], 0.05, 40.0)
    assert 0.005 < missed.mean() <= 0.05


def test_batches_are_whole_turns_through_the_draws() -> None:
    assert [batch_size(draws) for draws in (1, 4, 50, 51, 200)] == [50, 52, 50, 51, 200]
    values = np.arange(120.0).reshape(2, 60)  # two draws, 60 turns: two batches of 25 turns, ten turns over
    assert batch_means(values.ravel(), 2).tolist() == [42.0, 67.0]
    values[0, 0] = np.nan
    assert batch_means(values.ravel(), 2)[0] == pytest.approx((42.0 * BATCH - 0.0) / (BATCH - 1))


def outline(options: tuple[str, ...] = OPTIONS, draws: int = DRAWS, replicates: int = AT_MOST) -> Outline:
    return Outline(("s", "t"), options, replicates, draws, 1)


def stops(values: dict[str, Array], rule: Rule = RULE) -> Decision:
    """The last decision of a study whose cases are given by option, float64 (scenario, replicate), draw i % DRAWS."""
    return list(looks(values, rule))[-1]


def looks(values: dict[str, Array], rule: Rule = RULE, at_most: int = AT_MOST) -> Iterator[Decision]:
    """The decisions of all rounds until it is decided."""
    scenarios = ("s", "t")[: len(next(iter(values.values())))]
    asked = replace(outline(tuple(values), replicates=at_most), scenarios=scenarios)
    for end in range(rule.round, asked.replicates + 1, rule.round):

        def parts_of(scenario: str, option: str, end: int = end) -> Parts:
            cases = values[option][asked.scenarios.index(scenario), :end]
            by_draw = cases.reshape(-1, DRAWS).T.ravel()
            return Parts(by_draw, np.ones(end), np.ones(end, bool), DRAWS)

        decision = decide(rule, asked, end, parts_of)
        yield decision
        if decision.decided:
            return


def study(seed: int, draw: Callable[[np.random.Generator, tuple[int, ...]], Array], means: Array) -> dict[str, Array]:
    """Cases of three options in two scenarios that share much of their chance, as paired cases do."""
    rng = np.random.default_rng(seed)
    common, of_draw = draw(rng, (2, AT_MOST)), rng.normal(size=DRAWS)[np.arange(AT_MOST) % DRAWS]
    own = (draw(rng, (2, AT_MOST)) for _ in OPTIONS)
    told = zip(OPTIONS, means, own, strict=True)
    return {option: mean + common + of_draw + 0.5 * each for option, mean, each in told}


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return rng.normal(size=shape)


def skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return rng.exponential(size=shape) - 1.0


def rare(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return (rng.poisson(0.1, shape) - 0.1) * 3.0


LAWS = {"normal": normal, "skewed": skewed, "rare events": rare}
TRUTHS = {"apart": (0.0, 0.1, 0.25), "all equal": (0.0, 0.0, 0.0), "two equal": (0.0, 0.0, 0.1)}


def ever_errs(decisions: Iterable[Decision], means: dict[str, float]) -> bool:
    """Whether anything that was decided after any round is wrong."""
    return any(errs(decision, means) for decision in decisions)


def errs(decision: Decision, means: dict[str, float]) -> bool:
    """Whether anything that the decision says is wrong."""
    for one in decision.comparisons:
        true = means[one.option] - means[one.versus or ""]
        wrong = {"higher": true <= 0, "lower": true >= 0, "alike": abs(true) > decision.rule.alike_within}
        if wrong.get(one.verdict, False):
            return True
    return False


@pytest.mark.parametrize("alike_within", [0.0, 0.08])
@pytest.mark.parametrize("truth", TRUTHS)
@pytest.mark.parametrize("law", LAWS)
def test_the_error_rate_is_kept_over_simulated_studies(law: str, truth: str, alike_within: float) -> None:
    """500 studies of known truth with up to ten looks: at most 10 in 100 ever say anything wrong."""
    rule = Rule("ranking", "shortfall", CONFIDENCE, alike_within, round=200)
    means = dict(zip(OPTIONS, TRUTHS[truth], strict=True))
    found = [list(looks(study(seed, LAWS[law], np.array(TRUTHS[truth])), rule)) for seed in range(STUDIES)]
    wrong = sum(ever_errs(one, means) for one in found)
    assert wrong / STUDIES <= 1.0 - CONFIDENCE
    if truth == "apart" and law == "normal":
        assert sum(one[-1].decided for one in found) > 0.5 * STUDIES


def test_looking_with_intervals_of_one_look_would_not_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the confidence sequence is for: with Student's t at every look far more than 10 in 100 studies err."""
    from scipy.stats import t

    def one_look(values: Array, error: float, tightest_at: float) -> Array:
        n = values.shape[-1]
        half: Array = t.ppf(1 - error / 2, n - 1) * np.std(values, axis=-1, ddof=1) / np.sqrt(n)
        return half

    monkeypatch.setattr("experiments.stopping.half_widths", one_look)
    found = (looks(study(seed, normal, np.zeros(3))) for seed in range(STUDIES))
    assert sum(ever_errs(one, dict.fromkeys(OPTIONS, 0.0)) for one in found) / STUDIES > 0.2


def test_clear_differences_stop_early_and_close_ones_late() -> None:
    near, far = (stops(study(3, normal, np.array(means))) for means in ((0.0, 0.02, 0.2), (0.0, 2.0, 4.0)))
    assert far.decided
    assert far.replicates < near.replicates


def test_options_that_never_differ_are_alike() -> None:
    told = study(4, normal, np.array((0.0, 0.5, 1.0)))
    decision = stops({"a": told["a"], "b": told["b"], "c": told["b"]})
    assert decision.decided
    assert {one.verdict for one in decision.comparisons if (one.option, one.versus) == ("b", "c")} == {"alike"}


def test_a_difference_that_is_surely_small_counts_as_none() -> None:
    """Its interval leaves zero out and lies within what counts as none."""
    told = study(4, normal, np.array((0.0, 0.3, 3.0)))
    rule = Rule("ranking", "shortfall", CONFIDENCE, 0.6, round=200)
    verdicts = {(one.option, one.versus): one.verdict for one in stops(told, rule).comparisons if one.scenario == "s"}
    assert verdicts == {("a", "b"): "alike", ("a", "c"): "lower", ("b", "c"): "lower"}
    assert abs(next(one.mean or 0 for one in stops(told, rule).comparisons)) > 0.1


def test_the_best_is_known_before_the_ranking() -> None:
    told = study(5, normal, np.array((-1.0, 1.0, 1.01)))
    best = stops(told, Rule("best", "shortfall", CONFIDENCE, round=200))
    ranking = stops(told)
    assert best.decided
    assert best.replicates < ranking.replicates
    assert not stops(told, Rule("best", "visits_share", CONFIDENCE, round=200)).decided  # more is better there


def test_precision_stops_once_all_intervals_are_narrow() -> None:
    told = study(6, normal, np.array((0.0, 0.1, 0.2))) | {}
    loose, tight = (Rule("precision", "shortfall", 0.9, half_width=w, of_means=True, round=200) for w in (0.4, 0.1))
    first, second = stops(told, loose), stops(told, tight)
    assert first.decided
    assert first.replicates < second.replicates
    assert all((one.half_width or 9) <= 0.4 and one.versus is None for one in first.comparisons)


def test_without_events_nothing_is_decided() -> None:
    nothing = Parts(np.zeros(200), np.zeros(200), np.ones(200, bool), DRAWS)
    decision = decide(RULE, outline(), 200, lambda scenario, option: nothing)
    assert decision.undecided == ("s", "t")
    assert all(one.mean is None and one.half_width is None for one in decision.comparisons)


def test_failed_cases_are_left_out_of_their_batches() -> None:
    ok = np.ones(AT_MOST, bool)
    ok[::7] = False
    rng = np.random.default_rng(8)

    def parts_of(scenario: str, option: str) -> Parts:
        values = rng.normal(size=AT_MOST) + (1.0 if option == "b" else 0.0)
        return Parts(np.where(ok, values, np.nan), np.ones(AT_MOST), ok, DRAWS)

    decision = decide(RULE, outline(("a", "b")), AT_MOST, parts_of)
    assert {one.verdict for one in decision.comparisons} == {"lower"}


def test_the_usual_round_holds_whole_batches() -> None:
    assert [usual_round(draws) for draws in (1, 20, 50, 64, 3000)] == [1000, 1020, 1000, 1024, 3000]


def test_differences_are_those_from_continuation() -> None:
    rule = Rule("precision", "shortfall", half_width=0.1)
    assert compared(rule, ("continuation", "a")) == [("a", "continuation")]


@pytest.mark.parametrize(
    ("rule", "asked", "said"),
    [
        (Rule("ranking", "shortfal"), outline(), r"stopping\.indicator: .*did you mean 'shortfall'"),
        (Rule("best", "requests", round=200), outline(), r"stopping\.until: found best, expected ranking"),
        (Rule("ranking", "shortfall", round=210), outline(), r"stopping\.round: .*take 200 or 250"),
        (Rule("ranking", "shortfall", round=300), outline(), r"replicates: .*take 1800 or 2100"),
        (RULE, outline(("a",)), r"stopping: found a alone"),
        (Rule("precision", "shortfall", half_width=0.1, round=200), outline(), r"no option continuation"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule: Rule, asked: Outline, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        check(rule, asked)


ENGINE_CASES = 300
SHORTFALL = next(one for one in INDICATORS if one.id == "shortfall")


def engine_cases(option: str) -> Array:
    """The shortfall of the cases of 500 studies, float64 (study, 1, case)."""
    names = [tally.name for tally in TALLIES]
    parts = [names.index(name) for name in (SHORTFALL.numerator, SHORTFALL.denominator)]
    ground, told = ground_truth(pack()), settings(pack(), "resurgence", option)

    def shortfall(first: int) -> Array:
        above, below = simulate(ground, told, 9, first, ENGINE_CASES).yearly()[:, :, parts].sum(axis=1).T
        found: Array = above / below
        return found

    with ThreadPoolExecutor(2) as threads:
        firsts = range(0, STUDIES * ENGINE_CASES, ENGINE_CASES)
        return np.array(list(threads.map(shortfall, firsts)))[:, None]


@pytest.mark.long
def test_the_error_rate_is_kept_over_simulated_studies_of_the_engine() -> None:
    """500 studies of a pack, each with a seed of its own; the truth is what all their cases say together."""
    studies = {option: engine_cases(option) for option in ("continuation", "lean-visits")}
    means = {option: float(found.mean()) for option, found in studies.items()}
    rule = Rule("ranking", "shortfall", CONFIDENCE, round=50)
    decided = wrong = 0
    for place in range(STUDIES):
        found = list(looks({option: cases[place] for option, cases in studies.items()}, rule, ENGINE_CASES))
        wrong += ever_errs(found, means)
        decided += found[-1].decided
    assert wrong / STUDIES <= 1.0 - CONFIDENCE
    assert decided > 0.1 * STUDIES
