"""`quadrille failures`: the failed cases of a study by cause, and how to look at one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.arguments import AsJson, Folder, print_json
from experiments.guards import reports_faults

if TYPE_CHECKING:
    from rich.console import Console

    from experiments.begun import Begun
    from experiments.failure_record import Traces
    from experiments.failures import Cause
    from experiments.traces import Trace

MOST_PAIRS = 12
"""Scenarios and options that a table shows; --json has all."""


@reports_faults
def failures(
    folder: Folder,
    as_json: AsJson = False,
    trace: Annotated[
        int, typer.Option(min=0, metavar="N", help="show where the first case of the N most frequent causes fails")
    ] = 0,
) -> None:
    """List the simulated cases of a study that failed, by cause.

    The sweep need not be finished. With --trace the day on which a case fails is run again in ordinary Python.
    """
    from experiments.begun import Begun
    from experiments.console import console
    from experiments.failure_record import as_json as told
    from experiments.failures import causes

    begun = Begun(folder)
    found = causes(begun)
    traces = _traces(begun, found, trace)
    if as_json:
        print_json(told(begun, found, traces) | _cases(begun, found))
    else:
        _show(begun, found, traces, trace, console())


def _traces(begun: "Begun", found: "Sequence[Cause]", asked: int) -> "Traces":
    """What the store holds, and what is asked for and not held."""
    from experiments.failure_record import case_of, recorded, traced

    held = recorded(begun)
    missing = [one for one in found[:asked] if case_of(one) not in held]
    return {**held, **traced(begun, missing, float("inf"))}


def _cases(begun: "Begun", found: "Sequence[Cause]") -> dict[str, Any]:
    """Every failed case, the points of the draws that have one, and how to replay the first case of each cause."""
    from experiments.failures import failures as failures_of
    from experiments.failures import replay_command

    rows = failures_of(begun)
    keys = ("scenario", "option", "draw", "replicate", "status", "cause", "says")
    return {
        "failures": [{key: getattr(one, key) for key in keys} for one in rows],
        "replay": [replay_command(begun.folder, one.first) for one in found],
        "inputs": {str(one.draw): dict(one.inputs) for one in rows},
    }


def _show(begun: "Begun", found: "Sequence[Cause]", traces: "Traces", asked: int, out: "Console") -> None:
    from experiments.console import NARROW, say
    from experiments.failure_record import case_of

    for line in _opening(begun, found, sum(case_of(one) in traces for one in found)):
        say(line, out, NARROW)
    for place, one in enumerate(found):
        out.print()
        _show_cause(begun, one, f"{place + 1}. ", out)
        if told := traces.get(case_of(one)):
            _show_trace(told, place < asked, out)


def _opening(begun: "Begun", found: "Sequence[Cause]", traced: int) -> Iterator[str]:
    computed, cases = sum(one.block.count for one in begun.blocks), begun.outline.cases
    failed = sum(one.cases for one in found)
    if not found:
        yield f"{begun.folder}: none of {computed:,} simulated cases failed."
    else:
        several = f"{len(found)} causes" if len(found) > 1 else "one cause"
        share = f"{100 * failed / computed:.2g} %"
        yield f"{begun.folder}: {failed:,} of {computed:,} simulated cases failed ({share}), of {several}."
        yield "They are kept, and stand in no statistic. --json has every one with its inputs."
        yield f"Traced in ordinary Python: {traced} of {len(found)}; --trace N shows the first N, line by line."
    if computed < cases:
        yield f"The sweep is not finished: {computed:,} of {cases:,} simulated cases are stored."


def _show_cause(begun: "Begun", one: "Cause", number: str, out: "Console") -> None:
    from experiments.console import NARROW, say, table
    from experiments.failures import replay_lines

    draws = begun.outline.draws
    where = f" in {one.draws} of {draws} draws of the parameters" if draws > 1 else ""
    say(f"{number}{one.cause}: {one.cases:,} case{'s' * (one.cases > 1)}{where}", out, NARROW)
    rows = [(*pair, f"{count:,}") for pair, count in list(one.by_pair.items())[:MOST_PAIRS]]
    columns = [("Scenario", False), ("Option", False), ("Failed", True)]
    out.print(table(columns, rows), soft_wrap=False, width=NARROW)
    if len(one.by_pair) > MOST_PAIRS:
        say(f"and {len(one.by_pair) - MOST_PAIRS} scenarios and options more", out, NARROW)
    first = one.first
    if first.says:
        say(first.says, out, NARROW)
    say(f"First: {first.scenario}, {first.option}, case {first.replicate}. It is told again by", out, NARROW)
    out.print(replay_lines(begun.folder, first), soft_wrap=True)


def _show_trace(told: "Trace", whole: bool, out: "Console") -> None:
    """The place at fault in a line, or the whole traceback."""
    from experiments.console import NARROW, say

    day = f" on {told.day}" if told.day else ""
    if not told.traceback:
        say(f"Where{day}: {told.cause}.", out, NARROW)
        return
    if not whole:
        say(f"Where{day}: {told.traceback[-1].partition(': ')[0]}", out, NARROW)
        return
    say(f"Where{day}, outermost first:", out, NARROW)
    for frame in told.traceback:
        place, _, code = frame.partition(": ")
        out.print(f"  {place}\n    {code}", soft_wrap=True)
    if told.locals:
        say(f"  with {', '.join(f'{name} = {value:g}' for name, value in told.locals.items())}", out, NARROW)
