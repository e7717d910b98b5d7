"""Text of the engine in the words of a pack: its terms, and the labels of rows that are numbered in the engine."""

from types import SimpleNamespace
from typing import Any

import pytest

from experiments.catalogue import catalogue
from experiments.figures.subject import in_terms, worded
from experiments.relevance import relevant
from scenarios import builtin, load
from scenarios.schema import Terms
from simulation import layout
from simulation.declare import Indicator
from simulation.layout import INDICATORS

PLAIN = Terms(organisation="secretariat")
OWN = Terms(
    organisation="unit", inspector="officer", inspectors="officers", declaration="annual report",
    declarations="annual reports", budget="trust funds", support="technical assistance", cooperation="advice",
    assistance="relief",
)  # fmt: skip


def rows(*labels: str) -> tuple[Any, ...]:
    return tuple(SimpleNamespace(label=label, kind="report") for label in labels)


def stand_in(terms: Terms = OWN, missions: bool = True, **tables: Any) -> Any:
    return SimpleNamespace(terms=terms, tables=SimpleNamespace(has_missions=missions, **tables))


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Declarations on time", "Annual reports on time"),
        ("Yearly declarations that came", "Yearly annual reports that came"),
        ("A declaration is late", "An annual report is late"),
        ("Capacity building: asked for", "Technical assistance: asked for"),
        ("Co-operation: waiting", "Advice: waiting"),
        ("Assistance and protection: served", "Relief: served"),
        ("Assessed budget", "Trust funds"),
        ("Inspector-days of an inspector", "Inspector-days of an officer"),
        ("Declared sites", "Declared sites"),
        ("Assessed contributions", "Assessed contributions"),
    ],
)
def test_terms_stand_in_place_of_plain_words(plain: str, expected: str) -> None:
    assert in_terms(stand_in(), plain) == expected


def test_words_left_out_are_those_of_the_engine() -> None:
    for one in INDICATORS:
        assert in_terms(stand_in(PLAIN), one.label) == one.label
        assert in_terms(stand_in(PLAIN), one.doc) == one.doc


def test_who_has_no_inspectors_reads_nothing_of_them() -> None:
    plain = "Bills for posts other than inspectors."
    assert in_terms(stand_in(missions=False), plain) == "Bills for posts."
    assert in_terms(stand_in(missions=False), "Spending on other posts") == "Spending on posts"
    assert in_terms(stand_in(), plain) == "Bills for posts other than officers."


@pytest.mark.parametrize("pack", [name for name in builtin() if not load(name).tables.has_missions])
def test_no_pack_without_inspectors_speaks_of_them(pack: str) -> None:
    told = [f"{row['label']} {row['doc']} {row['unit']}".lower() for row in catalogue(load(pack))]
    assert not [text for text in told if "inspector" in text or "declaration" in text or "capacity building" in text]


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Report 1: received", "National report: received"),
        ("Report 2: on time", "Four-yearly report: on time"),
        ("What came of report 2, late ones too.", "What came of Four-yearly report, late ones too."),
        ("A report 1 that came", "A National report that came"),
        ("Instrument 1: spent", "Basel: spent"),
        ("Obligation kind 3: overdue", "Projects on visits: overdue"),
        ("Report 3: received", "Report 3: received"),
        ("Report 0: received", "Report 0: received"),
        ("Report 12: received", "Report 12: received"),
        ("Obligation kind 1 and report 1", "Stocks and National report"),
    ],
)
def test_numbered_families_carry_the_labels_of_their_rows(plain: str, expected: str) -> None:
    pack = stand_in(
        reports=rows("National report", "Four-yearly report"),
        instruments=rows("Basel"),
        obligation_kinds=rows("stocks", "land", "projects on visits"),
    )
    assert in_terms(pack, plain) == expected


def test_a_pack_without_such_tables_keeps_the_numbers() -> None:
    assert in_terms(stand_in(), "Instrument 2: spent") == "Instrument 2: spent"
    assert in_terms(load("mine-ban-unit"), "Obligation kind 1: met") == "Obligation kind 1: met"


def named(name: str, label: str) -> Indicator:
    return Indicator(name, label, "%", "spending", None, "up", "output", "joint", f"{label}.")


FAMILIES = (
    named("report_1_received", "Report 1: received"),
    named("report_2_received", "Report 2: received"),
    named("instrument_1_spent", "Instrument 1: spent"),
    named("duty_3_met", "Obligation kind 3: met"),
    named("reports_received", "Reports received"),
)


def test_a_row_that_a_pack_lacks_has_no_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    theme = SimpleNamespace(__name__="simulation.metrics.families", INDICATORS=FAMILIES)
    monkeypatch.setattr("experiments.relevance.THEMES", (*layout.THEMES, theme))
    plain = load("mine-ban-unit")
    tables = {**vars(plain.tables), "reports": rows("National report"), "obligation_kinds": rows("a", "b", "c")}
    pack: Any = SimpleNamespace(
        headline=plain.headline,
        objectives=plain.objectives,
        terms=plain.terms,
        parameters=plain.parameters,
        tables=SimpleNamespace(**tables, has_missions=True),
    )
    found = {one.id for one in relevant(pack)}
    assert found & {one.id for one in FAMILIES} == {"report_1_received", "duty_3_met", "reports_received"}
    assert worded(pack, FAMILIES[0]).label == "National report: received"
    pack.headline = (*plain.headline, "instrument_1_spent")
    assert "instrument_1_spent" in {one.id for one in relevant(pack)}
