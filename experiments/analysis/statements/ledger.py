"""The ledger of plan statements: every row of a pack tested, as is and neutral, with each world run once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from experiments.analysis.statements.effect import effect
from experiments.analysis.statements.finding import Finding, untestable, worst
from experiments.analysis.statements.inputs import stands
from experiments.analysis.statements.levels import always, band, ratio, share_of_fall
from experiments.analysis.statements.order import USUAL, order
from experiments.analysis.statements.rows import pairs
from experiments.analysis.statements.trend import trend
from experiments.analysis.worlds import Laboratory, Outcome, World
from experiments.clock import Clock, Watch
from experiments.faults import StudyError, UnknownNameError
from experiments.study import SEED, default_draws
from scenarios.problems import nearest
from scenarios.statements import Statement

if TYPE_CHECKING:
    from scenarios import Pack

CASES = 200
"""Simulated cases for each world, unless a row or the user asks for others."""


@dataclass(frozen=True)
class Entry:
    """A plan statement with its two verdicts; without parameters that encode it, both are one."""

    id: str
    row: Statement
    as_is: Finding
    neutral: Finding

    @property
    def standing(self) -> str:
        """Of a statement that must emerge and holds: whether it does, or rests on what encodes it.

        Empty for others, and where no parameter is named that encodes it.
        """
        if self.row.origin != "em" or self.as_is.verdict != "holds" or not self.row.neutral:
            return ""
        return {"holds": "emerges", "fails": "coded"}.get(self.neutral.verdict, "open")

    @property
    def explanation(self) -> str:
        """Why it does not hold, in the pack's words; empty for what holds, or where the pack says nothing."""
        return "" if self.as_is.verdict == "holds" else self.row.awaits or self.row.explained or self.as_is.why

    def to_json(self) -> dict[str, Any]:
        """The row and its verdicts for programs: those of the pack as it is in front, both with all they found."""
        row = self.row.model_dump(mode="json", exclude_unset=True)
        numbers = asdict(self.as_is)
        verdict = {"verdict": numbers["verdict"], "verdict_neutral": self.neutral.verdict}
        found = {name: numbers[name] for name in ("value", "threshold", "margin", "mc_error", "interval")}
        both = {"as_is": numbers, "neutral_verdict": asdict(self.neutral)}
        told = {"standing": self.standing, "explanation": self.explanation}
        return {"id": self.id, **row, **verdict, **found, **told, **both}


@dataclass(frozen=True)
class Ledger:
    """All entries of a run; `is_asked` where the number of simulated cases was asked for and wins over that of rows."""

    pack: "Pack"
    replicates: int
    draws: int
    cases: int
    entries: tuple[Entry, ...]
    is_asked: bool = False
    failed: int = 0

    def to_json(self) -> dict[str, Any]:
        """The ledger for programs."""
        known = {
            "pack": self.pack.id,
            "replicates": self.replicates,
            "draws": self.draws,
            "cases": self.cases,
            "failed": self.failed,
        }
        return {**known, "statements": [one.to_json() for one in self.entries]}


def ledger(
    pack: "Pack",
    priority: int | None = None,
    origin: str | None = None,
    replicates: int | None = None,
    seed: int = SEED,
    watch: Watch | None = None,
    names: Iterable[str] = (),
) -> Ledger:
    """Test the statements of a pack, those of a priority and origin, and those named, if given.

    Without `replicates` each world has the usual number of simulated cases, and more where a row says so. StudyError
    when there is no such statement, UnknownNameError for a name that none has.
    """
    rows = _rows(pack, priority, origin, tuple(names))
    usual = CASES if replicates is None else replicates
    sizes = {name: usual if replicates else max(usual, row.replicates or 0) for name, row in rows.items()}
    laboratories = {size: _laboratory(pack, size, default_draws(usual), seed) for size in {*sizes.values()}}
    worlds = {size: _worlds(row for name, row in rows.items() if sizes[name] == size) for size in laboratories}
    clock = Clock(sum(size * len(every) for size, every in worlds.items()), 0, watch)
    for size, one in laboratories.items():
        one.run_by(clock, worlds[size])
    entries = tuple(_entry(laboratories[sizes[name]], name, row) for name, row in rows.items())
    cases = sum(one.cases for one in laboratories.values())
    failed = sum(one.ran.failed for one in laboratories.values())
    return Ledger(pack, usual, default_draws(usual), cases, entries, replicates is not None, failed)


