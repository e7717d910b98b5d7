"""What a draft is about: scenarios, options and indicators of a study, and the pack's words for them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.draft.text import clean
from experiments.figures.panel import quoted
from experiments.figures.subject import indicator, unit, worded
from experiments.selection import headline
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.results import Results

MOST_SCENARIOS = 4  # the 2 x 2; further ones are in the study's summary
MOST_INDICATORS = 5  # what two pages hold
MOST_OPTIONS = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """The part of a study that two pages show; `reference` is the option that the others are compared with."""

    results: "Results"
    scenarios: tuple[str, ...]
    reference: str
    options: tuple[str, ...]
    indicators: tuple[str, ...]

    @property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """Pairs of an option and what it is compared with: the reference, then the counterfactual of the pack.

        The counterfactual is no proposal: it is compared by itself only where there is no other option.
        """
        counterfactual = self.results.pack.counterfactual
        proposed = [option for option in self.options if option != counterfactual] or list(self.options)
        others = [counterfactual] if counterfactual in self.options and counterfactual not in proposed else []
        return tuple((option, versus) for versus in (self.reference, *others) for option in proposed)

    def scenario(self, name: str) -> str:
        """The label of a scenario, in quotation marks."""
        return quoted(clean(self.results.pack.scenarios[name].label))

    def option(self, name: str) -> str:
        """The label of an option."""
        return clean(self.results.pack.options[name].label)

    def declared(self, name: str) -> Indicator:
        """The declaration of an indicator, in the words of the pack."""
        return worded(self.results.pack, indicator(self.results, name))

    def indicator(self, name: str) -> str:
        """The label of an indicator."""
        return clean(self.declared(name).label)

    def unit(self, name: str) -> str:
        """The unit of an indicator, money in the pack's currency."""
        return clean(unit(self.results, name))

    @property
    def years(self) -> str:
        """The horizon: 2021–2025."""
        first, last = self.results.years[0], self.results.years[-1]
        return f"{first}" if first == last else f"{first}–{last}"


def subject(results: "Results", reference: str) -> Subject:
    """What to show of a study: the scenarios that the pack shows first and its headline indicators, if there."""
    shown = tuple(s for s in results.pack.shown if s in results.scenarios) or results.scenarios
    return Subject(
        results=results,
        scenarios=shown[:MOST_SCENARIOS],
        reference=reference,
        options=_options(results, reference),
        indicators=(headline(results) or tuple(one.id for one in results.indicators))[:MOST_INDICATORS],
    )


def _options(results: "Results", reference: str) -> tuple[str, ...]:
    """As many options as there is room for, the counterfactual of the pack among them."""
    last = [option for option in results.options if option == results.pack.counterfactual]
    first = [option for option in results.options if option not in (reference, *last)]
    return (*first[: MOST_OPTIONS - len(last)], *last)
