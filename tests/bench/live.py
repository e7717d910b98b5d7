"""What a move of the slider costs: 4 x 100 cases with bands, by the engine alone and as the dashboard does it."""

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median

import numpy as np

from dashboard.live import LiveRuns, overlay
from experiments.study import REFERENCE, study_of
from experiments.sweep import sweep
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from tests.bench.cases import PACK, Records, ground, pack, settings_of_scenarios
from tests.bench.table import median_seconds, seconds_of, show

SEED = 1
ROUNDS = 9
INDICATOR = "shortfall"
WANTED = {100: 150.0, 500: 700.0}


def report() -> None:
    """Print milliseconds from a move to the bands of one indicator."""
    rows = [("", "ms", "wanted, ms")]
    for cases, wanted in WANTED.items():
        spent = median_seconds(lambda cases=cases: _four_scenarios(cases), ROUNDS) * 1000
        rows.append((f"engine and bands, 4 x {cases} cases", f"{spent:.0f}", f"{wanted:.0f}"))
    rows.append(("dashboard.live, 4 x 100 cases of a stored study", f"{_as_the_dashboard() * 1000:.0f}", "150"))
    notes = [f"{PACK}, five years, {os.cpu_count()} threads, P10, P50 and P90 of {INDICATOR}; medians of {ROUNDS}"]
    show("Live: a move of the slider", rows, notes)


def _four_scenarios(cases: int) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda settings: _bands(settings, cases), settings_of_scenarios().values()))


def _bands(settings: Records, cases: int) -> None:
    yearly = simulate(ground(), settings, SEED, 0, cases).yearly()
    undelivered, required = (yearly[:, :, TALLY_INDEX[name]] for name in ("undelivered_days", "required_days"))
    np.quantile(undelivered / required, (0.1, 0.5, 0.9), axis=0)


def _as_the_dashboard() -> float:
    """Seconds from a move to the overlay of one indicator; every move is new, so that nothing is remembered."""
    with tempfile.TemporaryDirectory() as folder:
        results = sweep(study_of(pack(), options=[REFERENCE], replicates=100, seed=SEED), Path(folder) / "store")
        runs = LiveRuns(results)
        runs.prepare().join()
        percents = count(60)
        move: Callable[[], object] = lambda: overlay(  # noqa: E731
            results, runs.run(REFERENCE, next(percents)), runs.run(REFERENCE, 100), REFERENCE, INDICATOR
        )
        move()
        return median(seconds_of(move) for _ in range(ROUNDS))
