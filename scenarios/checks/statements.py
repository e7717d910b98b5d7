"""Plan statements: what each test needs, and that everything it names exists."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from scenarios.checks.events import check_events
from scenarios.checks.options import DOCUMENT, REFERENCE
from scenarios.checks.values import BY_NAME, bounds_of, rows_of
from scenarios.parts import Draft
from scenarios.positions import Path
from scenarios.problems import Problem, described, did_you_mean, quoted
from scenarios.statements import Condition, Statement
from scenarios.switches import BY_ID
from simulation.layout import INDICATORS, TALLIES

NEEDED = {
    "ORD": ("scenarios", "below", "option", "indicator"),
    "BAND": ("scenarios", "option", "indicator"),
    "CON": ("scenarios", "option", "indicator"),
    "TR": ("scenarios", "option", "indicator", "direction"),
    "EFF": ("scenarios", "option", "indicator", "direction", "on", "off"),
    "INPUT": ("key", "equals"),
    "INPUT of cells": ("cells",),
}
"""Keys that a test can't do without."""
COMMON = ("paragraph", "text", "origin", "priority", "test", "mode", "neutral", "note", "awaits", "explained")
ALLOWED = {
    "ORD": ("threshold", "years", "statistic", "on", "replicates"),
    "BAND": ("low", "high", "years", "statistic", "on", "off", "base", "replicates"),
    "CON": ("low", "high", "years", "on", "replicates"),
    "TR": ("years", "on", "replicates"),
    "EFF": ("years", "statistic", "replicates"),
    "INPUT": (),
    "INPUT of cells": ("equals", "low", "high", "minus", "over"),
}
"""Keys that a test may have besides."""
STATISTICS = {"ORD": {"horizon"}, "BAND": {"horizon", "ratio", "share-of-fall"}, "EFF": {"horizon", "variance"}}
NUMBERS = frozenset({one.id for one in INDICATORS} | {tally.name for tally in TALLIES})


def check_statements(draft: Draft) -> Iterator[Problem]:
    """Keys by test, and names of scenarios, options, measures, switches, indicators and parameters."""
    if draft.statements.model is None:
        return
    for name, row in draft.statements.model.statements.items():
        path = ("statements", name)
        if row.awaits is None:
            yield from _keys(draft, path, row)
            yield from _sizes(draft, path, row)
        yield from _names(draft, path, row)
        yield from _key(draft, path, row)
        yield from _neutral(draft, path, row)


def _keys(draft: Draft, path: Path, row: Statement) -> Iterator[Problem]:
    given = [key for key in type(row).model_fields if key in row.model_fields_set]
    kind = "INPUT of cells" if row.test == "INPUT" and row.cells else row.test
    for key in NEEDED[kind]:
        if not _is_given(row, key):
            place, expected = (*path, key), f"this key in a statement of test {row.test}"
            yield draft.statements.problem(
                place, "nothing", expected, "add it, or say in `awaits` why it can't be tested"
            )
    for key in given:
        if key not in (*COMMON, *NEEDED[kind], *ALLOWED[kind]):
            known = ", ".join((*NEEDED[kind], *ALLOWED[kind]))
            found = f"a key that the test {kind} doesn't use"
            yield draft.statements.problem((*path, key), found, f"one of {known}", key=True)
    if row.statistic not in STATISTICS.get(row.test, {"horizon"}):
        expected = " or ".join(sorted(STATISTICS.get(row.test, {"horizon"})))
        yield draft.statements.problem((*path, "statistic"), quoted(row.statistic), f"{expected} in a test {row.test}")


def _is_given(row: Statement, key: str) -> bool:
    return key in row.model_fields_set and getattr(row, key) not in (None, ())


def _key(draft: Draft, path: Path, row: Statement) -> Iterator[Problem]:
    parts = (draft.pack, draft.parameters, draft.scenarios, draft.options)
    documents = [part.document for part in parts if part.document is not None]
    is_document = row.key[:1] == ("document",) and _in_document(draft, row.key[1:])
    known = is_document or any(row.key in document.values for document in documents)
    if row.key and len(documents) == len(parts) and not known:
        expected = "keys that lead to a value in a YAML file of the pack"
        yield draft.statements.problem((*path, "key"), quoted(".".join(row.key)), expected, key=True)
    if row.test == "INPUT" and row.mode != "document":
        yield draft.statements.problem((*path, "mode"), quoted(row.mode), "document in a test INPUT")
    yield from _cells(draft, path, row)


