"""What a stopping rule decided, in words."""

import math
from collections.abc import Sequence
from itertools import pairwise

from experiments.phrases import Words
from experiments.stopping import Comparison, Decision, Verdict

STOPPED = (
    "It holds for the parameter draws of this study, of which it leaves none open; intervals over the draws, as above, "
    "tell how it would be with others. Intervals of sampling are those of a number of cases fixed beforehand: a little "
    "too narrow for the indicator of the rule"
)


def outcome(decision: Decision, words: Words) -> str:
    """One clause: what was wanted, how surely, after how many cases, and where it is open."""
    rule = decision.rule
    after = f"after {decision.replicates:,} of at most {decision.at_most:,} cases per scenario and option"
    wanted = f"stopping rule ({rule.name})"
    if decision.decided:
        return f"{wanted}: decided {after}"
    places = ", ".join(words.scenarios[name] for name in decision.undecided)
    return f"{wanted}: not decided {after} in {places}; {decision.open:,} comparisons are open"


def news(decision: Decision | None) -> str:
    """What a round said, while the sweep goes on; empty before the first."""
    if decision is None:
        return ""
    left = f"{decision.open:,} of {len(decision.comparisons):,} comparisons are open"
    return f"{decision.replicates:,} cases per scenario and option: {left}; another round."


def orders(decision: Decision, words: Words) -> list[str]:
    """The options of each scenario in their order; of a rule that wants precision its widest interval."""
    scenarios = dict.fromkeys(one.scenario for one in decision.comparisons)
    if decision.rule.until == "precision":
        return [f"{words.scenarios[name]}, {_widest(decision, name, words)}." for name in scenarios]
    return [*(f"{words.scenarios[name]}, {_order(decision, name, words)}." for name in scenarios), f"{SIGNS}."]


def _widest(decision: Decision, scenario: str, words: Words) -> str:
    found = [one for one in decision.comparisons if one.scenario == scenario]
    one = max(found, key=lambda each: math.inf if each.half_width is None else each.half_width)
    if one.mean is None or one.half_width is None:
        return f"widest interval: “{words.options[one.option]}”, too few cases to tell"
    return f"widest interval: “{words.options[one.option]}”, {one.mean:.3g} ± {one.half_width:.3g}"


def _order(decision: Decision, scenario: str, words: Words) -> str:
    found = [one for one in decision.comparisons if one.scenario == scenario]
    options = sorted(_leads(found), key=_leads(found).__getitem__, reverse=decision.rule.better == "up")
    told = [words.options[options[0]]]
    for one, following in pairwise(options):
        told += [_LINKS.get(_between(found, one, following), ", then "), words.options[following]]
    return f"{'highest' if decision.rule.better == 'up' else 'lowest'} first: {''.join(told)}"


_LINKS = {"alike": " = ", "open": " ? "}
SIGNS = "Between neighbours, =: alike; ?: open"


def _leads(found: Sequence[Comparison]) -> dict[str, float]:
    """By how much each option lies above all others together: in the order of the means."""
    leads = dict.fromkeys((name for one in found for name in (one.option, one.versus) if name), 0.0)
    for one in found:
        leads[one.option] += one.mean or 0.0
        leads[one.versus or one.option] -= one.mean or 0.0
    return leads


def _between(found: Sequence[Comparison], one: str, other: str) -> Verdict:
    return next(each.verdict for each in found if {each.option, each.versus} == {one, other})
