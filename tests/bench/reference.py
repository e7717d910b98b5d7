"""Engine beside plain Mesa: how many times faster the compiled core does the same work with the same bits."""

from statistics import median

import numpy as np

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from tests.bench.core import core
from tests.bench.table import seconds_of, show
from tests.reference.daily import DailySecretariat
from tests.reference.plan import Plan, read_plan
from tests.reference.secretariat import Secretariat
from tests.reference.worlds import full_ground, full_settings

SEED = 1
CASES, TWINS = 100, 6
ALTERNATIONS = 9
WANTED = 300.0


def report() -> None:
    """Print the time of a case in the twin, in the core and in the whole engine, and the ratios."""
    ground, settings = full_ground(), full_settings()
    plan = read_plan(ground, settings)
    same = _same_bits(plan)
    times = [_alternation(plan) for _ in range(ALTERNATIONS)]
    daily, leaping, kernel, whole = (median(column) for column in zip(*times, strict=True))
    ratio = median(mesa / compiled for mesa, _, compiled, _ in times)
    ratio_leaping = median(python / compiled for _, python, compiled, _ in times)
    rows = [
        ("", "µs a case", "over the same work, compiled"),
        ("plain Mesa: a step is a day, teams by AgentSet", f"{daily:.0f}", f"{ratio:.0f} x"),
        ("hand-tuned: from event to event, sorted lists", f"{leaping:.0f}", f"{ratio_leaping:.0f} x"),
        ("the same work, compiled", f"{kernel:.1f}", ""),
        ("the whole engine, money and circumstances too", f"{whole:.1f}", ""),
    ]
    notes = [
        f"{TWINS} cases compared, visits, days, requests and people: {'the same bits' if same else 'THEY DIFFER'}",
        f"wanted: {WANTED:.0f} x over plain Mesa; {'reached' if ratio >= WANTED else 'not reached'}",
        f"medians of {ALTERNATIONS} alternations; {ground['site_n'][0]} sites, 115 inspectors, 241 visits a year",
    ]
    show("Plain Mesa: five years, money out of play", rows, notes)


def _alternation(plan: Plan) -> tuple[float, float, float, float]:
    """Microseconds a case: daily twin, leaping twin, core, whole engine, one right after the other."""
    ground, settings = full_ground(), full_settings()
    daily = seconds_of(lambda: [_run_twin(plan, i, DailySecretariat) for i in range(TWINS)]) / TWINS
    leaping = seconds_of(lambda: [_run_twin(plan, i) for i in range(TWINS)]) / TWINS
    kernel = seconds_of(lambda: core(ground, settings, SEED, CASES)) / CASES
    whole = seconds_of(lambda: simulate(ground, settings, SEED, 0, CASES)) / CASES
    return daily * 1e6, leaping * 1e6, kernel * 1e6, whole * 1e6


def _run_twin(plan: Plan, replicate: int, model: type[Secretariat] = Secretariat) -> Secretariat:
    twin = model(plan, SEED, replicate)
    twin.run_model()
    return twin


def _same_bits(plan: Plan) -> bool:
    """Twins, core and whole engine agree on every tally that the twins keep; all are warm afterwards."""
    kernel = core(full_ground(), full_settings(), SEED, TWINS)
    whole = simulate(full_ground(), full_settings(), SEED, 0, TWINS).monthly
    names = [TALLY_INDEX[name] for name in _run_twin(plan, 0).months[0].tallies()]
    twins = np.array(
        [[list(month.tallies().values()) for month in _run_twin(plan, replicate).months] for replicate in range(TWINS)]
    ).transpose(0, 2, 1)
    months = _run_twin(plan, 0, DailySecretariat).months
    daily = np.array([list(month.tallies().values()) for month in months]).T
    same = np.array_equal(twins, kernel[:, names]) and np.array_equal(twins, whole[:, names])
    return bool(same and np.array_equal(daily, twins[0]))
