"""`quadrille studies`: the stored studies below a folder, as a newcomer reads them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.arguments import RESULTS, AsJson, print_json
from experiments.guards import reports_faults

if TYPE_CHECKING:
    from experiments.studies import StudyInfo

SHORT = 12
_WHEN = {"complete": "finished", "damaged": "last written", "another format": "last written"}


@reports_faults
def studies(
    root: Annotated[Path, typer.Argument(metavar="ROOT", help="folder to look in, and some levels below it")] = RESULTS,
    as_json: AsJson = False,
) -> None:
    """List stored studies and how they stand.

    Newest first, with size, failures and what computed them.
    """
    from experiments.console import NARROW, console, say
    from experiments.studies import studies as studies_below

    found = studies_below(root) if root.is_dir() or root != RESULTS else []
    if as_json:
        print_json([_as_json(one) for one in found])
    elif not found:
        typer.echo(f"No study in {root} or below it. `quadrille sweep PACK --out {root}/NAME` makes one.")
    out = console()
    for one in found if not as_json else ():
        typer.echo(str(one.folder))
        for line in lines(one):
            say(f"  {line}", out, NARROW)
    if found and not as_json:
        say("Bytes are not read here: `quadrille check DIR` tells whether they are those written.", out, NARROW)


def lines(one: "StudyInfo") -> Iterator[str]:
    """What there is to say of a study."""
    from experiments.console import size

    about = f"{size(one.bytes)}; {_WHEN.get(one.state, 'begun')} {one.created[:16].replace('T', ' ')} UTC"
    if one.state == "complete":
        yield f"complete; {about}"
    else:
        yield state(one)
        yield about
    if one.pack is not None:
        yield f"{one.title} ({one.pack})" if one.title else one.pack
    if one.study is not None:
        yield _cases(one)
    if one.replays is not None:
        yield _computed(one)
    if one.content_hash is not None:
        yield f"content hash {one.content_hash[:SHORT]}"


def state(one: "StudyInfo") -> str:
    """The state of a study in words, with how far it is and what to do."""
    done = f"{100 * (one.done or 0):.0f} % of its cases are stored"
    if one.state == "being written":
        return f"being written now, {done}"
    if one.state == "unfinished":
        return f"unfinished, {done}; the same `quadrille sweep` goes on with it"
    return f"{one.state}: {one.why}"


def _cases(one: "StudyInfo") -> str:
    from experiments.phrases import counted, simulated_cases

    assert one.study is not None
    counts = f"{counted(len(one.study.scenarios), 'scenario')} x {counted(len(one.study.options), 'option')}"
    total = simulated_cases(one.study.cases)
    total += " at most" * one.has_rule
    failed = f"{one.failed:,} failed" if one.failed else "none failed"
    return f"{counts} x {one.study.replicates:,} = {total}; {failed}"


def _computed(one: "StudyInfo") -> str:
    from experiments.provenance import release

    if one.replays:
        return "computed by this version of the program: a replay has the same bits"
    return f"computed by another version ({release(one.release)}): a replay may differ"


def _as_json(one: "StudyInfo") -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(one), "folder": str(one.folder)}
