"""`quadrille run`: one simulated case, told, with its place among the stored cases where there is a store."""

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.console import console, show_story
from experiments.faults import StoreError, unknown
from experiments.figures.subject import label
from experiments.replay import open_case
from experiments.results import Results
from experiments.story import story
from experiments.study import with_options

if TYPE_CHECKING:
    from scenarios import Pack
    from simulation.model import QuadrilleModel


def tell(pack: "Pack", scenario: str, option: str, replicate: int, seed: int, store: Path | None) -> bool:
    """Print the story of a case, and say whether it came to its end.

    With a store it is the stored case: its seed, its draw, its rank.
    """
    pack = with_options(pack, (option,))
    results = _results(store, pack) if store else None
    if results:
        model, seed = open_case(results, scenario, option, replicate), results.manifest.study.seed
    else:
        model = _fresh(pack, scenario, option, replicate, seed)
    place = f"“{pack.scenarios[scenario].label.strip('“”')}”, option “{pack.options[option].label}”"
    heading = f"{pack.title}. {place}, case {replicate}, seed {seed}. {_ONE_OF_MANY}"
    ranks = _ranks(results, pack, scenario, option, replicate) if results else [_CENTRAL]
    told = story(model, pack, option)
    show_story(told, heading, pack, ["", *ranks], console())
    return told.ended == "ok"


_ONE_OF_MANY = "One of many possible courses; it shows how things hang together, not what will happen."
_CENTRAL = "Uncertain parameters at their central values; --store DIR tells a stored case and where it stands."


def _results(store: Path, pack: "Pack") -> Results:
    results = Results.open(store)
    if results.manifest.pack.digest != pack.digest:
        raise StoreError(f"{store}: holds another pack ({results.manifest.pack.id}, or another state of the same)")
    return results


def _fresh(pack: "Pack", scenario: str, option: str, replicate: int, seed: int) -> "QuadrilleModel":
    from scenarios.compile import ground_truth, settings
    from simulation.model import QuadrilleModel

    for what, name, known in (("scenario", scenario, pack.scenarios), ("option", option, pack.options)):
        if name not in known:
            raise unknown(what, name, known)
    return QuadrilleModel(ground_truth(pack), settings(pack, scenario, option), seed, replicate)


def _ranks(results: Results, pack: "Pack", scenario: str, option: str, replicate: int) -> list[str]:
    """Where the case stands among those of its scenario and option, for each headline indicator."""
    found = []
    for name in pack.headline:
        rank, told = results.rank(name, scenario, option, replicate), label(results, name)
        if rank is None:
            found.append(f"{told}: no event in this case.")
        else:
            found.append(f"{told}: {100 * rank:.0f} of 100 stored cases have this value or less.")
    return found
