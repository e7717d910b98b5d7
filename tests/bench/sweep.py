"""What storing adds to simulating: seconds of a stored sweep less seconds of the same cases without a store."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from experiments.design import Design, design
from experiments.study import Study, study_of
from experiments.sweep import sweep
from scenarios.compile import settings, uncertain
from simulation.ensemble import simulate
from tests.bench.cases import PACK, ground, pack
from tests.bench.table import seconds_of, show

SEED = 1
REPLICATES = 1000
ALTERNATIONS = 3
WANTED = 20.0


def report() -> None:
    """Print microseconds a case with and without a store, in one thread and in two."""
    study = study_of(pack(), replicates=REPLICATES, seed=SEED)
    points = design(uncertain(pack()), study.draws, SEED)
    _alternation(study, points, 1)
    rows = [("workers", "stored, µs a case", "simulated only, µs", "overhead of a case, µs")]
    for workers in (1, 2):
        times = [_alternation(study, points, workers) for _ in range(ALTERNATIONS)]
        stored, alone = (median(column) for column in zip(*times, strict=True))
        added = median(workers * (with_store - without) for with_store, without in times)
        rows.append((str(workers), f"{stored:.0f}", f"{alone:.0f}", f"{added:.0f}"))
    notes = [
        f"{study.outline.cases} cases of {PACK}, {study.draws} draws, settings of all draws laid out in both",
        f"overhead is thread time; wanted: at most {WANTED:.0f} µs; medians of {ALTERNATIONS} alternations",
    ]
    show("Sweep: what a stored case costs beyond its simulation", rows, notes)


def _alternation(study: Study, points: Design, workers: int) -> tuple[float, float]:
    """Wall microseconds a case, stored and simulated only."""
    with tempfile.TemporaryDirectory() as folder:
        stored = seconds_of(lambda: sweep(study, Path(folder) / "store", workers))
    alone = seconds_of(lambda: _simulate_only(study, points, workers))
    return stored / study.outline.cases * 1e6, alone / study.outline.cases * 1e6


def _simulate_only(study: Study, points: Design, workers: int) -> None:
    """As many cases of every draw as the study has, draw by draw."""
    each = study.replicates // study.draws

    def of_pair(scenario: str, option: str) -> None:
        for draw in range(study.draws):
            told = settings(study.pack, scenario, option, points.point(draw))
            simulate(ground(), told, study.seed, draw * each, each)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(of_pair, *zip(*study.outline.pairs, strict=True)))
