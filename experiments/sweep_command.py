"""`quadrille sweep`: the study that a command line or a study file asks for, simulated and stored."""

from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from experiments.arguments import RESULTS, Seed, is_study_file, load_pack, print_json, sound
from experiments.guards import FAILED, INTERRUPTED, USAGE, end, in_lines, reports_faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experiments.results import Results
    from experiments.study import Study
    from experiments.study_file import FromFile


class How(NamedTuple):
    """What changes no result: threads of this computer, or a cluster, and which share of failed cases is borne."""

    workers: int | None
    scheduler: str | None
    failures_at_most: float | None


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
    failures_at_most: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=1.0, metavar="SHARE", help="stop once more of all cases failed; 0 to 1, usually 0.05"
        ),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="of a Dask cluster that computes instead of threads")
    ] = None,
) -> None:
    """Run a sweep and store it.

    The same command goes on where it was stopped; nothing is run twice. A study file says itself what is simulated:
    beside it only --workers, --out, --failures-at-most and --scheduler are taken. With --scheduler the folder has to be
    one that all workers of the cluster see, under the same path.
    """
    if scheduler is not None and workers is not None:
        end("--workers: found beside --scheduler, expected without; a cluster has its own workers", USAGE)
    if is_study_file(pack):
        _refuse_choices(ctx)
        read = _study_in(pack)
        folder = out or RESULTS / Path(pack).stem
        share = read.failures_at_most if failures_at_most is None else failures_at_most
        _run_study(read.study, read.options, folder, How(workers, scheduler, share), read.block)
    else:
        from experiments.study import study_of

        loaded = load_pack(pack)
        study = study_of(loaded, scenario or (), option or (), replicates, draws, seed)
        folder = out or RESULTS / f"{loaded.id}-{replicates}"
        _run_study(study, option or (), folder, How(workers, scheduler, failures_at_most), None)


def _study_in(file: str, code: int = USAGE) -> "FromFile":
    from experiments.study_file import study_from

    return sound(lambda: study_from(Path(file)), file, code)


def _refuse_choices(ctx: typer.Context) -> None:
    """A choice beside a study file would make another study than the file says."""
    for name in ("replicates", "draws", "scenario", "option", "seed"):
        source = ctx.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            end(f"--{name}: found beside a study file, expected in it; write it there, or leave it out", USAGE)


def _run_study(study: "Study", asked: "Sequence[str]", folder: Path, how: How, block: int | None) -> None:
    from experiments.phrases import simulated_cases
    from experiments.study import added

    for told in added(study, asked):
        typer.echo(told, err=True)
    done = _sweep(study, folder, how, block)
    failed = f" {done.manifest.failed:,} of them failed and are in no statistic." if done.manifest.failed else ""
    cases = done.manifest.study.cases
    typer.echo(f"{simulated_cases(cases)} {'is' if cases == 1 else 'are'} in {folder}.{failed}")
    typer.echo(_uncertainty_in_words(study))
    _tell_decision(done)
    typer.echo(f"Content hash: {done.manifest.content_hash}")
    if done.manifest.failed:
        typer.echo(f"Why cases failed: quadrille failures {quote(str(folder))}")
    typer.echo(f"Next: quadrille summary {quote(str(folder))}    or: quadrille dashboard {quote(str(folder))}")


def _tell_decision(done: "Results") -> None:
    """What the stopping rule of a study decided, where it has one."""
    from experiments.summary import Overview

    overview = Overview(done)
    if overview.decision:
        from experiments.stopping_words import outcome

        for line in (f"{outcome(overview.decision, overview.words)}.", *overview.orders()):
            typer.echo(in_lines(line[0].upper() + line[1:]))


def _uncertainty_in_words(study: "Study") -> str:
    from experiments.study import caution

    if study.draws > 1 and study.sampling.points:
        spread = f"Spread over {study.draws} points of the parameters that were chosen, the same for every scenario"
        return f"{spread} and option: ranges over them are no uncertainty intervals."
    if study.draws > 1:
        spread = f"Spread over {study.draws} draws of the uncertain parameters, the same for every scenario and option"
        return f"{spread}{caution(study.draws)}."
    if study.sampling.points:
        return "One draw, the point that the study gives: intervals will hold sampling error only."
    return (
        "One draw, all parameters at their central values: intervals will hold sampling error only. For the "
        "uncertainty of the parameters take a number of replicates that several draws divide, such as 1000."
    )


def _sweep(study: "Study", folder: Path, how: How, block: int | None) -> "Results":
    from experiments.console import SweepDisplay, duration
    from experiments.sweep import BLOCK, sweep
    from experiments.threshold import AT_MOST

    given = how.failures_at_most
    display, bears = SweepDisplay(), AT_MOST if given is None else given
    try:
        with display:
            done = sweep(study, folder, how.workers, block or BLOCK, display, bears, how.scheduler)
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
    from experiments.phrases import counted, simulated_cases

    study = _study_in(file, FAILED).study
    if as_json:
        print_json(asdict(study.outline) | {"pack": study.pack.id, "design": study.sampling.name})
        return
    counts = f"{counted(len(study.scenarios), 'scenario')}, {counted(len(study.options), 'option')}, "
    counts += simulated_cases(study.outline.cases)
    typer.echo(f"{file}: no problem found. {study.pack.title}: {counts}{' at most' if study.stopping else ''}.")
    typer.echo(_uncertainty_in_words(study))
    if study.stopping:
        typer.echo(f"Rounds until it is decided: {study.stopping.name}.")
