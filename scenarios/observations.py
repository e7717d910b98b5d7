"""Read files of observations: every CSV file of a folder, every fault at once with file, line and column."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.files import OBSERVATIONS, read_file, text_of
from scenarios.observed import Observation
from scenarios.pack import Pack
from scenarios.plausible import implausible
from scenarios.problems import PackError, Problem
from scenarios.tables import Table, read_table


@dataclass(frozen=True)
class Placed:
    """An observation with the file and line that it stands in."""

    seen: Observation
    file: str
    line: int


def has_observations(pack: Pack) -> bool:
    """Whether the pack's folder holds files of observations."""
    return any(_files(pack.folder / OBSERVATIONS))


def read_observations(pack: Pack, folder: Path | None = None) -> tuple[Placed, ...]:
    """The observations in the CSV files of a folder, without one in `observations/` of the pack.

    They stand in the order of file names and lines. PackError holds every fault of every file, or that there is no
    file.
    """
    place = folder or pack.folder / OBSERVATIONS
    files = _files(place)
    if not files:
        found = "a folder without CSV files" if place.is_dir() else "no folder"
        advice = "a file begins with the line indicator,date,value,source,confidence"
        raise PackError([Problem(str(place), 1, 1, "observations", found, "a folder of CSV files", advice)])
    tables = [_table(file, file.name if folder else f"{OBSERVATIONS}/{file.name}") for file in files]
    problems = [problem for table in tables for problem in table.problems]
    problems += implausible(tables, pack.pack.currency)
    if problems:
        raise PackError(problems)
    return tuple(placed for table in tables for placed in _placed(table))


def _files(folder: Path) -> list[Path]:
    found = folder.glob("*.csv") if folder.is_dir() else ()
    return sorted(file for file in found if not file.name.startswith("."))


def _table(file: Path, name: str) -> Table[Observation]:
    data = read_file(file, name)
    if isinstance(data, Problem):
        return Table(name, (), (), frozenset(), (data,))
    text, fault = text_of(name, data)
    return Table(name, (), (), frozenset(), (fault,)) if fault else read_table("observations", name, text, ())


def _placed(table: Table[Observation]) -> Iterator[Placed]:
    for row, places in zip(table.rows, table.places, strict=True):
        yield Placed(row, table.file, places["indicator"][0])
