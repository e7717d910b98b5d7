"""The commands `quadrille ablation` and `quadrille statements`."""

from typing import Annotated, Literal

import typer

from experiments.arguments import AsJson, PackName, load_pack, print_json
from experiments.guards import reports_faults

Origin = Literal["in", "rule", "rep", "em", "coded"]
Replicates = Annotated[int, typer.Option(min=20, help="simulated cases for each world")]


@reports_faults
def ablation(
    pack: PackName,
    replicates: Replicates = 200,
    option: Annotated[str, typer.Option(help="id of an option")] = "continuation",
    as_json: AsJson = False,
) -> None:
    """Turn each mechanism off in turn: what changes in the headline indicators, in the four scenarios of the 2 x 2."""
    from experiments.analysis.ablation import ablate

    found = ablate(load_pack(pack), option, replicates)
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.show import show_ablation
    from experiments.console import console

    show_ablation(found, console())


@reports_faults
def statements(
    pack: PackName,
    priority: Annotated[int | None, typer.Option(min=1, max=3, help="those of one priority")] = None,
    origin: Annotated[Origin | None, typer.Option(help="those of one origin")] = None,
    replicates: Replicates = 200,
    as_json: AsJson = False,
) -> None:
    """Put the plan statements of a pack to the test: as the pack is, and with what encodes them set neutral."""
    from experiments.analysis.statements.ledger import ledger

    found = ledger(load_pack(pack), priority, origin, replicates)
    if as_json:
        print_json(found.to_json())
        return
    from experiments.analysis.statements.show import show_ledger
    from experiments.console import console

    show_ledger(found, console())
