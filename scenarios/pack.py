"""A pack as the rest of the programme sees it: checked, read-only values with labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.document import DocumentTable, Erratum
from scenarios.measures import Measure
from scenarios.objectives import Objective
from scenarios.rows import (
    Activity,
    Clock,
    Community,
    Facility,
    Line,
    Obligation,
    ObligationKind,
    Output,
    Payer,
    PaymentClass,
    RequestKind,
    Service,
    Session,
    SiteClass,
    StateClass,
    Step,
    Stoppage,
)
from scenarios.rows_joint import Instrument, JointActivity
from scenarios.rows_reports import Meeting, Report
from scenarios.schema import About, Axes, Circumstance, Decided, Option, Quantity, Scenario, Terms
from scenarios.statements import Statement
from scenarios.words import FrozenDict

if TYPE_CHECKING:
    from scenarios.points import Value

_IDS = {
    **{"lines": "line", "request_kinds": "kind", "services": "service", "site_classes": "name"},
    **{"facilities": "facility", "milestones": "milestone", "state_classes": "name"},
    **{"sessions": "body", "activities": "activity", "outputs": "output", "obligation_kinds": "kind"},
    **{"instruments": "instrument", "joint_activities": "activity", "reports": "report", "meetings": "meeting"},
}


@dataclass(frozen=True)
class PackTables:
    """The rows of the tables, in the order of their files."""

    payers: tuple[Payer, ...]
    payment_classes: tuple[PaymentClass, ...]
    lines: tuple[Line, ...]
    site_classes: tuple[SiteClass, ...]
    request_kinds: tuple[RequestKind, ...]
    facilities: tuple[Facility, ...]
    stoppages: tuple[Stoppage, ...]
    clocks: tuple[Clock, ...]
    milestones: tuple[Step, ...]
    stakeholders: tuple[Community, ...]
    services: tuple[Service, ...]
    state_classes: tuple[StateClass, ...] = ()
    sessions: tuple[Session, ...] = ()
    obligation_kinds: tuple[ObligationKind, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    outputs: tuple[Output, ...] = ()
    activities: tuple[Activity, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    joint_activities: tuple[JointActivity, ...] = ()
    reports: tuple[Report, ...] = ()
    meetings: tuple[Meeting, ...] = ()

    @property
    def has_missions(self) -> bool:
        """Whether inspectors have anywhere to go: a site, a facility, or a request."""
        return bool(self.site_classes or self.facilities or self.request_kinds)

    def row_ids(self, table: str) -> tuple[str, ...]:
        """What others refer to in a table: ids of rows, of sessions their bodies."""
        rows = getattr(self, table)
        return tuple(dict.fromkeys(getattr(row, _IDS[table]) for row in rows))


@dataclass(frozen=True)
class Pack:
    """A pack that passed every check. `digest` is SHA-256 over its files; `folder` is where they were read.

    `rewritten` holds the files, by name, that a study put in the place of those in the folder.
    """

    pack: About
    axes: Axes
    terms: Terms
    sources: Mapping[str, str]
    headline: tuple[str, ...]
    parameters: Mapping[str, Quantity | Mapping[str, Quantity]]
    circumstances: Mapping[str, Circumstance]
    scenarios: Mapping[str, Scenario]
    matrix: tuple[str, ...]
    measures: Mapping[str, Measure]
    options: Mapping[str, Option]
    tables: PackTables
    digest: str
    folder: Path
    objectives: Mapping[str, Objective] = field(default_factory=FrozenDict)
    statements: Mapping[str, Statement] = field(default_factory=FrozenDict)
    document: Mapping[str, DocumentTable] = field(default_factory=FrozenDict)
    errata: Mapping[str, Erratum] = field(default_factory=FrozenDict)
    appropriations: tuple[Decided, ...] = ()
    rewritten: Mapping[str, bytes] = field(default_factory=FrozenDict)

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.pack.id

    @property
    def title(self) -> str:
        """The pack's title."""
        return self.pack.title

    @property
    def counterfactual(self) -> str | None:
        """The option that every study holds beside the reference and that the others are compared with, if any."""
        return self.pack.counterfactual

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the horizon."""
        return self.pack.years

    def day(self, day: date) -> int:
        """Days from the first day of the horizon to a day, negative before it."""
        return (day - self.pack.start).days

    @property
    def shown(self) -> tuple[str, ...]:
        """The scenarios shown first: the four of the 2 x 2, or all of a pack that claims none."""
        return self.matrix or tuple(self.scenarios)

    @cached_property
    def values(self) -> tuple["Value", ...]:
        """Every parameter value, as scenarios.points.values_of has it: laid out once, since each draw asks for it."""
        from scenarios.points import laid_out

        return laid_out(self)

    def label(self, name: str) -> str:
        """The words for an id: scenario, option, measure, line, site class, request kind, service, in this order."""
        return self._labels().get(name, name)

    def _labels(self) -> dict[str, str]:
        rows = {row.service: row.label for row in self.tables.services}
        rows |= {row.line: row.label for row in self.tables.lines}
        rows = {row.kind: row.label for row in self.tables.request_kinds} | rows
        rows = {row.name: row.label for row in self.tables.site_classes} | rows
        named: tuple[Mapping[str, Scenario | Option | Measure], ...] = (self.measures, self.options, self.scenarios)
        for section in named:
            rows |= {name: entry.label for name, entry in section.items()}
        return rows
