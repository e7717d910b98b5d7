"""Pieces of text into runs of Word: right-to-left words, source tags, fields."""

import unicodedata

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from experiments.draft.model import Number, Tag, Text
from experiments.draft.text import directions

CELLS = "cells"  # the bookmark at the note that says where the cells are listed
LONGEST_TIP = 255  # Word refuses longer screen tips


def write_text(paragraph: Paragraph, text: Text) -> None:
    """Append pieces of text to a paragraph; a source tag becomes a link whose tip names its cells."""
    for piece in text:
        if isinstance(piece, Tag):
            write_words(paragraph, "\N{NO-BREAK SPACE}")
            write_tag(paragraph, piece, f"[{piece.text}]")
        else:
            write_words(paragraph, piece.text if isinstance(piece, Number) else piece)


def write_words(paragraph: Paragraph, words: str) -> None:
    """Append plain words, marking right-to-left stretches so that Word orders and shapes them."""
    for stretch, right_to_left in directions(words):
        run = paragraph.add_run(stretch)
        if right_to_left:
            _mark_right_to_left(run)


def _mark_right_to_left(run: Run) -> None:
    properties = run._element.get_or_add_rPr()
    properties.append(OxmlElement("w:rtl"))
    language = OxmlElement("w:lang")
    arabic = any(unicodedata.bidirectional(c) == "AL" for c in run.text)
    language.set(qn("w:bidi"), "ar-SA" if arabic else "he-IL")
    properties.append(language)


def write_tag(paragraph: Paragraph, tag: Tag, label: str) -> None:
    """Append a source tag: a link to the list of cells, with the cells named in its tip."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), CELLS)
    link.set(qn("w:tooltip"), tag.cells[:LONGEST_TIP])
    run = paragraph.add_run(style="Source Tag")
    for place, part in enumerate(label.split("–")):
        if place:
            run._element.append(OxmlElement("w:noBreakHyphen"))
        run.add_text(part)
    link.append(run._element)
    paragraph._element.append(link)


def bookmark(paragraph: Paragraph, name: str) -> None:
    """Bookmark a whole paragraph."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), "0")
    start.set(qn("w:name"), name)
    paragraph._element.append(end)
    runs = paragraph._element.findall(qn("w:r"))
    runs[0].addprevious(start)


def write_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Append a field such as PAGE, with the result shown until Word computes it."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(text if kind == "shown" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)
        elif not kind:
            code = OxmlElement("w:instrText")
            code.text = text
            run._element.append(code)
