"""The `quadrille` command. Heavy libraries are imported inside the commands, so that --help answers at once."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.about import indicators, quadrille
from experiments.analysis import commands
from experiments.analysis.backtest.commands import backtest
from experiments.arguments import (
    LARGEST,
    RESULTS,
    AsJson,
    Folder,
    PackName,
    first_sentence,
    is_study_file,
    sound,
    thresholds,
)
from experiments.arguments import intact as _intact
from experiments.arguments import load_pack as _load
from experiments.arguments import print_json as _print_json
from experiments.export_command import export
from experiments.failures_command import failures
from experiments.guards import FAILED, USAGE, end, reports_faults
from experiments.starting import init
from experiments.studies_command import studies
from experiments.sweep_command import check_study, sweep

if TYPE_CHECKING:
    from experiments.results import Results
    from scenarios import Pack

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


Scenario = Annotated[str, typer.Option(help="id of a scenario")]
Option = Annotated[str, typer.Option(help="id of an option, or with measures: continuation+smaller-teams")]
app.callback(invoke_without_command=True)(quadrille)

Case = Annotated[int, typer.Option(min=0, max=LARGEST, help="number of the case")]


@app.command()
@reports_faults
def packs(as_json: AsJson = False) -> None:
    """List the packs that come with Quadrille."""
    from experiments.console import NARROW, console, table
    from scenarios import builtin

    found = [_load(name) for name in builtin()]
    if as_json:
        _print_json([_about(pack) for pack in found])
        return
    console().print(table([("pack", False), ("what it is", False)], map(_listed, found)), soft_wrap=False, width=NARROW)


def _listed(pack: "Pack") -> tuple[str, str]:
    count = len(pack.scenarios)
    counts = f"{count} scenario{'' if count == 1 else 's'}, {len(pack.options)} options"
    invented = "; invented" if pack.pack.invented else ""
    return pack.id, f"{pack.title}\n{pack.years[0]}-{pack.years[-1]}; {counts}{invented}"


def _about(pack: "Pack") -> dict[str, Any]:
    return {
        "id": pack.id,
        "title": pack.title,
        "document": pack.pack.document,
        "years": list(pack.years),
        "invented": pack.pack.invented,
        "scenarios": list(pack.scenarios),
        "options": list(pack.options),
        "digest": pack.digest,
    }


app.command()(indicators)


@app.command()
@reports_faults
def check(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="id or folder of a pack, or folder of a study")],
    as_json: AsJson = False,
) -> None:
    """Check a pack, or every byte of a stored study.

    All errors are told at once, of a study file those of one step: form, then values, then names. The exit code is 1
    when there is any.
    """
    if any((Path(pack) / name).is_file() for name in ("manifest.json", "study.json")):
        _check_store(Path(pack), as_json)
    elif is_study_file(pack):
        check_study(pack, as_json)
    else:
        _check_pack(pack, as_json)


def _check_store(folder: Path, as_json: bool) -> None:
    from experiments.verify import verify

    problems = verify(folder)
    if as_json:
        _print_json({"problems": problems})
    for problem in problems:
        typer.echo(f"{folder}: {problem}", err=True)
    if problems:
        raise typer.Exit(FAILED)
    if not as_json:
        typer.echo(f"{folder}: {_how_whole(folder)}")


def _how_whole(folder: Path) -> str:
    from experiments.begun import Begun

    begun = Begun(folder)
    if begun.is_finished:
        return "every block is as it was written."
    planned = len(begun.store.planned(begun.identity))
    told = f"the sweep is not finished; {len(begun.blocks):,} of {planned:,} blocks are stored, each as it was written."
    return f"{told} The same `quadrille sweep` command goes on with it."


def _check_pack(pack: str, as_json: bool) -> None:
    from experiments.phrases import counted
    from scenarios.compile import ground_truth, settings, uncertain
    from scenarios.observations import has_observations, read_observations

    found = _load(pack, FAILED)
    if has_observations(found):
        sound(lambda: read_observations(found), pack, FAILED)
    ground_truth(found)
    for scenario in found.scenarios:
        for option in found.options:
            settings(found, scenario, option)
    if as_json:
        _print_json(_about(found))
        return
    counts = ", ".join(
        counted(len(many), what)
        for many, what in ((found.scenarios, "scenario"), (found.options, "option"), (found.measures, "measure"))
    )
    counts += f", {len(uncertain(found))} uncertain values"
    typer.echo(f"{found.id}: no problem found. {found.title}: {counts}.")
    matrix = f"Those of the 2 x 2: {', '.join(found.matrix)}." if found.matrix else "No 2 x 2 is claimed."
    typer.echo(f"Scenarios: {', '.join(found.scenarios)}. {matrix}")
    counterfactual = f" Counterfactual: {found.counterfactual}." if found.counterfactual else ""
    typer.echo(f"Options: {', '.join(found.options)}.{counterfactual}")


@app.command()
@reports_faults
def schema(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="where to write them, such as the folder of a pack")],
) -> None:
    """Write JSON Schemas of the YAML files of packs and studies.

    They are for editors that check and complete while one types.
    """
    from scenarios.json_schemas import write_schemas

    for file in write_schemas(folder):
        typer.echo(file)


app.command()(sweep)


@app.command()
@reports_faults
def summary(
    folder: Folder,
    as_json: AsJson = False,
    threshold: Annotated[
        list[str] | None,
        typer.Option(metavar="INDICATOR=VALUE", help="threshold of the frequencies of an indicator, shares as 0 to 1"),
    ] = None,
) -> None:
    """Print the results in tables and plain sentences."""
    from experiments.summary import Overview

    overview = Overview(_intact(folder), dict(thresholds(threshold or ())))
    if as_json:
        _print_json(overview.to_json())
        return
    from experiments.console import console, show_overview

    show_overview(overview, console())


@app.command()
@reports_faults
def run(
    pack: PackName,
    scenario: Scenario,
    option: Option,
    replicate: Case = 0,
    seed: Annotated[int | None, typer.Option(min=0, max=LARGEST, help="1 unless given; a store has its own")] = None,
    store: Annotated[Path | None, typer.Option(metavar="DIR", help="a study: its case, and where it stands")] = None,
) -> None:
    """Tell one simulated case, year by year."""
    from experiments.tell import tell

    if store is not None and seed is not None:
        end("--seed: a stored case has the seed of its study; leave out --seed or --store", USAGE)
    if not tell(_load(pack), scenario, option, replicate, 1 if seed is None else seed, store):
        raise typer.Exit(1)


@app.command()
@reports_faults
def replay(
    folder: Folder,
    scenario: Scenario,
    option: Option,
    replicate: Case = 0,
    as_json: AsJson = False,
) -> None:
    """Run a stored case again and compare it bit for bit.

    It is opened as a Mesa model; the exit code is 1 if it differs from the store.
    """
    from dataclasses import asdict

    from experiments.console import console, show_differences
    from experiments.replay import differences, open_case, strangeness
    from experiments.results import Results

    results = Results.open(folder)
    if _raised(results, scenario, option, replicate, as_json):
        return
    model = open_case(results, scenario, option, replicate)
    model.run_to_end()
    found = differences(results, scenario, option, replicate, model)
    numbers = results.stored_case(scenario, option, replicate)[0].size
    case = f"{scenario}, {option}, case {replicate}"
    if as_json:
        rows = [asdict(one) for one in found]
        _print_json({"case": case, "numbers": numbers, "same": not found, "differences": rows})
    elif not found:
        typer.echo(f"{case}: the Mesa model has the same bits as the store in all {numbers:,} numbers ({model.fault}).")
    else:
        why = strangeness(results)
        typer.echo(f"{case}: {len(found):,} of {numbers:,} numbers differ from the store.{why}", err=True)
        show_differences(found, console(error=True))
    if found:
        raise typer.Exit(FAILED)


def _raised(results: "Results", scenario: str, option: str, replicate: int, as_json: bool) -> bool:
    """Whether a stored case is one that left no numbers; then say whether it still fails."""
    from experiments.begun import check_case
    from experiments.isolation import CAUSES, RAISED, REFUSED
    from experiments.replay import exception_of

    check_case(results.manifest.study, scenario, option, replicate)
    status = results.stored_case(scenario, option, replicate)[1]
    if status not in (REFUSED, RAISED):
        return False
    raised = exception_of(results, scenario, option, replicate)
    case = f"{scenario}, {option}, case {replicate}"
    if as_json:
        _print_json({"case": case, "numbers": 0, "same": raised is not None, "differences": [], "raised": raised})
    else:
        again = f"fails again, as stored: {raised}" if raised else f"runs now; the store has: {CAUSES[status]}"
        typer.echo(f"{case}: {again}.", err=not raised)
    if not raised:
        raise typer.Exit(FAILED)
    return True


app.command()(failures)


@app.command()
@reports_faults
def draft(
    folder: Folder,
    out: Annotated[Path | None, typer.Option(help="folder for the files; without: DIR/draft")] = None,
) -> None:
    """Write the plan draft of a study: DOCX and Markdown."""
    from experiments.draft import write_draft

    for file in write_draft(_intact(folder), out or folder / "draft"):
        typer.echo(file)


@app.command()
@reports_faults
def dashboard(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="without: the newest study in results/")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="port on this machine; 0: a free one")] = None,
) -> None:
    """Open a stored study on screen, with live runs."""
    import subprocess

    chosen = folder or _newest()
    words = [sys.executable, "-m", "dashboard", str(chosen), *(["--port", str(port)] if port is not None else [])]
    try:
        code = subprocess.run(words, check=False).returncode
    except KeyboardInterrupt:  # the dashboard heard it too and ends by itself
        code = 0
    raise typer.Exit(code)


def _newest() -> Path:
    found = sorted(RESULTS.glob("*/manifest.json"), key=lambda file: file.stat().st_mtime)
    if not found:
        end("no study in results/; `quadrille sweep PACK` makes one", USAGE)
    return found[-1].parent


app.add_typer(init, name="init")
app.command()(backtest)
app.command()(commands.ablation)
app.command()(commands.effects)
app.command()(commands.chain)
app.command()(commands.statements)
app.command()(commands.reference)
app.command()(commands.tables)
app.command()(commands.detection)
app.command()(commands.provision)
app.command()(commands.robustness)
app.command()(export)
app.command()(studies)
for each in app.registered_commands:
    each.short_help = first_sentence(each.callback)


def main() -> None:
    """Entry of the `quadrille` command. What a terminal can't show is shown as a question mark, never a fault."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="quadrille")


if __name__ == "__main__":
    main()
