"""What a stopping rule decided, in words."""

from collections.abc import Sequence
from itertools import pairwise

from experiments.phrases import Words
from experiments.stopping import Comparison, Decision, Verdict

STOPPED = (
    "Other intervals here are those of a number of cases fixed beforehand: read them as a little too narrow where "
    "the indicator is that of the stopping rule"
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
    """The options of each scenario in their order, the better side first; none of a rule that wants precision."""
    if decision.rule.until == "precision":
        return []
    scenarios = dict.fromkeys(one.scenario for one in decision.comparisons)
    return [*(f"{words.scenarios[name]}, {_order(decision, name, words)}." for name in scenarios), f"{SIGNS}."]


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
