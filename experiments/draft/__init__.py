"""The plan draft: one content model, one writer per format."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.results import Results

DOCX, MARKDOWN, NUMBERS = "draft.docx", "draft.md", "draft.numbers.json"


def write_draft(results: "Results", folder: Path) -> tuple[Path, ...]:
    """Write the plan draft of a study to `folder`: DOCX, Markdown, its charts, the list of cells; returns the files.

    The same study always gives the same bytes. Makes the folder; raises OSError when it can't be written.
    """
    from experiments.draft.content import build_draft
    from experiments.draft.docx import write_docx
    from experiments.draft.ledger import ledger_json
    from experiments.draft.markdown import write_markdown

    draft = build_draft(results)
    folder.mkdir(parents=True, exist_ok=True)
    numbers = folder / NUMBERS
    numbers.write_text(ledger_json(draft.numbers, draft.content_hash), encoding="utf-8", newline="\n")
    return write_docx(draft, folder / DOCX), *write_markdown(draft, folder / MARKDOWN), numbers
