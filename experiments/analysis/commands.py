"""The commands that put a pack to the test, from ablation and effects to detection and provision."""

from typing import Annotated, Literal

import typer

from experiments.arguments import MOST_CASES, OPTION, AsJson, Folder, PackName, intact, load_pack, print_json
from experiments.guards import USAGE, end, reports_faults
from experiments.study import with_options

Origin = Literal["in", "rule", "rep", "em", "coded"]
QUIET = 3.0
"""Seconds after which a command that takes longer says how far it is."""
Replicates = Annotated[
    int, typer.Option(min=20, max=MOST_CASES, help="simulated cases for each scenario and option compared")
]


@reports_faults
def ablation(
    pack: PackName,
    replicates: Replicates = 200,
    option: Annotated[str, typer.Option(help=OPTION)] = "continuation",
    as_json: AsJson = False,
) -> None:
    """Turn each mechanism off in turn and show what that changes.

    Headline indicators, in the four scenarios of the 2 x 2.
    """
    from experiments.analysis.ablation import ablate
    from experiments.console import SweepDisplay

    with SweepDisplay(quiet_for=QUIET) as watch:
        found = ablate(load_pack(pack), option, replicates, watch=watch)
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.show import show_ablation
    from experiments.console import console

    show_ablation(found, console())


@reports_faults
def effects(
    pack: PackName,
    measure: Annotated[list[str] | None, typer.Option(help="id of a measure, repeatable; without: all")] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(help="one more indicator, repeatable; headline and expected ones are always shown"),
    ] = None,
    replicates: Replicates = 200,
    as_json: AsJson = False,
) -> None:
    """Add each measure alone: what it changes, what it costs.

    Added to continuation, in the four scenarios of the 2 x 2.
    """
    from experiments.analysis.effects import effects as effects_of
    from experiments.console import SweepDisplay

    with SweepDisplay(quiet_for=QUIET) as watch:
        found = effects_of(load_pack(pack), measure or (), indicator or (), replicates, watch=watch)
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.show_effects import show_effects
    from experiments.console import console

    show_effects(found, console())


@reports_faults
def chain(
    pack: PackName,
    option: Annotated[
        str, typer.Option(help="id of an option, or with measures: continuation+peer-help")
    ] = "plan-as-drafted",
    scenario: Annotated[list[str] | None, typer.Option(help="repeatable; without: those of the 2 x 2, or all")] = None,
    replicates: Replicates = 400,
    as_json: AsJson = False,
) -> None:
    """Follow each objective from inputs to outcomes.

    Efficiency, effectiveness, what the spread comes from, and who pays.
    """
    from experiments.analysis.chain import chain as chain_of
    from experiments.console import SweepDisplay

    with SweepDisplay(quiet_for=QUIET) as watch:
        found = chain_of(load_pack(pack), option, scenario or (), replicates, watch=watch)
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.show_chain import show_chain
    from experiments.console import console

    show_chain(found, console())


@reports_faults
def reference(
    pack: Annotated[str | None, typer.Argument(help="a pack; without: the engine")] = None,
    of_format: Annotated[bool, typer.Option("--format", help="every file, key and column that a pack has")] = False,
) -> None:
    """Print the model reference in Markdown.

    Mechanisms, parameters, indicators, switches; or a pack's measures; or the format of packs.
    """
    from experiments.format_reference import format_reference
    from experiments.reference import engine_reference, pack_reference

    if of_format and pack:
        end("--format: the same for every pack; leave out the pack, or the option", USAGE)
    text = format_reference() if of_format else pack_reference(load_pack(pack)) if pack else engine_reference()
    typer.echo(text, nl=False)