def _rows(pack: "Pack", priority: int | None, origin: str | None, names: tuple[str, ...]) -> dict[str, Statement]:
    """The statements to test. A name stands for all parts of a statement: M15-24 for M15-24a and M15-24b."""
    for name in names:
        if not any(_is_of(one, name) for one in pack.statements):
            raise UnknownNameError(_no_such(pack, name))
    rows = {
        one: row
        for one, row in pack.statements.items()
        if priority in (None, row.priority)
        and origin in (None, row.origin)
        and (not names or any(_is_of(one, name) for name in names))
    }
    if not rows:
        raise StudyError(f"the pack {pack.id} has no plan statement{' of this kind' if pack.statements else 's'}")
    return rows


def _is_of(one: str, name: str) -> bool:
    return one == name or (one[:-1] == name and one[-1].isalpha())


def _no_such(pack: "Pack", name: str) -> str:
    near = nearest(name, pack.statements)
    first, last = list(pack.statements)[:1], list(pack.statements)[-1:]
    known = f"one of the {len(pack.statements)} of {pack.id}, {' to '.join((*first, *last))}"
    return f"statement: found {name!r}{near and f' (did you mean {near!r}?)'}, expected {known if first else 'none'}"


def _laboratory(pack: "Pack", replicates: int, draws: int, seed: int) -> Laboratory:
    """A laboratory of at most so many draws, so that more cases make the mean of a draw surer."""
    return Laboratory(pack, replicates, next(d for d in range(draws, 0, -1) if replicates % d == 0), seed)


def _worlds(rows: Iterable[Statement]) -> set[World]:
    return {world for row in rows for neutral in (False, True) for pair in pairs(row, neutral) for world in pair}


def _entry(laboratory: Laboratory, name: str, row: Statement) -> Entry:
    return Entry(name, row, judged(laboratory, row, False), judged(laboratory, row, True))


def judged(laboratory: Laboratory, row: Statement, neutral: bool) -> Finding:
    """The verdict on a row: that of the pair of worlds, or the scenario, in which it fares worst."""
    if row.awaits is not None:
        return untestable(row.awaits)
    if row.test == "INPUT":
        return stands(laboratory.pack, row)
    return worst(_finding(laboratory, row, pair) for pair in pairs(row, neutral))


def _finding(laboratory: Laboratory, row: Statement, pair: tuple[World, ...]) -> Finding:
    outcomes = [laboratory.outcome(world) for world in pair]
    about = " / ".join(dict.fromkeys(world.scenario for world in pair))
    indicator = row.indicator or ""
    if row.test == "ORD":
        return order(outcomes[0], outcomes[1], indicator, row.years, row.threshold or USUAL, about)
    if row.test == "EFF":
        draws = laboratory.has_draws
        return effect(
            outcomes[0], outcomes[1], indicator, row.years, row.statistic, row.direction or "up", draws, about
        )
    if row.test == "TR":
        return trend(outcomes[0].by_year(indicator, row.years), row.direction or "up", about)
    if row.test == "CON":
        return always(outcomes[0].by_year(indicator, row.years), (row.low, row.high), about)
    return band(_values(row, outcomes, indicator), (row.low, row.high), about)


def _values(row: Statement, outcomes: list[Outcome], indicator: str) -> Any:
    if row.statistic == "ratio":
        return ratio(outcomes[0], outcomes[1], indicator, row.years)
    if row.statistic == "share-of-fall":
        return share_of_fall(outcomes[0], indicator, row.years, row.base or 0.0)
    return outcomes[0].parts(indicator, row.years).values()
