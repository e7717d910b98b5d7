"""When a sweep has cases enough: after every round of replicates it is asked whether what is wanted is decided.

Wanted is the ranking of the options by an indicator, the best of them, or intervals that are narrow enough, in every
scenario. All comparisons share the error (Bonferroni), and each has a confidence sequence over batches of paired cases
(`experiments.sequential`): looking after every round, and stopping at any, keeps the error. Draws are held as they
are: what is decided is decided for the draws of the study.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from experiments.faults import StudyError, unknown
from experiments.sequential import batch_means, batch_size, half_widths
from experiments.statistics import Array, Parts, influence, paired_influence, pooled
from experiments.study import REFERENCE
from simulation.declare import Better
from simulation.layout import INDICATORS

if TYPE_CHECKING:
    from experiments.study import Outline

Wanted = Literal["ranking", "best", "precision"]
Verdict = Literal["higher", "lower", "alike", "known", "open"]
Compared = tuple[str, str | None]
PartsOf = Callable[[str, str], Parts]
"""Scenario and option to the cases of the indicator of a rule."""
TIGHTEST_AT = 5
"""Rounds after which intervals are about as narrow as they can be, whatever the most: so that it may be raised."""
BETTER: Mapping[str, Better] = {one.id: one.better for one in INDICATORS}
LEAST_ROUND = 1000
"""Cases that a round adds where the study doesn't say, or the next number that all batches fit in."""


@dataclass(frozen=True)
class Rule:
    """What is wanted of an indicator, how surely, and how many replicates a round adds.

    A difference that is shown to be at most `alike_within` counts as none; of a larger one the sign is enough.
    `half_width` is what is narrow enough for precision, of the
    differences from the reference option or, with `of_means`, of the mean of every option.
    """

    until: Wanted
    indicator: str
    confidence: float = 0.95
    alike_within: float = 0.0
    half_width: float | None = None
    of_means: bool = False
    round: int = LEAST_ROUND

    @property
    def name(self) -> str:
        """The rule in a line, as studies are told apart by it."""
        return f"{self.words}, at {100 * self.confidence:g} % confidence, in rounds of {self.round:,}"

    @property
    def words(self) -> str:
        """What is wanted."""
        if self.until == "precision":
            of = "means" if self.of_means else f"differences from {REFERENCE}"
            return f"{of} of {self.indicator} known within {self.half_width:g}"
        alike = f", alike within {self.alike_within:g}" if self.alike_within else ""
        return f"{self.until} of the options by {self.indicator}{alike}"

    @property
    def better(self) -> Better:
        """Which side of the indicator is the better one."""
        return BETTER[self.indicator]


@dataclass(frozen=True)
class Comparison:
    """The mean of an option, or with `versus` its difference from another: the interval is `mean` +- `half_width`.

    `verdict` says which is higher, that they are alike, or that it is open; of a precision: "known" or "open". None: no
    case had an event, or the batches are too few to tell.
    """

    scenario: str
    option: str
    versus: str | None
    mean: float | None
    half_width: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Decision:
    """What the comparisons say after `replicates` cases of each scenario and option; `undecided` names scenarios."""

    rule: Rule
    replicates: int
    at_most: int
    comparisons: tuple[Comparison, ...]
    undecided: tuple[str, ...]

    @property
    def decided(self) -> bool:
        """Whether what is wanted is known in every scenario."""
        return not self.undecided

    @property
    def open(self) -> int:
        """How many comparisons are open."""
        return sum(one.verdict == "open" for one in self.comparisons)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Decision":
        """Read back what dataclasses.asdict made of it."""
        comparisons = tuple(Comparison(**one) for one in found["comparisons"])
        told = {"rule": Rule(**found["rule"]), "comparisons": comparisons, "undecided": tuple(found["undecided"])}
        return cls(**{**found, **told})


def decide(rule: Rule, asked: "Outline", replicates: int, parts_of: PartsOf) -> Decision:
    """What `replicates` cases of each scenario and option decide; `parts_of` gives those of the rule's indicator.

    `asked` holds the scenarios and options that are compared, and how many replicates there are at most, which decides
    nothing.
    """
    pairs = compared(rule, asked.options)
    error = (1.0 - rule.confidence) / (len(pairs) * len(asked.scenarios))
    expected = TIGHTEST_AT * rule.round / batch_size(asked.draws)
    found = [
        _compare(rule, scenario, pair, parts_of, (error, expected)) for scenario in asked.scenarios for pair in pairs
    ]
    undecided = tuple(one for one in asked.scenarios if _is_undecided(rule, [c for c in found if c.scenario == one]))
    return Decision(rule, replicates, asked.replicates, tuple(found), undecided)


