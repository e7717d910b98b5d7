"""Bad runs kept apart: a case that can't be laid out, raises or leaves no finite number fails alone, with its cause."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

import numpy as np
from numpy.typing import NDArray

from simulation import status
from simulation.ensemble import Settings

REFUSED, RAISED = 100, 101
CAUSES = {**status.NAMES, REFUSED: "its values were refused", RAISED: "the program raised an exception"}
"""Status of a case to the words a user reads: those of the engine, then those of the sweep."""

_PACKAGES = Path(__file__).resolve().parents[1]
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_NOT_OF_A_CASE = (MemoryError, OSError, ImportError)
_NUMBA = "numba"


@dataclass(frozen=True)
class Fault:
    """An exception in words: status, cause as it is counted, what it says, its traceback, and the replicates hit."""

    status: int
    cause: str
    text: str
    traceback: tuple[str, ...]
    replicates: tuple[int, ...]


def is_of_a_case(fault: Exception) -> bool:
    """Whether an exception may come from the numbers of a case: not so a full disk or memory, or a failing compiler."""
    return not isinstance(fault, _NOT_OF_A_CASE) and type(fault).__module__.partition(".")[0] != _NUMBA


def laid_out(lay_out: Callable[[], Settings]) -> Settings | Exception:
    """The settings of a draw, or the exception that laying them out raises."""
    try:
        return lay_out()
    except Exception as fault:
        if not is_of_a_case(fault):
            raise
        return fault


def simulated(
    run: Callable[[slice], NDArray[np.int64]],
    replicates: NDArray[np.int32],
    monthly: NDArray[np.float64],
    ended: NDArray[np.int64],
) -> Iterator[tuple[Exception, int]]:
    """Run some cases at once, or one by one where that raises; gives the exceptions with their replicates.

    `run` simulates a slice of the cases into `monthly` and returns their status, which `ended` receives.
    """
    try:
        ended[:] = run(slice(0, len(ended)))
    except Exception as fault:
        if not is_of_a_case(fault):
            raise
        yield from _one_by_one(run, replicates, monthly, ended)


def _one_by_one(
    run: Callable[[slice], NDArray[np.int64]],
    replicates: NDArray[np.int32],
    monthly: NDArray[np.float64],
    ended: NDArray[np.int64],
) -> Iterator[tuple[Exception, int]]:
    for case, replicate in enumerate(replicates.tolist()):
        one = slice(case, case + 1)
        try:
            ended[one] = run(one)
        except Exception as fault:
            if not is_of_a_case(fault):
                raise
            give_up(monthly[one], ended[one], RAISED)
            yield fault, replicate


def give_up(monthly: NDArray[np.float64], ended: NDArray[np.int64], code: int) -> None:
    """Leave cases without numbers: nothing of what stood there before may be taken for a result."""
    monthly[:] = np.nan
    ended[:] = code


def refusal(fault: Exception) -> int:
    """The status of the cases of a draw whose settings raise: a ValueError says that values were refused."""
    return REFUSED if isinstance(fault, ValueError) else RAISED


def in_words(code: int, found: list[tuple[Exception, int]]) -> Iterator[Fault]:
    """Exceptions of one status and the replicates hit, as a store keeps them: one entry for each cause."""
    by_cause: dict[str, list[tuple[Exception, int]]] = {}
    for fault, replicate in found:
        by_cause.setdefault(_cause(code, fault), []).append((fault, replicate))
    for cause, hit in by_cause.items():
        first = min(hit, key=lambda one: one[1])[0]
        replicates = tuple(sorted(replicate for _, replicate in hit))
        yield Fault(code, cause, text_of(first), frames_of(first), replicates)


def _cause(code: int, fault: Exception) -> str:
    """What faults are counted by: those of one place are one, whatever numbers they name."""
    if code == REFUSED:
        return CAUSES[REFUSED]
    frames = frames_of(fault)
    return f"{type(fault).__name__} at {frames[-1].partition(': ')[0]}" if frames else type(fault).__name__


def text_of(fault: BaseException) -> str:
    """Kind and message of an exception, the same in every process."""
    said = _ADDRESS.sub("", str(fault))
    return f"{type(fault).__name__}: {said}" if said else type(fault).__name__


def frames_of(fault: BaseException) -> tuple[str, ...]:
    """The traceback of an exception, outermost first: file from the packages, line, function, and the line itself."""
    frames = extract_tb(fault.__traceback__)
    return tuple(f"{place_of(f.filename)}:{f.lineno} in {f.name}: {f.line or ''}" for f in frames)


def place_of(file: str) -> str:
    """A file as a reader finds it: from the folder of the packages, or its name alone where it lies elsewhere."""
    path = Path(file)
    return path.relative_to(_PACKAGES).as_posix() if path.is_relative_to(_PACKAGES) else path.name


def verdicts(ended: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.int32]:
    """Status of each case, int32: numbers to be stored, float32 (case, year, column), that aren't finite fail it."""
    bad = ~np.isfinite(values).all(axis=(1, 2))
    return np.where((ended == status.OK) & bad, status.NOT_FINITE, ended).astype(np.int32)
