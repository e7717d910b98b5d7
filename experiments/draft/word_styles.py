"""Page, typeface and styles of a draft: a UN manuscript on A4."""

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from experiments.draft.word_numbering import HEADINGS, PARAGRAPHS, number_style

LANGUAGE = "en-GB"
FONT = "Times New Roman"
INK = RGBColor(0, 0, 0)
SUBDUED = RGBColor(0x50, 0x50, 0x50)
TEXT_WIDTH = 17.0
NUMBER_TAB = 1.0
KEPT = (
    *("Normal", "DefaultParagraphFont", "TableNormal", "NoList"),
    *("Header", "Footer", "Title", "Caption", "Heading1", "Heading2"),
)

# style: (points, before, after, line spacing, bold, italic)
PARAGRAPH_STYLES = {
    "Title": (14, 4, 2, 1.0, True, False),
    "Subtitle": (10, 0, 4, 1.0, False, False),
    "Heading 1": (11, 8, 4, 1.0, True, False),
    "Heading 2": (10, 5, 3, 1.0, True, False),
    "Numbered Paragraph": (10, 0, 4, 1.0, False, False),
    "Sub-paragraph": (10, 0, 3, 1.0, False, False),
    "Masthead": (9, 0, 0, 1.0, False, False),
    "Caption": (9, 4, 2, 1.0, False, False),
    "Picture": (9, 0, 0, 1.0, False, False),
    "Table Text": (8, 0, 0, 1.0, False, False),
    "Note Text": (8, 2, 5, 1.0, False, False),
    "Source Text": (8, 0, 1, 1.0, False, False),
    "Header": (8, 0, 0, 1.0, False, False),
    "Footer": (8, 0, 0, 1.0, False, False),
}


def set_page(document: Document) -> None:
    """A4, with a different head on the first page, which carries the masthead."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - TEXT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Cm(1.9), Cm(1.9)
    section.header_distance, section.footer_distance = Cm(1.0), Cm(0.9)
    section.different_first_page_header_footer = True


def install_styles(document: Document) -> None:
    """Keep only the styles of a draft, set their type, and tie headings and paragraphs to their lists."""
    _drop_unused(document)
    _set_defaults(document)
    for name, (points, before, after, spacing, bold, italic) in PARAGRAPH_STYLES.items():
        style = _paragraph_style(document, name)
        _set_type(style, points, bold, italic)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), spacing
        layout.widow_control = True
    _set_layout(document)
    _add_tag_style(document)


def _drop_unused(document: Document) -> None:
    styles = document.styles.element
    for element in list(styles.findall(qn("w:style"))):
        if element.get(qn("w:styleId")) not in KEPT:
            styles.remove(element)
        for link in element.findall(qn("w:link")):
            element.remove(link)


def _set_defaults(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    fonts = f'w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"'
    properties = (
        f'<w:rPr {nsdecls("w")}><w:rFonts {fonts}/><w:sz w:val="20"/><w:szCs w:val="20"/>'
        f'<w:lang w:val="{LANGUAGE}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
    )
    holder = defaults.find(qn("w:rPrDefault"))
    holder.clear()
    holder.append(parse_xml(properties))
    defaults.find(qn("w:pPrDefault")).clear()
    language = document.settings.element.find(qn("w:themeFontLang"))
    language.set(qn("w:val"), LANGUAGE)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    styles = document.styles
    style: ParagraphStyle
    if name in styles:
        style = styles[name]
        return style
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.quick_style = True
    return style


def _set_type(style: ParagraphStyle, points: float, bold: bool, italic: bool) -> None:
    """Set the type afresh: the template's own colours, fonts and borders go."""
    for tag in ("w:rPr", "w:pPr"):
        for element in style.element.findall(qn(tag)):
            style.element.remove(element)
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(points), INK
    style.font.bold, style.font.italic = bold or None, italic or None
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    fonts.set(qn("w:cs"), FONT)
    fonts.set(qn("w:eastAsia"), FONT)
    properties.append(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{round(points * 2)}"/>'))


def _set_layout(document: Document) -> None:
    styles = document.styles
    for name, level in (("Heading 1", 0), ("Heading 2", 1)):
        number_style(document, name, HEADINGS, level)
        styles[name].paragraph_format.keep_with_next = True
        styles[name].paragraph_format.tab_stops.add_tab_stop(Cm(NUMBER_TAB * (level + 1)))
        styles[name].next_paragraph_style = styles["Numbered Paragraph"]
        outline = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level}"/>')
        styles[name].element.get_or_add_pPr().append(outline)
    for level, name in enumerate(("Numbered Paragraph", "Sub-paragraph")):
        number_style(document, name, PARAGRAPHS, level)
        styles[name].paragraph_format.tab_stops.add_tab_stop(Cm(NUMBER_TAB * (level + 1)))
    for name in ("Caption", "Picture"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Picture"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_tag_style(document: Document) -> None:
    style = document.styles.add_style("Source Tag", WD_STYLE_TYPE.CHARACTER)
    style.font.size, style.font.color.rgb, style.font.name = Pt(7), SUBDUED, FONT