def compared(rule: Rule, options: Sequence[str]) -> list[Compared]:
    """What a rule compares in each scenario: every two options, or each with the reference, or each for itself."""
    if rule.until != "precision":
        return list(combinations(options, 2))
    if rule.of_means:
        return [(option, None) for option in options]
    return [(option, REFERENCE) for option in options if option != REFERENCE]


def _compare(rule: Rule, scenario: str, pair: Compared, parts_of: PartsOf, width: tuple[float, float]) -> Comparison:
    option, versus = pair
    parts = parts_of(scenario, option)
    mean, values = _of_mean(parts) if versus is None else _of_difference(parts, parts_of(scenario, versus))
    half = float(half_widths(batch_means(values, parts.draws), *width))
    known = None if mean is None or not math.isfinite(half) else half
    return Comparison(scenario, option, versus, mean, known, _verdict(rule, mean, known))


def _of_mean(parts: Parts) -> tuple[float | None, Array]:
    """The mean over the cases, and what each adds to it; not a number where it failed."""
    mean = pooled(parts.numerator[parts.ok], parts.denominator[parts.ok])
    return mean, np.where(parts.ok, influence(parts, parts.ok), np.nan)


def _of_difference(one: Parts, other: Parts) -> tuple[float | None, Array]:
    mean, gap = paired_influence(one, other)
    return mean, np.where(one.ok & other.ok, gap, np.nan)


def _verdict(rule: Rule, mean: float | None, half: float | None) -> Verdict:
    if mean is None or half is None:
        return "open"
    if rule.until == "precision":
        return "known" if half <= (rule.half_width or 0.0) else "open"
    if abs(mean) + half <= rule.alike_within:
        return "alike"
    if abs(mean) > half:
        return "higher" if mean > 0 else "lower"
    return "open"


def _is_undecided(rule: Rule, comparisons: Sequence[Comparison]) -> bool:
    if rule.until != "best":
        return any(one.verdict == "open" for one in comparisons)
    options = dict.fromkeys(name for one in comparisons for name in (one.option, one.versus or one.option))
    return not any(_is_best(rule, option, comparisons) for option in options)


def _is_best(rule: Rule, option: str, comparisons: Sequence[Comparison]) -> bool:
    """Whether an option is better than, or alike to, every other."""
    won = {("up", True): "higher", ("up", False): "lower", ("down", True): "lower", ("down", False): "higher"}
    of_it = [one for one in comparisons if option in (one.option, one.versus)]
    return all(one.verdict in ("alike", won[rule.better, one.option == option]) for one in of_it)


def usual_round(draws: int) -> int:
    """Cases of a round where the study doesn't say: the least number from LEAST_ROUND on that whole batches fit in."""
    size = batch_size(draws)
    return -(-LEAST_ROUND // size) * size


def check(rule: Rule, asked: "Outline") -> None:
    """StudyError says what of a rule can't be; `asked` holds the options that are compared."""
    if rule.indicator not in BETTER:
        raise StudyError(str(unknown("stopping.indicator", rule.indicator, BETTER)))
    if rule.until == "best" and rule.better == "none":
        raise StudyError(f"stopping.until: found best, expected ranking: {rule.indicator} has no better side")
    if not compared(rule, asked.options):
        raise StudyError(f"stopping: found {', '.join(asked.options)} alone, expected two options or more to compare")
    if rule.until == "precision" and not rule.of_means and REFERENCE not in asked.options:
        raise StudyError(f"stopping: found no option {REFERENCE}, expected it: differences are differences from it")
    _check_size("stopping.round", rule.round, batch_size(asked.draws), f"of {asked.draws} draws and 50 cases or more")
    _check_size("replicates", asked.replicates, rule.round, "a round of the stopping rule")


def _check_size(what: str, found: int, part: int, of_what: str) -> None:
    if found % part:
        nearest = sorted({found // part * part, -(-found // part) * part} - {0})
        expected = f"a multiple of {part}, {of_what}; take {' or '.join(map(str, nearest))}"
        raise StudyError(f"{what}: found {found}, expected {expected}")
