"""From a reader's choice to what the scenario page shows and hands out."""

import csv
import io
import logging
from dataclasses import asdict
from functools import cached_property
from typing import Any

from dash import dcc, html, no_update

from dashboard.components.explain import terms
from dashboard.components.legend import legend
from dashboard.components.table import table
from dashboard.live import LiveRuns, Run, overlay
from dashboard.state import UNCHANGED, State
from experiments.figures import caption, print, subject
from experiments.figures.matrix import matrix, scenarios
from experiments.figures.panel import STATISTICS, Board, Overlay, board
from experiments.phrases import failed_in_words
from experiments.results import Results

_log = logging.getLogger(__name__)
_SPACE = "\N{NO-BREAK SPACE}"


class View:
    """One state of the scenario page: its chart, its table, its words."""

    def __init__(self, results: Results, live: LiveRuns, state: State) -> None:
        self.results = results
        self.live = live
        self.state = state
        self.fault = ""

    @cached_property
    def run(self) -> Run | None:
        """The live run, if the envelope is moved and live runs are ready; a fault is told, not raised."""
        if self.state.envelope == UNCHANGED or self.live.state != "ready":
            return None
        try:
            return self.live.run(self.state.option, self.state.envelope)
        except Exception as fault:
            _log.exception("live run failed: %s", asdict(self.state))
            self.fault = str(fault) or type(fault).__name__
            return None

    @cached_property
    def overlay(self) -> Overlay | None:
        """The live run as bands of the chosen indicator."""
        if self.run is None:
            return None
        option = self.state.option
        return overlay(self.results, self.run, self.live.run(option, UNCHANGED), option, self.state.indicator)

    @cached_property
    def board(self) -> Board:
        """The numbers that chart, table and download share."""
        shown = scenarios(self.results)
        return board(self.results, self.state.indicator, shown, self.state.option, self.overlay)

    @cached_property
    def figure(self) -> dict[str, Any]:
        """The chart."""
        state = self.state
        return matrix(self.results, state.indicator, state.option, self.overlay, stacked=state.stacked, legend=False)

    def properties(self) -> dict[str, Any]:
        """Everything on the page that hangs on the state."""
        is_table = self.state.view == "table"
        one = subject.indicator(self.results, self.state.indicator)
        option = self.results.pack.options[self.state.option]
        meta = self.figure["layout"]["meta"]
        return {
            "figure": no_update if is_table else self.figure,
            "legend": legend(self.figure["data"]),
            "legend_class": "legend hidden" if is_table else "legend",
            "chart_class": "chart hidden" if is_table else "chart",
            "chart_name": meta["caption"],
            "sheet": table(self.board, subject.unit(self.results, one.id), self._table_caption()) if is_table else [],
            "sheet_class": "sheet" if is_table else "sheet hidden",
            "canvas_class": "canvas as-table" if is_table else "canvas",
            "heading": subject.label(self.results, one.id),
            "tags": f"In {meta['unit']} · {one.level} · {meta['control']} · {meta['better']}",
            "indicator_doc": subject.doc(self.results, one.id),
            "option_doc": option.summary,
            "explanation": terms(self._explanation(meta)),
            "live_status": self._live_status(),
        }

    def _explanation(self, meta: dict[str, Any]) -> list[tuple[str, str]]:
        one = subject.indicator(self.results, self.state.indicator)
        number = caption.cases(self.results)
        option = self.results.pack.options[self.state.option]
        return [
            ("What it is", subject.doc(self.results, one.id)),
            ("Unit", meta["unit"]),
            (f"Option “{option.label}”", option.summary),
            ("Place", f"{_place(one.level)}; {meta['control']}; {meta['better']}."),
            (
                "How to read the chart",
                "Each panel is one scenario. Of 100 simulated cases, 80 lie in the shaded band, 10 above and 10"
                " below it, year by year; half lie above the thick line. A thin line is one simulated case: cases"
                " wander, they don't run along the band's edges. The continuation is always shown: as a dotted line, or"
                " as the fan itself where it is the option chosen." + self._counterfactual(),
            ),
            (
                "What the band holds",
                f"{number:,} simulated cases per scenario and option: chance and the uncertainty of the parameters"
                f" together.{self._left_out()} No scenario is held to be likelier than another.",
            ),
            *([("The two axes", self._axes())] if self.results.pack.matrix else []),
            ("Source", meta["source"]),
        ]

    def _left_out(self) -> str:
        """How many cases of the study failed; empty where none did."""
        manifest = self.results.manifest
        return f" {failed_in_words(manifest.failed, manifest.study.cases)}" if manifest.failed else ""

    def _counterfactual(self) -> str:
        pack = self.results.pack
        if pack.counterfactual not in self.results.options:
            return ""
        return (
            f" So is “{pack.label(pack.counterfactual)}”, as a line of dashes and dots, to compare with: no proposal."
        )

    def _axes(self) -> str:
        axes = self.results.pack.axes
        conflict = f"Upwards: {axes.conflict.label}, from {axes.conflict.low} to {axes.conflict.high}"
        return f"{conflict}. Left to right: {axes.resources.label}, from {axes.resources.low} to {axes.resources.high}."

    def _table_caption(self) -> str:
        name = subject.axis_title(self.results, self.state.indicator)
        number = caption.cases(self.results)
        live = "" if self.overlay is None else f"; of the live run {self.overlay.cases:,} per scenario"
        of = f"{number:,} simulated cases per scenario and option{live}.{self._left_out()}"
        return f"{name}: median, below it P10 to P90 of {of}"

    def _live_status(self) -> html.Div:
        words = self._live_words()
        return html.Div(words, className="live" if self.run is not None else "problem" if self.fault else "")

    def _live_words(self) -> str:
        if self.live.state == "failed":
            return f"Live runs are not available: {self.live.problem}. The stored results are complete."
        if self.live.state == "preparing":
            return "Preparing live runs: the simulation is compiled, once on this machine, in about a minute …"
        if self.run is not None:
            return _told(self.run, self.live.is_engine_of_study)
        if self.fault:
            return f"The live run failed: {self.fault}. The chart shows the stored results."
        return (
            "Real appropriation that a scenario reaches at the end of the plan, relative to the study."
            " Move it to run the scenarios again."
        )


