"""What an option costs and who pays, from the data of its measures, at prices of the base year."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scenarios import Pack
    from scenarios.measures import Measure

Payer = Literal["assessed", "voluntary", "states"]
PAYERS: dict[Payer, str] = {
    "assessed": "Assessed budget",
    "voluntary": "Voluntary funds",
    "states": "States Parties",
}
"""Who pays: assessed contributions by way of the budget, voluntary funds, States Parties in kind or by advances."""


@dataclass(frozen=True)
class Bill:
    """What one payer pays for an option, in the currency of the pack: once, and in each year that all of it runs."""

    option: str
    payer: Payer
    one_off: float
    per_year: float


def bills(pack: "Pack") -> tuple[Bill, ...]:
    """A bill for each option and payer, zeros included."""
    return tuple(_bill(pack, option, payer) for option in pack.options for payer in PAYERS)


def _bill(pack: "Pack", option: str, payer: Payer) -> Bill:
    measures = [pack.measures[name] for name in pack.options[option].measures]
    paid = [sums for measure in measures for who, *sums in _paid(measure) if who == payer]
    return Bill(option, payer, sum(once for once, _ in paid), sum(yearly for _, yearly in paid))


def _paid(measure: "Measure") -> Iterator[tuple[Payer, float, float]]:
    if measure.cost is not None:
        yield "assessed", measure.cost.one_off, measure.cost.per_year
    if measure.beside is not None:
        yield measure.beside.payer, measure.beside.one_off, measure.beside.per_year


def to_json(found: tuple[Bill, ...]) -> list[dict[str, Any]]:
    """The bills for programs."""
    return [asdict(one) for one in found]
