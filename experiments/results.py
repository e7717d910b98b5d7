"""The results of a study: lazy and read-only, each question answered by DuckDB from the blocks it needs."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.design import Design
from experiments.faults import StoreError, UnknownNameError
from experiments.horizons import Horizons, Pair
from experiments.manifest import Manifest
from experiments.parquet import column, connect
from experiments.statistics import OVER_POINTS, Array, Interval, Parts, mean_and_error, paired_interval, wilson
from experiments.store import Store
from experiments.study import REFERENCE, with_options
from simulation.declare import Better, Indicator
from simulation.layout import INDICATORS

if TYPE_CHECKING:
    from xarray import Dataset

    from scenarios import Pack

Verdict = Literal["better", "worse", "higher", "lower", "undecided"]
_REMEMBERED = 8


@dataclass(frozen=True)
class Summary:
    """An indicator over the horizon in one scenario under one option, across simulated cases, in its unit.

    `mean` pools the cases (a ratio of sums); `mc_error` is its standard error by sampling. `n` cases are counted;
    `failed` ones are not, nor those without an event. None: no case had an event.
    """

    scenario: str
    option: str
    p10: float | None
    p50: float | None
    p90: float | None
    mean: float | None
    mc_error: float | None
    n: int
    failed: int


@dataclass(frozen=True)
class Paired:
    """What an option changes against another in one scenario: mean difference over paired cases, 90 % interval.

    `kind` says what the interval covers. `changed` of `n` paired cases differ at all. `verdict` is "undecided" whenever
    the interval includes zero; "higher" and "lower" where neither direction is better.
    """

    scenario: str
    option: str
    versus: str
    mean: float | None
    low: float | None
    high: float | None
    kind: str
    mc_error: float | None
    verdict: Verdict
    n: int
    changed: int


@dataclass(frozen=True)
class Exceedance:
    """How many of `n` counted cases lie above (or below) a threshold over the horizon; 90 % Wilson interval."""

    scenario: str
    option: str
    threshold: float
    above: bool
    probability: float | None
    low: float
    high: float
    cases: int
    n: int


@dataclass(frozen=True)
class Rate:
    """How many of `n` simulated cases of a scenario and option failed; 90 % Wilson interval, sampling error only."""

    scenario: str
    option: str
    failed: int
    n: int
    share: float
    low: float
    high: float


class Results:
    """A complete study in a folder. `scenarios`, `options`, `years` and `indicators` say what can be asked for."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        self._store = store
        self.manifest = manifest
        self.folder = store.folder
        self.scenarios, self.options = manifest.study.scenarios, manifest.study.options
        self.years = manifest.years
        held = {tally["name"] for tally in manifest.tallies}
        self.indicators = tuple(i for i in INDICATORS if {i.numerator, i.denominator or i.numerator} <= held)
        self.horizons = Horizons(manifest, self.read)
        self._lock = threading.Lock()
        self._read = lru_cache(maxsize=_REMEMBERED)(self._read_years)

    @classmethod
    def open(cls, folder: Path | str) -> "Results":
        """The results in a folder; nothing but the manifest is read. StoreError says what is wrong with the folder."""
        store = Store(Path(folder))
        manifest = store.manifest()
        missing = [one for one in manifest.blocks if not store.block_file(one.block).is_file()]
        if missing:
            raise StoreError(f"{folder}: blocks are missing, {len(missing)} of {len(manifest.blocks)}; sweep again")
        return cls(store, manifest)

    @cached_property
    def pack(self) -> "Pack":
        """The pack that the study was computed from: the copy in the store, with options that were put together."""
        from scenarios import load

        return with_options(load(self._store.pack_folder), self.options)

    @cached_property
    def design(self) -> Design:
        """The points of the parameter uncertainty that the study was computed with."""
        return self._store.design()

    def point(self, replicate: int) -> dict[str, float]:
        """The uncertain parameters of a simulated case, as scenarios.compile.settings takes them."""
        return self.design.point(replicate % self.manifest.study.draws)

    def indicator(self, name: str) -> Indicator:
        """An indicator of this study; UnknownNameError (a KeyError) names the ones there are."""
        for one in self.indicators:
            if one.id == name:
                return one
        raise UnknownNameError(f"no indicator {name!r}; this study has {', '.join(i.id for i in self.indicators)}")

    def bands(self, indicator: str, quantiles: Sequence[float] = (0.1, 0.5, 0.9)) -> dict[Pair, Array]:
        """Quantiles across cases by year, float64 (quantile, year); not a number in a year without any event."""
        value, counted = _value(self.indicator(indicator))
        found = self._rows(
            f"SELECT scenario, option, year, quantile_cont(value, $quantiles) FROM"
            f" (SELECT scenario, option, year, {value} AS value FROM read_parquet($files) WHERE {counted})"
            " GROUP BY scenario, option, year",
            self._files(), quantiles=[float(q) for q in quantiles],
        )  # fmt: skip
        bands = {pair: np.full((len(quantiles), len(self.years)), np.nan) for pair in self.manifest.study.pairs}
        for scenario, option, year, values in found:
            bands[scenario, option][:, self.years.index(year)] = values
        return bands

    def horizon(self, indicator: str) -> dict[Pair, Array]:
        """The value of each case over the horizon, float64 (case,) by draw, then replicate: aligned between all pairs.

        A ratio is a ratio of sums; otherwise years make a horizon as months make a year. Not a number where the case
        failed or had no event.
        """
        return {pair: self.parts(indicator, *pair).values() for pair in self.manifest.study.pairs}

    def parts(self, indicator: str, scenario: str, option: str) -> Parts:
        """Numerator and denominator of each case over the horizon, by draw, then replicate."""
        return self.parts_of((self.indicator(indicator),), scenario, option)[0]

    def parts_of(self, indicators: Sequence[Indicator], scenario: str, option: str) -> list[Parts]:
        """The same of several indicators, read in one pass over the files and kept for the next question."""
        if (scenario, option) not in self.manifest.study.pairs:
            raise UnknownNameError(f"no scenario and option {scenario} / {option} in this study: {_names(self)}")
        return self.horizons.of(indicators, (scenario, option))

    def summary(self, indicator: str) -> tuple[Summary, ...]:
        """P10, P50, P90 and mean over the horizon for every scenario and option."""
        return tuple(self.summary_in(indicator, *pair) for pair in self.manifest.study.pairs)

    def paired(self, indicator: str, option: str, versus: str = REFERENCE) -> tuple[Paired, ...]:
        """What an option changes against another, scenario by scenario, on cases with the same random numbers."""
        return tuple(self.paired_in(indicator, scenario, option, versus) for scenario in self.scenarios)

    def exceedance(self, indicator: str, threshold: float, above: bool = True) -> tuple[Exceedance, ...]:
        """How often the horizon value lies above the threshold (or below), for every scenario and option."""
        return tuple(self.exceedance_in(indicator, *pair, threshold, above) for pair in self.manifest.study.pairs)

    def sample_runs(self, indicator: str, scenario: str, option: str, n: int) -> Array:
        """The years of `n` cases, evenly spaced by their value over the horizon, float64 (n, year)."""
        values = self.parts(indicator, scenario, option).values()
        order = np.argsort(values, kind="stable")[: int(np.isfinite(values).sum())]
        n = min(n, len(order))
        chosen = order[((np.arange(n) + 0.5) * len(order) / max(n, 1)).astype(int)]
        above, below, _ = self._years(indicator, (scenario, option))
        return _ratio(above[chosen], below[chosen])

    def rank(self, indicator: str, scenario: str, option: str, replicate: int) -> float | None:
        """Where a case stands among those of its scenario and option: the share of counted cases not above it."""
        values = self.parts(indicator, scenario, option).values()
        value = values[self._place(replicate)]
        counted = values[np.isfinite(values)]
        return float(np.mean(counted <= value)) if np.isfinite(value) else None

    def to_xarray(self, indicators: Sequence[str] = (), quantiles: Sequence[float] = (0.1, 0.5, 0.9)) -> "Dataset":
        """Quantiles by year as an xarray dataset (arrays.quantile_dataset); the headline indicators unless named.

        `arrays.case_dataset` has the cases themselves. UserError without the extra `xarray`.
        """
        from experiments.arrays import quantile_dataset
        from experiments.selection import select

        return quantile_dataset(self, select(self, indicators), quantiles)

    def failed(self, scenario: str, option: str) -> int:
        """Cases of a scenario and option that ended with a status other than 0."""
        return sum(b.failed for b in self.manifest.blocks if (b.block.scenario, b.block.option) == (scenario, option))

    def failed_mask(self, scenario: str, option: str) -> NDArray[np.bool_]:
        """Which cases failed, bool (case,) by draw, then replicate: aligned with `horizon` and `points_of_cases`."""
        _, _, ok = self._years(self.indicators[0].id, (scenario, option))
        return ~ok

    def points_of_cases(self) -> dict[str, Array]:
        """The uncertain parameters of each case, float64 (case,) by draw, then replicate, in their units, by name."""
        each = self.manifest.study.replicates // self.manifest.study.draws
        return {name: np.repeat(self.design.values[:, i], each) for i, name in enumerate(self.design.names)}

    def failure_rates(self) -> tuple[Rate, ...]:
        """How many cases of every scenario and option failed: count, share, 90 % Wilson interval (Wilson 1927)."""
        return tuple(self._rate(pair) for pair in self.manifest.study.pairs)

    def stored_case(self, scenario: str, option: str, replicate: int) -> tuple[NDArray[np.float32], int]:
        """All stored numbers of a case, float32 (year, blocks.COLUMNS), and its status.

        UnknownNameError when there is no such case, StoreError when its block is no longer as it was written.
        """
        names = [f"{tally['name']}" for tally in self.manifest.tallies]
        names += [f"{t['name']}.m{m:02d}" for t in self.manifest.tallies if t["monthly"] for m in range(1, 13)]
        self._must_hold(scenario, option, replicate)
        found = self._arrays(
            f"SELECT status, {', '.join(map(column, names))} FROM read_parquet($files) WHERE replicate = $replicate"
            " ORDER BY year",
            self._files((scenario, option)), replicate=replicate,
        )  # fmt: skip
        if not len(found["status"]):
            raise UnknownNameError(f"replicate: found {replicate}, expected 0 to {self.manifest.study.replicates - 1}")
        return np.stack([found[name] for name in names], axis=1), int(found["status"][0])

    def _must_hold(self, scenario: str, option: str, replicate: int) -> None:
        for one in self.manifest.blocks:
            block = one.block
            if (block.scenario, block.option) == (scenario, option) and 0 <= replicate - block.first < block.count:
                self._store.must_hold(one)

    def _rate(self, pair: Pair) -> Rate:
        failed, n = self.failed(*pair), self.manifest.study.replicates
        return Rate(*pair, failed, n, failed / n, *wilson(failed, n))

    def summary_in(self, indicator: str, scenario: str, option: str) -> Summary:
        """P10, P50, P90 and mean over the horizon in one scenario under one option."""
        parts = self.parts(indicator, scenario, option)
        values = parts.values()
        counted = values[np.isfinite(values)]
        low, middle, high = np.quantile(counted, (0.1, 0.5, 0.9)).tolist() if len(counted) else (None, None, None)
        mean, error = mean_and_error(parts)
        return Summary(scenario, option, low, middle, high, mean, error, len(counted), int(np.sum(~parts.ok)))

    def paired_in(self, indicator: str, scenario: str, option: str, versus: str = REFERENCE) -> Paired:
        """What an option changes against another in one scenario."""
        one, other = (self.parts(indicator, scenario, name) for name in (option, versus))
        several = self.manifest.study.draws > 1 and bool(self.design.names)
        found = paired_interval(one, other, several)
        here, there = one.values(), other.values()
        both = one.ok & other.ok
        same = (here == there) | (np.isnan(here) & np.isnan(there))
        verdict = verdict_of(found, self.indicator(indicator).better)
        kind = OVER_POINTS if several and self.manifest.has_chosen_points else found.kind
        return Paired(
            scenario, option, versus, found.mean, found.low, found.high, kind, found.mc_error, verdict,
            int(both.sum()), int((both & ~same).sum()),
        )  # fmt: skip

    def exceedance_in(
        self, indicator: str, scenario: str, option: str, threshold: float, above: bool = True
    ) -> Exceedance:
        """How often the horizon value lies above a threshold (or below) in one scenario under one option."""
        values = self.parts(indicator, scenario, option).values()
        counted = values[np.isfinite(values)]
        cases, n = int(np.sum(counted > threshold if above else counted < threshold)), len(counted)
        probability = cases / n if n else None
        return Exceedance(scenario, option, threshold, above, probability, *wilson(cases, n), cases, n)

    def _years(self, indicator: str, pair: Pair) -> tuple[Array, Array, NDArray[np.bool_]]:
        one = self.indicator(indicator)
        found: tuple[Array, Array, NDArray[np.bool_]] = self._read(one.numerator, one.denominator, pair)
        return found

    def _read_years(
        self, numerator: str, denominator: str | None, pair: Pair
    ) -> tuple[Array, Array, NDArray[np.bool_]]:
        """Numerator and denominator by year, float64 (case, year), and whether the case ran to its end (case,)."""
        below = f"{column(denominator)}::DOUBLE" if denominator else "1::DOUBLE"
        found = self._arrays(
            f"SELECT {column(numerator)}::DOUBLE AS above, {below} AS below, status = 0 AS ok"
            " FROM read_parquet($files) ORDER BY draw, replicate, year",
            self._files(pair),
        )
        shape = self.manifest.study.replicates, len(self.years)
        return found["above"].reshape(shape), found["below"].reshape(shape), found["ok"].reshape(shape)[:, 0]

    def _place(self, replicate: int) -> int:
        """The row of a replicate where cases stand by draw, then replicate."""
        study = self.manifest.study
        if not 0 <= replicate < study.replicates:
            raise UnknownNameError(f"replicate: found {replicate}, expected 0 to {study.replicates - 1}")
        return replicate % study.draws * (study.replicates // study.draws) + replicate // study.draws

    def _files(self, pair: Pair | None = None) -> list[str]:
        blocks = (one.block for one in self.manifest.blocks)
        return [str(self._store.block_file(b)) for b in blocks if pair in (None, (b.scenario, b.option))]

    @cached_property
    def _connection(self) -> Any:
        return connect()

    def _rows(self, query: str, files: Iterable[str], **values: Any) -> list[tuple[Any, ...]]:
        with self._cursor() as cursor:
            found: list[tuple[Any, ...]] = cursor.execute(query, {"files": list(files), **values}).fetchall()
            return found

    def _arrays(self, query: str, files: Iterable[str], **values: Any) -> dict[str, NDArray[Any]]:
        with self._cursor() as cursor:
            found = cursor.execute(query, {"files": list(files), **values}).fetchnumpy()
        return {name: _filled(values) for name, values in found.items()}

    def read(self, query: str, pair: Pair) -> dict[str, NDArray[Any]]:
        """The columns that a query over `read_parquet($files)` gives on the blocks of a scenario and option."""
        return self._arrays(query, self._files(pair))

    def _cursor(self) -> Any:
        """A cursor of its own for every question, so that several threads may ask at once."""
        with self._lock:
            return self._connection.cursor()


def _names(results: Results) -> str:
    return f"it has the scenarios {', '.join(results.scenarios)} and the options {', '.join(results.options)}"


def _filled(values: NDArray[Any]) -> NDArray[Any]:
    """A column of a table; what was stored as no value is not a number again."""
    return values.filled(np.nan) if isinstance(values, np.ma.MaskedArray) else values


def verdict_of(found: Interval, better: Better) -> Verdict:
    """What an interval says: nothing while it includes zero, or where its mean lies on the other side of zero."""
    if found.mean is None or found.low is None or found.high is None:
        return "undecided"
    if found.low <= 0 <= found.high or (found.mean > 0) != (found.low > 0):
        return "undecided"
    if better == "none":
        return "higher" if found.low > 0 else "lower"
    return "better" if (found.low > 0) == (better == "up") else "worse"


def _value(one: Indicator) -> tuple[str, str]:
    """SQL for the value of a run-year, and for whether it is counted."""
    if one.denominator is None:
        return f"{column(one.numerator)}::DOUBLE", "status = 0"
    below = f"{column(one.denominator)}::DOUBLE"
    return f"{column(one.numerator)}::DOUBLE / {below}", f"status = 0 AND {below} <> 0"


def _ratio(above: Array, below: Array) -> Array:
    """Element by element; not a number where there is no event."""
    ratio = np.full(above.shape, np.nan)
    np.divide(above, below, out=ratio, where=below != 0)
    return ratio
