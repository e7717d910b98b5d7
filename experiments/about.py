"""What Quadrille says of itself: its release, and the indicators that it knows."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.arguments import AsJson, load_pack, print_json
from experiments.guards import reports_faults


def quadrille(
    version: Annotated[bool, typer.Option("--version", help="release, and digest of the engine")] = False,
) -> None:
    """Stress-test a secretariat's medium-term plan under four planning scenarios."""
    if version:
        from experiments.versions import computed_by, versions

        typer.echo(f"quadrille {versions()['quadrille']}, engine {computed_by()['engine'][:16]}")
        raise typer.Exit


@reports_faults
def indicators(
    pack: Annotated[
        str | None, typer.Argument(metavar="[PACK]", help="in the words and currency of this pack; or the text")
    ] = None,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="those with this text in their id, name or objective")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the indicators: id, meaning, unit.

    Also which way is better, who has them in hand, and what they are made of. With a pack, those that its tables move.
    """
    from experiments.catalogue import catalogue, show_catalogue
    from experiments.console import console
    from scenarios import builtin

    if pack is not None and text is None and pack not in builtin() and not Path(pack).exists():
        pack, text = None, pack
    found = catalogue(load_pack(pack) if pack else None, text or "")
    if as_json:
        print_json(found)
        return
    show_catalogue(found, console())
