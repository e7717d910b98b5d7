"""What of a study is asked for: indicators, scenarios and options by name, checked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.faults import unknown
from experiments.horizons import Pair
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Results


@dataclass(frozen=True)
class Selection:
    """Indicators, scenarios and options of a study, in the order asked for."""

    indicators: tuple[Indicator, ...]
    scenarios: tuple[str, ...]
    options: tuple[str, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every (scenario, option), options of a scenario next to each other."""
        return tuple((scenario, option) for scenario in self.scenarios for option in self.options)


def select(
    results: "Results", indicators: Sequence[str] = (), scenarios: Sequence[str] = (), options: Sequence[str] = ()
) -> Selection:
    """The parts of a study by name; of indicators the headline ones of the pack, of others all, where none is named.

    UnknownNameError (a KeyError) for a name that the study doesn't have, with the nearest one.
    """
    return Selection(
        tuple(_indicator(results, name) for name in dict.fromkeys(indicators or headline(results))),
        _names("scenario", scenarios, results.scenarios),
        _names("option", options, results.options),
    )


def headline(results: "Results") -> tuple[str, ...]:
    """The headline indicators of the pack that the study has."""
    held = {one.id for one in results.indicators}
    return tuple(name for name in results.pack.headline if name in held)


def _indicator(results: "Results", name: str) -> Indicator:
    held = {one.id: one for one in results.indicators}
    if name not in held:
        raise unknown("indicator", name, held)
    return held[name]


def _names(what: str, asked: Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    for name in asked:
        if name not in known:
            raise unknown(what, name, known)
    return tuple(dict.fromkeys(asked)) or known
