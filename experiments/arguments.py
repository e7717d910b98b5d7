"""What several commands take and give: a pack by name, JSON for programs."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from experiments.guards import USAGE, end

if TYPE_CHECKING:
    from experiments.results import Results
    from scenarios import Pack

RESULTS = Path("results")
"""Where studies are stored unless another folder is given."""
LARGEST = 2**62 - 1

MOST_CASES = 100_000
"""Simulated cases of a scenario and option that a command keeps in memory; a sweep has no such limit."""

OPTION = "id of an option, or with measures: continuation+longer-tenure"

Read = TypeVar("Read")

PackName = Annotated[str, typer.Argument(metavar="PACK", help="id of a shipped pack, or the folder of one")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="folder of a study, as `quadrille sweep` wrote it")]
Seed = Annotated[int, typer.Option(min=0, max=LARGEST, help="same seed, same random numbers")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON, for programs")]


def print_json(found: Any) -> None:
    """Print JSON."""
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1))


def first_sentence(command: Callable[..., object] | None) -> str:
    """What a command does, in the first line of its docstring: whole, where a list of commands would cut it."""
    return (command.__doc__ or "").strip().splitlines()[0] if command else ""


def folder_of(text: str) -> Path:
    """The folder that a text names; an empty one is refused, since it would stand for the folder one is in."""
    if not text.strip():
        raise typer.BadParameter("found an empty text, expected a folder; leave the option out for the usual one")
    return Path(text)


def intact(folder: Path) -> "Results":
    """A finished study whose every byte is as it was written."""
    from experiments.results import Results
    from experiments.verify import verify

    results = Results.open(folder)
    if problems := verify(folder):
        end("\n".join(f"{folder}: {problem}" for problem in problems), USAGE)
    return results


def thresholds(given: Sequence[str]) -> list[tuple[str, float]]:
    """Thresholds as the command line has them: INDICATOR=VALUE."""
    found = []
    for entry in given:
        name, equals, value = entry.partition("=")
        try:
            found.append((name, float(value)))
        except ValueError:
            equals = ""
        if not equals:
            end(f"--threshold: found {entry!r}, expected INDICATOR=VALUE, as in shortfall=0.05", USAGE)
    return found


def is_study_file(name: str) -> bool:
    """Whether a name is that of a study file and not of a pack: it ends in .yaml or .yml."""
    return name.lower().endswith((".yaml", ".yml"))


def load_pack(name: str, code: int = USAGE) -> "Pack":
    """A pack; every problem of it on standard error and the exit code when there is any."""
    from scenarios import load

    return sound(lambda: load(name), name, code)


def sound(read: Callable[[], Read], name: str, code: int = USAGE) -> Read:
    """What `read` returns; every problem of the files on standard error and the exit code when there is any."""
    from scenarios import PackError

    try:
        return read()
    except PackError as fault:
        for problem in fault.problems:
            typer.echo(problem.render(), err=True)
        number = len(fault.problems)
        end(f"{name}: {number} problem{'' if number == 1 else 's'}", code)