@reports_faults
def statements(
    pack: PackName,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="those of these ids, as M15-24 with all its parts")
    ] = None,
    priority: Annotated[int | None, typer.Option(min=1, max=3, help="those of one priority: 1 the highest")] = None,
    origin: Annotated[
        Origin | None, typer.Option(help="those of one origin: an input, a rule, to report, must emerge, coded")
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(min=20, max=MOST_CASES, help="for each world, whatever rows ask for; without: 200, or theirs"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put the plan statements of a pack to the test.

    As the pack is, and with what encodes them set neutral.
    """
    from experiments.analysis.statements.ledger import ledger
    from experiments.console import SweepDisplay

    with SweepDisplay(quiet_for=QUIET) as watch:
        found = ledger(load_pack(pack), priority, origin, replicates, watch=watch, names=names or ())
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.statements.show import show_ledger
    from experiments.console import console

    show_ledger(found, console())


@reports_faults
def tables(
    pack: PackName,
    scenario: Annotated[str | None, typer.Option(help="id of a scenario; without: the first of the pack")] = None,
    replicates: Replicates = 200,
    document_only: Annotated[bool, typer.Option("--document-only", help="nothing simulated beside the cells")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the tables of the plan document to the last digit.

    With what is simulated beside them and its deviation.
    """
    from experiments.analysis.document import sheets

    loaded = load_pack(pack)
    found = sheets(loaded, scenario, replicates, not document_only)
    if as_json:
        errata = {name: one.model_dump() for name, one in loaded.errata.items()}
        print_json({"pack": loaded.id, "tables": [one.to_json() for one in found], "errata": errata})
        return
    from experiments.analysis.show_document import show_sheets
    from experiments.console import console

    show_sheets(loaded, found, scenario or loaded.shown[0], replicates, console())


@reports_faults
def detection(
    pack: PackName,
    scenario: Annotated[str | None, typer.Option(help="id of a scenario; without: the first of the pack")] = None,
    option: Annotated[str, typer.Option(help=OPTION)] = "continuation",
    wanted: Annotated[float, typer.Option(min=0.01, max=0.99, help="detection probability to size a sample for")] = 0.5,
    as_json: AsJson = False,
) -> None:
    """Show what the sampling plan of the first year would notice.

    By site class: N, n, D, q and the probability.
    """
    from experiments.analysis.detection import sampling_plan

    found = sampling_plan(with_options(load_pack(pack), (option,)), scenario, option, wanted)
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.show_detection import show_detection
    from experiments.console import console

    show_detection(found, console())


@reports_faults
def provision(
    pack: PackName,
    ratio: Annotated[float, typer.Option(min=0.01, max=0.99, help="share of years that the provision suffices")] = 0.9,
    replicates: Replicates = 1000,
    option: Annotated[str, typer.Option(help=OPTION)] = "continuation",
    as_json: AsJson = False,
) -> None:
    """Show the inspector-days a year to hold for requests.

    By scenario, so that they suffice as often as wanted.
    """
    from experiments.analysis.provision import provisions

    found = provisions(load_pack(pack), ratio, option, replicates)
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.show_detection import show_provisions
    from experiments.console import console

    show_provisions(found, console())


@reports_faults
def robustness(
    folder: Folder,
    indicator: Annotated[
        list[str] | None,
        typer.Option(help="id of an indicator, repeatable; without: the headline ones with a better side"),
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(metavar="INDICATOR>=VALUE", help="floor (or ceiling, <=) to be met, repeatable; shares as 0 to 1"),
    ] = None,
    alpha: Annotated[float, typer.Option(min=0.0, max=1.0, help="weight of the worst against the best")] = 0.5,
    percentile: Annotated[float, typer.Option(min=0.0, max=100.0, help="percentile of the loss")] = 90.0,
    failed: Annotated[
        Literal["leave-out", "worst"], typer.Option(help="failed cases: left out, or the worst outcome of their option")
    ] = "leave-out",
    as_json: AsJson = False,
) -> None:
    """Show which option each criterion of robustness prefers.

    Over the scenarios and parameter draws of a stored study, one indicator at a time.
    """
    from experiments.analysis.criteria import Attitude
    from experiments.analysis.robustness import robustness as robustness_of

    found = robustness_of(intact(folder), indicator or (), threshold or (), Attitude(alpha, percentile), failed)
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.show_robustness import show_robustness
    from experiments.console import console

    show_robustness(found, console())
