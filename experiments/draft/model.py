"""The content of a plan draft, free of any file format: what a writer receives."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of the draft and the cell it is read from.

    `value` is in `unit` (None: no event); `text` is how the draft prints it. Cells of the study itself (cases,
    seed) and of the pack (judged rates) have no indicator.
    """

    id: str
    text: str
    indicator: str | None
    scenario: str | None
    option: str | None
    statistic: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Tag:
    """The source tag behind figures: the ids of their cells."""

    numbers: tuple[Number, ...]

    @property
    def text(self) -> str:
        """`n1`, `n1–n3`, or `n1–n3, n7` where the ids are not consecutive."""
        return ", ".join(_span(run) for run in _consecutive(self.numbers))

    @property
    def cells(self) -> str:
        """The cells in words: indicators; scenarios; options; statistics."""
        names = zip(*((n.indicator, n.scenario, n.option, n.statistic) for n in self.numbers), strict=True)
        return "; ".join(part for kind in names if (part := ", ".join(dict.fromkeys(filter(None, kind)))))


def _consecutive(numbers: tuple[Number, ...]) -> list[list[str]]:
    runs: list[list[str]] = []
    for number in sorted(numbers, key=lambda n: int(n.id[1:])):
        if runs and int(runs[-1][-1][1:]) + 1 == int(number.id[1:]):
            runs[-1].append(number.id)
        elif not runs or runs[-1][-1] != number.id:
            runs.append([number.id])
    return runs


def _span(ids: list[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]}–{ids[-1]}"


Text = tuple[str | Number | Tag, ...]


def plain(text: Text) -> str:
    """The text as it reads, source tags in brackets."""
    return "".join(_plain_piece(piece) for piece in text)


def _plain_piece(piece: str | Number | Tag) -> str:
    if isinstance(piece, str):
        return piece
    return piece.text if isinstance(piece, Number) else f" [{piece.text}]"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its number is its place among the paragraphs of the draft. `items` are its (a), (b), (c)."""

    text: Text
    items: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """A heading over adjacent columns of a table."""

    label: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `group` opens a run of rows with a line of its own."""

    label: str
    cells: tuple[Text, ...]
    tag: Tag
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A native table: a column of labels, groups of figures, a last column of source tags."""

    title: str
    stub: str
    groups: tuple[ColumnGroup, ...]
    rows: tuple[Row, ...]
    note: Text
    description: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with caption and alternative text; width in centimetres."""

    name: str
    image: bytes
    caption: str
    note: Text
    alternative: str
    width: float


Block = Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. Raises ValueError for a lone sub-heading."""

    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple["Section", ...] = ()

    def __post_init__(self) -> None:
        if len(self.parts) == 1:
            raise ValueError(f"lone sub-heading {self.parts[0].title!r} under {self.title!r}")


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of the first page: lines on the left, as many on the right, one line below over the whole width."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    below: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan draft: what every writer writes."""

    masthead: Masthead
    title: str
    subtitle: str
    subject: str
    disclaimer: str
    sections: tuple[Section, ...]
    sources: tuple[Text, ...]
    numbers: tuple[Number, ...]
    content_hash: str
    dated: date

    def charts(self) -> tuple[Chart, ...]:
        """The charts in order of appearance."""
        return tuple(block for block in self.blocks() if isinstance(block, Chart))

    def blocks(self) -> tuple[Block, ...]:
        """All paragraphs, tables and charts in order of appearance."""
        parts = (part for section in self.sections for part in (section, *section.parts))
        return tuple(block for part in parts for block in part.blocks)
