"""What a study says: tables, plain sentences, and the same as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import Any

import numpy as np

from experiments.comparisons import exceedances, paired, summaries
from experiments.detection_terms import terms_of
from experiments.faults import UserError
from experiments.figures.numbers import is_off_zero, is_share
from experiments.figures.subject import worded
from experiments.phrases import (
    Words,
    comparison,
    failed_in_words,
    failure_rate,
    frequencies,
    level,
    points,
    settles,
    simulated_cases,
    unlike_failures,
)
from experiments.request_rates import condition, rests_on_requests
from experiments.results import Exceedance, Paired, Rate, Results, Summary
from experiments.selection import headline
from experiments.stopping import Decision
from experiments.stopping_words import STOPPED, orders, outcome
from experiments.study import REFERENCE
from simulation.declare import Indicator

JSON_FORMAT = "quadrille-summary/2"
NATURE = "planning aid; indicative; not a compliance assessment; not an official document"
INVENTED = "the treaty and all data are invented"
AXES_BY_AUTHORS = "the two axes were chosen by the authors of the pack, not by the document"
SHARE_WANTED_HIGH, SHARE_WANTED_LOW = 0.9, 0.1
"""Thresholds of frequencies where the reader gives none: our convention, no pack's and no document's."""

MOST_RATES = 8
"""Scenarios and options whose failures are told in words; JSON has all."""

Thresholds = Mapping[str, float]


class Overview:
    """The headline indicators of a study in tables and sentences; every number is computed once."""

    def __init__(self, results: Results, thresholds: Thresholds | None = None) -> None:
        self.results = results
        self._thresholds = thresholds or {}
        for name, value in self._thresholds.items():
            if is_share(results.indicator(name).unit) and not 0.0 <= value <= 1.0:
                raise UserError(f"--threshold {name}: found {value:g}, expected a share from 0 to 1")

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The headline indicators that the study has, then those with a threshold given, in the words of the pack."""
        names = dict.fromkeys((*headline(self.results), *self._thresholds))
        return tuple(worded(self.results.pack, self.results.indicator(name)) for name in names)

    @cached_property
    def words(self) -> Words:
        """Labels of the pack."""
        pack = self.results.pack
        scenarios = {name: _quoted(pack.scenarios[name].label) for name in self.results.scenarios}
        options = {name: pack.options[name].label.strip("“”") for name in self.results.options}
        return Words(scenarios, options, pack.pack.currency)

    @cached_property
    def summaries(self) -> dict[str, tuple[Summary, ...]]:
        """P10, P50, P90 by indicator."""
        return summaries(self.results, self.indicators, self.results.manifest.study.pairs)

    @cached_property
    def paired(self) -> dict[str, tuple[Paired, ...]]:
        """Differences of every option against continuation by indicator, scenario by scenario."""
        if REFERENCE not in self.results.options:
            return {one.id: () for one in self.indicators}
        return paired(self.results, self.indicators, self.results.manifest.study.pairs, REFERENCE)

    @property
    def counterfactual(self) -> str | None:
        """The counterfactual of the pack, where the study has options to compare with it."""
        name = self.results.pack.counterfactual
        return name if name in self.results.options and self._proposed else None

    @property
    def _proposed(self) -> list[str]:
        """Options that are neither the reference nor the counterfactual."""
        return [one for one in self.results.options if one not in (REFERENCE, self.results.pack.counterfactual)]

    @cached_property
    def against(self) -> dict[str, tuple[Paired, ...]]:
        """Differences of the options proposed against the counterfactual by indicator; none without one."""
        versus = self.counterfactual
        if versus is None:
            return {one.id: () for one in self.indicators}
        proposed = self._proposed
        pairs = [pair for pair in self.results.manifest.study.pairs if pair[1] in proposed]
        return paired(self.results, self.indicators, pairs, versus)

    @cached_property
    def exceedances(self) -> dict[str, tuple[Exceedance, ...]]:
        """Frequencies by indicator, for those that have a threshold."""
        sides = {one.id: [side] for one in self.indicators if (side := self._threshold(one))}
        return exceedances(self.results, self.indicators, self.results.manifest.study.pairs, sides)

    def _threshold(self, one: Indicator) -> tuple[float, bool] | None:
        """Threshold and side: what is worse lies beyond it."""
        default = default_threshold(one)
        if one.id in self._thresholds:
            return self._thresholds[one.id], one.better != "up"
        return None if default is None else (default, one.better != "up")

    def sentences(self) -> list[str]:
        """Levels under continuation, what options change, and frequencies, in plain sentences."""
        return [sentence for one in self.indicators for sentence in self.sentences_on(one)]

    def sentences_on(self, one: Indicator) -> list[str]:
        """The sentences on one indicator."""
        reference = REFERENCE if REFERENCE in self.results.options else self.results.options[0]
        levels = [level(row, one, self.words) for row in self.summaries[one.id] if row.option == reference]
        compared = (*self.paired[one.id], *self.against[one.id])
        told = [comparison(row, one, self.words) for row in compared]
        return [*levels, *self._terms(one), *told, *self._frequencies(one)]

    def _terms(self, one: Indicator) -> list[str]:
        """What a detection probability rests on: it never stands without N, n, D and q."""
        terms = terms_of(self.results, one)
        return [f"{one.label}: {terms}"] if terms else []

    def brief_on(self, one: Indicator) -> list[str]:
        """The sentences that a table of levels leaves to be said: what is settled, what is not, and frequencies."""
        told = [*self._brief(one, self.paired[one.id]), *self._brief(one, self.against[one.id])]
        return [*self._terms(one), *told, *self._frequencies(one)]

    def _brief(self, one: Indicator, rows: Sequence[Paired]) -> list[str]:
        settled = [row for row in rows if settles(row, one, self.words)]
        told = [comparison(row, one, self.words) for row in settled]
        if len(settled) < len(rows):
            opening = "Elsewhere" if settled else "In none of the scenarios do"
            told.append(f"{opening} {self._open(bool(settled), rows[0].versus)}.")
        return told

    def _open(self, some_settled: bool, versus: str) -> str:
        middle = "the simulated cases do not settle" if some_settled else "the simulated cases settle"
        return f"{middle} whether an option differs from “{self.words.options[versus]}”"

    def difference_of(self, row: Paired, one: Indicator) -> str:
        """A difference as it stands in a table that names its unit: the verdict, and the interval if there is one."""
        if row.changed == 0 and row.n:
            return "none in any case"
        if row.low is None or row.high is None or row.mean is None:
            return "too few cases"
        ends = self.words.range(one, row.low, row.high, signed=True)
        if not is_off_zero(ends):
            return "undecided (about 0)"
        if settles(row, one, self.words):
            return f"{row.verdict} ({ends})"
        return f"undecided ({ends}{self._mean_apart(row, one)})"

    def _mean_apart(self, row: Paired, one: Indicator) -> str:
        """The mean, where it does not lie on the side of zero that the interval lies on: few cases carry it."""
        if row.low is None or row.high is None or row.low <= 0 <= row.high or row.mean is None:
            return ""
        return f"; mean {self.words.range(one, row.mean, signed=True)}"

    def _frequencies(self, one: Indicator) -> list[str]:
        found = []
        for scenario in self.results.scenarios:
            rows = [row for row in self.exceedances[one.id] if row.scenario == scenario]
            rests_on = condition(self.results.pack, scenario) if rests_on_requests(one) else ""
            found += [frequencies(rows, one, self.words, rests_on)] if rows else []
        return found

    @cached_property
    def rates(self) -> tuple[Rate, ...]:
        """How often cases failed, by scenario and option."""
        return self.results.failure_rates()

    def failures(self) -> list[str]:
        """Where cases failed, and what that does to differences; nothing where none did."""
        failed, cases = self.results.manifest.failed, self.results.manifest.study.cases
        if not failed:
            return []
        worst = sorted((rate for rate in self.rates if rate.failed), key=lambda rate: -rate.failed)
        where = [failure_rate(rate, self.words) for rate in worst[:MOST_RATES]]
        where += [f"In {len(worst) - MOST_RATES} other scenarios and options fewer."] * (len(worst) > MOST_RATES)
        apart = [told for scenario in self.results.scenarios if (told := self._apart(scenario))]
        return [failed_in_words(failed, cases), *where, *apart]

    def _apart(self, scenario: str) -> str | None:
        """A caution where options of a scenario don't fail in the same cases: their differences leave these out."""
        failed = np.array([self.results.failed_mask(scenario, option) for option in self.results.options])
        several = int((failed.any(axis=0) & ~failed.all(axis=0)).sum())
        return unlike_failures(scenario, several, self.words) if several else None

    def method(self) -> str:
        """The line for the method annex: sampling error, draws, cases, seed, identity of the results, what this is."""
        return f"Method: {'; '.join(self._method())}."

    def method_lines(self) -> list[str]:
        """The same, a line for each of its parts."""
        first, *others = self._method()
        return [f"Method: {first}", *others]

    def _method(self) -> list[str]:
        study, pack = self.results.manifest.study, self.results.pack.pack
        return [
            f"{simulated_cases(study.replicates)} per scenario and option, {self._draws()}, seed {study.seed}",
            *self._stopped(),
            self._sampling_error(),
            f"{self.results.manifest.failed:,} of {study.cases:,} simulated cases failed and are left out",
            f"content hash {self.results.manifest.content_hash}",
            f"data as of {pack.data_as_of.isoformat()}",
            *[INVENTED] * pack.invented,
            *([pack.caution] if pack.caution else []),
            *[AXES_BY_AUTHORS] * (pack.axes_by == "authors"),
            NATURE,
        ]

    def _stopped(self) -> list[str]:
        """What the stopping rule wanted and got, where there was one."""
        decision = self.decision
        return [f"{outcome(decision, self.words)}. {STOPPED}"] if decision else []

    @cached_property
    def decision(self) -> Decision | None:
        """What the stopping rule of the study decided; None without one."""
        told = self.results.manifest.stopping
        return Decision.from_json(told) if told else None

    def orders(self) -> list[str]:
        """The order of the options that a stopping rule was after, scenario by scenario; empty without one."""
        return orders(self.decision, self.words) if self.decision else []

    def _draws(self) -> str:
        names, draws = self.results.design.names, self.results.manifest.study.draws
        if draws == 1 or not names:
            return "parameters at their central values"
        manifest = self.results.manifest
        return points(draws, manifest.design, manifest.has_chosen_points, len(names))

    def _sampling_error(self) -> str:
        """The largest standard error of a mean by indicator."""
        shown = []
        for one in self.indicators:
            errors = [row.mc_error for row in self.summaries[one.id] if row.mc_error is not None]
            shown += [f"{one.label} {self.words.difference(one, max(errors))}"] if errors else []
        return f"sampling error of a mean (largest standard error): {', '.join(shown)}"

    def to_json(self) -> dict[str, Any]:
        """Everything above with keys that stay: see JSON_FORMAT."""
        pack, manifest = self.results.pack.pack, self.results.manifest
        return {
            "format": JSON_FORMAT,
            "pack": {
                "id": pack.id, "title": pack.title, "document": pack.document, "invented": pack.invented,
                "axes_by": pack.axes_by, "currency": pack.currency, "price_year": pack.price_year,
                "data_as_of": pack.data_as_of.isoformat(), "digest": manifest.pack.digest,
            },
            "study": asdict(manifest.study),
            "years": list(self.results.years),
            "content_hash": manifest.content_hash,
            "failed": manifest.failed,
            "failure_rates": [asdict(rate) for rate in self.rates],
            "failures": self.failures(),
            "indicators": [self._indicator_json(one) for one in self.indicators],
            "sentences": self.sentences(),
            "stopping": manifest.stopping,
            "method": self.method(),
        }  # fmt: skip

    def _indicator_json(self, one: Indicator) -> dict[str, Any]:
        return {
            "id": one.id, "label": one.label, "unit": one.unit, "better": one.better, "level": one.level,
            "control": one.control,
            "summary": [asdict(row) for row in self.summaries[one.id]],
            "paired": [asdict(row) for row in (*self.paired[one.id], *self.against[one.id])],
            "exceedance": [asdict(row) for row in self.exceedances[one.id]],
        }  # fmt: skip


def default_threshold(one: Indicator) -> float | None:
    """Where frequencies are told without being asked: a tenth off a full share, or a single event."""
    if one.better == "none" or one.unit in ("currency", "probability"):
        return None
    if one.unit == "%":
        return SHARE_WANTED_HIGH if one.better == "up" else SHARE_WANTED_LOW
    return 0.0 if one.better == "down" and one.denominator is None else None


def sentences(results: Results) -> list[str]:
    """What the study says, in plain sentences that state no direction whose interval includes zero."""
    return Overview(results).sentences()


def _quoted(label: str) -> str:
    return label if label.startswith("“") else f"“{label}”"
