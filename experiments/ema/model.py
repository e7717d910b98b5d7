"""The engine as a model of the EMA Workbench. Importing this imports the workbench."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from experiments.ema.experiment import Experiment
from experiments.ema.names import (
    FAILED,
    OPTION,
    PLANNING_SCENARIO,
    SEED,
    TIME,
    by_year,
    distinct,
    model_name,
    workbench,
)
from simulation.layout import INDICATORS

with workbench():
    from ema_workbench import (
        ArrayOutcome,
        BooleanParameter,
        CategoricalParameter,
        Constant,
        Model,
        RealParameter,
        ScalarOutcome,
    )

if TYPE_CHECKING:
    from scenarios.compile import Uncertain

_KINDS = {"up": ScalarOutcome.MAXIMIZE, "down": ScalarOutcome.MINIMIZE, "none": ScalarOutcome.INFO}
_BETTER = {one.id: one.better for one in INDICATORS}


class EngineModel(Model):
    """An EMA model whose function is an `Experiment`.

    Two habits of EMA 2.5 are put right: a policy is read anew for each experiment, not only when its name changes, and
    outcomes of one experiment are never there for the next.
    """

    def __init__(
        self,
        experiment: Experiment,
        scenarios: Sequence[str],
        options: Sequence[str],
        uncertain: Sequence["Uncertain"],
        seed: int,
        uniform: bool,
    ) -> None:
        super().__init__(model_name(experiment.pack.id), experiment)
        names = distinct([*(one.name for one in uncertain), PLANNING_SCENARIO, OPTION, SEED, *experiment.measures])
        self.uncertainties = [_parameter(one, names[one.name], uniform) for one in uncertain]
        self.levers = [BooleanParameter(names[one], default=False, variable_name=one) for one in experiment.measures]
        self.constants = [Constant(SEED, seed)]
        self._choose(PLANNING_SCENARIO, scenarios, self.uncertainties)
        self._choose(OPTION, options, self.levers)
        self.outcomes = list(_outcomes(experiment))

    def _choose(self, name: str, choices: Sequence[str], parameters: Any) -> None:
        """A categorical parameter of several choices; the only one is a constant. No scenario is the usual one."""
        if len(choices) > 1:
            default = choices[0] if name == OPTION else None
            parameters.extend(CategoricalParameter(name, list(choices), default=default))
        else:
            self.constants = [Constant(name, choices[0])]

    def initialized(self, policy: Any) -> bool:
        """Never: making ready costs nothing, and two policies may bear one name."""
        return False

    def reset_model(self) -> None:
        """Forget the outcomes of the last experiment."""
        super().reset_model()
        self._outcomes_output: dict[str, Any] = {}


def _parameter(one: "Uncertain", name: str, uniform: bool) -> RealParameter:
    """Triangular as in the pack, or uniform between the same ends; the central value where an experiment has none."""
    from scipy.stats import triang

    if uniform:
        return RealParameter(name, one.low, one.high, default=one.mode, variable_name=one.name)
    width = one.high - one.low
    spread = triang((one.mode - one.low) / width, loc=one.low, scale=width)
    made = RealParameter.from_dist(name, spread, default=one.mode, variable_name=one.name, pff=False)
    made.lower_bound, made.upper_bound = one.low, one.high
    return made


def _outcomes(experiment: Experiment) -> Iterable[ScalarOutcome | ArrayOutcome]:
    for name in experiment.indicators:
        yield ScalarOutcome(name, _KINDS[_BETTER[name]])
    yield ScalarOutcome(FAILED, ScalarOutcome.INFO)
    for name in (*(by_year(one) for one in experiment.yearly), *([TIME] if experiment.yearly else [])):
        yield ArrayOutcome(name, shape=(len(experiment.pack.years),), dtype=float)
