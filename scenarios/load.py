"""Read a pack: every file, every fault at once, nothing executed; what comes back is checked and read-only."""

from dataclasses import fields
from pathlib import Path

from scenarios.checks import faults_between
from scenarios.document import DocumentTable, columns_of
from scenarios.files import Folder, read_folder
from scenarios.pack import Pack, PackTables
from scenarios.parts import Draft, Model, Part, Tables, read_draft
from scenarios.problems import PackError, Problem, did_you_mean, quoted
from scenarios.words import FrozenDict

PACKS = Path(__file__).parent / "packs"
"""The folder of the packs that come with the programme."""


def builtin() -> tuple[str, ...]:
    """Ids of the packs that come with the programme, in alphabetical order."""
    return tuple(sorted(folder.parent.name for folder in PACKS.glob("*/pack.yaml")))


def load(pack: str | Path) -> Pack:
    """The pack in a folder, or the one shipped under an id; raises PackError with every fault when there is any.

    A bare name that is the id of a shipped pack means that pack; write ./name for a folder of the same name.
    """
    return loaded(read_folder(_found(pack)))


def loaded(folder: Folder) -> Pack:
    """The pack that the files of a folder make; PackError with every fault when there is any."""
    draft = read_draft(folder)
    problems = {*folder.problems, *draft.problems, *faults_between(draft)}
    if problems:
        raise PackError(problems)
    return _sealed(folder, draft)


def _found(pack: str | Path) -> Path:
    if isinstance(pack, str) and pack in builtin():
        return PACKS / pack
    path = Path(pack)
    try:
        if (path / "pack.yaml").exists():
            return path
        found = "a folder without pack.yaml" if path.is_dir() else "no folder"
    except (OSError, ValueError) as error:
        found = f"a name that is no path ({error})"
    expected = f"the folder of a pack, or the id of a shipped one (given: {quoted(str(pack))})"
    raise PackError([Problem("pack", 1, 1, "pack", found, expected, _what_to_do(pack))])


def _what_to_do(pack: str | Path) -> str:
    near = did_you_mean(str(pack), builtin(), listed=0) or f"shipped packs: {', '.join(builtin())}"
    return f"{near}; `quadrille packs` lists those shipped, `quadrille init pack FOLDER` writes one to begin with"


def _sealed(folder: Folder, draft: Draft) -> Pack:
    pack, parameters = _sound(draft.pack), _sound(draft.parameters)
    scenarios, options = _sound(draft.scenarios), _sound(draft.options)
    return Pack(
        pack=pack.pack,
        axes=pack.axes,
        terms=pack.terms,
        sources=pack.sources,
        headline=pack.headline,
        objectives=pack.objectives,
        parameters=parameters.parameters,
        circumstances=parameters.circumstances,
        appropriations=parameters.appropriations,
        scenarios=scenarios.scenarios,
        matrix=scenarios.matrix,
        measures=options.measures,
        options=options.options,
        tables=_rows(draft.tables),
        digest=folder.digest,
        folder=folder.path,
        statements=_sound(draft.statements).statements,
        document=_document(draft),
        errata=_sound(draft.document).errata,
    )


def _document(draft: Draft) -> FrozenDict[str, DocumentTable]:
    heads, read = _sound(draft.document).tables, draft.document_tables
    return FrozenDict(
        {name: DocumentTable(head, columns_of(read[name].header), read[name].rows) for name, head in heads.items()}
    )


def _sound(part: Part[Model]) -> Model:
    if part.model is None:
        raise AssertionError(f"{part.file} has no problem and no model")
    return part.model


def _rows(tables: Tables) -> PackTables:
    return PackTables(**{table.name: tables.named(table.name).rows for table in fields(PackTables)})
