"""Read a study file: its pack with what it adds, its points, and every fault with file, line and column."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.additions import Addition, extended
from scenarios.files import Folder, read_file, text_of
from scenarios.load import builtin, load
from scenarios.options import with_options
from scenarios.pack import Pack
from scenarios.parts import Part, read_part
from scenarios.points import limits
from scenarios.positions import Path as Keys
from scenarios.problems import PackError, Problem, did_you_mean, quoted
from scenarios.study_grid import faults_of_grid, grid_additions
from scenarios.study_points import Points, crossed_levels, read_points
from scenarios.study_schema import OwnOptions, StudyFile
from scenarios.study_values import faults_of_design, faults_of_stopping, faults_of_values, value_additions
from scenarios.words import Strict


@dataclass(frozen=True)
class AskedStudy:
    """A study file that passed every check: its name, what it says, its pack with all that it adds, points it gives."""

    file: str
    asked: StudyFile
    pack: Pack
    points: Points
    part: Part[StudyFile] = field(repr=False)


def read_study_file(file: Path) -> AskedStudy:
    """The study in a file. Raises PackError with every fault of one step at once: form, references, then values."""
    part = _read(file, StudyFile, _absent(file))
    assert part.model is not None
    asked = part.model
    pack = _pack_of(file, part)
    own = None
    if asked.options_file:
        absent = _absent_beside(part, ("options_file",), asked.options_file)
        own = _read(file.parent / asked.options_file, OwnOptions, absent)
    _refuse([*_clashes(pack, part, own), *_faults(pack, part)])
    whole = extended(pack, [*_additions(part, own), *value_additions(pack, part), *grid_additions(pack, part)])
    whole, faults = _with_options(whole, part)
    _refuse([*_unknown_scenarios(whole, part), *faults, *faults_of_design(whole, part)])
    return AskedStudy(file.name, asked, whole, _points(file, part, whole), part)


def _read(file: Path, model: type[Strict], absent: Problem) -> Part[Any]:
    content = {file.name: _bytes(file, absent)}
    part = read_part(Folder(file.parent, content, ()), file.name, model)
    _refuse(part.problems)
    return part


def _bytes(file: Path, absent: Problem) -> bytes:
    """The bytes of a plain file; PackError with `absent` where there is none, or with what keeps it from being read."""
    if not file.exists():
        raise PackError([absent])
    read = read_file(file, file.name)
    if isinstance(read, Problem):
        raise PackError([read])
    return read


def _absent(file: Path) -> Problem:
    return Problem(
        file.name, 1, 1, "file", "no file", "a study file", "`quadrille init study FILE --pack PACK` writes one"
    )


def _absent_beside(part: Part[StudyFile], path: Keys, name: str) -> Problem:
    return part.problem(path, quoted(name), "a file that there is, seen from this one")


def _refuse(problems: Any) -> None:
    if problems:
        raise PackError(problems)


def _pack_of(file: Path, part: Part[StudyFile]) -> Pack:
    """The pack that the file names: a shipped one, or a folder seen from the file."""
    assert part.model is not None
    name = part.model.pack
    folder = file.parent / name
    if name in builtin():
        return load(name)
    if not (folder / "pack.yaml").is_file():
        advice = did_you_mean(name, builtin(), listed=len(builtin()))
        expected = "the id of a shipped pack, or its folder seen from this file"
        raise PackError([part.problem(("pack",), quoted(name), expected, advice)])
    return load(folder)


def _faults(pack: Pack, part: Part[StudyFile]) -> Iterator[Problem]:
    yield from faults_of_values(pack, part)
    yield from faults_of_grid(pack, part)
    yield from faults_of_stopping(part)


def _clashes(pack: Pack, part: Part[StudyFile], own: Part[OwnOptions] | None) -> Iterator[Problem]:
    yield from _taken(part, "own_scenarios", pack.scenarios)
    yield from _taken(part, "sources", pack.sources)
    if own is not None:
        yield from _taken(own, "measures", pack.measures)
        yield from _taken(own, "options", pack.options)


def _taken(part: Part[Any], section: str, known: Any) -> Iterator[Problem]:
    for name in sorted(part.names(section) & frozenset(known)):
        yield part.problem((section, name), "a name that the pack has", "a new one", "choose another name", key=True)


_PLACES = (("own_scenarios", "scenarios.yaml", "scenarios"), ("sources", "pack.yaml", "sources"))
_OWN_PLACES = (("measures", "options.yaml", "measures"), ("options", "options.yaml", "options"))


def _additions(part: Part[StudyFile], own: Part[OwnOptions] | None) -> Iterator[Addition]:
    yield from _sections(part, _PLACES)
    if own is not None:
        yield from _sections(own, _OWN_PLACES)
    assert part.model is not None
    assert part.document is not None
    if part.model.indicators:
        yield Addition("pack.yaml", ("headline",), list(part.model.indicators), part.document, ("indicators",))


def _sections(part: Part[Any], places: tuple[tuple[str, str, str], ...]) -> Iterator[Addition]:
    if part.document is None or not isinstance(part.document.value, dict):
        return
    for section, file, place in places:
        for name, value in (part.document.value.get(section) or {}).items():
            yield Addition(file, (place, name), value, part.document, (section, name))


def _unknown_scenarios(pack: Pack, part: Part[StudyFile]) -> Iterator[Problem]:
    assert part.model is not None
    seen: set[str] = set()
    for i, name in enumerate(part.model.scenarios):
        path: Keys = ("scenarios", i)
        if name not in pack.scenarios:
            advice = did_you_mean(name, pack.scenarios, listed=20)
            yield part.problem(path, quoted(name), "a scenario of the pack or of `own_scenarios`", advice)
        if name in seen:
            yield part.problem(path, f"{quoted(name)} again", "each scenario once")
        seen.add(name)


def _with_options(pack: Pack, part: Part[StudyFile]) -> tuple[Pack, list[Problem]]:
    """The pack with the options that are put together, and what is wrong with those asked for."""
    assert part.model is not None
    faults: list[Problem] = []
    for i, name in enumerate(part.model.options):
        try:
            pack = with_options(pack, [name])
        except ValueError as fault:
            faults.append(part.problem(("options", i), quoted(name), "an option with measures of the pack", str(fault)))
            continue
        if name not in pack.options:
            advice = did_you_mean(name, pack.options, listed=20)
            expected = "an option of the pack or of `options_file`"
            faults.append(part.problem(("options", i), quoted(name), expected, advice))
        if name in part.model.options[:i]:
            faults.append(part.problem(("options", i), f"{quoted(name)} again", "each option once"))
    return pack, faults


def _points(file: Path, part: Part[StudyFile], pack: Pack) -> Points:
    assert part.model is not None
    design, draws = part.model.design, part.model.draws
    points = Points()
    if design.method == "full-factorial":
        points = crossed_levels(design.levels)
    if design.method == "csv":
        assert design.file is not None
        absent = _absent_beside(part, ("design", "file"), design.file)
        points = _table(file.parent / design.file, absent, pack)
    if points.rows and draws not in (None, len(points.rows)):
        expected = f"{len(points.rows)}, as many as the design has points"
        raise PackError([part.problem(("draws",), str(draws), expected, "leave draws out")])
    return points


def _table(file: Path, absent: Problem, pack: Pack) -> Points:
    text, fault = text_of(file.name, _bytes(file, absent))
    if fault:
        raise PackError([fault])
    points, problems = read_points(limits(pack), pack.id, file.name, text)
    _refuse(problems)
    return points
