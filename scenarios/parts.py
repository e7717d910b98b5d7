"""A pack while it is being read: every file as far as it is sound, so that all faults are found in one reading."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from scenarios.document import FOLDER, DocumentFile, DocumentRow, read_document_table
from scenarios.files import OPTIONAL, TABLE_FILES, Folder, text_of
from scenarios.positions import Document, Path, read_yaml, shown_path
from scenarios.problems import Problem
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
from scenarios.schema import FILES, OptionsFile, PackFile, ParametersFile, ScenariosFile
from scenarios.statements import StatementsFile
from scenarios.tables import Table, read_table
from scenarios.translate import problems_of
from scenarios.words import Strict
from simulation.capacity import YEARS

Model = TypeVar("Model", bound=Strict)


@dataclass(frozen=True)
class Part(Generic[Model]):
    """A YAML file: its model without the entries that are faulty (None when too little is left), and its document."""

    file: str
    model: Model | None
    document: Document | None
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        """Whether the whole file is sound."""
        return not self.problems

    def names(self, section: str) -> frozenset[str]:
        """All keys of a section as written, the faulty entries included."""
        value = self.document.value if self.document else None
        inner = value.get(section) if isinstance(value, Mapping) else None
        return frozenset(inner) if isinstance(inner, Mapping) else frozenset()

    def problem(self, path: Path, found: str, expected: str, advice: str = "", *, key: bool = False) -> Problem:
        """A fault at a path of the file."""
        place = self.document.place(path, key=key) if self.document else (1, 1)
        return Problem(self.file, *place, shown_path(path), found, expected, advice)


@dataclass(frozen=True)
class Tables:
    """The tables as read."""

    payers: Table[Payer]
    payment_classes: Table[PaymentClass]
    lines: Table[Line]
    site_classes: Table[SiteClass]
    request_kinds: Table[RequestKind]
    facilities: Table[Facility]
    stoppages: Table[Stoppage]
    clocks: Table[Clock]
    milestones: Table[Step]
    stakeholders: Table[Community]
    services: Table[Service]
    state_classes: Table[StateClass]
    sessions: Table[Session]
    obligation_kinds: Table[ObligationKind]
    obligations: Table[Obligation]
    outputs: Table[Output]
    activities: Table[Activity]
    instruments: Table[Instrument]
    joint_activities: Table[JointActivity]
    reports: Table[Report]
    meetings: Table[Meeting]

    def named(self, name: str) -> Table[Any]:
        """A table by its name."""
        table: Table[Any] = getattr(self, name)
        return table

    @property
    def has_missions(self) -> bool:
        """Whether inspectors have anywhere to go: a site, a facility, or a request."""
        return any(table.rows for table in (self.site_classes, self.facilities, self.request_kinds))

    @property
    def all(self) -> tuple[Table[Any], ...]:
        """All in the order of their declaration."""
        return tuple(self.named(name) for name in self.__dataclass_fields__)


@dataclass(frozen=True)
class Draft:
    """All files of a pack as read."""

    pack: Part[PackFile]
    parameters: Part[ParametersFile]
    scenarios: Part[ScenariosFile]
    options: Part[OptionsFile]
    statements: Part[StatementsFile]
    document: Part[DocumentFile]
    tables: Tables
    document_tables: Mapping[str, Table[DocumentRow]] = field(default_factory=dict)

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the horizon; none when pack.yaml doesn't say them or the engine has no room for them."""
        years = self.pack.model.pack.years if self.pack.model else ()
        return years if len(years) <= YEARS else ()

    @property
    def horizon(self) -> tuple[date, date] | None:
        """First and last day; None while they aren't those of whole years that the engine has room for."""
        years = self.years
        if not years or self.pack.model is None:
            return None
        about = self.pack.model.pack
        is_whole = (about.start, about.end) == (date(years[0], 1, 1), date(years[-1], 12, 31))
        return (about.start, about.end) if is_whole else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the form of the files."""
        parts: tuple[Part[Any], ...] = (
            *(self.pack, self.parameters, self.scenarios, self.options),
            *(self.statements, self.document),
        )
        files: tuple[Part[Any] | Table[Any], ...] = (*parts, *self.tables.all, *self.document_tables.values())
        return tuple(problem for file in files for problem in file.problems)


def read_draft(folder: Folder) -> Draft:
    """Every file of a folder, as far as it can be read."""
    parts: dict[str, Any] = {kind: read_part(folder, f"{kind}.yaml", model) for kind, model in FILES.items()}
    files = {file.removeprefix("tables/").removesuffix(".csv"): file for file in TABLE_FILES}
    unread: dict[str, Table[Any]] = {name: Table(file, (), (), frozenset(), ()) for name, file in files.items()}
    years = Draft(**parts, tables=Tables(**unread)).years
    tables = {name: _table(folder, name, file, years) for name, file in files.items()}
    return Draft(**parts, tables=Tables(**tables), document_tables=_document_tables(folder))


def _document_tables(folder: Folder) -> dict[str, Table[DocumentRow]]:
    files = sorted(name for name in folder.content if name.startswith(FOLDER) and name.endswith(".csv"))
    return {file.removeprefix(FOLDER).removesuffix(".csv"): _document_table(folder, file) for file in files}


def _document_table(folder: Folder, file: str) -> Table[DocumentRow]:
    text, fault = text_of(file, folder.content[file])
    return Table(file, (), (), frozenset(), (fault,)) if fault else read_document_table(file, text)


def read_part(folder: Folder, file: str, model: type[Strict]) -> Part[Any]:
    """A YAML file of a folder as far as it is sound, with every fault of its form."""
    if file not in folder.content:
        return Part(file, model(), None, ()) if file in OPTIONAL else Part(file, None, None, (_missing(folder, file),))
    text, fault = text_of(file, folder.content[file])
    if fault:
        return Part(file, None, None, (fault,))
    document, problems = read_yaml(file, text)
    if document is None:
        return Part(file, None, None, tuple(problems))
    sound, faults = _validated(model, document)
    return Part(file, sound, document, tuple(problems + faults))


def _missing(folder: Folder, file: str) -> Problem:
    return next(problem for problem in folder.problems if problem.file == file)


def _table(folder: Folder, name: str, file: str, years: tuple[int, ...]) -> Table[Any]:
    if file not in folder.content:
        faults = () if file in OPTIONAL else (_missing(folder, file),)
        return Table(file, (), (), frozenset(), faults)
    text, fault = text_of(file, folder.content[file])
    return Table(file, (), (), frozenset(), (fault,)) if fault else read_table(name, file, text, years)


def _validated(model: type[Model], document: Document) -> tuple[Model | None, list[Problem]]:
    """The model, or the model of what is left without the faulty entries, with all faults."""
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        problems = problems_of(error, model, document)
        locations = [detail["loc"] for detail in error.errors(include_url=False)]
    try:
        return model.model_validate(_without(document.value, locations)), problems
    except ValidationError:
        return None, problems


def _without(value: Any, locations: list[tuple[str | int, ...]]) -> Any:
    """A copy of a document without the entries (second level) in which errors lie."""
    left = deepcopy(value)
    for location in locations:
        inner = left.get(location[0]) if isinstance(left, dict) and location else None
        if isinstance(inner, dict) and len(location) > 1:
            inner.pop(location[1], None)
        elif isinstance(left, dict) and location:
            left.pop(location[0], None)
    return left
