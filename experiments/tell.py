"""`quadrille run`: one simulated case, told, with its place among the stored cases where there is a store."""

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.begun import Begun
from experiments.console import console, say, show_story
from experiments.faults import StoreError, unknown
from experiments.figures.subject import label
from experiments.isolation import CAUSES, REFUSED
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
    begun = _begun(store, pack) if store else None
    if begun:
        model, seed = _stored(begun, scenario, option, replicate), begun.outline.seed
        if model is None:
            return False
    else:
        model = _fresh(pack, scenario, option, replicate, seed)
    place = f"“{pack.scenarios[scenario].label.strip('“”')}”, option “{pack.options[option].label}”"
    heading = f"{pack.title}. {place}, case {replicate}, seed {seed}. {_ONE_OF_MANY}"
    ranks = _ranks(begun, pack, scenario, option, replicate) if begun else [_CENTRAL]
    told = story(model, pack, option)
    show_story(told, heading, pack, ["", *ranks], console())
    return told.ended == "ok"


_ONE_OF_MANY = "One of many possible courses; it shows how things hang together, not what will happen."
_CENTRAL = "Uncertain parameters at their central values; --store DIR tells a stored case and where it stands."


_LEFT_OUT = "A case that failed stands in no statistic, so it has no place among the others."
_UNFINISHED = "The sweep of this study is not finished: where the case stands among the others can't be told yet."


def _begun(store: Path, pack: "Pack") -> Begun:
    begun = Begun(store)
    if begun.identity.pack_digest != pack.digest:
        held = f"{begun.identity.pack}, or another state of the same"
        raise StoreError(f"{store}: holds another pack ({held}); `quadrille run {store / 'pack'}` takes that one")
    return begun


def _stored(begun: Begun, scenario: str, option: str, replicate: int) -> "QuadrilleModel | None":
    """A case of a study before its first day; None, and why on standard output, where its values are refused."""
    from simulation.model import QuadrilleModel

    try:
        ground, settings = begun.records(scenario, option, replicate)
    except ValueError as fault:
        why = f"failed before its first day: {CAUSES[REFUSED]}: {fault}."
        say(f"{scenario}, {option}, case {replicate}: {why}", console())
        return None
    return QuadrilleModel(ground, settings, begun.outline.seed, replicate)


def _fresh(pack: "Pack", scenario: str, option: str, replicate: int, seed: int) -> "QuadrilleModel":
    from scenarios.compile import ground_truth, settings
    from simulation.model import QuadrilleModel

    for what, name, known in (("scenario", scenario, pack.scenarios), ("option", option, pack.options)):
        if name not in known:
            raise unknown(what, name, known)
    return QuadrilleModel(ground_truth(pack), settings(pack, scenario, option), seed, replicate)


def _ranks(begun: Begun, pack: "Pack", scenario: str, option: str, replicate: int) -> list[str]:
    """Where the case stands among those of its scenario and option, for each headline indicator."""
    if not begun.is_finished:
        return [_UNFINISHED]
    results, found = Results.open(begun.folder), []
    if results.stored_case(scenario, option, replicate)[1]:
        return [_LEFT_OUT]
    for name in pack.headline:
        rank, told = results.rank(name, scenario, option, replicate), label(results, name)
        if rank is None:
            found.append(f"{told}: no event in this case.")
        else:
            found.append(f"{told}: {100 * rank:.0f} of 100 stored cases have this value or less.")
    return found
