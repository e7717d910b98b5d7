"""Draft -> Markdown as GitHub reads it, with the charts beside it and the list of cells at the end."""

import re
from collections.abc import Iterator
from pathlib import Path

from experiments.draft.model import Block, Chart, Draft, Number, Paragraph, Section, Table, Tag, Text
from experiments.draft.text import directions

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LETTERS = "abcdefgh"
SPECIAL = re.compile(r"([\\`*\[\]#|~$]|(?<!\w)_|_(?!\w))")
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def write_markdown(draft: Draft, path: Path) -> tuple[Path, ...]:
    """Write a draft to `path` and its charts as PNG beside it; returns all files written."""
    path.write_text("\n\n".join(_blocks(draft)) + "\n", encoding="utf-8", newline="\n")
    charts = tuple(path.with_name(chart.name) for chart in draft.charts())
    for target, chart in zip(charts, draft.charts(), strict=True):
        target.write_bytes(chart.image)
    return path, *charts


def escape(words: str) -> str:
    """Words that Markdown shows as they are; right-to-left stretches isolated from their neighbours."""
    pieces = (f"{ISOLATE}{part}{POP}" if right_to_left else part for part, right_to_left in directions(words))
    return SPECIAL.sub(r"\\\1", "".join(pieces)).translate(ENTITIES)


def _blocks(draft: Draft) -> Iterator[str]:
    lines = (*draft.masthead.left, *draft.masthead.right, draft.masthead.below)
    yield "  \n".join(escape(line) for line in lines if line)
    yield f"# {escape(draft.title)}"
    yield escape(draft.subtitle)
    places = iter(range(1, len(draft.blocks()) + 1))
    for numeral, section in zip(ROMAN, draft.sections, strict=False):
        yield from _section(section, f"## {numeral}.", places)
        for letter, part in zip(LETTERS.upper(), section.parts, strict=False):
            yield from _section(part, f"### {letter}.", places)
    yield "---"
    yield from (_text(source) for source in draft.sources)
    yield f"*{escape(draft.disclaimer)}*"
    yield "## Cells"
    yield _cells(draft.numbers)


def _section(section: Section, mark: str, places: Iterator[int]) -> Iterator[str]:
    yield f"{mark} {escape(section.title)}"
    for block in section.blocks:
        yield from _block(block, places)


def _block(block: Block, places: Iterator[int]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _paragraph(block, f"{next(places)}. ")
    elif isinstance(block, Table):
        yield escape(block.title)
        yield "\n".join(_table(block))
        yield _text(block.note)
    else:
        yield from _chart(block)


def _paragraph(paragraph: Paragraph, mark: str) -> str:
    """A numbered paragraph; its items are indented as far as its text, so that they belong to it."""
    items = (f"({letter}) {_text(item)}" for letter, item in zip(LETTERS, paragraph.items, strict=False))
    return f"\n\n{' ' * len(mark)}".join((mark + _text(paragraph.text), *items))


def _chart(chart: Chart) -> Iterator[str]:
    yield escape(chart.caption)
    yield f"![{escape(chart.alternative)}]({chart.name})"
    yield _text(chart.note)


def _table(table: Table) -> Iterator[str]:
    heads = [f"{group.label} {column}" for group in table.groups for column in group.columns]
    yield _line(escape(head) for head in (table.stub, *heads, "Cells"))
    yield _line(("---", *("--:" for _ in heads), "---"))
    for row in table.rows:
        if row.group:
            yield _line((escape(row.group), *("" for _ in heads), ""))
        yield _line((escape(row.label), *(_text(cell) for cell in row.cells), _link(row.tag)))


def _line(cells: Iterator[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: Text) -> str:
    return "".join(_piece(piece) for piece in text)


def _piece(piece: str | Number | Tag) -> str:
    if isinstance(piece, Tag):
        return f"<sup>{_link(piece)}</sup>"
    return escape(piece.text if isinstance(piece, Number) else piece)


def _link(tag: Tag) -> str:
    return f'[{tag.text}](#cells "{tag.cells}")'


def _cells(numbers: tuple[Number, ...]) -> str:
    """The list of cells, folded so that the draft itself stays short."""
    heads = ("Cell", "Figure", "Unit", "Indicator", "Scenario", "Option", "Statistic")
    lines = [_line(heads), _line(("---",) * len(heads)), *(_line(_cell_words(number)) for number in numbers)]
    summary = "<summary>Every figure and where it stands in the study</summary>"
    return "\n\n".join((f"<details>{summary}", "\n".join(lines), "</details>"))


def _cell_words(number: Number) -> tuple[str, ...]:
    place = (number.indicator or "", number.scenario or "", number.option or "", number.statistic)
    return number.id, *(escape(words) for words in (number.text, number.unit, *place))
