"""The sources of a draft: those of the pack's registry that what it prints rests on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from experiments.draft.model import Text
from experiments.draft.subject import Subject
from experiments.draft.text import clean

KEY_TO_CELLS = (
    "Figures carry the numbers of their cells (n1, n2 and so on). For each, draft.numbers.json gives indicator, "
    "scenario, option, statistic, value and content hash, so that it can be read again from the study."
)


def sources(about: Subject) -> Iterator[Text]:
    """One line that says where figures are listed, one for the sources."""
    yield (KEY_TO_CELLS,)
    registry = about.results.pack.sources
    keys = used_keys(about)
    listed = "; ".join(f"[{clean(key)}] {clean(registry[key])}" for key in keys)
    others = " Parameters and tables rest on further sources; the data pack names one for every value."
    yield (f"Sources: {listed or 'none but expert judgement'}.{others if len(keys) < len(registry) else ''}",)


def used_keys(about: Subject) -> tuple[str, ...]:
    """Keys of the registry, in its order, that the parts of the pack behind this study cite."""
    results, pack = about.results, about.results.pack
    options = [pack.options[name] for name in results.options]
    measures = [pack.measures[name] for option in options for name in option.measures]
    scenarios = [pack.scenarios[name] for name in results.scenarios]
    cited = {source.partition(":")[0].strip() for source in _cited([pack.axes, scenarios, options, measures])}
    return tuple(key for key in pack.sources if key in cited)


def _cited(part: Any) -> Iterator[str]:
    """Every `source` at any depth of a part of a pack."""
    if isinstance(part, Mapping):
        yield from (value for key, value in part.items() if key == "source" and isinstance(value, str))
    for inner in _inner(part):
        yield from _cited(inner)


def _inner(part: Any) -> Iterable[Any]:
    if isinstance(part, Mapping):
        return part.values()
    if isinstance(part, list | tuple):
        return part
    return (vars(part),) if hasattr(part, "__dict__") else ()
