"""The twin beside the engine: every difference in missions, days used and tallies, of which there should be none."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.teams import ABSENT
from tests.reference.plan import Plan, read_plan
from tests.reference.roster import Mission
from tests.reference.secretariat import Secretariat

Record = NDArray[np.void]
MISSION_COLUMNS = ("kind", "ref", "start", "days", "team", "second")


def differences(
    ground: Record, settings: Record, seed: int, replicate: int, model: type[Secretariat] = Secretariat
) -> list[str]:
    """What differs, in words, year by year; empty when engine and twin agree to the last bit."""
    plan = read_plan(ground, settings)
    engine, twin = QuadrilleModel(ground, settings, seed, replicate), model(plan, seed, replicate)
    found = []
    for year in range(plan.n_months // 12):
        end = plan.month_start[12 * (year + 1)]
        engine.advance(end - engine.day)
        twin.run_until(end)
        found += [f"year {year}: {line}" for line in _people(engine, twin)]
    twin.run_model()
    return [*found, *_missions(engine, twin), *_tallies(engine.tallies(), twin), *_end(engine, plan)]


def _people(engine: QuadrilleModel, twin: Secretariat) -> Iterator[str]:
    """Mission days charged to the year, by row of the inspector."""
    staff = engine.world["staff"][0]
    used = {int(row): int(staff["used"][row]) for row in np.flatnonzero(staff["free"] != ABSENT)}
    theirs = {row: inspector.used for row, inspector in twin.roster.on_board.items()}
    if used != theirs:
        yield f"days used by inspector, first that differ: {sorted(used.items() ^ theirs.items())[:4]}"


def _missions(engine: QuadrilleModel, twin: Secretariat) -> Iterator[str]:
    mission = engine.world["mission"][0]
    columns = [mission[name][: mission["n"]].tolist() for name in MISSION_COLUMNS]
    sent = [Mission(*row) for row in zip(*columns, strict=True)]
    if len(sent) != len(twin.missions):
        yield f"{len(sent)} missions, twin {len(twin.missions)}"
    first = next((pair for pair in zip(sent, twin.missions, strict=False) if pair[0] != pair[1]), None)
    if first:
        yield f"first mission that differs: {first[0]}, twin {first[1]}"


def _tallies(tallies: NDArray[np.float64], twin: Secretariat) -> Iterator[str]:
    """Tallies of the engine that the twin keeps too, exactly."""
    for month, theirs in enumerate(twin.months):
        for name, value in theirs.tallies().items():
            if tallies[TALLY_INDEX[name], month] != value:
                yield f"month {month}: {name} {tallies[TALLY_INDEX[name], month]}, twin {value}"
    if len(twin.months) != tallies.shape[1]:
        yield f"{tallies.shape[1]} months, twin {len(twin.months)}"


def _end(engine: QuadrilleModel, plan: Plan) -> Iterator[str]:
    """A comparison of two halves of a case would prove little."""
    if engine.fault != "ok" or engine.day != plan.n_days:
        yield f"the engine stopped on day {engine.day}: {engine.fault}"
