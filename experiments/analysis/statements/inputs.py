"""INPUT: a value stands in the pack."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.analysis.statements.finding import Finding, untestable

if TYPE_CHECKING:
    from scenarios import Pack


def given(pack: "Pack", key: tuple[str, ...], expected: Any) -> Finding:
    """Whether the value that the keys lead to is the expected one."""
    about, found = ".".join(key), _at(pack, key)
    if found is None:
        return untestable("the pack has no such value", about)
    number = float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
    same = found == expected
    threshold = float(expected) if number is not None and isinstance(expected, int | float) else None
    why = "" if same else f"the pack has {found!r}"
    return Finding("holds" if same else "fails", number, threshold, None, None, about, why)


def _at(found: Any, key: tuple[str, ...]) -> Any:
    for part in key:
        inner = found.get(part) if isinstance(found, Mapping) else getattr(found, part.replace("-", "_"), None)
        if inner is None:
            return None
        found = inner
    if hasattr(found, "model_dump"):
        return found.model_dump(by_alias=True, mode="json")
    if isinstance(found, tuple):
        return list(found)
    return found if isinstance(found, int | float | str) else str(found)
