"""`quadrille sweep`: the study that a command line or a study file asks for, simulated and stored."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from experiments.arguments import RESULTS, Seed, is_study_file, load_pack, print_json, sound
from experiments.guards import FAILED, INTERRUPTED, USAGE, end, reports_faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experiments.results import Results
    from experiments.study import Study
    from experiments.study_file import FromFile


class Crewing(NamedTuple):
    """Who computes: threads of this computer, or the workers of a cluster."""

    workers: int | None
    scheduler: str | None


@reports_faults
def sweep(
    ctx: typer.Context,
    pack: Annotated[str, typer.Argument(metavar="PACK", help="id or folder of a pack, or a study file (STUDY.yaml)")],
    replicates: Annotated[int, typer.Option(min=1, help="simulated cases for each scenario and option")] = 1000,
    draws: Annotated[
        int | None,
        typer.Option(min=1, help="points of the parameter uncertainty; without: 50, or one for 20 cases if fewer"),
    ] = None,
    scenario: Annotated[list[str] | None, typer.Option(help="repeatable; without: those of the 2 x 2, or all")] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(help="repeatable; with measures: continuation+smaller-teams; without: all options"),
    ] = None,
    seed: Seed = 1,
    workers: Annotated[int | None, typer.Option(min=1, help="threads; without: one per processor")] = None,
    out: Annotated[Path | None, typer.Option(help="folder; without: results/PACK-REPLICATES")] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="of a Dask cluster that computes instead of threads")
    ] = None,
) -> None:
    """Run a sweep and store it.

    The same command goes on where it was stopped; nothing is run twice. A study file says itself what is simulated:
    beside it only --workers, --out and --scheduler are taken. With --scheduler the folder has to be one that all
    workers of the cluster see, under the same path.
    """
    if scheduler is not None and workers is not None:
        end("--workers: found beside --scheduler, expected without; a cluster has its own workers", USAGE)
    if is_study_file(pack):
        _refuse_choices(ctx)
        read = _study_in(pack)
        folder = out or RESULTS / Path(pack).stem
        _run_study(read.study, read.options, folder, Crewing(workers, scheduler), read.block)
    else:
        from experiments.study import study_of

        loaded = load_pack(pack)
        study = study_of(loaded, scenario or (), option or (), replicates, draws, seed)
        folder = out or RESULTS / f"{loaded.id}-{replicates}"
        _run_study(study, option or (), folder, Crewing(workers, scheduler), None)


def _study_in(file: str, code: int = USAGE) -> "FromFile":
    from experiments.study_file import study_from

    return sound(lambda: study_from(Path(file)), file, code)


def _refuse_choices(ctx: typer.Context) -> None:
    """A choice beside a study file would make another study than the file says."""
    for name in ("replicates", "draws", "scenario", "option", "seed"):
        source = ctx.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            end(f"--{name}: found beside a study file, expected in it; write it there, or leave it out", USAGE)


def _run_study(study: "Study", asked: "Sequence[str]", folder: Path, by: Crewing, block: int | None) -> None:
    from experiments.phrases import simulated_cases
    from experiments.study import added

    for told in added(study, asked):
        typer.echo(told, err=True)
    done = _sweep(study, folder, by, block)
    failed = f" {done.manifest.failed:,} of them failed and are in no statistic." if done.manifest.failed else ""
    cases = study.outline.cases
    typer.echo(f"{simulated_cases(cases)} {'is' if cases == 1 else 'are'} in {folder}.{failed}")
    typer.echo(_uncertainty_in_words(study))
    typer.echo(f"Content hash: {done.manifest.content_hash}")
    typer.echo(f"Next: quadrille summary {folder}    or: quadrille dashboard {folder}")


def _uncertainty_in_words(study: "Study") -> str:
    from experiments.study import caution

    if study.draws > 1:
        spread = f"Spread over {study.draws} draws of the uncertain parameters, the same for every scenario and option"
        return f"{spread}{caution(study.draws)}."
    if study.sampling.points:
        return "One draw, the point that the study gives: intervals will hold sampling error only."
    return (
        "One draw, all parameters at their central values: intervals will hold sampling error only. For the "
        "uncertainty of the parameters take a number of replicates that several draws divide, such as 1000."
    )


def _sweep(study: "Study", folder: Path, by: Crewing, block: int | None) -> "Results":
    from experiments.console import SweepDisplay, duration
    from experiments.sweep import BLOCK, sweep

    display = SweepDisplay()
    try:
        with display:
            done = sweep(study, folder, by.workers, block or BLOCK, display, by.scheduler)
    except KeyboardInterrupt:
        end(f"Stopped. What is complete is kept in {folder}; the same command goes on with it.", INTERRUPTED)
        raise
    last = display.last
    if last is not None and last.done > last.kept and last.seconds > 0:
        rate = (last.done - last.kept) / last.seconds
        typer.echo(f"{last.done - last.kept:,} cases in {duration(last.seconds)}, {rate:,.0f} a second.", err=True)
    return done


def check_study(file: str, as_json: bool) -> None:
    """Check a study file with all that it names, and say how large the study is."""
    study = _study_in(file, FAILED).study
    if as_json:
        print_json(asdict(study.outline) | {"pack": study.pack.id, "design": study.sampling.name})
        return
    counts = f"{len(study.scenarios)} scenarios, {len(study.options)} options, {study.outline.cases:,} simulated cases"
    typer.echo(f"{file}: no problem found. {study.pack.title}: {counts}.")
    typer.echo(_uncertainty_in_words(study))
