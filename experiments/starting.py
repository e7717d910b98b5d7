"""`quadrille init`: the files of a pack, a study or an option to begin with, whole or not at all."""

import os
import re
import shutil
from pathlib import Path
from shlex import quote
from tempfile import mkdtemp
from typing import Annotated

import typer

from experiments.faults import UserError
from experiments.guards import reports_faults
from experiments.starting_study import option, study

TEMPLATE = Path(__file__).parents[1] / "scenarios" / "template"
"""An invented pack with comments, which is copied."""
ID = "my-pack"
"""The id in the template, in whose place the name of the folder comes."""

init = typer.Typer(
    help="Write the files of something new to begin with.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
init.command()(study)
init.command()(option)


@init.command()
@reports_faults
def pack(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="a folder that does not exist yet")],
) -> None:
    """Write a small invented pack with comments, a template for one's own."""
    write_template(folder)
    name = quote(_told(folder))
    typer.echo(f"{folder}: an invented pack to begin with. Replace each number, and its source, by your own.")
    typer.echo("Next, type:")
    typer.echo(f"  quadrille check {name}")
    typer.echo(f"  quadrille sweep {name} --replicates 100 --out results/{id_for(folder)}")
    typer.echo(f"  quadrille dashboard results/{id_for(folder)}")


def write_template(folder: Path) -> None:
    """Copy the template to a folder that must not exist: into a temporary one beside it, which then gets its name.

    UserError when something has that name already; nothing of it is touched.
    """
    if folder.exists() or folder.is_symlink():
        raise UserError(f"{folder}: exists already, and nothing is overwritten; give the name of a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    whole = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        shutil.copytree(TEMPLATE, whole, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__*", ".*"))
        _rename_pack(whole / "pack.yaml", id_for(folder))
        whole.chmod(0o755)  # that of a temporary folder is its owner's alone
        os.rename(whole, folder)
    finally:
        shutil.rmtree(whole, ignore_errors=True)


def _rename_pack(file: Path, name: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(f"id: {ID} ", f"id: {name} ", 1), encoding="utf-8")


def id_for(folder: Path) -> str:
    """The id of the pack in a folder: its name in small letters, digits and hyphens, unless a shipped pack has it."""
    from scenarios import builtin

    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:60].strip("-")
    return ID if not name or name in builtin() else name


def _told(folder: Path) -> str:
    """The folder as a command takes it: a bare name of a shipped pack would mean that."""
    from scenarios import builtin

    return f"./{folder}" if str(folder) in builtin() else str(folder)
