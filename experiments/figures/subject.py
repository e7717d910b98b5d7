"""What a chart is about: the indicator, its unit in the pack's currency, and who has it in hand."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.detection_terms import terms_of
from experiments.figures.numbers import is_share
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Results
    from scenarios import Pack

FAMILIES: Mapping[str, str] = {
    "unit of obligation kind": "obligation_kinds",
    "report": "reports",
    "instrument": "instruments",
    "obligation kind": "obligation_kinds",
    "output": "outputs",
    "line": "lines",
}
"""What the engine calls a row of a table, by its number from 1, in labels of numbered families of indicators."""
_WORDS: Mapping[str, str] = {
    **{word: word for one in ("inspector", "visit", "site", "request", "declaration") for word in (one, f"{one}s")},
    **{"co-operation": "cooperation", "capacity building": "support", "assistance and protection": "assistance"},
    "assessed budget": "budget",
}
"""Plain words of the engine, and the term of a pack that stands for each."""
_OTHER_THAN = re.compile(r"(?<=Spending on )other (?=posts)| other than inspectors\b")
"""What tells other posts from those of inspectors, of which a pack without missions has none."""
_PLAIN = re.compile(
    rf"(?:\b(?P<article>an?)\s+)?\b(?:(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b(?!-)"
    rf"|(?P<family>{'|'.join(FAMILIES)}) (?P<number>[0-9]+)\b)",
    re.IGNORECASE,
)
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
    return in_terms(results.pack, text)


def worded(pack: "Pack", one: Indicator) -> Indicator:
    """An indicator with its label and meaning in the words of a pack."""
    return replace(one, label=in_terms(pack, one.label), doc=in_terms(pack, one.doc))


def in_terms(pack: "Pack", text: str) -> str:
    """Text of the engine in the words of a pack; units such as inspector-days stay.

    The pack's terms stand in place of plain words, the labels of its rows in place of numbers ("Report 1").
    """
    plain = text if pack.tables.has_missions else _OTHER_THAN.sub("", text)
    return _PLAIN.sub(lambda found: _said(pack, found), plain)


def _said(pack: "Pack", found: re.Match[str]) -> str:
    word, article = found["word"] or found["family"], found["article"]
    said = _term(pack, found["word"]) if found["word"] else _row(pack, found["family"], int(found["number"]))
    if not said:
        return found[0]
    said = said[:1].upper() + said[1:] if word[0].isupper() else said
    return f"{article[0]}{'n' * (said[:1].lower() in 'aeiou')} {said}" if article else said


def _term(pack: "Pack", word: str) -> str:
    """The pack's term for a plain word, that word itself where the pack names none."""
    term: str = getattr(pack.terms, _WORDS[word.lower()])
    return term


def _row(pack: "Pack", family: str, number: int) -> str:
    """The label of a row by its number from 1; empty where the pack has no such row."""
    rows = getattr(pack.tables, FAMILIES[family.lower()], ())
    if not 0 < number <= len(rows):
        return ""
    row = rows[number - 1]
    return str(row.unit if family.lower().startswith("unit of ") else row.label)


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
