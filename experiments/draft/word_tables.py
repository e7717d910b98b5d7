"""Native tables of a draft: heads that repeat, rows that hold together, widths set, figures to the right."""

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Tc
from docx.shared import Cm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from experiments.draft.model import Row, Table, plain
from experiments.draft.word_styles import TEXT_WIDTH
from experiments.draft.word_text import write_tag, write_text, write_words

LEFT, RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
TAG_WIDTH = 1.6
NARROWEST_STUB, WIDEST_STUB = 3.2, 7.0
CHARACTER = 0.14  # centimetres that a figure of the table's type takes at most
CELL_MARGIN = 0.08
GROUP_GAP = 0.15
RULE, HAIRLINE = 6, 3  # eighths of a point


def write_table(document: Document, table: Table) -> None:
    """Append a table with its title above and its note below."""
    write_words(document.add_paragraph(style="Caption"), table.title)
    figures = sum(len(group.columns) for group in table.groups)
    grid = document.add_table(rows=0, cols=figures + 2)
    _describe(grid, table)
    _write_head(grid, table)
    for row in table.rows:
        if row.group:
            _write_group(grid, row.group)
        _write_row(grid, row)
    _rule(grid.rows[-1], "bottom")
    _set_widths(grid, _widths(table))
    _keep_together(grid)
    write_text(document.add_paragraph(style="Note Text"), table.note)


def _describe(grid: WordTable, table: Table) -> None:
    """Fixed width, narrow cell margins, title and description for readers who can't see the table."""
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    properties = grid._tbl.tblPr
    width, look = properties.find(qn("w:tblW")), properties.find(qn("w:tblLook"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(_twips(TEXT_WIDTH)))
    side = f'w:w="{_twips(CELL_MARGIN)}" w:type="dxa"'
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}><w:left {side}/><w:right {side}/></w:tblCellMar>"))
    for name, text in (("tblDescription", table.description), ("tblCaption", table.title)):
        element = parse_xml(f"<w:{name} {nsdecls('w')}/>")
        element.set(qn("w:val"), text)
        look.addnext(element)


def _write_head(grid: WordTable, table: Table) -> None:
    """Two rows of heads, both repeated on every page: the groups, and the columns under them."""
    upper, lower = _add_row(grid), _add_row(grid)
    for row in (upper, lower):
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    _rule(upper, "top")
    _rule(lower, "bottom")
    for corner in (upper.cells[0], upper.cells[-1]):
        _only_paragraph(corner, LEFT)
    _write_column_head(lower.cells[0], table.stub, LEFT)
    _write_column_head(lower.cells[-1], "Cells", RIGHT)
    first = 1
    for group in table.groups:
        last = first + len(group.columns) - 1
        for cell, label in zip(lower.cells[first:], group.columns, strict=False):
            _write_column_head(cell, label, RIGHT)
        head = upper.cells[first].merge(upper.cells[last])
        _write_column_head(head, group.label, RIGHT)
        first = last + 1


def _add_row(grid: WordTable) -> _Row:
    row: _Row = grid.add_row()  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return row


def _write_column_head(cell: _Cell, label: str, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = _only_paragraph(cell, alignment)
    write_words(paragraph, label)
    for run in paragraph.runs:
        run.italic = True


def _write_group(grid: WordTable, label: str) -> None:
    cells = _add_row(grid).cells
    paragraph = _only_paragraph(cells[0].merge(cells[-1]), LEFT)
    paragraph.paragraph_format.space_before = Pt(3)
    write_words(paragraph, label)


def _write_row(grid: WordTable, row: Row) -> None:
    first, *figures, last = _add_row(grid).cells
    write_words(_only_paragraph(first, LEFT), row.label)
    for cell, text in zip(figures, row.cells, strict=True):
        write_text(_only_paragraph(cell, RIGHT), text)
    write_tag(_only_paragraph(last, RIGHT), row.tag, row.tag.text)


def _only_paragraph(cell: _Cell, alignment: WD_ALIGN_PARAGRAPH) -> Paragraph:
    """The one empty paragraph of a cell, in the style of tables; merging leaves spare ones."""
    for spare in cell.paragraphs[1:]:
        cell._tc.remove(spare._element)
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    paragraph.alignment = alignment
    return paragraph


def _widths(table: Table) -> list[float]:
    """Centimetres of each column: figures as wide as the longest, the stub takes what is left up to its limit."""
    columns = sum(len(group.columns) for group in table.groups)
    room = TEXT_WIDTH - TAG_WIDTH - GROUP_GAP * len(table.groups)
    longest = max((len(plain(cell)) for row in table.rows for cell in row.cells), default=4)
    wanted = max(longest, 4) * CHARACTER + 2 * CELL_MARGIN
    each = max(min(wanted, (room - NARROWEST_STUB) / columns), (room - WIDEST_STUB) / columns)
    figures = [each + GROUP_GAP * (place == 0) for group in table.groups for place, _ in enumerate(group.columns)]
    return [TEXT_WIDTH - TAG_WIDTH - sum(figures), *figures, TAG_WIDTH]


def _set_widths(grid: WordTable, widths: list[float]) -> None:
    """Widths in the grid and in every cell: Word reads the cells, LibreOffice the grid."""
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
    for row in grid.rows:
        start = 0
        for cell in row._tr.tc_lst:
            cell.width = Cm(sum(widths[start : start + cell.grid_span]))
            start += cell.grid_span


def _keep_together(grid: WordTable) -> None:
    """No row breaks, and each row stays with the next: a draft's tables are shorter than a page."""
    for row in grid.rows:
        row._tr.get_or_add_trPr().insert(0, parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _rule(row: _Row, side: str) -> None:
    for cell in row._tr.tc_lst:
        _border(cell, side, RULE)


def _border(cell: CT_Tc, side: str, size: int) -> None:
    """A rule at one side of a cell; the schema wants top before bottom."""
    properties = cell.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = parse_xml(f"<w:tcBorders {nsdecls('w')}/>")
        properties.append(borders)
    edge = parse_xml(f'<w:{side} {nsdecls("w")} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>')
    borders.insert(0 if side == "top" else len(borders), edge)


def _twips(centimetres: float) -> int:
    return round(centimetres / 2.54 * 1440)
