"""The failed cases of a study, finished or not: who failed, of what, with which inputs, how often, and where."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shlex import quote

from experiments.begun import Begun
from experiments.horizons import Pair
from experiments.isolation import CAUSES, Fault
from experiments.manifest import Stored
from experiments.results import Results


@dataclass(frozen=True)
class Failure:
    """A case that failed: who it is, its status with the cause in words, and the uncertain parameters it ran with.

    `says` is the message of the exception where there was one. `inputs` are in the units of the pack; none stand
    there when all parameters have their central values.
    """

    scenario: str
    option: str
    draw: int
    replicate: int
    status: int
    cause: str
    says: str
    inputs: Mapping[str, float]


@dataclass(frozen=True)
class Cause:
    """Failed cases of one cause: how many, in which scenarios and options, in how many draws, and the first of them.

    `traceback` is that of an exception, empty where the engine gave the case up.
    """

    status: int
    cause: str
    cases: int
    by_pair: Mapping[Pair, int]
    draws: int
    first: Failure
    traceback: tuple[str, ...]


def failures(study: Begun | Results | Path | str) -> list[Failure]:
    """Every failed case of a study in a folder, finished or not, by scenario, option, draw and replicate.

    StoreError where the folder holds no study; only blocks that are there count.
    """
    begun = begun_of(study)
    point = cache(begun.point_of_draw)
    found = [one for stored in begun.blocks if stored.failed for one in _failures_in(begun, stored, point)]
    order = {pair: place for place, pair in enumerate(begun.outline.pairs)}
    return sorted(found, key=lambda one: (order[one.scenario, one.option], one.draw, one.replicate))


def begun_of(study: Begun | Results | Path | str) -> Begun:
    """The study of a folder, whatever names it."""
    if isinstance(study, Begun):
        return study
    return Begun(study.folder if isinstance(study, Results) else study)


def _failures_in(begun: Begun, stored: Stored, point: Callable[[int], Mapping[str, float]]) -> Iterator[Failure]:
    """Cases of one draw share their inputs."""
    block, draws = stored.block, begun.outline.draws
    told = {replicate: fault for fault in begun.store.faults(block) for replicate in fault.replicates}
    replicates, statuses = begun.statuses(stored)
    for replicate, status in zip(replicates.tolist(), statuses.tolist(), strict=True):
        fault = told.get(replicate)
        cause, says = (fault.cause, fault.text) if fault else (words_of(status), "")
        draw = replicate % draws
        yield Failure(block.scenario, block.option, draw, replicate, status, cause, says, point(draw))


def words_of(status: int) -> str:
    """A status in words; those that this version doesn't know by their number."""
    return CAUSES.get(status, f"status {status}")


def causes(study: Begun | Results | Path | str) -> list[Cause]:
    """Failed cases by cause, the most frequent first."""
    begun = begun_of(study)
    by_cause: dict[tuple[int, str], list[Failure]] = {}
    for one in failures(begun):
        by_cause.setdefault((one.status, one.cause), []).append(one)
    found = [_cause(begun, each) for each in by_cause.values()]
    return sorted(found, key=lambda one: (-one.cases, one.status, one.cause))


def _cause(begun: Begun, cases: list[Failure]) -> Cause:
    by_pair: dict[Pair, int] = {}
    for one in cases:
        by_pair[one.scenario, one.option] = by_pair.get((one.scenario, one.option), 0) + 1
    first = cases[0]
    fault = _fault_of(begun, first) if first.says else None
    draws = len({one.draw for one in cases})
    return Cause(first.status, first.cause, len(cases), by_pair, draws, first, fault.traceback if fault else ())


def _fault_of(begun: Begun, case: Failure) -> Fault | None:
    """The exception that a case failed with, as its block has it."""
    for stored in begun.blocks:
        block = stored.block
        if stored.failed and (block.scenario, block.option) == (case.scenario, case.option):
            for fault in begun.store.faults(block):
                if case.replicate in fault.replicates:
                    return fault
    return None


def replay_command(folder: Path, case: Failure) -> str:
    """The command that tells a failed case again; the pack is the copy in the folder, so that it always fits."""
    return " ".join(_replay(folder, case))


def replay_lines(folder: Path, case: Failure) -> str:
    """The same in two lines of a shell, indented, for a narrow terminal."""
    return " \\\n    ".join(_replay(folder, case)).join(("  ", ""))


def _replay(folder: Path, case: Failure) -> tuple[str, str]:
    where = f"quadrille run {quote(str(folder / 'pack'))} --store {quote(str(folder))}"
    return where, f"--scenario {case.scenario} --option {case.option} --replicate {case.replicate}"
