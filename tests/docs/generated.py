"""Which documents are generated, and from what."""

from experiments.format_reference import format_reference
from experiments.reference import engine_reference, pack_reference
from scenarios import builtin, load
from tests.architecture.sources import REPOSITORY

DOCS = REPOSITORY / "docs"


def documents() -> dict[str, str]:
    """Names of files in docs/ to their text."""
    packs = {f"pack-{name}.md": pack_reference(load(name)) for name in builtin()}
    return {"reference.md": engine_reference(), "format.md": format_reference(), **packs}
