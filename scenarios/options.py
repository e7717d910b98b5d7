"""Options put together by the user: "continuation+smaller-teams" is an option of the pack with one more measure."""

from collections.abc import Iterable
from dataclasses import replace

from scenarios.pack import Pack
from scenarios.problems import did_you_mean, quoted
from scenarios.schema import Option
from scenarios.words import FrozenDict
from simulation.capacity import MEASURES, MODIFIERS

JOINT = "+"


def with_options(pack: Pack, names: Iterable[str]) -> Pack:
    """The pack with those of `names` among its options that are put together: an option, then measures, joined by "+".

    ValueError names the part that the pack lacks, a measure that is there already, or more of them than a case holds.
    """
    added = {name: _put_together(pack, name) for name in names if JOINT in name and name not in pack.options}
    return replace(pack, options=FrozenDict({**pack.options, **added})) if added else pack


def _put_together(pack: Pack, name: str) -> Option:
    first, *more = name.split(JOINT)
    if first not in pack.options:
        raise ValueError(f"{name}: the pack {pack.id} has no option {quoted(first)}; {_known(first, pack.options)}")
    option = pack.options[first]
    for measure in more:
        option = _with_measure(pack, option, measure, name)
    _check_capacity(pack, option, name)
    return option


def _with_measure(pack: Pack, option: Option, measure: str, name: str) -> Option:
    if measure in pack.options:
        raise ValueError(f"{name}: {quoted(measure)} is an option; what follows the first + are measures")
    if measure not in pack.measures:
        raise ValueError(
            f"{name}: the pack {pack.id} has no measure {quoted(measure)}; {_known(measure, pack.measures)}"
        )
    if measure in option.measures:
        raise ValueError(f"{name}: the measure {quoted(measure)} is part of it already")
    found = pack.measures[measure]
    told = {"label": f"{option.label}, with {found.label}", "summary": f"{option.summary} {found.summary}"}
    return option.model_copy(update={**told, "measures": (*option.measures, measure)})


def _check_capacity(pack: Pack, option: Option, name: str) -> None:
    effects = len(pack.circumstances) + sum(len(pack.measures[one].effects) for one in option.measures)
    if len(option.measures) > MEASURES or effects > MODIFIERS:
        most = f"{MEASURES} measures and {MODIFIERS} circumstances and effects"
        raise ValueError(f"{name}: {len(option.measures)} measures with {effects}, and a case holds {most} at most")


def _known(word: str, names: Iterable[str]) -> str:
    known = list(names)
    return did_you_mean(word, known, listed=0) or f"known: {', '.join(known)}"
