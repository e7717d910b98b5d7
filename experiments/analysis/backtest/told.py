"""A backtest in words and for programs."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from experiments.analysis.backtest.past import Span
from experiments.analysis.backtest.series import ROLES, Point, Role, Series, pooled
from experiments.figures.subject import in_terms
from scenarios.observations import Placed

if TYPE_CHECKING:
    from experiments.analysis.backtest.ledger import Backtest
    from scenarios import Pack

ROLE_IN_WORDS: dict[Role, str] = {
    "test": "Tests",
    "known": "Known before the plan",
    "fitted": "Used for fitting",
    "bound": "Bounds",
}
_KINDS = {"year": "by year", "stock": "by month", "cumulative": "to date"}


def label_of(pack: "Pack", series: Series) -> str:
    """The label of the indicator in the pack's words."""
    return in_terms(pack, series.indicator.label)


def unit_of(pack: "Pack", series: Series) -> str:
    """The unit in the pack's words and currency."""
    return in_terms(pack, series.indicator.unit.replace("currency", pack.pack.currency))


def title_of(pack: "Pack", series: Series) -> str:
    """What a series is of, on which basis, in which unit."""
    return f"{label_of(pack, series)}, {_KINDS[series.basis]} ({unit_of(pack, series)})"


def span_in_words(span: Span) -> str:
    """What an observation covers: a year, a month, or a flow from one day to another."""
    if span.basis == "year":
        return str(span.last.year)
    if span.basis == "stock":
        return f"{span.last:%b %Y}"
    first = f"{span.first.day} {span.first:%b}" + (f" {span.first.year}" if span.first.year != span.last.year else "")
    return f"{first} - {span.last.day} {span.last:%b %Y}"


def initial_state(found: "Backtest") -> str:
    """Which world stands for the past, and from when."""
    pack = found.pack
    scenario, option = pack.label(found.world.scenario), pack.label(found.world.option)
    quoted = scenario if scenario.startswith("“") else f"“{scenario}”"
    return (
        f"{quoted} under “{option}” stands for the past: it starts on {pack.pack.start} from the base values of the "
        f"pack, whose data are as of {pack.pack.data_as_of}."
    )


def as_told(found: "Backtest") -> dict[str, Any]:
    """The backtest for programs; shares as 0 to 1."""
    about = found.pack.pack
    return {
        "pack": found.pack.id,
        "scenario": found.world.scenario,
        "option": found.world.option,
        "start": str(about.start),
        "end": str(about.end),
        "data_as_of": str(about.data_as_of),
        "initial_state": initial_state(found),
        "replicates": found.replicates,
        "draws": found.draws,
        "failed": found.past.outcome.failed,
        "seed": found.seed,
        "series": [_series(found.pack, one) for one in found.series],
        "pooled": {role: _or_none(pooled(found.series, role)) for role in ROLES},
        "unscored": [_row(one.placed) | {"why": one.why} for one in found.unscored],
    }


def _series(pack: "Pack", one: Series) -> dict[str, Any]:
    return {
        "indicator": one.indicator.id,
        "label": label_of(pack, one),
        "unit": unit_of(pack, one),
        "kind": one.basis,
        "points": [_point(point) for point in one.points],
        "scores": {role: _or_none(one.score(role)) for role in ROLES},
    }


def _point(point: Point) -> dict[str, Any]:
    seen, span = point.reading.seen, point.reading.span
    return _row(point.reading.placed) | {
        "from": str(span.first),
        "to": str(span.last),
        "value": point.value,
        "bound": seen.bound,
        "role": point.role,
        "cases": point.n,
        "p10": point.p10,
        "p50": point.p50,
        "p90": point.p90,
        "inside": point.is_inside,
        "crps": point.crps,
        "pinball": point.pinball,
        "known_by": str(seen.known_by),
        "rival": None if point.rival is None else point.rival.value,
        "rival_date": None if point.rival is None else point.rival.seen.date.text,
        "rival_crps": point.rival_crps,
        "source": seen.source,
        "confidence": seen.confidence,
        "note": seen.note,
    }


def _row(placed: Placed) -> dict[str, Any]:
    seen = placed.seen
    return {
        "file": placed.file,
        "line": placed.line,
        "indicator": seen.indicator,
        "date": seen.date.text,
        "value": seen.value,
    }


def _or_none(score: Any) -> dict[str, Any] | None:
    return None if score is None else {key: value for key, value in asdict(score).items() if key != "role"}
