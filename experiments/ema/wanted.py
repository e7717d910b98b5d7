"""What is asked of an EMA model, checked before the workbench is imported."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.ema.experiment import Experiment
from experiments.faults import StudyError, not_among
from experiments.study import CASES_PER_DRAW, LARGEST_SEED, SEED, with_options
from simulation.layout import INDICATORS

if TYPE_CHECKING:
    from experiments.ema.model import EngineModel
    from scenarios import Pack


def ema_model(
    pack: "Pack | Path | str",
    scenarios: Sequence[str] = (),
    options: Sequence[str] = (),
    measures: Sequence[str] = (),
    indicators: Sequence[str] = (),
    yearly: Sequence[str] = (),
    replicates: int = CASES_PER_DRAW,
    seed: int = SEED,
    uniform: bool = False,
) -> "EngineModel":
    """The engine with a pack as a model of the EMA Workbench, for any of its evaluators.

    Uncertainties are the pack's uncertain parameters (triangular as in the pack; `uniform` between the same ends) and
    `planning_scenario`; levers are `option` and each of `measures`, which is added to the option where it is on. A
    single scenario or option is a constant. Scenarios of the 2 x 2, all options and the headline indicators unless
    others are named; "continuation+smaller-teams" is an option too. Outcomes are means of `replicates` simulated cases
    over the horizon in the units of the indicators (`yearly`: year by year too, float64 (year,)), and `failed_cases`.
    Every experiment has the random numbers of replicates 0 to `replicates` - 1 under `seed`, so that experiments are
    paired. PackError and StudyError say what can't be, UserError that the workbench is missing.
    """
    from scenarios.compile import uncertain

    found = with_options(_loaded(pack), options)
    chosen = _among("scenario", scenarios or found.shown, found.scenarios)
    plans = _among("option", options or tuple(found.options), found.options)
    known = [one.id for one in INDICATORS]
    shown = _among("indicator", indicators or found.headline, known)
    _check_numbers(replicates, seed)
    experiment = Experiment(
        found, shown, _among("indicator", yearly, known), _among("measure", measures, found.measures), replicates
    )
    from experiments.ema.model import EngineModel

    return EngineModel(experiment, chosen, plans, uncertain(found), seed, uniform)


def _loaded(pack: "Pack | Path | str") -> "Pack":
    from scenarios import load

    return load(pack) if isinstance(pack, str | Path) else pack


def _among(what: str, asked: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """Those asked for, each once; StudyError names the first that there is not."""
    every = list(known)
    for name in asked:
        if name not in every:
            raise StudyError(not_among(what, name, every))
    return tuple(dict.fromkeys(asked))


def _check_numbers(replicates: int, seed: int) -> None:
    if replicates < 1:
        raise StudyError(f"replicates: found {replicates}, expected at least 1")
    if not 0 <= seed < LARGEST_SEED:
        raise StudyError(f"seed: found {seed}, expected a whole number from 0 to below 2**62")
