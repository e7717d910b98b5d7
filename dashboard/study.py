"""A stored study as pages read it: opened with a readable message where it can't be, each question asked once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from experiments.faults import StoreError
from experiments.figures.panel import Bands
from experiments.horizons import Pair
from experiments.manifest import Manifest
from experiments.results import Results
from experiments.store import Store
from scenarios import PackError

_SWEEP = "`quadrille sweep PACK --out {folder}` makes or finishes a study. Then start the dashboard again."
_AGAIN = "Run the sweep again into a new folder, then start the dashboard on that."


class StudyError(Exception):
    """A study can't be shown; `advice` says what the reader can do."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


class Remembered(Results):
    """Results that answer from memory what they were asked before: a study doesn't change while it is shown."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        super().__init__(store, manifest)
        self._answers: dict[tuple[Any, ...], Any] = {}

    def bands(self, indicator: str, quantiles: Sequence[float] = (0.1, 0.5, 0.9)) -> dict[Pair, Bands]:
        """As Results.bands."""
        asked = ("bands", indicator, tuple(quantiles))
        ask = super().bands
        found: dict[Pair, Bands] = self._once(asked, lambda: ask(indicator, quantiles))
        return found

    def sample_runs(self, indicator: str, scenario: str, option: str, n: int) -> Bands:
        """As Results.sample_runs."""
        asked = ("sample_runs", indicator, scenario, option, n)
        ask = super().sample_runs
        found: Bands = self._once(asked, lambda: ask(indicator, scenario, option, n))
        return found

    def _once(self, asked: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        if asked not in self._answers:  # two threads may both ask; they get the same answer
            self._answers[asked] = ask()
        return self._answers[asked]


def open_study(folder: Path) -> Remembered:
    """The results in `folder`; StudyError says in plain words why they can't be shown."""
    try:
        results = Remembered(Store(folder), Results.open(folder).manifest)
        _read_what_every_page_needs(results)
    except StoreError as fault:
        raise StudyError(str(fault), _SWEEP.format(folder=folder)) from fault
    except PackError as fault:
        raise StudyError(f"The copy of the pack in {folder} can't be read: {fault}", _AGAIN) from fault
    except (OSError, ValueError) as fault:
        raise StudyError(f"{folder} can't be read: {fault}", _AGAIN) from fault
    return results


def _read_what_every_page_needs(results: Results) -> None:
    """Pack and design are read when they are first asked for: here, so that a fault is told at the start."""
    assert results.pack is not None
    assert results.design is not None
