"""A clock that compiled code can read: the cycle counter of the processor, and what a reading of it costs."""

import time
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

Laps = NDArray[np.int64]


@intrinsic
def _cycles(typing_context: Any) -> Any:
    """The cycle counter (x86: rdtsc, which ticks at a constant rate), i8."""

    def read(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        nothing = ir.FunctionType(ir.VoidType(), [])
        counter = ir.FunctionType(ir.IntType(64), [])
        # No load or store is moved past these, so that a rule is charged what it did.
        builder.asm(nothing, "", "~{memory}", [], True)
        now = builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", fnty=counter), [])
        builder.asm(nothing, "", "~{memory}", [], True)
        return now

    return types.int64(), read


def new_laps(names: int) -> Laps:
    """A row for each name (cycles, readings) and a last one whose first number is the time of the last reading."""
    return np.zeros((names + 1, 2), np.int64)


@numba.njit(nogil=True)
def lap(laps, name):  # type: ignore[no-untyped-def]
    """Charge what has passed since the last reading to a name."""
    now = _cycles()
    laps[name, 0] += now - laps[-1, 0]
    laps[name, 1] += 1
    laps[-1, 0] = now


def start(laps: Laps) -> None:
    """Forget what was charged; time counts from now."""
    lap(laps, 0)
    laps[:-1] = 0


@numba.njit(nogil=True)
def _read_only(laps, readings):  # type: ignore[no-untyped-def]
    for i in range(readings):
        lap(laps, i % 8)


def cycles_of_a_reading(readings: int = 100_000) -> float:
    """What a reading costs by itself, cycles: the least of several loops of nothing else."""
    return min(_cycles_of_readings(readings) for _ in range(9)) / readings


def _cycles_of_readings(readings: int) -> int:
    laps = new_laps(8)
    start(laps)
    _read_only(laps, readings)
    return int(laps[:-1, 0].sum())


def cycles_a_second(seconds: float = 0.05) -> float:
    """The rate of the counter, against the clock of the system."""
    laps = new_laps(1)
    start(laps)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        pass
    elapsed = time.perf_counter() - began
    lap(laps, 0)
    return float(laps[0, 0] / elapsed)
