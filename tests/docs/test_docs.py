"""The generated documents say what the code says."""

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
