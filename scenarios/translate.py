"""The complaints of pydantic about a document, said as problems of a file, in the words of a pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from scenarios.positions import Document, Path, shown_path
from scenarios.problems import Problem, described, did_you_mean
from scenarios.words import EXPECTED, Says

_NEEDED = {"source": "say where the number comes from"}
_MODES = "pure, switching, mixture, blend, path"
_SHAPES = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "text",
}


@dataclass(frozen=True)
class _Spot:
    """Where an error lies: path in the document, the type that stands there, and the keys of the mapping around it."""

    path: Path
    kind: Any
    siblings: tuple[str, ...]


def problems_of(error: ValidationError, model: type[BaseModel], document: Document) -> list[Problem]:
    """Every complaint as a problem; those about a list that is short only because its items are wrong are left out."""
    details = error.errors(include_url=False)
    places = [detail["loc"] for detail in details]
    return [
        _problem(detail, _spot(model, document.value, detail["loc"]), document)
        for detail in details
        if not (detail["type"] == "too_short" and any(_inside(place, detail["loc"]) for place in places))
    ]


def _inside(place: tuple[Any, ...], outer: tuple[Any, ...]) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _problem(detail: ErrorDetails, spot: _Spot, document: Document) -> Problem:
    kind, given = detail["type"], detail["input"]
    about_key = kind == "extra_forbidden" or detail["loc"][-1:] == ("[key]",)
    at = document.place(spot.path, key=about_key)
    found, expected, advice = described(given), "", ""
    if kind == "missing":
        found, expected = "nothing", _words(spot.kind) or "this section"
        advice = _NEEDED.get(str(spot.path[-1]), "add it")
    elif kind == "extra_forbidden":
        found, expected = "an unknown key", "a known one"
        advice = did_you_mean(str(spot.path[-1]), spot.siblings)
    elif kind == EXPECTED:
        expected, advice = detail["ctx"]["expected"], detail["ctx"]["advice"]
    elif kind in ("union_tag_invalid", "union_tag_not_found"):
        return _without_mode(detail, spot, document)
    elif kind in ("too_short", "too_long"):
        size = detail["ctx"].get("min_length", detail["ctx"].get("max_length"))
        number = detail["ctx"]["actual_length"]
        found, expected = f"a list of {number}", f"{'at least' if kind == 'too_short' else 'at most'} {size}"
    else:
        expected = _SHAPES.get(kind, detail["msg"].lower())
    return Problem(document.file, *at, shown_path(spot.path), found, expected, advice)


def _without_mode(detail: ErrorDetails, spot: _Spot, document: Document) -> Problem:
    path = (*spot.path, "mode")
    modes = detail["ctx"].get("expected_tags", _MODES).replace("'", "")
    given = detail["input"].get("mode") if isinstance(detail["input"], Mapping) else None
    advice = did_you_mean(str(given), modes.split(", "), listed=0)
    place = document.place(path if given is not None else spot.path)
    return Problem(document.file, *place, shown_path(path), described(given), f"one of {modes}", advice)


def _spot(model: type[BaseModel], value: Any, loc: tuple[str | int, ...]) -> _Spot:
    """Follow an error's location through types and document alike, so that tags of unions are told from keys."""
    kind: Any = model
    path: Path = ()
    siblings: tuple[str, ...] = ()
    for part in loc:
        if part == "[key]":
            break
        arm = _arm(kind, part)
        if arm is not None:
            kind = arm
            continue
        siblings = keys_of(kind)
        kind, path = _step(kind, part), (*path, part)
    return _Spot(path, kind, siblings)


def _bare(kind: Any) -> Any:
    """A type without its annotations, and without the None of an optional one."""
    if isinstance(kind, FieldInfo):
        kind = kind.annotation
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, UnionType):
        arms = [arm for arm in get_args(kind) if arm is not type(None)]
        return _bare(arms[0]) if len(arms) == 1 else kind
    return kind


def _arm(kind: Any, part: str | int) -> Any:
    """The arm of a tagged union that `part` names; None when the type is no tagged union."""
    kind = _bare(kind)
    if get_origin(kind) not in (Union, UnionType):
        return None
    return next((arm for arm in get_args(kind) if part in _tags(arm)), None)


def _tags(arm: Any) -> tuple[Any, ...]:
    if get_origin(arm) is Annotated:
        return tuple(tag.tag for tag in get_args(arm)[1:] if isinstance(tag, Tag))
    mode = arm.model_fields["mode"].annotation
    return get_args(mode) if get_origin(mode) is Literal else ()


def _step(kind: Any, part: str | int) -> Any:
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return next((f for name, f in kind.model_fields.items() if (f.alias or name) == part), None)
    inner = get_args(kind)
    if get_origin(kind) is tuple:
        return inner[0]
    return inner[1] if len(inner) == 2 else None


def keys_of(kind: Any) -> tuple[str, ...]:
    """The keys that a mapping of this type may have; empty when any name is allowed."""
    kind = _bare(kind)
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return ()
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def _words(kind: Any) -> str:
    """What a type says it expects."""
    metadata = kind.metadata if isinstance(kind, FieldInfo) else get_args(kind)[1:]
    return next((says.expected for says in metadata if isinstance(says, Says)), "")
