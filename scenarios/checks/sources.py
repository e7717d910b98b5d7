"""Every source that is no judgement is registered in pack.yaml."""

from collections.abc import Iterator
from typing import Any

from scenarios.parts import Draft, Part
from scenarios.positions import Path
from scenarios.problems import Problem, did_you_mean, quoted
from scenarios.words import JUDGEMENT, SOURCE


def check_sources(draft: Draft) -> Iterator[Problem]:
    """Look up the key of every `source` of every file."""
    known = draft.pack.names("sources")
    if draft.pack.document is None:
        return
    for part in (draft.pack, draft.parameters, draft.scenarios, draft.options, draft.document):
        yield from _of_document(part, known)
    for table in draft.tables.all:
        for i, row in enumerate(table.rows):
            advice = advice_on(row.source, known)
            if advice is not None:
                yield table.problem(i, "source", quoted(key_of(row.source)), EXPECTED, advice)


EXPECTED = f"a key of `sources` in pack.yaml, or '{JUDGEMENT}'"


def key_of(source: str) -> str:
    """The key of a source: what stands before the colon."""
    return source.partition(":")[0]


def _of_document(part: Part[Any], known: frozenset[str]) -> Iterator[Problem]:
    if part.model is None or part.document is None:
        return
    for path in part.document.values:
        if path[-1:] == ("source",) and path[0] != "sources":
            source = _at(part.document.value, path)
            advice = advice_on(source, known) if isinstance(source, str) and SOURCE.fullmatch(source) else None
            if advice is not None:
                yield part.problem(path, quoted(key_of(str(source))), EXPECTED, advice)


def _at(value: object, path: Path) -> object:
    for step in path:
        value = value[step]  # type: ignore[index]  # the path is one of the document's own
    return value


def advice_on(source: str, known: frozenset[str]) -> str | None:
    """What to say about a source whose key is not registered; None when it is, or is a judgement."""
    key = key_of(source)
    return None if key == JUDGEMENT or key in known else did_you_mean(key, sorted(known), listed=40)