def _cells(draft: Draft, path: Path, row: Statement) -> Iterator[Problem]:
    """Cells hold numbers, what divides is not zero, and what they come to is a number."""
    for part in ("cells", "minus", "over"):
        for i, cell in enumerate(getattr(row, part)):
            if not isinstance(_cell(draft, cell), Decimal) and not _is_faulty(draft, cell[0]):
                expected = "a number in a table of the document, as [table, row, column]"
                yield draft.statements.problem((*path, part, i), quoted(", ".join(cell)), expected)
    divisors = [one for one in (_cell(draft, cell) for cell in row.over) if isinstance(one, Decimal)]
    if divisors and sum(divisors) == 0:
        yield draft.statements.problem((*path, "over"), "cells that sum to 0", "a sum other than 0", key=True)
    if row.cells and row.equals is not None and not isinstance(row.equals, int | float):
        yield draft.statements.problem((*path, "equals"), described(row.equals), "a number in a test INPUT of cells")


def _is_faulty(draft: Draft, table: str) -> bool:
    """Whether a table of the document can't be read in full, which is said where it stands."""
    return table in draft.document_tables and not draft.document_tables[table].complete


def _in_document(draft: Draft, key: tuple[str, ...]) -> bool:
    """Whether a cell, or with two names a row, stands in a table of the document."""
    if key and _is_faulty(draft, key[0]):
        return True
    if len(key) == 2 and key[0] in draft.document_tables:
        return key[1] in draft.document_tables[key[0]].ids
    return _cell(draft, key) is not None


def _cell(draft: Draft, cell: tuple[str, ...]) -> Decimal | str | None:
    """The cell of a table of the document; None where there is none."""
    if len(cell) != 3 or cell[0] not in draft.document_tables:
        return None
    rows = draft.document_tables[cell[0]].rows
    return next((row.cells.get(cell[2]) for row in rows if row.row == cell[1]), None)


def _sizes(draft: Draft, path: Path, row: Statement) -> Iterator[Problem]:
    if row.test in ("BAND", "CON") or (row.cells and row.equals is None):
        if row.low is None and row.high is None:
            yield draft.statements.problem(path, "neither low nor high", "at least one of them", key=True)
        elif row.low is not None and row.high is not None and row.low > row.high:
            yield draft.statements.problem((*path, "high"), f"{row.high:.15g}", f"at least low, {row.low:.15g}")
    if row.threshold is not None and not 0.5 < row.threshold < 1.0:
        expected = "a probability above 0.5 and below 1, such as 0.8, or 0.65 for a weak order"
        yield draft.statements.problem((*path, "threshold"), f"{row.threshold:.15g}", expected)
    if row.statistic == "ratio" and row.off is None:
        yield draft.statements.problem((*path, "off"), "nothing", "the condition that the ratio is relative to")
    yield from _years(draft, path, row)


def _years(draft: Draft, path: Path, row: Statement) -> Iterator[Problem]:
    known, years = draft.years, row.years
    if row.years and len(years) != 2:
        yield draft.statements.problem((*path, "years"), f"a list of {len(years)}", "first and last year", key=True)
        return
    for i, year in enumerate(years):
        if known and year not in known:
            expected = f"a year of the horizon, {known[0]} to {known[-1]}"
            yield draft.statements.problem((*path, "years", i), str(year), expected)
    least = 1 if row.test == "TR" or row.statistic == "share-of-fall" else 0
    if len(years) == 2 and years[1] - years[0] < least:
        expected = f"a year from {years[0] + least} on"
        yield draft.statements.problem((*path, "years", 1), str(years[1]), expected)


