"""The generated documents say what the code says."""

import pytest

from experiments.analysis.effects import effects
from experiments.analysis.effects_document import COMPARED, measure_section
from experiments.analysis.show_effects import UNEXPLAINED
from scenarios import load
from tests.docs.effects import name_of, shown
from tests.docs.generated import DOCS, documents


def test_the_generated_documents_are_fresh() -> None:
    """`make docs` writes them anew."""
    for name, text in documents().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, f"docs/{name} is out of date: make docs"


def test_every_parameter_and_indicator_is_told() -> None:
    from simulation.layout import INDICATORS, PARAMS

    told = documents()["reference.md"]
    assert all(f"| `{one.name}` |" in told for one in PARAMS)
    assert all(f"| `{one.id}` |" in told for one in INDICATORS)


@pytest.mark.parametrize("pack", shown())
def test_the_table_of_effects_is_fresh(pack: str) -> None:
    """Two measures are simulated again as the document has them; the others must at least stand in it."""
    text, loaded = (DOCS / name_of(pack)).read_text(encoding="utf-8"), load(pack)
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        *(f"## {measure.label} (`{name}`)" for name, measure in loaded.measures.items()),
        *([COMPARED] if loaded.counterfactual else []),
    ]
    again = [name for name, measure in loaded.measures.items() if measure.expected or measure.effects][:2]
    expected = [indicator for measure in loaded.measures.values() for indicator in measure.expected]
    found = effects(loaded, again, expected)
    for name in again:
        section = text.partition(f"(`{name}`)")[2].partition("\n## ")[0].strip()
        written = measure_section(found, name).partition(f"(`{name}`)")[2].strip()
        assert section == written, f"docs/{name_of(pack)} is out of date: make docs"


@pytest.mark.parametrize("pack", shown())
def test_every_contradicted_sign_is_explained(pack: str) -> None:
    text, loaded = (DOCS / name_of(pack)).read_text(encoding="utf-8"), load(pack)
    assert UNEXPLAINED not in text
    reasons = [reason for measure in loaded.measures.values() for reason in measure.contradicted.values()]
    assert [reason for reason in reasons if reason not in text] == [], "explained, and no longer contradicted"
