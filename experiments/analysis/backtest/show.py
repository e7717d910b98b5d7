"""The backtest in a terminal: a table for each series, what all score together, what isn't scored and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console

from experiments.analysis.backtest.series import ROLES, Point, Score, Series, pooled
from experiments.analysis.backtest.told import ROLE_IN_WORDS, initial_state, span_in_words, title_of
from experiments.console import NARROWEST, say, table
from experiments.figures.numbers import readable
from experiments.phrases import failed_in_words
from scenarios.observations import Placed

if TYPE_CHECKING:
    from experiments.analysis.backtest.ledger import Backtest

COLUMNS = [
    ("Covers", False), ("Observed", True), ("P10", True), ("P50", True), ("P90", True), ("Band", False),
    ("CRPS", True), ("Rival", True), ("Pinball", True), ("Point", False),
]  # fmt: skip
LEGEND = (
    "Band: from P10 to P90, where 80 of 100 observations should lie; in, or above or below it. CRPS: "
    "distance of the simulated cases from the observation, lower is better. Rival: distance of persistence, the last "
    "observation known before the plan, or else the first within the horizon, which a forecast must beat. Pinball: "
    "mean loss of the three quantiles. Scores of shares are in percentage points. A test was known only after the "
    "pack's data date and nothing was fitted to it; points known before the plan, and those of a fit, are "
    "kept apart. A bound (“more than”) counts as in the band if the band reaches beyond it."
)


def show_backtest(found: "Backtest", out: Console) -> None:
    """Everything, 96 columns wide at most."""
    say(_head(found), out)
    say(initial_state(found), out)
    for one in found.series:
        out.print()
        _show_series(found, one, out)
    out.print()
    for line in _together(found):
        say(line, out)
    _show_unscored(found, out)
    if found.series:
        say(LEGEND, out)


def _head(found: "Backtest") -> str:
    points, left = sum(len(one.points) for one in found.series), len(found.unscored)
    cases = f"{found.replicates:,} simulated cases in {_count(found.draws, 'draw')}, seed {found.seed}"
    failed = found.past.outcome.failed
    left_out = f" {failed_in_words(failed, found.replicates)}" if failed else ""
    return f"Backtest of {found.pack.id}: {_count(points, 'observation')} scored, {left} not; {cases}.{left_out}"


def _show_series(found: "Backtest", one: Series, out: Console) -> None:
    say(f"{one.indicator.id}: {title_of(found.pack, one)}", out)
    grid = table(COLUMNS, [_row(point) for point in one.points])
    grid.columns[0].no_wrap = True
    out.print(grid, soft_wrap=False, width=NARROWEST)
    for role in ROLES:
        if (score := one.score(role)) is not None:
            say(f"{ROLE_IN_WORDS[role]}: {_words(score, one.indicator.unit)}", out)


def _row(point: Point) -> tuple[str, ...]:
    unit = point.reading.indicator.unit
    numbers = [readable(value, unit) for value in (point.value, point.p10, point.p50, point.p90)]
    rival = "" if point.rival_crps is None else _size(point.rival_crps, unit)
    verdict = "in" if point.is_inside else "above" if point.value > point.p90 else "below"
    scores = (_size(point.crps, unit), rival, _size(point.pinball, unit))
    sign = {"at least": "≥ ", "at most": "≤ "}.get(point.reading.seen.bound or "", "")
    return (span_in_words(point.reading.span), sign + numbers[0], *numbers[1:], verdict, *scores, point.role)


def _size(value: float, unit: str) -> str:
    return readable(value, unit).removesuffix("%").rstrip()


def _words(score: Score, unit: str) -> str:
    """The band, the mean CRPS, and how it compares where there is something to persist."""
    told = f"{score.inside} of {score.n} in the band ({_interval(score)}); mean CRPS {_size(score.crps_all, unit)}"
    if score.crps is None or score.rival_crps is None:
        return f"{told}, persistence has no say."
    if score.n_rival == score.n:
        return f"{told} against {_size(score.rival_crps, unit)} of persistence."
    rival = f"{_size(score.crps, unit)} against {_size(score.rival_crps, unit)} of persistence"
    return f"{told}; over {_count(score.n_rival, 'point')} {rival}."


def _interval(score: Score) -> str:
    return f"90 % interval of the frequency {100 * score.low:.0f} to {100 * score.high:.0f} %"


def _together(found: "Backtest") -> Iterator[str]:
    for role in ROLES:
        if (score := pooled(found.series, role)) is not None:
            yield f"{ROLE_IN_WORDS[role]}, all series: {_words(score, '1')}"
    if not any(point.role == "test" for one in found.series for point in one.points):
        yield "No test: nothing observed after the pack's data date could be scored."
    if found.series:
        yield "Scores of all series are in parts of the mean size of each, observed or simulated, whichever is larger."


def _show_unscored(found: "Backtest", out: Console) -> None:
    if not found.unscored:
        return
    out.print()
    out.print("Not scored:")
    groups: dict[tuple[str, str, str], list[Placed]] = {}
    for one in found.unscored:
        groups.setdefault((one.placed.file, one.placed.seen.indicator, one.why), []).append(one.placed)
    for (file, indicator, why), rows in groups.items():
        others = f" and {_count(len(rows) - 1, 'later line')}" if len(rows) > 1 else ""
        place = f"{file}:{rows[0].line}{others}"
        say(f"{place}  {indicator} {_ends([row.seen.date.text for row in rows])}: {why}", out)
    out.print()


def _ends(names: list[str]) -> str:
    """One name, or the first and the last of several."""
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