def _place(level: str) -> str:
    return "A circumstance, no result" if level == "circumstance" else f"{level.capitalize()} in the results chain"


def _told(run: Run, same_engine: bool) -> str:
    total = run.cases * len(run.yearly)
    if not same_engine:
        return (
            f"{total:,} simulated cases in {1000 * run.seconds:,.0f}{_SPACE}ms, by another version of the programme"
            " than the study's: not the same cases. Sweep again to compare."
        )
    left_out = f" {run.failed} failed and are left out." if run.failed else ""
    return (
        f"{total:,} simulated cases in {1000 * run.seconds:,.0f}{_SPACE}ms: the study's first {run.cases} per"
        f" scenario, with the same random numbers. Dashed: the study moved by what changes in them.{left_out}"
    )


def _in_words(fault: Exception) -> str:
    """What a reader can use: a damaged file speaks SQL, and that stays in the log."""
    from experiments.parquet import UnreadableError

    damaged = isinstance(fault, UnreadableError)
    return "files of the study are damaged or missing" if damaged else str(fault) or "no reason given"


def failure(fault: Exception) -> dict[str, Any]:
    """What the page shows in place of a chart that can't be drawn."""
    words = f"This chart can't be drawn: {_in_words(fault)}. Choose something else, or see what `quadrille check` says."
    return {
        "sheet": html.P(words, className="problem", role="alert"),
        "sheet_class": "sheet",
        "chart_class": "chart hidden",
        "legend_class": "legend hidden",
    }


def files(view: View, kind: str) -> Any:
    """The file of a download: `csv` the numbers, `png` or `svg` the chart with its caption and source."""
    state = view.state
    moved = f"-envelope-{state.envelope}" if view.overlay is not None else ""
    name = f"{view.results.pack.pack.id}-{state.indicator}-{state.option}{moved}.{kind}"
    if kind == "csv":
        return dcc.send_string(numbers(view), name)
    figure = matrix(view.results, state.indicator, state.option, view.overlay)
    return dcc.send_bytes(print.draw(figure, "png" if kind == "png" else "svg"), name)


def numbers(view: View) -> str:
    """The numbers of the chart as CSV: one row per scenario, series, year and statistic, in full precision."""
    out = io.StringIO()
    unit, study = subject.unit(view.results, view.state.indicator), caption.study_id(view.results)
    write = csv.writer(out, lineterminator="\n").writerow
    write(
        [
            "indicator",
            "scenario",
            "option",
            "envelope",
            "year",
            "statistic",
            "value",
            "unit",
            "cases",
            "study",
        ]
    )
    for panel in view.board.panels:
        for series in panel.series:
            is_live = series.role == "live"
            told = (view.state.option, view.state.envelope) if is_live else (series.id, UNCHANGED)
            cases = view.overlay.cases if is_live and view.overlay else caption.cases(view.results)
            for year, column in zip(panel.years, series.bands.T, strict=True):
                for statistic, value in zip(STATISTICS, column, strict=True):
                    row = [view.state.indicator, panel.scenario, *told, year, statistic, float(value), unit]
                    write([*row, cases, study])
    return out.getvalue()
