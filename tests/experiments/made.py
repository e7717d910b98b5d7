"""Studies for tests: a small one that was really simulated, and ones whose numbers are made by hand."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.blocks import COLUMNS, YEARLY, Block, Rows, digest_of_design
from experiments.clock import Progress
from experiments.design import design
from experiments.files import sha256_of
from experiments.identity import Identity
from experiments.manifest import FORMAT, Manifest, PackName
from experiments.results import Results
from experiments.store import Store
from experiments.study import Study
from experiments.versions import computed_by
from scenarios import Pack, load
from scenarios.compile import uncertain
from simulation.layout import TALLIES

PACK = "mine-ban-unit"
SCENARIOS = ("resurgence", "civilian")
OPTIONS = ("continuation", "lean-visits")

Values = Callable[[str, str, int, int, str], "float | tuple[float, ...]"]
"""(scenario, option, draw, replicate, tally) to the value of every year, or the values of the years."""


class Interrupting:
    """A watcher that presses Ctrl-C once some cases are done."""

    def __init__(self, after: int) -> None:
        self._after = after

    def __call__(self, step: Progress) -> None:
        if step.done >= self._after:
            raise KeyboardInterrupt


@cache
def pack() -> Pack:
    return load(PACK)


def study(replicates: int = 40, draws: int = 4, seed: int = 1, options: tuple[str, ...] = OPTIONS) -> Study:
    return Study(pack(), SCENARIOS, options, replicates, draws, seed)


Lost = frozenset[tuple[str, str, int]]
"""(scenario, option, replicate) of cases that failed there alone."""


def stored_by_hand(
    folder: Path,
    asked: Study,
    values: Values,
    failed: frozenset[int] = frozenset(),
    block: int = 10,
    lost: Lost = frozenset(),
) -> Results:
    """A complete store whose yearly tallies are `values`; the replicates in `failed` and `lost` ended with status 6."""
    store = Store(folder)
    points = design(uncertain(asked.pack), asked.draws, asked.seed)
    identity = Identity(
        FORMAT, asked.pack.id, asked.pack.digest, asked.outline, computed_by(), digest_of_design(points), block
    )
    with store.locked():
        store.prepare(identity, points, asked.pack)
        stored = [store.write(_rows(one, asked, values, failed | _of(one, lost))) for one in store.planned(identity)]
        blocks = [one.block for one in stored]
        manifest = Manifest(
            FORMAT, PackName(asked.pack.id, asked.pack.title, asked.pack.digest), asked.outline, asked.pack.years,
            identity.computed_by, {}, identity.points, sha256_of(store.draws_file),
            tuple({"name": t.name, "unit": t.unit, "over": t.over, "monthly": t.monthly} for t in TALLIES),
            tuple(stored), store.content_hash(asked.outline, blocks), datetime.now(UTC).isoformat(),
        )  # fmt: skip
        store.finish(manifest)
    return Results.open(folder)


def _of(block: Block, lost: Lost) -> frozenset[int]:
    return frozenset(replicate for *pair, replicate in lost if pair == [block.scenario, block.option])


def few_events(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
    """Cash is the number of the case; events happen in the first scenario and in draw 1 alone."""
    return float(replicate) if tally == "cash" else float(draw == 1 and scenario == SCENARIOS[0])


def _rows(block: Block, asked: Study, values: Values, failed: frozenset[int]) -> Rows:
    draw, replicate = block.identities(asked.draws)
    found = np.zeros((block.count, len(asked.pack.years), len(COLUMNS)), np.float32)
    for case, (d, r) in enumerate(zip(draw.tolist(), replicate.tolist(), strict=True)):
        for column, tally in enumerate(YEARLY):
            found[case, :, column] = values(block.scenario, block.option, d, r, tally)
    status = np.where(np.isin(replicate, list(failed)), 6, 0).astype(np.int32)
    return Rows(block, asked.pack.years, draw, replicate, status, found)


def raw(results: Results, tally: str, scenario: str, option: str) -> NDArray[np.float64]:
    """Stored yearly values of a tally, one case after the other by replicate, float64 (case, year)."""
    return _raw_cases(results, scenario, option)[:, :, COLUMNS.index(tally)]


@cache
def _raw_cases(results: Results, scenario: str, option: str) -> NDArray[np.float64]:
    cases = [results.stored_case(scenario, option, i)[0] for i in range(results.manifest.study.replicates)]
    return np.array(cases, float)
