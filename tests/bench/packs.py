"""Microseconds of a simulated case and of a year of it, pack by pack: one compilation serves them all."""

from statistics import mean

import scenarios
from experiments.study import REFERENCE
from scenarios.compile import ground_truth, settings
from simulation import ensemble
from tests.bench.cases import PACK
from tests.bench.table import median_seconds, show

SEED, CASES, ROUNDS = 1, 100, 7


def report() -> None:
    """Print what a case of each built-in pack costs, a year of it, and that year over one of the largest pack."""
    costs = {name: _microseconds(scenarios.load(name)) for name in scenarios.builtin()}
    largest = costs[PACK][1]
    rows = [("pack", "a case, µs", "a year, µs", f"over {PACK}")]
    rows += [(name, f"{case:.0f}", f"{year:.0f}", f"{year / largest:.2f}") for name, (case, year) in costs.items()]
    compiled = len(ensemble._run.signatures)  # type: ignore[attr-defined]
    show(f"Packs: mean of their scenarios, option “{REFERENCE}”, {compiled} compilation for all", rows)


def _microseconds(pack: scenarios.Pack) -> tuple[float, float]:
    """Of a case, and of a year of it."""
    ground = ground_truth(pack)
    every = [settings(pack, scenario, REFERENCE) for scenario in pack.shown]
    seconds = mean(
        median_seconds(lambda told=told: ensemble.simulate(ground, told, SEED, 0, CASES), ROUNDS)  # type: ignore[misc]
        for told in every
    )
    return seconds / CASES * 1e6, seconds / CASES * 1e6 / len(pack.years)
