"""Microseconds per mechanism and simulated case, and of whole cases in one thread and in two."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from types import ModuleType
from typing import Any

import numba
import numpy as np

from simulation.ensemble import as_records, blank_world, simulate, tallies_of
from simulation.layout import TALLIES
from simulation.slots import key_of
from tests.bench.cases import PACK, Records, ground, settings_of_scenarios
from tests.bench.clock import cycles_a_second, cycles_of_a_reading, lap, new_laps, start
from tests.bench.instrumented import instrumented
from tests.bench.table import median_seconds, seconds_of, show

SEED = 1
CASES = 50
ROUNDS = 7


@dataclass(frozen=True)
class Cost:
    """Calls and microseconds of a rule in one simulated case."""

    name: str
    calls: float
    microseconds: float


def report() -> None:
    """Print what each rule costs, whether the parts make the whole, and what whole cases cost."""
    every = [_costs(settings) for settings in settings_of_scenarios().values()]
    costs = [_mean(same) for same in zip(*every, strict=True)]
    whole = [_microseconds_of_a_case(settings) for settings in settings_of_scenarios().values()]
    mean_whole, parts = sum(whole) / len(whole), sum(cost.microseconds for cost in costs)
    rows = [("rule", "calls", "µs", "share")]
    for cost in sorted(costs, key=lambda cost: -cost.microseconds):
        rows.append((cost.name, f"{cost.calls:.0f}", f"{cost.microseconds:.2f}", f"{cost.microseconds / parts:.1%}"))
    notes = [
        f"sum of the parts {parts:.0f} µs, whole cases without readings {mean_whole:.0f} µs: the parts are off by "
        f"{parts / mean_whole - 1:+.1%}",
        "readings of the clock are taken off; a rule's time includes the way to it; a rule of a few nanoseconds a call",
        "runs in the shadow of the reading and shows as nothing",
    ]
    show(f"Mechanisms: a simulated case of {PACK}, mean of its four scenarios", rows, notes)
    _report_threads()


def _mean(same: tuple[Cost, ...]) -> Cost:
    n = len(same)
    return Cost(same[0].name, sum(c.calls for c in same) / n, sum(c.microseconds for c in same) / n)


def _report_threads() -> None:
    rows = [("scenario", "one thread, µs", "two threads, µs", "gain")]
    for scenario, settings in settings_of_scenarios().items():
        one, two, gain = _threads(settings)
        rows.append((scenario, f"{one:.0f}", f"{two:.0f}", f"{gain:.2f} x"))
    show("Whole cases: microseconds each", rows)


def _threads(settings: Records) -> tuple[float, float, float]:
    """Microseconds a case in one thread, in two, and the gain: medians of alternations."""

    def quarter(first: int) -> None:
        simulate(ground(), settings, SEED, first, 4 * CASES)

    with ThreadPoolExecutor(2) as pool:
        pairs = [
            (seconds_of(lambda: quarter(0)), seconds_of(lambda: list(pool.map(quarter, (0, 4 * CASES)))) / 2.0)
            for _ in range(ROUNDS)
        ]
    one, two = (median(column) / (4 * CASES) * 1e6 for column in zip(*pairs, strict=True))
    return one, two, median(alone / shared for alone, shared in pairs)


def _microseconds_of_a_case(settings: Records) -> float:
    return median_seconds(lambda: simulate(ground(), settings, SEED, 0, CASES), ROUNDS) / CASES * 1e6


def _costs(settings: Records) -> list[Cost]:
    run, names = _instrumented_run()
    world = blank_world()
    monthly = np.empty((CASES, len(TALLIES), int(ground()["n_months"][0])))
    records = (world, tallies_of(world), blank_world(), as_records(ground()), as_records(settings))
    rounds = []
    for _ in range(ROUNDS):
        laps = new_laps(len(names))
        start(laps)
        run(*records, SEED, monthly, laps)
        rounds.append(laps[:-1] / CASES)
    cycles, calls = np.median(rounds, axis=0).T
    spent = (cycles - cycles_of_a_reading() * calls) / cycles_a_second() * 1e6
    return [Cost(*row) for row in zip(names, calls.tolist(), spent.tolist(), strict=True)]


_built: list[tuple[Callable[..., None], tuple[str, ...]]] = []


def _instrumented_run() -> tuple[Callable[..., None], tuple[str, ...]]:
    """The compiled loop over cases, compiled once, and the names of its laps."""
    if not _built:
        module, rules = instrumented()
        _built.append((_loop(module, len(rules)), (*rules, "reset of the record", "tallies kept")))
    return _built[0]


def _loop(module: ModuleType, reset: int) -> Callable[..., None]:
    """`simulation.ensemble._run` with readings after the reset of the record and after the copy of the tallies."""
    open_world, advance = module.open_world, module.advance

    @numba.njit(nogil=True, error_model="numpy")
    def run(world, tallies, blank, ground, settings, seed, monthly, laps) -> Any:  # type: ignore[no-untyped-def]
        for i in range(monthly.shape[0]):
            world[0] = blank[0]
            w, g, p = world[0], ground[0], settings[0]
            k = key_of(seed, i)
            lap(laps, reset)
            open_world(w, g, p, k, laps)
            advance(w, g, p, k, g.n_days, laps)
            for tally in range(monthly.shape[1]):
                for month in range(monthly.shape[2]):
                    monthly[i, tally, month] = tallies[tally, month]
            lap(laps, reset + 1)

    return run  # type: ignore[no-any-return]
