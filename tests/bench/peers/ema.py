"""The EMA Workbench: what it makes of the same functions."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from experiments.ema.names import workbench
from tests.bench.peers.functions import FUNCTIONS, NAMES, Series, tiny
from tests.bench.table import seconds_of

with workbench():
    from ema_workbench import (
        ArrayOutcome,
        IntegerParameter,
        Model,
        MultiprocessingEvaluator,
        Scenario,
        SequentialEvaluator,
        perform_experiments,
        save_results,
    )
    from ema_workbench.util.ema_exceptions import CaseError, EMAError


def timed(function: str, runs: int, workers: int) -> float:
    """Seconds of so many runs; results in memory, as it keeps them."""
    return _run(FUNCTIONS[function], runs, workers)[0]


def alone(function: str, runs: int) -> float:
    """Seconds of as many calls in a plain loop."""
    return seconds_of(lambda: [FUNCTIONS[function](index) for index in range(runs)])


def drill(function: str, runs: int, workers: int) -> dict[str, Any]:
    """What comes of a function that goes wrong once."""
    try:
        _, (_, outcomes) = _run(FUNCTIONS[function], runs, workers)
        return {"fault": "", "kept": len(outcomes[NAMES[0]])}
    except (Exception, EMAError) as fault:  # its errors are no Exceptions
        return {"fault": type(fault).__name__, "kept": 0}


def save(runs: int) -> dict[str, Any]:
    """Seconds and MB of its own way to save."""
    _, results = _run(FUNCTIONS["engine"], runs, 1)
    began = time.perf_counter()
    save_results(results, "saved.tar.gz")
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "size": Path("saved.tar.gz").stat().st_size / 1e6, "numbers": len(NAMES) * 60}


def signalled(runs: int) -> dict[str, Any]:
    """How many runs that say by its own signal that they failed hold the series of another run."""
    failed = range(20, runs, 40)

    def refusing(index: int) -> Series:
        if index in failed:
            raise CaseError("no result", {"index": index})
        return tiny(index)

    _, (_, outcomes) = _run(refusing, runs, 1)
    series = np.ma.asarray(outcomes[NAMES[0]])
    wrong = [i for i in failed if not np.ma.getmaskarray(series[i]).any() and np.array_equal(series[i], series[i - 1])]
    return {"failed": len(failed), "wrong": len(wrong)}


def _run(function: Callable[[int], Series], runs: int, workers: int) -> tuple[float, Any]:
    model = Model("same", function=function)
    model.uncertainties = [IntegerParameter("index", 0, runs)]
    model.outcomes = [ArrayOutcome(name, shape=(60,), dtype=float) for name in NAMES]
    points = [Scenario(str(index), index=index) for index in range(runs)]
    function(0)
    began = time.perf_counter()
    if workers == 1:
        results = perform_experiments(model, points, 0, evaluator=SequentialEvaluator(model))
    else:
        with MultiprocessingEvaluator(model, n_processes=workers) as evaluator:
            results = evaluator.perform_experiments(points, 0)
    return time.perf_counter() - began, results
