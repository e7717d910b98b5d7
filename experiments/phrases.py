"""Plain sentences about numbers of a study. No sentence states a direction whose interval includes zero."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.figures.numbers import is_off_zero, is_share, readable
from experiments.statistics import OVER_CASES
from experiments.study import caution
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Exceedance, Paired, Rate, Summary

JUDGED = "expert judgement"
SCALE = "0-1"
"""Unit of a position on an axis, which needs no word behind the number."""


COUNTED = frozenset({"requests", "visits", "months", "inspectors", "posts"})


@dataclass(frozen=True)
class Words:
    """The words of a study: labels of scenarios (in quotation marks) and options, and the currency."""

    scenarios: Mapping[str, str]
    options: Mapping[str, str]
    currency: str

    def unit(self, one: Indicator) -> str:
        """The unit of an indicator, money in the pack's currency."""
        return one.unit.replace("currency", self.currency)

    def bare(self, value: float | None, one: Indicator) -> str:
        """A value without its unit, as it stands in a table; shares keep their sign of per cent."""
        return readable(value, one.unit)

    def amount(self, value: float | None, one: Indicator) -> str:
        """A value of an indicator with its unit."""
        if value is None or is_share(one.unit):
            return readable(value, one.unit)
        return f"{readable(value, one.unit)} {self._unit(one)}".rstrip()

    def difference(self, one: Indicator, *sizes: float, signed: bool = False) -> str:
        """A difference between two values of an indicator, or a range "from to to"; of shares in percentage points."""
        return f"{self.range(one, *sizes, signed=signed)} {self.unit_of_difference(one)}".rstrip()

    def range(self, one: Indicator, *sizes: float, signed: bool = False) -> str:
        """The same without its unit."""
        return " to ".join(_bare(size, one, signed) for size in sizes)

    def unit_of_difference(self, one: Indicator) -> str:
        """The unit of a difference: percentage points between shares."""
        return "percentage points" if is_share(one.unit) else self._unit(one)

    def _unit(self, one: Indicator) -> str:
        return "" if one.unit == SCALE else self.unit(one)


def _bare(size: float, one: Indicator, signed: bool) -> str:
    return readable(size, one.unit, signed).removesuffix("%").rstrip()


def level(row: "Summary", one: Indicator, words: Words) -> str:
    """Where an indicator stands in a scenario under an option."""
    place = f"{one.label} in {words.scenarios[row.scenario]} under “{words.options[row.option]}”"
    if row.p50 is None:
        return f"{place}: no event in any simulated case."
    low, middle, high = words.bare(row.p10, one), words.amount(row.p50, one), words.amount(row.p90, one)
    left_out = f"; {row.failed:,} simulated cases failed and are left out" if row.failed else ""
    return f"{place}: {middle} in the median simulated case, {low} to {high} in 80 of 100{left_out}."


def failed_in_words(failed: int, cases: int) -> str:
    """How many simulated cases failed: whoever shows numbers of the others owes this sentence."""
    return f"{failed:,} of {simulated_cases(cases)} failed and {'is' if failed == 1 else 'are'} left out."


def failure_rate(row: "Rate", words: Words) -> str:
    """How many cases of a scenario and option failed, with the 90 % interval of their share."""
    low, high = (f"{100 * end:.2g}" for end in (row.low, row.high))
    place = f"{words.scenarios[row.scenario]}, “{words.options[row.option]}”"
    return f"Failed in {place}: {row.failed:,} of {row.n:,} ({100 * row.share:.2g} %; 90 % interval {low} to {high} %)."


def unlike_failures(scenario: str, cases: int, words: Words) -> str:
    """What differences leave out where cases failed under some options and not under others."""
    pairs = f"{cases:,} case{'' if cases == 1 else 's'}"
    return (
        f"Caution: in {words.scenarios[scenario]} {pairs} failed under some options and not under others. Differences "
        "between these leave the pair out, so they say nothing of such circumstances and may be biased."
    )


def settles(row: "Paired", one: Indicator, words: Words) -> bool:
    """Whether the interval of a difference lies off zero, also as printed: what a reader can't see isn't claimed."""
    if row.verdict == "undecided" or row.low is None or row.high is None or row.low <= 0 <= row.high:
        return False
    return is_off_zero(words.range(one, min(row.low, row.high, key=abs)))


