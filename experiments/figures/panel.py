"""What the panels of a chart show: numbers gathered once for the chart, its table and its download."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.study import REFERENCE

if TYPE_CHECKING:
    from experiments.results import Results

QUANTILES = (0.1, 0.5, 0.9)
STATISTICS = ("P10", "median", "P90")
SAMPLE_CASES = 6

Bands = NDArray[np.float64]


@dataclass(frozen=True)
class Overlay:
    """A live run over a stored fan: its name, bands (3, years) per scenario, and number of simulated cases."""

    label: str
    bands: Mapping[str, Bands]
    cases: int


@dataclass(frozen=True)
class Series:
    """Bands (3, years) of one option in one scenario; `role` is "option", "reference", "counterfactual" or "live"."""

    role: str
    id: str
    label: str
    bands: Bands


@dataclass(frozen=True)
class Panel:
    """One scenario of a chart: its series, first the one with the fan, and a few simulated cases of that."""

    scenario: str
    title: str
    years: tuple[int, ...]
    series: tuple[Series, ...]
    samples: NDArray[np.float64]


@dataclass(frozen=True)
class Board:
    """The panels of one chart, and the extent of these scenarios over all options of the study.

    So the axis stays where it is while a reader goes from option to option.
    """

    indicator: str
    options: tuple[str, ...]
    overlay: Overlay | None
    panels: tuple[Panel, ...]
    extent: tuple[float, float]


def board(
    results: "Results",
    indicator: str,
    scenarios: Sequence[str],
    options: str | Sequence[str],
    overlay: Overlay | None = None,
) -> Board:
    """The numbers of a chart, read from the store once: the options as given, the reference, the live run."""
    chosen = (options,) if isinstance(options, str) else tuple(options)
    bands = results.bands(indicator, quantiles=QUANTILES)
    panels = tuple(_panel(results, indicator, s, chosen, bands, overlay) for s in scenarios)
    everywhere = [b.ravel() for (scenario, _), b in bands.items() if scenario in scenarios]
    return Board(indicator, chosen, overlay, panels, _extent(panels, everywhere))


def _panel(
    results: "Results",
    indicator: str,
    scenario: str,
    options: tuple[str, ...],
    bands: Mapping[tuple[str, str], Bands],
    overlay: Overlay | None,
) -> Panel:
    drawn = with_reference(results, options)
    series = [_series(results, option, options, bands[scenario, option]) for option in drawn]
    if overlay is not None and scenario in overlay.bands:
        series.append(Series("live", "live", overlay.label, np.asarray(overlay.bands[scenario])))
    title = quoted(results.pack.scenarios[scenario].label)
    samples = np.asarray(results.sample_runs(indicator, scenario, options[0], SAMPLE_CASES))
    return Panel(scenario, title, tuple(results.years), tuple(series), samples)


def _series(results: "Results", option: str, options: tuple[str, ...], bands: Bands) -> Series:
    role = "reference" if option == REFERENCE and option != options[0] else "option"
    role = "counterfactual" if option == results.pack.counterfactual and option not in options else role
    return Series(role, option, results.pack.options[option].label, bands)


def with_reference(results: "Results", options: Sequence[str]) -> tuple[str, ...]:
    """The options to draw: those asked for, and always continuation and counterfactual where the study has them."""
    compared = (REFERENCE, results.pack.counterfactual)
    return (*options, *(one for one in compared if one in results.options and one not in options))


def quoted(label: str) -> str:
    """The name of a scenario in quotation marks."""
    return label if label.startswith("“") else f"“{label}”"


def _extent(panels: Sequence[Panel], others: Sequence[Bands]) -> tuple[float, float]:
    """The lowest and highest number of the panels and of `others`; (0, 1) where there is none."""
    parts = [s.bands.ravel() for p in panels for s in p.series] + [p.samples.ravel() for p in panels]
    shown = np.concatenate([*parts, *others, np.empty(0)])
    shown = shown[np.isfinite(shown)]
    return (float(shown.min()), float(shown.max())) if shown.size else (0.0, 1.0)
