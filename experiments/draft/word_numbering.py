"""Word's own numbering of headings (I., A.) and of paragraphs (1., (a)), so that references stay live."""

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

HEADINGS = 1
PARAGRAPHS = 2
INDENT = 567  # a centimetre in twentieths of a point

LEVELS = {
    HEADINGS: (("upperRoman", "%1.", "Heading1"), ("upperLetter", "%2.", "Heading2")),
    PARAGRAPHS: (("decimal", "%1.", "NumberedParagraph"), ("lowerLetter", "(%2)", "Sub-paragraph")),
}


def install_numbering(document: Document) -> None:
    """Replace the template's lists by the two of a draft, each tied to its paragraph styles."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for list_id, levels in LEVELS.items():
        numbering.append(parse_xml(_abstract_list(list_id, levels)))
    for list_id in LEVELS:
        numbering.append(parse_xml(_concrete_list(list_id)))


def number_style(document: Document, name: str, list_id: int, level: int = 0) -> None:
    """Number every paragraph of a style by a level of a list."""
    properties = document.styles[name].element.get_or_add_pPr()
    numbering = properties.get_or_add_numPr()
    numbering.get_or_add_ilvl().val = level
    numbering.get_or_add_numId().val = list_id


def _abstract_list(list_id: int, levels: tuple[tuple[str, str, str], ...]) -> str:
    body = "".join(_level(index, *level) for index, level in enumerate(levels))
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">'
        f'<w:multiLevelType w:val="multilevel"/>{body}</w:abstractNum>'
    )


def _level(index: int, number_format: str, text: str, style: str) -> str:
    """A level: the number at the margin of its depth, the text at a tab behind it."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/><w:pStyle w:val="{style}"/>'
        f'<w:suff w:val="tab"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{INDENT * index}" w:firstLine="0"/></w:pPr></w:lvl>'
    )


def _concrete_list(list_id: int) -> str:
    return f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>'
