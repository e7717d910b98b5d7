"""Live runs: the scenarios on screen under another envelope, simulated while the reader waits.

They take the first simulated cases of the study, with the same random numbers and the same points of the parameter
uncertainty, so what differs from the stored cases is the envelope alone.
"""

import atexit
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from dashboard.state import start
from experiments.figures import subject
from experiments.figures.matrix import scenarios
from experiments.figures.panel import QUANTILES, Bands, Overlay
from experiments.isolation import give_up, laid_out, refusal
from experiments.results import Results
from experiments.versions import computed_by
from scenarios.compile import ground_truth, settings
from simulation.declare import Indicator
from simulation.ensemble import Cases, Ground, Settings, simulate
from simulation.layout import PARAM_OFFSET, TALLIES, TALLY_INDEX

ENVELOPE = "envelope_target"
CASES = 100
Yearly = NDArray[np.float64]
_REMEMBERED = 24
_PATIENCE = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Run:
    """Yearly tallies (case, year, tally) by scenario, of the cases that ran to their end."""

    percent: int
    yearly: Mapping[str, Yearly]
    cases: int
    failed: int
    seconds: float


class LiveRuns:
    """Runs scenarios live; `prepare` in a thread compiles the simulation first, and `state` tells how far it is."""

    def __init__(self, results: Results) -> None:
        # No results are kept here: a thread that is compiling when the program ends would keep their store open.
        self.is_engine_of_study = dict(results.manifest.computed_by) == computed_by()
        self._bench = Bench(results)
        self._first = start(results).option
        self._lock = threading.Lock()
        self._runs: OrderedDict[tuple[str, int], Run] = OrderedDict()
        self.state = "preparing"
        self.problem = ""

    def prepare(self) -> threading.Thread:
        """Start compiling in the background; pages are served meanwhile."""
        thread = threading.Thread(target=self._prepare, name="prepare-live-runs", daemon=True)
        thread.start()
        atexit.register(self._end, thread)
        return thread

    def _end(self, thread: threading.Thread) -> None:
        """Let the thread end before the program does; one that is compiling is not waited for."""
        self._bench.ending.set()
        thread.join(timeout=_PATIENCE)

    def _prepare(self) -> None:
        try:
            self._bench.warm_up(self._first)
        except Exception as fault:
            _log.exception("live runs are not available")
            self.problem, self.state = str(fault) or type(fault).__name__, "failed"
        else:
            self.state = "ready"
            self._bench.lay_out_everything()

    def run(self, option: str, percent: int) -> Run:
        """The cases of every scenario on screen at `percent` per cent of the envelope; remembered for Back."""
        with self._lock:
            if (option, percent) not in self._runs:
                self._runs[option, percent] = self._bench.run(option, percent)
                while len(self._runs) > _REMEMBERED:
                    self._runs.popitem(last=False)
            self._runs.move_to_end((option, percent))
            return self._runs[option, percent]


