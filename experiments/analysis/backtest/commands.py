"""The command `quadrille backtest`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.arguments import MOST_CASES, OPTION, AsJson, PackName, folder_of, load_pack, print_json, sound
from experiments.guards import USAGE, reports_faults
from experiments.study import LARGEST_SEED, with_options

if TYPE_CHECKING:
    from experiments.analysis.backtest.ledger import Backtest


@reports_faults
def backtest(
    pack: PackName,
    observations: Annotated[
        Path | None,
        typer.Option(metavar="DIR", parser=folder_of, help="folder of CSV files; without: observations/ of the pack"),
    ] = None,
    scenario: Annotated[str | None, typer.Option(help="stands for the past; without: the one at the centre")] = None,
    option: Annotated[str, typer.Option(help=OPTION)] = "continuation",
    replicates: Annotated[int, typer.Option(min=20, max=MOST_CASES, help="simulated cases")] = 1000,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED - 1, help="same seed, same random numbers")] = 1,
    figures: Annotated[
        Path | None, typer.Option(metavar="DIR", parser=folder_of, help="writes a chart of each series there")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score the engine against dated observations.

    By the band, by CRPS, and against persistence.
    """
    from experiments.analysis.backtest.ledger import backtest as scored
    from scenarios.observations import read_observations

    loaded = with_options(load_pack(pack), (option,))
    seen = sound(lambda: read_observations(loaded, observations), str(observations or pack), USAGE)
    found = scored(loaded, seen, scenario, option, replicates, seed)
    files = _drawn(found, figures) if figures else []
    if as_json:
        from experiments.analysis.backtest.told import as_told

        print_json(as_told(found) | {"figures": [str(file) for file in files]})
        return
    from experiments.analysis.backtest.show import show_backtest
    from experiments.console import console

    show_backtest(found, console())
    for file in files:
        typer.echo(file)


def _drawn(found: "Backtest", folder: Path) -> list[Path]:
    """A PNG for each series in a folder."""
    from experiments.figures.backtest import file_name, observed
    from experiments.figures.print import draw

    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{file_name(one)}.png" for one in found.series]
    for file, one in zip(files, found.series, strict=True):
        file.write_bytes(draw(observed(found, one)))
    return files
