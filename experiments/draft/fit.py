"""How much room text takes on A4: an estimate from letters and lines, by which a draft keeps to two pages.

Centimetres of the styles in `word_styles`; a little more than what a line of Times holds is left to chance.
"""

import math
from collections.abc import Iterable

from experiments.draft.model import Block, Chart, Paragraph, Section, Table, Text, plain

PAGE = 25.6  # between the margins, less a reserve
MASTHEAD = 2.8  # with title and subtitle
LINE, GAP, GAP_OF_ITEM = 0.406, 0.14, 0.106
SMALL_LINE = 0.327
LETTERS, LETTERS_OF_ITEM, LETTERS_OF_NOTE = 117, 110, 142
HEADINGS = (0.87, 0.69)
CAPTION, NOTE = 0.53, 0.25  # what stands around a caption's one line and a note's lines
HEAD_OF_TABLE, ROW, GROUP, LETTERS_OF_STUB = 0.75, 0.325, 0.41, 40
SHORTEST, TALLEST = 8.8, 10.4  # charts


def chart_height(room: float, below: float) -> float:
    """Centimetres for the chart where `room` is left and `below` is wanted for a table under it."""
    return min(TALLEST, max(SHORTEST, room - below))


def room_for_chart(before: Iterable[Section], note: Text) -> float:
    """Centimetres that the first page leaves for a chart with its caption and note."""
    return PAGE - MASTHEAD - sections_height(before) - CAPTION - notes_height((note,))


def sections_height(sections: Iterable[Section], level: int = 0) -> float:
    """Centimetres of sections with their headings; charts not counted."""
    return sum(
        HEADINGS[level] + sum(map(height_of, section.blocks)) + sections_height(section.parts, level + 1)
        for section in sections
    )


def height_of(block: Block) -> float:
    """Centimetres of a block; 0 for a chart, whose height is what is sought."""
    if isinstance(block, Paragraph):
        items = sum(_lines(item, LETTERS_OF_ITEM) * LINE + GAP_OF_ITEM for item in block.items)
        return _lines(block.text, LETTERS) * LINE + GAP + items
    return 0.0 if isinstance(block, Chart) else _table(block)


def _table(table: Table) -> float:
    rows = sum(math.ceil(len(row.label) / LETTERS_OF_STUB) * ROW + GROUP * bool(row.group) for row in table.rows)
    return CAPTION + HEAD_OF_TABLE + rows + notes_height((table.note,))


def notes_height(notes: Iterable[Text]) -> float:
    """Centimetres of lines in small type."""
    return sum(_lines(note, LETTERS_OF_NOTE) * SMALL_LINE for note in notes) + NOTE


def _lines(text: Text, letters: int) -> int:
    return math.ceil((len(plain(text)) + 8) / letters)
