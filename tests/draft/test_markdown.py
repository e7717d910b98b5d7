"""The Markdown reads as the same document."""

import re
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from experiments.draft.markdown import _blocks
from experiments.draft.model import Paragraph, Section, Table
from tests.draft.conftest import Written
from tests.draft.hostile import READ

ISOLATES = {ord("\u2068"): None, ord("\u2069"): None}


def tokens(written: Written) -> list[Token]:
    text = (written.folder / "draft.md").read_text(encoding="utf-8")
    return MarkdownIt("gfm-like", {"linkify": False}).parse(text)


def cells(found: list[Token]) -> list[list[str]]:
    """The rows of all tables."""
    rows: list[list[str]] = []
    for place, token in enumerate(found):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            inline = found[place + 1].children or []
            rows[-1].append("".join(child.content for child in inline).translate(ISOLATES))
    return rows


def test_headings(written: Written) -> None:
    found = tokens(written)
    heads = [found[place + 1].content for place, token in enumerate(found) if token.type == "heading_open"]
    assert heads[0] == "Planning scenarios 2021–2025: summary for the plan"
    assert [head.split()[0] for head in heads[1:]] == ["I.", "II.", "III.", "IV.", "A.", "B.", "Cells"]


def test_paragraphs_are_numbered_in_one_go(written: Written) -> None:
    starts = [int(t.attrGet("start") or 1) for t in tokens(written) if t.type == "ordered_list_open"]
    paragraphs = sum(isinstance(block, Paragraph) for block in written.draft.blocks())
    text = (written.folder / "draft.md").read_text(encoding="utf-8")
    assert re.findall(r"^(\d+)\. ", text, re.MULTILINE) == [str(place + 1) for place in range(paragraphs)]
    assert starts[0] == 1


def test_items_belong_to_their_paragraph(written: Written) -> None:
    found = tokens(written)
    levels = {t.content[:3]: t.level for t in found if t.type == "inline" and re.match(r"\([a-z]\) ", t.content)}
    assert set(levels.values()) == {3}
    assert not [t for t in found if t.type == "code_block"]


def test_items_of_late_paragraphs_belong_to_them(written: Written) -> None:
    late = Paragraph(("Two things:",), (("One.",), ("Other.",)))
    sections = (Section("Many", (*[Paragraph(("Text.",))] * 11, late)),)
    parsed = MarkdownIt().parse("\n\n".join(_blocks(replace(written.draft, sections=sections))))
    assert [t.level for t in parsed if t.content in ("(a) One.", "(b) Other.")] == [3, 3]


def test_tables_have_all_rows_and_figures(written: Written) -> None:
    rows = cells(tokens(written))
    for table in (block for block in written.draft.blocks() if isinstance(block, Table)):
        columns = sum(len(group.columns) for group in table.groups) + 2
        for row in table.rows:
            texts = ["".join(piece.text for piece in cell if not isinstance(piece, str)) for cell in row.cells]
            assert [row.label, *texts, row.tag.text] in rows
            assert len(texts) + 2 == columns


def test_every_cell_is_listed(written: Written) -> None:
    rows = {row[0]: row for row in cells(tokens(written))}
    for number in written.draft.numbers:
        place = (number.indicator or "", number.scenario or "", number.option or "", number.statistic)
        assert rows[number.id] == [number.id, number.text, number.unit, *place]


def test_the_chart_stands_beside_it(written: Written) -> None:
    text = (written.folder / "draft.md").read_text(encoding="utf-8")
    names = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert names == ["draft-figure-1.png"]
    assert (written.folder / names[0]).read_bytes().startswith(b"\x89PNG")


def test_hostile_labels_stay_in_their_cells(hostile: Written) -> None:
    found = tokens(hostile)
    heads = next(row for row in cells(found) if row and row[0] == "Indicator")
    assert heads[1:-1:3] == [f"“{label}” P10" for label in READ.values()]
    assert len({len(row) for row in cells(found) if len(row) > 7}) == 1
    html = [t.content for t in found if t.type == "html_block"]
    assert all(block.startswith(("<details>", "</details>")) for block in html)
