"""The head of the pack: its horizon and its headline."""

from collections.abc import Iterator
from datetime import date

from scenarios.checks.numbered import missing_row
from scenarios.parts import Draft
from scenarios.problems import Problem, did_you_mean, quoted
from simulation.capacity import YEARS
from simulation.layout import INDICATORS


def check_about(draft: Draft) -> Iterator[Problem]:
    """The horizon covers whole years that the engine has room for; the headline names indicators, each once."""
    if draft.pack.model is None:
        return
    yield from _horizon(draft)
    yield from _headline(draft)
    yield from _terms(draft)


def _horizon(draft: Draft) -> Iterator[Problem]:
    assert draft.pack.model is not None
    about = draft.pack.model.pack
    for key, day, month_day, words in (
        ("start", about.start, (1, 1), "the first day of a year"),
        ("end", about.end, (12, 31), "the last day of a year"),
    ):
        if (day.month, day.day) != month_day:
            advice = f"did you mean {date(day.year, *month_day)}?"
            yield draft.pack.problem(("pack", key), str(day), words, advice)
    years = about.end.year - about.start.year + 1
    if not 1 <= years <= YEARS:
        found = f"{about.end}, {years} years" if years > 0 else f"{about.end}, before the start"
        yield draft.pack.problem(("pack", "end"), found, f"an end 1 to {YEARS} years after {about.start}")


def _headline(draft: Draft) -> Iterator[Problem]:
    assert draft.pack.model is not None
    known = [indicator.id for indicator in INDICATORS]
    headline = draft.pack.model.headline
    for i, name in enumerate(headline):
        if name not in known:
            advice = did_you_mean(name, known) or "`quadrille indicators` lists them"
            yield draft.pack.problem(("headline", i), quoted(name), "the id of an indicator", advice)
        elif missing := missing_row(draft, name):
            yield draft.pack.problem(("headline", i), quoted(name), missing)
        elif name in headline[:i]:
            yield draft.pack.problem(("headline", i), f"{quoted(name)} again", "each indicator once")


def _terms(draft: Draft) -> Iterator[Problem]:
    """A word has its plural beside it: one of the engine and one of the pack would stand side by side."""
    assert draft.pack.model is not None
    given = draft.pack.model.terms.model_fields_set
    for one in ("inspector", "visit", "site", "request", "declaration"):
        there, missing = (one, f"{one}s") if one in given else (f"{one}s", one)
        if there in given and missing not in given:
            expected, advice = "one and many of a word", "add it, or leave out both"
            yield draft.pack.problem(("terms", missing), f"nothing beside {quoted(there)}", expected, advice)
