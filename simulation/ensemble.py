"""Many worlds, one after the other in one buffer: reset, stepped to the last day, and the tallies kept."""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import compiled, inlined
from simulation.layout import GROUND, SETTINGS, TALLIES, WORLD
from simulation.schedule import advance, open_world
from simulation.slots import key_of

Ground = NDArray[np.void]
Settings = NDArray[np.void]

SUM, LAST, MEAN, LEAST, MOST = 0, 1, 2, 3, 4
_CODES = {"sum": SUM, "last": LAST, "mean": MEAN, "min": LEAST, "max": MOST}
_OVER = np.array([_CODES[tally.over] for tally in TALLIES])
_buffers = threading.local()


@dataclass(frozen=True)
class Cases:
    """Simulated cases in the order of their replicates.

    `monthly` is float64 (case, tally, month); `status` int64 (case,), 0 when all went well (see simulation.status).
    """

    monthly: NDArray[np.float64]
    status: NDArray[np.int64]

    def yearly(self) -> NDArray[np.float64]:
        """Tallies by year, float64 (case, year, tally), each by its own `over`."""
        cases, tallies, months = self.monthly.shape
        years = np.empty((cases, months // 12, tallies))
        _over_years(self.monthly, _OVER, years)
        return years


@compiled
def _over_years(monthly, over, years):
    """Reduce months to years, month after month, so that the bits depend on no library's order of summation."""
    for case in range(years.shape[0]):
        for year in range(years.shape[1]):
            for tally in range(years.shape[2]):
                years[case, year, tally] = _over_year(monthly[case, tally, 12 * year : 12 * year + 12], over[tally])


@inlined
def _over_year(months, over):
    if over == LAST:
        return months[11]
    value = months[0]
    for month in range(1, 12):
        if over == LEAST:
            value = min(value, months[month])
        elif over == MOST:
            value = max(value, months[month])
        else:
            value += months[month]
    return value / 12.0 if over == MEAN else value


def simulate(
    ground: Ground,
    settings: Settings,
    seed: int,
    first: int,
    count: int,
    step: int = 1,
    room: NDArray[np.float64] | None = None,
) -> Cases:
    """Run replicates first, first + step, ..., `count` of them, of one scenario, option and draw.

    `ground` and `settings` are one-row arrays of GROUND and SETTINGS. `room` is where the monthly tallies are written,
    float64 (count, tally, month): a new array unless given. Safe in threads: the interpreter lock is released
    and every thread has a buffer of its own.
    """
    if ground.dtype != GROUND or settings.dtype != SETTINGS:
        raise TypeError("ground and settings must be one-row arrays of simulation.layout.GROUND and SETTINGS")
    months = int(ground["n_months"][0])
    monthly = np.empty((count, len(TALLIES), months)) if room is None else room
    status = np.empty(count, np.int64)
    world, cells, tallies = _buffer()
    with np.errstate(over="ignore"):
        _run(world, cells, tallies, as_records(ground), as_records(settings), seed, first, step, monthly, status)
    return Cases(monthly, status)


def blank_world() -> NDArray[np.void]:
    """A world before its first day, all zero, shape (1,)."""
    return as_records(np.zeros(1, WORLD))


def as_records(rows: NDArray[np.void]) -> NDArray[np.void]:
    """The same memory, whose rows also answer to attribute names when rules run as ordinary Python."""
    return rows.view(np.recarray)


def tallies_of(world: NDArray[np.void]) -> NDArray[np.float64]:
    """The tallies of a one-row world as a plain array (tally, month): a view, not a copy."""
    return world["tally"].view(np.ndarray).view(np.float64).reshape(len(TALLIES), -1)


def _buffer() -> tuple[NDArray[np.void], NDArray[np.float64], NDArray[np.float64]]:
    """A world of the thread's own, all of its memory as plain numbers, and its tallies."""
    if not hasattr(_buffers, "world"):
        _buffers.world = blank_world()
        _buffers.cells = _buffers.world.view(np.ndarray).view(np.float64)
        _buffers.tallies = tallies_of(_buffers.world)
    return _buffers.world, _buffers.cells, _buffers.tallies


@compiled
def open_case(world, ground, settings, k):
    """Open the world of a one-row array (rows, not records: NumPy hands rows to compiled code ten times as fast)."""
    open_world(world[0], ground[0], settings[0], k)


@compiled
def advance_case(world, ground, settings, k, days):
    """Advance the world of a one-row array by days."""
    advance(world[0], ground[0], settings[0], k, days)


@compiled
def _run(world, cells, tallies, ground, settings, seed, first, step, monthly, status):
    months = monthly.shape[2]
    for i in range(monthly.shape[0]):
        cells[:] = 0.0
        w, g, p = world[0], ground[0], settings[0]
        k = key_of(seed, first + i * step)
        open_world(w, g, p, k)
        advance(w, g, p, k, g.n_days)
        status[i] = w.clock.status
        for tally in range(monthly.shape[1]):
            for month in range(months):
                monthly[i, tally, month] = tallies[tally, month]
