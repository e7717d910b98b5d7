"""`quadrille export`: tables of a stored study as files for other programs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.arguments import Folder, intact, thresholds
from experiments.guards import USAGE, end, reports_faults

if TYPE_CHECKING:
    from experiments.export import Written
    from experiments.frames import Frame
    from experiments.results import Results
    from experiments.selection import Selection

RUNS = "runs"
ALL = "all"
KINDS = {
    RUNS: "a row for each simulated case, over the horizon",
    "years": "a row for each case and year",
    "months": "a row for each case and month, of what is kept by month",
    "summary": "P10, P50, P90 and mean over the horizon",
    "quantiles": "quantiles of each year",
    "paired": "differences between options",
    "exceedances": "how often a threshold is passed",
    "parameters": "the draws of the uncertain parameters",
}
AS_ARRAYS = (RUNS, "years", "quantiles")
"""What a NetCDF file may hold."""


@dataclass(frozen=True)
class Asked:
    """What a table is to hold, as the command line says it."""

    what: str
    quantiles: list[float]
    thresholds: list[tuple[str, float]]
    versus: str | None
    with_parameters: bool


@reports_faults
def export(
    folder: Folder,
    to: Annotated[Path, typer.Option(metavar="FILE", help="file to write: .csv, .csv.gz, .parquet or .nc (NetCDF)")],
    what: Annotated[str, typer.Option(help="; ".join(f"{kind}: {told}" for kind, told in KINDS.items()))] = RUNS,
    indicator: Annotated[
        list[str] | None, typer.Option(help="id of an indicator, or all; repeatable; without: the headline ones")
    ] = None,
    scenario: Annotated[list[str] | None, typer.Option(help="id of a scenario; repeatable; without: all")] = None,
    option: Annotated[list[str] | None, typer.Option(help="id of an option; repeatable; without: all")] = None,
    quantile: Annotated[
        list[float] | None, typer.Option(help="from 0 to 1, of `quantiles`; repeatable; without: 0.1, 0.5 and 0.9")
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(metavar="INDICATOR=VALUE", help="of `exceedances`, shares as 0 to 1; repeatable"),
    ] = None,
    versus: Annotated[
        str | None, typer.Option(help="of `paired`: what options are compared with; without: continuation")
    ] = None,
    with_parameters: Annotated[
        bool, typer.Option("--with-parameters", help="add the uncertain parameters of its draw to each row")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="write over a file that is there already")] = False,
) -> None:
    """Write results as CSV, Parquet or NetCDF.

    Beside a CSV file stands FILE.json, which says what the columns mean and where the numbers come from.
    """
    from experiments.export import check_target, suffix_of

    limits = list(dict.fromkeys(thresholds(threshold or ())))
    asked = Asked(what, list(dict.fromkeys(quantile or ())), limits, versus, with_parameters)
    _check(asked)
    check_target(to, force)
    if suffix_of(to) == ".nc" and (what not in AS_ARRAYS or with_parameters):
        end(f"{to}: a NetCDF file holds {', '.join(AS_ARRAYS)} without parameters; take .csv or .parquet", USAGE)
    results = intact(folder)
    chosen = _chosen(results, asked, indicator or [], scenario or [], option or [])
    write = _write_arrays if suffix_of(to) == ".nc" else _write_table
    _tell(write(results, chosen, asked, to))


def _check(asked: Asked) -> None:
    """A choice that would be without effect is refused, so that nobody takes it for heeded."""
    from experiments.faults import not_among

    if asked.what not in KINDS:
        end(f"--{not_among('what', asked.what, KINDS)}", USAGE)
    for name, given, kinds in (
        ("quantile", asked.quantiles, ("quantiles",)),
        ("threshold", asked.thresholds, ("exceedances",)),
        ("versus", asked.versus, ("paired",)),
        ("with-parameters", asked.with_parameters, (RUNS, "years", "months")),
    ):
        if given and asked.what not in kinds:
            end(f"--{name}: found beside --what {asked.what}, expected with --what {' or '.join(kinds)}", USAGE)


def _chosen(
    results: "Results", asked: Asked, indicators: list[str], scenarios: list[str], options: list[str]
) -> "Selection":
    from experiments.frames import with_months
    from experiments.selection import headline, select

    held = with_months(results) if asked.what == "months" else tuple(one.id for one in results.indicators)
    if indicators == [ALL]:
        indicators = list(held)
    if not indicators and asked.what == "months":
        indicators = [name for name in headline(results) if name in held] or list(held)
    return select(results, indicators or [name for name, _ in asked.thresholds], scenarios, options)


def _write_table(results: "Results", chosen: "Selection", asked: Asked, to: Path) -> "Written":
    from experiments import frames, tabulated
    from experiments.cubes import USUAL
    from experiments.export import write_frame
    from experiments.study import REFERENCE

    made: dict[str, Callable[[], Frame]] = {
        RUNS: lambda: frames.runs(results, chosen, asked.with_parameters),
        "years": lambda: frames.years(results, chosen, asked.with_parameters),
        "months": lambda: frames.months(results, chosen, asked.with_parameters),
        "summary": lambda: tabulated.summaries(results, chosen),
        "quantiles": lambda: tabulated.quantiles(results, chosen, asked.quantiles or USUAL),
        "paired": lambda: tabulated.paired(results, chosen, asked.versus or REFERENCE),
        "exceedances": lambda: tabulated.exceedances(results, chosen, asked.thresholds),
        "parameters": lambda: tabulated.parameters(results),
    }
    return write_frame(results, made[asked.what](), to)


def _write_arrays(results: "Results", chosen: "Selection", asked: Asked, to: Path) -> "Written":
    from experiments.arrays import case_dataset, quantile_dataset, write_netcdf
    from experiments.cubes import USUAL

    if asked.what == "quantiles":
        return write_netcdf(quantile_dataset(results, chosen, asked.quantiles or USUAL), to)
    return write_netcdf(case_dataset(results, chosen, asked.what), to)


def _tell(written: "Written") -> None:
    from experiments.console import size

    rows = f"{written.rows:,} rows, " if written.rows is not None else ""
    typer.echo(f"{written.file}: {rows}{size(written.file.stat().st_size)}")
    if written.beside is not None:
        typer.echo(f"{written.beside}: what its columns mean, and where the numbers come from")