def _names(draft: Draft, path: Path, row: Statement) -> Iterator[Problem]:
    known = draft.scenarios.names("scenarios")
    for key in ("scenarios", "below"):
        for i, name in enumerate(getattr(row, key)):
            yield from _name(draft, (*path, key, i), name, known, "a scenario of scenarios.yaml")
            if key == "scenarios":
                yield from _mode(draft, (*path, key, i), name, row)
    if row.option is not None:
        options = _options(draft)
        yield from _name(draft, (*path, "option"), row.option, options, "an option of options.yaml")
    if row.indicator is not None:
        yield from _name(draft, (*path, "indicator"), row.indicator, NUMBERS, "an indicator or a tally")
    for key in ("on", "off"):
        condition = getattr(row, key)
        if condition is not None:
            yield from _condition(draft, (*path, key), condition)


def _options(draft: Draft) -> frozenset[str]:
    """Options of the pack; that those which every pack needs are missing is said where they are missing."""
    named = draft.options.names("options")
    return named | {REFERENCE, DOCUMENT} if named else named


def _name(draft: Draft, path: Path, name: str, known: Iterable[str], what: str) -> Iterator[Problem]:
    """A name that must be known; nothing is known where the file that holds the names can't be read."""
    names = sorted(known)
    if names and name not in names:
        yield draft.statements.problem(path, quoted(name), what, did_you_mean(name, names))


def _mode(draft: Draft, path: Path, name: str, row: Statement) -> Iterator[Problem]:
    model = draft.scenarios.model
    scenario = model.scenarios.get(name) if model else None
    if scenario is not None and scenario.mode != row.mode:
        found = f"{quoted(name)}, of mode {scenario.mode}"
        yield draft.statements.problem(path, found, f"a scenario of the row's mode, {row.mode}")


def _condition(draft: Draft, path: Path, given: Condition) -> Iterator[Problem]:
    scenarios, options = draft.scenarios.names("scenarios"), _options(draft)
    if given.scenario is not None:
        yield from _name(draft, (*path, "scenario"), given.scenario, scenarios, "a scenario of scenarios.yaml")
    if given.option is not None:
        yield from _name(draft, (*path, "option"), given.option, options, "an option of options.yaml")
    for i, name in enumerate(given.measures):
        measures = draft.options.names("measures")
        yield from _name(draft, (*path, "measures", i), name, measures, "a measure of options.yaml")
    for i, name in enumerate(given.switches):
        yield from _name(draft, (*path, "switches", i), name, BY_ID, "a structural switch")
    yield from check_events(draft, draft.statements, (*path, "events"), given.events)
    for key in ("multiply", "add", "set"):
        for name, size in getattr(given, key).items():
            yield from _parameter(draft, (*path, key, name), name)
            if key == "set":
                yield from _bounds(draft, (*path, key, name), name, size)


def _bounds(draft: Draft, path: Path, name: str, size: float) -> Iterator[Problem]:
    param = BY_NAME.get(name.partition(".")[0])
    if param is not None and not param.low <= size <= param.high:
        yield draft.statements.problem(path, f"{size:.15g}", bounds_of(param))


def _parameter(draft: Draft, path: Path, name: str, *, key: bool = True) -> Iterator[Problem]:
    stem, _, row = name.partition(".")
    param = BY_NAME.get(stem)
    if param is None:
        advice = did_you_mean(stem, BY_NAME)
        yield draft.statements.problem(path, quoted(name), "a parameter of the engine", advice, key=key)
    elif row:
        known = rows_of(draft, param) if param.table else frozenset()
        if known is not None and row not in known:
            yield draft.statements.problem(path, quoted(name), f"a row that {stem} has", key=key)


def _neutral(draft: Draft, path: Path, row: Statement) -> Iterator[Problem]:
    moved = _moved(draft)
    for i, name in enumerate(row.neutral):
        unknown = list(_parameter(draft, (*path, "neutral", i), name, key=False))
        yield from unknown
        if not unknown and moved is not None and not {name} & (moved | {one.partition(".")[0] for one in moved}):
            expected = "a parameter that a circumstance or a measure moves"
            yield draft.statements.problem((*path, "neutral", i), quoted(name), expected)


def _moved(draft: Draft) -> set[str] | None:
    """Parameters that a circumstance or a measure of the pack moves; None while either file is faulty."""
    if draft.options.model is None or not (draft.options.complete and draft.parameters.complete):
        return None
    measures = draft.options.model.measures.values()
    effects = {effect.parameter for measure in measures for effect in measure.effects}
    return effects | set(draft.parameters.names("circumstances"))
