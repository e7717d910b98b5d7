"""Our own sweep, of the same functions: `experiments.bench.simulate` is replaced by one that calls a function."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import scenarios
from experiments import bench
from experiments.blocks import COLUMNS
from experiments.results import Results
from experiments.store import Store
from experiments.study import Study
from experiments.sweep import sweep
from scenarios.compile import ground_truth, settings
from simulation.ensemble import Cases, Ground, Settings, simulate
from simulation.layout import TALLIES
from tests.bench.peers.functions import BAD, FUNCTIONS, NAMES, OPTION, PACK, PLACES, SCENARIO, SEED, Series, faulting
from tests.bench.table import seconds_of

FAULT = 6
"""A status that the engine gives a case that stops (simulation.status)."""
STORE = Path("store")
BLOCK, LARGE_BLOCK = 100, 1000
"""Cases of a block in the drills, so that a killed sweep has some behind it, and elsewhere, as usual."""


def timed(function: str, runs: int, workers: int) -> float:
    """Seconds of so many runs, on disk when they end; the engine's own case is simulated as it always is."""
    _warm(function)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        return seconds_of(lambda: _sweep(Path(folder) / "store", function, runs, workers, LARGE_BLOCK))


def alone(function: str, runs: int) -> float:
    """Seconds of as many runs by what the sweep calls, chunk by chunk into its buffer, nothing stored."""
    act = simulate if function == "engine" else simulating(FUNCTIONS[function])
    pack = scenarios.load(PACK)
    ground, told = ground_truth(pack), settings(pack, SCENARIO, OPTION)
    room = np.empty((bench.CHUNK, len(TALLIES), 60))
    starts = range(0, runs, bench.CHUNK)
    return seconds_of(lambda: [act(ground, told, SEED, first, bench.CHUNK, room=room) for first in starts])


def save(runs: int) -> dict[str, Any]:
    """MB of a store of the engine's cases, everything in it counted; it was saved while it ran."""
    results = _sweep(STORE, "engine", runs, 1, LARGE_BLOCK)
    size = sum(file.stat().st_size for file in STORE.rglob("*") if file.is_file())
    return {"size": size / 1e6, "numbers": len(COLUMNS) * len(results.years)}


def drill(function: str, runs: int, workers: int) -> dict[str, Any]:
    """What comes of a function that goes wrong once, and how many other runs differ from those of a good one."""
    try:
        results = _sweep(STORE, function, runs, workers, BLOCK)
    except Exception as fault:
        return {"fault": type(fault).__name__, "kept": _stored(STORE), "failed": 0}
    good = _sweep(Path("good"), "tiny", runs, workers, BLOCK)
    differ = int(np.any(_digests(results) != _digests(good), axis=1).sum())
    failed = results.manifest.failed
    return {"fault": "", "kept": runs, "failed": failed, "altered": differ - failed}


def resumed(runs: int, workers: int) -> dict[str, Any]:
    """How many runs a killed sweep left behind, and whether the same call ends with the hash of one never killed."""
    left = _stored(STORE)
    results = _sweep(STORE, "tiny", runs, workers, BLOCK)
    whole = _sweep(Path("whole"), "tiny", runs, 1, BLOCK)
    return {"left": left, "same": results.manifest.content_hash == whole.manifest.content_hash}


def simulating(function: Callable[[int], Series]) -> Callable[..., Cases]:
    """What stands in for the engine: cases whose ten tallies are the series of the function, all others 0."""

    def run(
        ground: Ground, told: Settings, seed: int, first: int, count: int, step: int = 1,
        room: NDArray[np.float64] | None = None,
    ) -> Cases:  # fmt: skip
        assert room is not None
        room[:] = 0.0
        for case in range(count):
            found = function(first + case * step)
            for name, place in zip(NAMES, PLACES, strict=True):
                room[case, place] = found[name]
        status = np.zeros(count, np.int64)
        status[[first + case * step == BAD for case in range(count)]] = FAULT if function is faulting else 0
        return Cases(room, status)

    return run


def _sweep(folder: Path, function: str, runs: int, workers: int, block: int) -> Results:
    study = Study(scenarios.load(PACK), (SCENARIO,), (OPTION,), runs, 1, SEED)
    own = bench.simulate
    if function != "engine":
        bench.simulate = simulating(FUNCTIONS[function])
    try:
        return sweep(study, folder, workers, block)
    finally:
        bench.simulate = own


@cache
def _warm(function: str) -> None:
    """The libraries loaded, the engine compiled."""
    FUNCTIONS["engine"](0)
    _sweep(Path("warm"), function, 2, 1, 1)


def _stored(folder: Path) -> int:
    """Runs in blocks that are whole on disk, whether the sweep came to its end or not."""
    store = Store(folder)
    identity = store.identity()
    return sum(one.count for one in store.planned(identity) if store.stored(one)) if identity else 0


def _digests(results: Results) -> NDArray[np.uint8]:
    store = Store(results.folder)
    return np.concatenate([store.digests(one.block) for one in results.manifest.blocks])
