"""A study as a file says it, for `quadrille sweep STUDY.yaml`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.faults import StudyError
from experiments.sampling import Distribution, Sampling
from experiments.stopping import Rule, usual_round
from experiments.study import Study, default_draws, study_of

if TYPE_CHECKING:
    from scenarios.study_file import AskedStudy
    from scenarios.study_schema import StudyFile

_KEYS = {"scenario": "scenarios", "option": "options"}
"""Keys of a study file by the word that a fault of a study begins with, where they differ."""


@dataclass(frozen=True)
class FromFile:
    """A study file as read: the study, the options that it asks for itself, and where it gives them the size of blocks
    and the share of cases that may fail.
    """

    study: Study
    options: tuple[str, ...]
    block: int | None
    failures_at_most: float | None = None


def study_from(file: Path) -> FromFile:
    """The study in a file. PackError or StudyError names file, line, column, what was found and what was expected."""
    from scenarios.study_file import read_study_file

    found = read_study_file(file)
    try:
        study = _study(found)
    except StudyError as fault:
        raise StudyError(f"{_place(found, str(fault).partition(':')[0])}: {fault}") from None
    return FromFile(study, found.asked.options, found.asked.block, found.asked.failures_at_most)


def _study(found: "AskedStudy") -> Study:
    from scenarios.study_grid import grid_names

    asked, rows = found.asked, found.points.rows
    listed = asked.scenarios or (*(() if asked.grid else found.pack.shown), *asked.own_scenarios)
    scenarios = (*listed, *grid_names(asked.grid))
    draws = len(rows) or asked.draws or default_draws(asked.replicates)
    usual = study_of(found.pack, scenarios, asked.options, asked.replicates, draws, asked.seed)
    return replace(usual, sampling=_sampling(found), stopping=_stopping(asked, draws))


def _stopping(asked: "StudyFile", draws: int) -> Rule | None:
    rule = asked.stopping
    if rule is None:
        return None
    return Rule(
        rule.until, rule.indicator, rule.confidence, rule.alike_within, rule.half_width, rule.of == "means",
        rule.round or usual_round(draws),
    )  # fmt: skip


def _sampling(found: "AskedStudy") -> Sampling:
    distributions = dict(_distributions(found.asked))
    return Sampling(found.asked.design.method, distributions, found.points.names, found.points.rows)


def _distributions(asked: "StudyFile") -> Iterable[tuple[str, Distribution]]:
    for name, given in asked.parameters.items():
        if given.distribution != "triangular":
            yield name, Distribution(given.distribution, given.sd, given.sigma, given.values, given.probabilities)


def _place(found: "AskedStudy", word: str) -> str:
    document = found.part.document
    assert document is not None
    line, column = document.place(tuple(_KEYS.get(word, word).split(".")))
    return f"{found.file}:{line}:{column}"
