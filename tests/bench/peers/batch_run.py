"""Mesa's batch_run: what it makes of the same functions. A model steps once and reports whole series: one row a run."""

from typing import Any

import mesa
from mesa.batchrunner import batch_run

from tests.bench.peers.functions import FUNCTIONS, NAMES, Series
from tests.bench.table import seconds_of


def reported(name: str) -> Any:
    """What a data collector calls to have a series of a model."""
    return lambda model: model.series[name]


class Once(mesa.Model):
    """Calls a function of the number of the run."""

    def __init__(self, index: int, function: str) -> None:
        super().__init__(seed=index)
        self.index, self.function = index, function
        self.series: Series = {}
        self.datacollector = mesa.DataCollector({name: reported(name) for name in NAMES})

    def step(self) -> None:
        self.series = FUNCTIONS[self.function](self.index)
        self.datacollector.collect(self)
        self.running = False


def timed(function: str, runs: int, workers: int) -> float:
    """Seconds of so many runs; results in memory, as it keeps them."""
    Once(0, function).step()
    return seconds_of(lambda: _rows(function, runs, workers))


def alone(function: str, runs: int) -> float:
    """Seconds of as many calls in a plain loop."""
    return seconds_of(lambda: [FUNCTIONS[function](index) for index in range(runs)])


def drill(function: str, runs: int, workers: int) -> dict[str, Any]:
    """What comes of a function that goes wrong once."""
    try:
        return {"fault": "", "kept": _rows(function, runs, workers)}
    except Exception as fault:
        return {"fault": type(fault).__name__, "kept": 0}


def _rows(function: str, runs: int, workers: int) -> int:
    """How many rows it hands over."""
    asked = {"index": range(runs), "function": function}
    return len(batch_run(Once, asked, number_processes=workers, display_progress=False))
