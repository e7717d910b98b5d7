"""failures.json of a store: failed cases by cause, each with a traceback of its first; whole or absent, in no hash."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from experiments.begun import Begun
from experiments.failures import Cause
from experiments.files import put_text
from experiments.traces import SECONDS, Trace, trace

FORMAT = "quadrille-failures/1"
BUDGET = 60.0
"""Seconds that a sweep spends on tracebacks at most; one takes about two."""

Case = tuple[str, str, int]
Traces = Mapping[Case, Trace]
"""Tracebacks by scenario, option and replicate."""


def case_of(one: Cause) -> Case:
    """The first case of a cause, which stands for it."""
    return one.first.scenario, one.first.option, one.first.replicate


def record(begun: Begun, found: Sequence[Cause]) -> None:
    """Write the failures of a study with as many tracebacks as the time allows; nothing where no case failed.

    What an earlier record holds is not traced again.
    """
    if found:
        held = recorded(begun)
        missing = [one for one in found if case_of(one) not in held]
        told = as_json(begun, found, {**held, **traced(begun, missing, BUDGET)})
        put_text(begun.store.failures_file, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def traced(begun: Begun, found: Sequence[Cause], seconds: float) -> Traces:
    """A traceback of the first case of each cause, the most frequent first, for as long as the time allows."""
    until = time.monotonic() + seconds
    told: dict[Case, Trace] = {}
    for one in found:
        if one.traceback:
            told[case_of(one)] = Trace(one.first.says, None, one.traceback, {})
        elif (left := until - time.monotonic()) > 0:
            told[case_of(one)] = trace(begun, one.first, min(SECONDS, left))
    return told


def recorded(begun: Begun) -> Traces:
    """The tracebacks that failures.json holds; none where the file is missing or unreadable."""
    try:
        held = json.loads(begun.store.failures_file.read_text(encoding="utf-8"))
        rows = [(one["first"], one["trace"]) for one in held["causes"] if one["trace"]]
        return {
            (case["scenario"], case["option"], case["replicate"]): Trace(
                told["cause"], told["day"], tuple(told["traceback"]), told["locals"]
            )
            for case, told in rows
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def as_json(begun: Begun, found: Sequence[Cause], traces: Traces) -> dict[str, Any]:
    """Failed cases by cause with keys that stay: see FORMAT."""
    return {
        "format": FORMAT,
        "cases": begun.outline.cases,
        "computed": sum(one.block.count for one in begun.blocks),
        "failed": sum(one.cases for one in found),
        "finished": begun.is_finished,
        "traced": sum(case_of(one) in traces and bool(traces[case_of(one)].traceback) for one in found),
        "causes": [_cause(one, traces.get(case_of(one))) for one in found],
    }


def _cause(one: Cause, told: Trace | None) -> dict[str, Any]:
    return {
        "status": one.status,
        "cause": one.cause,
        "cases": one.cases,
        "by_scenario_and_option": [
            {"scenario": scenario, "option": option, "cases": count}
            for (scenario, option), count in one.by_pair.items()
        ],
        "first": asdict(one.first),
        "trace": asdict(told) if told else None,
    }
