"""Draft -> DOCX: a Word manuscript with live numbering, native tables and described pictures."""

import io
import zipfile
from datetime import datetime, time
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from experiments.draft.model import Block, Chart, Draft, Masthead, Paragraph, Section, Table
from experiments.draft.word_numbering import install_numbering
from experiments.draft.word_styles import LANGUAGE, TEXT_WIDTH, install_styles, set_page
from experiments.draft.word_tables import write_table
from experiments.draft.word_text import CELLS, bookmark, write_field, write_text, write_words

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip file can hold: the same draft gives the same bytes
UNUSED_PARTS = ("thumbnail", "customXml", "stylesWithEffects")


def write_docx(draft: Draft, path: Path) -> Path:
    """Write a draft as A4 DOCX to `path`; the same draft always gives the same bytes."""
    document = docx.Document()
    _drop_template_parts(document)
    set_page(document)
    install_styles(document)
    install_numbering(document)
    _write_margins(document, draft)
    _write_head(document, draft)
    for section in draft.sections:
        _write_section(document, section, level=1)
    _write_sources(document, draft)
    _set_properties(document, draft)
    path.write_bytes(_without_dates(document))
    return path


def _drop_template_parts(document: Document) -> None:
    """Leave out what the library's template brings along: a preview picture, unused style sheets."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if any(name in relation.reltype for name in UNUSED_PARTS):
                del owner.rels[key]
    body = document.element.body
    for paragraph in list(body.findall(qn("w:p"))):
        body.remove(paragraph)


def _write_margins(document: Document, draft: Draft) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    _tabs(head)
    write_words(head, f"{draft.subtitle}\tDraft, not an official document")
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        line.style = "Footer"
        _tabs(line)
        write_words(line, f"{draft.disclaimer}\tPage ")
        write_field(line, "PAGE", "1" if footer is section.first_page_footer else "2")
        write_words(line, " of ")
        write_field(line, "NUMPAGES", "2")


def _tabs(paragraph: WordParagraph) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _write_head(document: Document, draft: Draft) -> None:
    _write_masthead(document, draft.masthead)
    write_words(document.add_paragraph(style="Title"), draft.title)
    write_words(document.add_paragraph(style="Subtitle"), draft.subtitle)


def _write_masthead(document: Document, masthead: Masthead) -> None:
    """Left and right lines, set by a tab and not by a table, so that they are read in order; a rule below."""
    for left, right in zip(masthead.left, masthead.right, strict=True):
        line = document.add_paragraph(style="Masthead")
        _tabs(line)
        write_words(line, f"{left}\t{right}")
    last = document.add_paragraph(style="Masthead")
    write_words(last, masthead.below)
    last.paragraph_format.space_after = Pt(4)
    _rule(last, "bottom", size=8)


def _rule(paragraph: WordParagraph, side: str, size: int) -> None:
    """A rule over the width of the text; size in eighths of a point."""
    edge = f'<w:{side} w:val="single" w:sz="{size}" w:space="4" w:color="000000"/>'
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>")
    paragraph._element.get_or_add_pPr().insert_element_before(border, "w:tabs", "w:spacing", "w:ind", "w:jc")


def _write_section(document: Document, section: Section, level: int) -> None:
    write_words(document.add_paragraph(style=f"Heading {level}"), section.title)
    for block in section.blocks:
        _write_block(document, block)
    for part in section.parts:
        _write_section(document, part, level + 1)


def _write_block(document: Document, block: Block) -> None:
    if isinstance(block, Paragraph):
        paragraph = document.add_paragraph(style="Numbered Paragraph")
        paragraph.paragraph_format.keep_with_next = bool(block.items) or None
        write_text(paragraph, block.text)
        for item in block.items:
            write_text(document.add_paragraph(style="Sub-paragraph"), item)
    elif isinstance(block, Table):
        write_table(document, block)
    else:
        _write_chart(document, block)


def _write_chart(document: Document, chart: Chart) -> None:
    write_words(document.add_paragraph(style="Caption"), chart.caption)
    holder = document.add_paragraph(style="Picture")
    picture = holder.add_run().add_picture(io.BytesIO(chart.image), width=Cm(chart.width))
    described = picture._inline.docPr
    described.set("descr", chart.alternative)
    described.set("title", chart.caption)
    described.set("name", chart.name)
    write_text(document.add_paragraph(style="Note Text"), chart.note)


def _write_sources(document: Document, draft: Draft) -> None:
    for number, source in enumerate(draft.sources):
        line = document.add_paragraph(style="Source Text")
        write_text(line, source)
        if number == 0:
            bookmark(line, CELLS)
            line.paragraph_format.space_before = Pt(6)
            _rule(line, "top", size=4)


def _set_properties(document: Document, draft: Draft) -> None:
    properties = document.core_properties
    stamp = datetime.combine(draft.dated, time())
    properties.title, properties.subject = f"{draft.title}: {draft.subtitle}", draft.subject
    properties.author = properties.last_modified_by = "Quadrille"
    properties.comments = draft.disclaimer
    properties.category, properties.keywords = "Draft", "planning scenarios; simulation"
    properties.language, properties.identifier = LANGUAGE, draft.content_hash
    properties.created = properties.modified = stamp
    properties.revision = 1


def _without_dates(document: Document) -> bytes:
    """The package with members in a fixed order and no dates."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
