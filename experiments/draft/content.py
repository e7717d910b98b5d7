"""Results -> the content of a plan draft of two pages: numbered paragraphs, tables, chart, notes, sources."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from experiments.draft.cells import Reader
from experiments.draft.changes import changes
from experiments.draft.chart import chart_note, scenario_chart
from experiments.draft.fit import (
    PAGE,
    SHORTEST,
    chart_height,
    height_of,
    notes_height,
    room_for_chart,
    sections_height,
)
from experiments.draft.ledger import Ledger
from experiments.draft.model import Draft, Masthead, Paragraph, Section, Table, Text
from experiments.draft.sources import sources
from experiments.draft.subject import Subject, subject
from experiments.draft.tables import change_table, scenario_table
from experiments.draft.text import clean
from experiments.draft.wording import findings, frequencies, limits, method, purpose
from experiments.summary import NATURE

if TYPE_CHECKING:
    from experiments.results import Results

DISCLAIMER = NATURE[:1].upper() + NATURE[1:]
SUMMARIES = (1200, 1000, 800, 600, 450, 300)  # letters on the options
LENGTHS = ((2, 8, 5), (1, 8, 5), (0, 8, 5), (0, 6, 5), (0, 4, 5), (0, 2, 5), (0, 2, 4), (0, 2, 3), (0, 2, 2))
"""From long to short: sentences on frequencies, sentences on changes, indicators in the table of changes."""


# Not from the locale: the language of a draft is English.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a draft of a certain length; `room` is what the first page leaves for the chart, in centimetres."""

    ledger: Ledger
    opening: Section
    shown: str
    found: tuple[Paragraph, ...]
    table: Table
    often: tuple[Paragraph, ...]
    rest: tuple[Section, Section]
    room: float

    @property
    def chart(self) -> float:
        """The height of the chart: all that is left, or all but the table's."""
        return chart_height(self.room, height_of(self.table) if self.table_fits else 0.0)

    @property
    def table_fits(self) -> bool:
        """Whether the table still stands on the first page."""
        return self.room - height_of(self.table) >= SHORTEST

    def second_page(self, notes: Iterable[Text]) -> float:
        """Centimetres wanted on the second page."""
        carried = 0.0 if self.table_fits else height_of(self.table)
        return carried + sum(map(height_of, self.often)) + sections_height(self.rest) + notes_height(notes)


def build_draft(results: "Results") -> Draft:
    """The content of a plan draft, as long as two pages hold; the same study always gives the same draft."""
    reader = Reader(results)
    about = subject(results, reader.reference)
    notes = tuple(sources(about))
    layouts = (_layout(about, Ledger(reader), *lengths) for lengths in LENGTHS)
    layout = next((one for one in layouts if one.second_page(notes) <= PAGE), None)
    layout = layout or _layout(about, Ledger(reader), *LENGTHS[-1])
    chart = scenario_chart(about, layout.chart)
    shown = Section(layout.shown, (*layout.found, chart, layout.table, *layout.often))
    return Draft(
        masthead=_masthead(about),
        title=f"Planning scenarios {about.years}: summary for the plan",
        subtitle=clean(results.pack.pack.title),
        subject=f"Simulated cases under the planning scenarios of {clean(results.pack.pack.document)}",
        disclaimer=DISCLAIMER,
        sections=(layout.opening, shown, *layout.rest),
        sources=notes,
        numbers=layout.ledger.numbers,
        content_hash=results.manifest.content_hash,
        dated=_created(about),
    )


def _layout(about: Subject, ledger: Ledger, often: int, most: int, compared: int) -> Layout:
    """Figures are numbered in this order: a table before the text that cites it, so that a row's numbers follow."""
    title = f"What the scenarios show under “{about.option(about.reference)}”"
    openings = [Section("Purpose and basis", tuple(purpose(about, ledger, letters))) for letters in SUMMARIES]
    found = tuple(findings(about, ledger))
    rooms = [room_for_chart((opening, Section(title, found)), chart_note(about)) for opening in openings]
    place = next((place for place, room in enumerate(rooms) if room >= SHORTEST), len(rooms) - 1)
    narrow = replace(about, indicators=about.indicators[:compared])
    return Layout(
        ledger=ledger,
        opening=openings[place],
        shown=title,
        found=found,
        table=scenario_table(about, ledger),
        often=tuple(frequencies(about, ledger, often)),
        rest=(_options(narrow, ledger, most), _limits_and_method(narrow, ledger)),
        room=rooms[place],
    )


def _options(about: Subject, ledger: Ledger, most: int) -> Section:
    table = (change_table(about, ledger),) if about.options else ()
    return Section("What the options change", (*changes(about, ledger, most), *table))


def _limits_and_method(about: Subject, ledger: Ledger) -> Section:
    parts = Section("Limits", tuple(limits(about, ledger))), Section("Method", tuple(method(about, ledger)))
    return Section("Limits and method", parts=parts)


def _masthead(about: Subject) -> Masthead:
    pack = about.results.pack.pack
    organisation = clean(about.results.pack.terms.organisation)
    return Masthead(
        left=(
            organisation[:1].upper() + organisation[1:],
            f"Data as of {day(pack.data_as_of)}",
            f"Currency {clean(pack.currency)}, price year {pack.price_year}",
        ),
        right=("DRAFT, not an official document", day(_created(about)), "Original: ENGLISH"),
        below=f"Plan document: {clean(pack.document)}",
    )


def _created(about: Subject) -> date:
    """The day on which the study was computed, not the day of the draft: so the same study gives the same bytes."""
    return datetime.fromisoformat(about.results.manifest.created).date()


def day(when: date) -> str:
    """A date as documents write it: 3 May 2024."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
