"""The DOCX opens again, numbers itself, describes its pictures, and survives hostile labels."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from experiments.draft import write_draft
from experiments.draft.model import Paragraph, Table, plain
from experiments.results import Results
from tests.draft.conftest import Written
from tests.draft.hostile import MARKUP, READ

LONGEST_TIP = 260


def opened(written: Written) -> Document:
    return docx.Document(str(written.folder / "draft.docx"))


@pytest.fixture(scope="module")
def document(written: Written) -> Document:
    return opened(written)


def of_style(document: Document, *names: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name in names]


def read(text: str) -> str:
    """A paragraph as python-docx gives it back: a non-breaking hyphen for the dash of a tag."""
    return text.replace("\N{NO-BREAK SPACE}[", " [")


def test_all_paragraphs_are_there_in_order(written: Written, document: Document) -> None:
    blocks = [block for block in written.draft.blocks() if isinstance(block, Paragraph)]
    expected = [plain(text) for block in blocks for text in (block.text, *block.items)]
    found = [read(text) for text in of_style(document, "Numbered Paragraph", "Sub-paragraph")]
    assert found == [re.sub(r"\[[^]]*n\d[^]]*\]", lambda tag: tag[0].replace("–", "-"), text) for text in expected]


def test_numbering_is_words_own(document: Document) -> None:
    numbering = document.part.numbering_part.element
    formats = {}
    for number in numbering.findall(qn("w:num")):
        abstract = number.find(qn("w:abstractNumId")).get(qn("w:val"))
        for level in numbering.xpath(f'w:abstractNum[@w:abstractNumId="{abstract}"]/w:lvl'):
            kind, text = (level.find(qn(f"w:{tag}")).get(qn("w:val")) for tag in ("numFmt", "lvlText"))
            formats[number.get(qn("w:numId")), level.get(qn("w:ilvl"))] = kind, text
    expected = {
        "Heading 1": ("upperRoman", "%1."),
        "Heading 2": ("upperLetter", "%2."),
        "Numbered Paragraph": ("decimal", "%1."),
        "Sub-paragraph": ("lowerLetter", "(%2)"),
    }
    for style, (kind, text) in expected.items():
        reference = document.styles[style].element.pPr.numPr
        key = str(reference.numId.val), str(reference.ilvl.val)
        assert formats[key] == (kind, text), style


def test_no_number_is_typed_by_hand(document: Document) -> None:
    texts = of_style(document, "Heading 1", "Heading 2", "Numbered Paragraph", "Sub-paragraph")
    assert not [text for text in texts if re.match(r"[IVX]+\.|[A-Z]\.|\d+\.|\([a-z]\)", text)]


def test_tables_are_native_with_repeated_heads_and_whole_rows(written: Written, document: Document) -> None:
    tables = [block for block in written.draft.blocks() if isinstance(block, Table)]
    assert len(document.tables) == len(tables)
    for grid in document.tables:
        heads = [row for row in grid.rows if row._tr.xpath("w:trPr/w:tblHeader")]
        assert [row._tr for row in heads] == [row._tr for row in list(grid.rows)[:2]]
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in grid.rows)


def test_tables_hold_the_figures_of_the_draft(written: Written, document: Document) -> None:
    tables = [block for block in written.draft.blocks() if isinstance(block, Table)]
    for table, grid in zip(tables, document.tables, strict=True):
        rows = [[cell.text for cell in row.cells] for row in grid.rows[2:]]
        rows = [row for row in rows if len(set(row)) > 1]
        assert [row[0] for row in rows] == [row.label for row in table.rows]
        assert [row[1:-1] for row in rows] == [[plain(cell) for cell in row.cells] for row in table.rows]


def test_table_widths_are_set_in_grid_and_cells(document: Document) -> None:
    for grid in document.tables:
        widths = [column.width for column in grid.columns]
        assert sum(widths) == pytest.approx(Cm(17.0), abs=Cm(0.02))
        for row in grid.rows:
            assert sum(cell.width for cell in row._tr.tc_lst) == pytest.approx(sum(widths), abs=Cm(0.02))


def test_figures_stand_to_the_right_and_labels_to_the_left(document: Document) -> None:
    for row in document.tables[0].rows[2:]:
        sides = [cell.paragraphs[0].alignment for cell in row.cells]
        assert [str(side).split()[0] for side in sides] == ["LEFT"] + ["RIGHT"] * (len(sides) - 1)


def test_pictures_and_tables_are_described(document: Document) -> None:
    for shape in document.inline_shapes:
        properties = shape._inline.docPr
        assert len(properties.get("descr")) > 80
        assert properties.get("title").startswith("Figure 1")
    for grid in document.tables:
        for tag in ("tblCaption", "tblDescription"):
            assert grid._tbl.tblPr.find(qn(f"w:{tag}")).get(qn("w:val"))


def test_properties(document: Document, results: Results) -> None:
    properties = document.core_properties
    assert properties.title == "Planning scenarios 2021–2025: summary for the plan: " + results.pack.title
    assert properties.language == "en-GB"
    assert results.pack.pack.document in properties.subject
    assert properties.identifier == results.manifest.content_hash
    language = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0]
    assert language.get(qn("w:val")) == "en-GB"


def test_the_page_is_a4_with_page_numbers_and_disclaimer(document: Document) -> None:
    section = document.sections[0]
    assert (section.page_width, section.page_height) == pytest.approx((Cm(21.0), Cm(29.7)), abs=Cm(0.01))
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        assert line.text.startswith("Planning aid; indicative; not a compliance assessment; not an official document")
        assert [code.text for code in line._element.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert "not an official document" in section.header.paragraphs[0].text


def test_the_masthead(document: Document) -> None:
    head = "\n".join(of_style(document, "Masthead"))
    for words in ("DRAFT, not an official document", "Original: ENGLISH", "Data as of 31 December 2020", "work plan"):
        assert words in head


def test_nothing_is_bold_but_headings(document: Document) -> None:
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    assert not [run.text for p in (*document.paragraphs, *cells) for run in p.runs if run.bold]
    bold = {style.name for style in document.styles if style.type == 1 and style.font.bold}
    assert bold == {"Title", "Heading 1", "Heading 2"}


def test_tags_are_links_that_name_their_cells(document: Document) -> None:
    links = list(document.element.body.iter(qn("w:hyperlink")))
    bookmarks = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    assert len(links) > 10
    assert {link.get(qn("w:anchor")) for link in links} == bookmarks == {"cells"}
    tips = [link.get(qn("w:tooltip")) for link in links]
    assert "shortfall" in tips[1]
    assert "p10, p50, p90" in tips[2]
    assert max(map(len, tips)) < LONGEST_TIP


def test_headings_stay_with_their_text(document: Document) -> None:
    for name in ("Heading 1", "Heading 2", "Caption"):
        assert document.styles[name].paragraph_format.keep_with_next


def test_the_same_study_gives_the_same_bytes(written: Written, results: Results, tmp_path: Path) -> None:
    again = write_draft(Results.open(results.folder), tmp_path / "again")
    assert [file.name for file in again] == [file.name for file in written.files]
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in written.files]


def test_no_date_of_today_in_the_package(written: Written) -> None:
    with zipfile.ZipFile(written.folder / "draft.docx") as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert len(package.namelist()) == len(set(package.namelist()))


def members(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, package.read(name).decode("utf-8")


def test_hostile_labels_come_out_right(hostile: Written) -> None:
    document = opened(hostile)
    heads = [cell.text for cell in document.tables[0].rows[0].cells]
    assert {f"“{label}”" for label in READ.values()} <= set(heads)
    assert f"“{MARKUP}”" in " ".join(of_style(document, "Numbered Paragraph"))
    assert document.core_properties.title is not None
    assert document.core_properties.title.endswith(MARKUP)
    assert MARKUP in document.inline_shapes[0]._inline.docPr.get("descr")


def test_hostile_labels_leave_no_character_that_xml_forbids(hostile: Written) -> None:
    forbidden = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\u202a-\u202e]")
    for name, text in members((hostile.folder / "draft.docx").read_bytes()):
        assert not forbidden.search(text), name


def test_right_to_left_words_are_marked(hostile: Written) -> None:
    runs = [
        run
        for run in opened(hostile).element.body.iter(qn("w:r"))
        if run.find(qn("w:rPr") + "/" + qn("w:rtl")) is not None
    ]
    assert {run.text for run in runs} == {"נייר عمل 12 ريال"}
