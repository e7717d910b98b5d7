"""`quadrille init study` and `init option`: a commented study file, and a file of options that it may name."""

import os
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.arguments import is_study_file, load_pack
from experiments.faults import UserError
from experiments.guards import reports_faults

if TYPE_CHECKING:
    from scenarios import Pack
    from scenarios.points import Uncertain

EXAMPLES = Path(__file__).parent / "examples"
OPTIONS_FILE = "options.yaml"
"""The file of options that the example of a study names."""

File = Annotated[Path, typer.Argument(metavar="FILE", help="a file that does not exist yet, ending in .yaml or .yml")]
OfPack = Annotated[str, typer.Option("--pack", metavar="PACK", help="id or folder of the pack that it is for")]


@reports_faults
def study(file: File, pack: OfPack) -> None:
    """Write a commented study file for `quadrille sweep`."""
    loaded = load_pack(pack)
    _write(file, study_text(loaded, _seen_from(file, pack, loaded)))
    typer.echo(f"{file}: a study of {loaded.id} to begin with. Next: quadrille check {file}")


@reports_faults
def option(file: File, pack: OfPack) -> None:
    """Write a measure and an option that a study file can add to those of its pack."""
    _write(file, option_text(load_pack(pack), file.name))
    typer.echo(f"{file}: a measure and an option to begin with. A study names it: options_file: {file.name}")


def study_text(pack: "Pack", name: str) -> str:
    """The example of a study of a pack, which the study names as `name`."""
    one = _adjustable(pack)
    told = {"pack": name, "scenarios": ", ".join(pack.shown), "options": ", ".join(pack.options)}
    told |= {"indicators": ", ".join(pack.headline[:2]), "wanted": pack.headline[0], "options_file": OPTIONS_FILE}
    told |= {"parameter": one.name, "value": repr(one.mode), "low": repr(one.low), "high": repr(one.high)}
    return _filled("study.yaml", told)


def option_text(pack: "Pack", file: str) -> str:
    """The example of a file of options for a pack, under the name that it gets."""
    told = {"pack": pack.id, "file": file, "parameter": _adjustable(pack).name, "start": f"{pack.years[0]}-07-01"}
    return _filled("option.yaml", told | {"line": pack.tables.lines[0].line})


def _filled(example: str, told: dict[str, str]) -> str:
    return Template((EXAMPLES / example).read_text(encoding="utf-8")).substitute(told)


def _adjustable(pack: "Pack") -> "Uncertain":
    """The first parameter of a pack that has a range and may be multiplied."""
    from scenarios.points import uncertain, values_of

    takes_factors = {value.name for value in values_of(pack) if "multiply" in value.param.operations}
    return next(one for one in uncertain(pack) if one.name in takes_factors)


def _seen_from(file: Path, name: str, pack: "Pack") -> str:
    """The pack as a study in `file` names it: its id, or its folder seen from there, in quotes."""
    from scenarios import builtin

    if name in builtin():
        return name
    path = os.path.relpath(pack.folder, file.parent)
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write(file: Path, text: str) -> None:
    """A whole file that must not exist. UserError when something has its name already; nothing of it is touched."""
    from experiments.files import put_text

    if not is_study_file(str(file)):
        raise UserError(f"{file}: found another ending, expected .yaml or .yml")
    if file.exists() or file.is_symlink():
        raise UserError(f"{file}: exists already, and nothing is overwritten; give the name of a new file")
    file.parent.mkdir(parents=True, exist_ok=True)
    put_text(file, text)
