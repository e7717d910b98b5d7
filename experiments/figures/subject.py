"""What a chart is about: the indicator, its unit in the pack's currency, and who has it in hand."""

import re
from typing import TYPE_CHECKING

from experiments.detection_terms import terms_of
from experiments.figures.numbers import is_share
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Results
    from scenarios.schema import Terms

_PLAIN_WORDS = re.compile(r"(?:\b(an?)\s+)?\b(inspectors?|visits?|sites?|requests?)\b(?!-)", re.IGNORECASE)
_BETTER = {"up": "higher is better", "down": "lower is better", "none": "neither direction is better"}
_CONTROL = {
    "secretariat": "in the hands of the secretariat",
    "joint": "shared between the secretariat and States",
    "states": "largely in the hands of States",
    "exogenous": "set by circumstances",
}


def indicator(results: "Results", name: str) -> Indicator:
    """The declaration of an indicator of this study; KeyError names the ones there are."""
    return results.indicator(name)


def label(results: "Results", name: str) -> str:
    """The label of an indicator in the words of the pack: its own inspectors, visits, sites and requests."""
    return in_words_of(results, indicator(results, name).label)


def doc(results: "Results", name: str) -> str:
    """The meaning of an indicator in the words of the pack; a detection probability with N, n, D and q."""
    one = indicator(results, name)
    return f"{in_words_of(results, one.doc)} {terms_of(results, one)}".rstrip()


def in_words_of(results: "Results", text: str) -> str:
    """Text of the engine in the words of a study's pack."""
    return in_terms(results.pack.terms, text)


def in_terms(terms: "Terms", text: str) -> str:
    """Text of the engine with a pack's terms in place of its plain words; units such as inspector-days stay."""
    return _PLAIN_WORDS.sub(lambda found: _term(terms, found[1], found[2]), text)


def _term(terms: "Terms", article: str | None, word: str) -> str:
    """The pack's term, as large as the word at the start, after the article that its first letter calls for."""
    term: str = getattr(terms, word.lower())
    term = term[:1].upper() + term[1:] if word[0].isupper() else term
    return f"{article[0]}{'n' * (term[:1].lower() in 'aeiou')} {term}" if article else term


def unit(results: "Results", name: str) -> str:
    """The unit in the words of the pack, money in its currency."""
    plain = indicator(results, name).unit.replace("currency", results.pack.pack.currency)
    return in_words_of(results, plain)


def axis_unit(results: "Results", name: str) -> str:
    """The unit as it stands on an axis."""
    plain = unit(results, name)
    return "per cent" if is_share(plain) else plain


def axis_title(results: "Results", name: str) -> str:
    """Indicator and unit, as they stand on an axis."""
    return f"{label(results, name)} ({axis_unit(results, name)})"


def better(one: Indicator) -> str:
    """Which way is better, in words."""
    return _BETTER[one.better]


def control(one: Indicator) -> str:
    """Who has the indicator in hand, in words."""
    return _CONTROL[one.control]