def comparison(row: "Paired", one: Indicator, words: Words) -> str:
    """What an option changes against another in a scenario, or that the simulated cases do not settle it."""
    place = f"{one.label} in {words.scenarios[row.scenario]}"
    option, versus = f"“{words.options[row.option]}”", f"“{words.options[row.versus]}”"
    if row.changed == 0 and row.n:
        return f"{place}: the same under {option} as under {versus} in each of the {row.n:,} simulated cases."
    if not settles(row, one, words) or row.low is None or row.high is None:
        unsettled = f"the simulated cases do not settle whether {option} differs from {versus}"
        return f"{place}: {unsettled}{_undecided(row, one, words)}."
    direction = "higher" if row.low > 0 else "lower"
    verdict = f", which is {row.verdict}" if row.verdict in ("better", "worse") else ""
    size = words.difference(one, abs(row.mean or 0.0))
    ends = words.difference(one, *sorted((abs(row.low), abs(row.high))))
    over = "over all simulated cases together" if one.denominator else "on average over the simulated cases"
    told = f"{place}: {direction} under {option} than under {versus}{verdict}"
    return f"{told}, by {size} {over} ({_interval(row)}: {ends})."


def _undecided(row: "Paired", one: Indicator, words: Words) -> str:
    if row.low is None or row.high is None:
        return ": there are too few of them"
    return f" (difference, {_interval(row)}: {words.difference(one, row.low, row.high, signed=True)})"


def _interval(row: "Paired") -> str:
    return "90 % interval, sampling error only" if row.kind == OVER_CASES else "90 % interval over the parameter draws"


def points(draws: int, design: str, has_chosen_points: bool, parameters: int) -> str:
    """Over which points of the parameters cases are spread: draws, or points that were chosen."""
    if has_chosen_points:
        return f"{draws} points of the parameters that were chosen ({design}), each as often as another"
    return f"{draws} draws of {parameters} uncertain parameters{caution(draws)}"


def counted(n: int, what: str) -> str:
    """A number with its noun: "1 scenario", "3 options"."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def simulated_cases(n: int) -> str:
    """So many simulated cases, in words: "1 simulated case", "12,000 simulated cases"."""
    return f"{n:,} simulated case{'' if n == 1 else 's'}"


def frequency(cases: int, n: int) -> str:
    """A frequency in words: "in 37 of 100 simulated cases"."""
    if cases in (0, n):
        return f"in {'none' if cases == 0 else 'all'} of {n:,} simulated cases"
    if n <= 100:
        return f"in {cases} of {n} simulated cases"
    share = 100 * cases / n
    if share < 1:
        return "in fewer than 1 of 100 simulated cases"
    return "in more than 99 of 100 simulated cases" if share > 99 else f"in {round(share)} of 100 simulated cases"


def frequencies(rows: Sequence["Exceedance"], one: Indicator, words: Words, condition: str) -> str:
    """How often an indicator passes a threshold in a scenario, option by option; `condition` is what this rests on."""
    told = [_of(row) for row in rows]
    parts = [f"{text} under “{words.options[row.option]}”" for text, row in zip(told, rows, strict=True)]
    if len(rows) > 1 and len(set(told)) == 1:
        parts = [f"{told[0]} under every option"]
    place = f"{one.label}, {_side(rows[0], one, words)}, in {words.scenarios[rows[0].scenario]}"
    return f"{place}: {', '.join(parts)}{f'; {condition}' if condition else ''}."


def _side(row: "Exceedance", one: Indicator, words: Words) -> str:
    if row.above and row.threshold == 0 and not is_share(one.unit) and "currency" not in one.unit:
        return "at least one" if one.unit in COUNTED else "above zero"
    return f"{'above' if row.above else 'below'} {words.amount(row.threshold, one)}"


def _of(row: "Exceedance") -> str:
    return frequency(row.cases, row.n) if row.n else "no event in any simulated case"


def rate(value: float, low: float, high: float) -> str:
    """A judged rate: "2 a year (judged 0.75 to 5)"."""
    judged = f" (judged {_plain(low)} to {_plain(high)})" if low < high else ""
    return f"{_plain(value)} a year{judged}"


def _plain(value: float) -> str:
    return f"{value:.2g}" if value == 0 or -3 < math.log10(abs(value)) < 3 else f"{value:,.0f}"