class Bench:
    """The study's own ground truth, settings and seed, laid out so that a run only changes the envelope."""

    def __init__(self, results: Results) -> None:
        self._pack, self._design, self._study = results.pack, results.design, results.manifest.study
        self._scenarios = scenarios(results)
        self._settings: dict[tuple[str, str], list[Settings | Exception]] = {}
        self.ending = threading.Event()

    def warm_up(self, option: str) -> None:
        """Lay out the settings of the option that pages show first, and compile the simulation by running a case."""
        for scenario in self._scenarios:
            self._laid_out(scenario, option)
        self._cases(self._scenarios[0], option, 1.0, 1)

    def lay_out_everything(self) -> None:
        """Lay out the settings of all options, so that the first run of each is as fast as the others."""
        for option in self._study.options:
            for scenario in self._scenarios:
                if self.ending.is_set():
                    return
                self._laid_out(scenario, option)

    def run(self, option: str, percent: int) -> Run:
        """Simulate CASES cases of each scenario, scenarios side by side in threads."""
        began = time.perf_counter()
        names = self._scenarios
        count = min(CASES, self._study.replicates)
        with ThreadPoolExecutor(max_workers=min(len(names), os.cpu_count() or 1)) as pool:
            done = list(pool.map(lambda name: self._cases(name, option, percent / 100, count), names))
        yearly = {name: years[status == 0] for name, (years, status) in zip(names, done, strict=True)}
        failed = sum(int(np.count_nonzero(status)) for _, status in done)
        return Run(percent, yearly, count, failed, time.perf_counter() - began)

    @cached_property
    def _ground(self) -> Ground:
        return ground_truth(self._pack)

    def _laid_out(self, scenario: str, option: str) -> list[Settings | Exception]:
        """The settings of every draw of the study, compiled once, or why there are none."""
        if (scenario, option) not in self._settings:
            told = []
            for draw in range(self._design.draws):
                told.append(laid_out(partial(settings, self._pack, scenario, option, self._design.point(draw))))
                time.sleep(0)  # let a page that is being served go first
            self._settings[scenario, option] = told
        return self._settings[scenario, option]

    def _cases(self, scenario: str, option: str, factor: float, count: int) -> tuple[Yearly, NDArray[np.int64]]:
        """The first `count` replicates of the study: yearly tallies (case, year, tally), status (case,)."""
        draws = self._design.draws
        monthly, status = self._room(count), np.empty(count, np.int64)
        for draw, plain in enumerate(self._laid_out(scenario, option)[:count]):
            mine = slice(draw, count, draws)
            if isinstance(plain, Exception):
                give_up(monthly[mine], status[mine], refusal(plain))
                continue
            told = with_envelope(plain, factor)
            cases = simulate(self._ground, told, self._study.seed, draw, len(status[mine]), draws)
            monthly[mine], status[mine] = cases.monthly, cases.status
        return Cases(monthly, status).yearly(), status

    def _room(self, count: int) -> NDArray[np.float64]:
        return np.empty((count, len(TALLIES), int(self._ground["n_months"][0])))


def with_envelope(plain: Settings, factor: float) -> Settings:
    """The same settings with the base value of the envelope multiplied; circumstances then act on it as before.

    As `settings` with another point, but a thousand times faster: nothing of the pack is read again.
    """
    moved = plain.copy()
    moved["unmoved"][0, PARAM_OFFSET[ENVELOPE]] *= factor
    return moved


def overlay(results: Results, run: Run, unchanged: Run, option: str, indicator: str) -> Overlay:
    """The study's bands of an option, moved by what the run changes in the cases that it repeats.

    `unchanged` is the same cases at 100 per cent. A hundred cases alone have quantiles of their own, which would be
    taken for an effect of the envelope; what they change is the control variate of the study's quantiles.
    """
    one = subject.indicator(results, indicator)
    stored = results.bands(indicator, QUANTILES)
    bands = {
        name: _moved(stored[name, option], _bands(values, one), _bands(unchanged.yearly[name], one))
        for name, values in run.yearly.items()
    }
    return Overlay(f"Envelope at {run.percent}\N{NO-BREAK SPACE}%", bands, run.cases)


def _moved(stored: Bands, live: Bands, plain: Bands) -> Bands:
    """Quantiles (3, years), kept in order, and not below zero where nothing of theirs is."""
    change = live - plain
    moved = np.where(np.isfinite(stored) & np.isfinite(change), stored + change, live)
    least = 0.0 if not (np.any(live < 0) or np.any(stored < 0)) else -np.inf
    return np.maximum.accumulate(np.maximum(moved, least), axis=0)


def _bands(yearly: Yearly, one: Indicator) -> NDArray[np.float64]:
    values = yearly[:, :, TALLY_INDEX[one.numerator]]
    if one.denominator is not None:
        under = yearly[:, :, TALLY_INDEX[one.denominator]]
        values = np.divide(values, under, out=np.full_like(values, np.nan), where=under != 0)
    return np.array([_quantiles(column) for column in values.T]).T


def _quantiles(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """P10, median, P90 of the cases that had an event; no number where none had."""
    events = column[np.isfinite(column)]
    return np.quantile(events, QUANTILES) if events.size else np.full(len(QUANTILES), np.nan)
