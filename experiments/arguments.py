"""What several commands take and give: a pack by name, JSON for programs."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.guards import USAGE, end

if TYPE_CHECKING:
    from scenarios import Pack

PackName = Annotated[str, typer.Argument(metavar="PACK", help="id of a shipped pack, or the folder of one")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON, for programs")]


def print_json(found: Any) -> None:
    """Print JSON."""
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1))


def load_pack(name: str, code: int = USAGE) -> "Pack":
    """A pack; every problem of it on standard error and the exit code when there is any."""
    from scenarios import PackError, load

    try:
        return load(name)
    except PackError as fault:
        for problem in fault.problems:
            typer.echo(problem.render(), err=True)
        number = len(fault.problems)
        end(f"{name}: {number} problem{'' if number == 1 else 's'}", code)
