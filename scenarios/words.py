"""The kinds of value a pack is written in: each says in words what it expects, to readers of errors and of schemas."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

JUDGEMENT = "expert judgement"
EXPECTED = "expected"
"""Type of the error that a kind of value raises; its context holds the words under the same name."""


@dataclass(frozen=True)
class Says:
    """Words for whatever is wrong with a value of this kind, in place of the many messages of the checks inside."""

    expected: str
    advice: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.custom_error_schema(
            handler(source),
            custom_error_type=EXPECTED,
            custom_error_message="{expected}",
            custom_error_context={"expected": self.expected, "advice": self.advice},
        )


Key = TypeVar("Key")
Value = TypeVar("Value")


class FrozenDict(dict[Key, Value]):
    """A mapping that nobody changes after it was read."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a pack is read-only")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


class Strict(BaseModel):
    """What every part of a pack has in common: read-only, no unknown keys, numbers are numbers and finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, regex_engine="python-re")


def _date(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _number(value: Any) -> Any:
    """Whole numbers beyond the range of a float would raise an error of their own."""
    return str(value) if isinstance(value, int) and abs(value) > 1 << 1000 else value


_KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
_SNAKE = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?\Z"

SOURCE = re.compile(rf"^({JUDGEMENT}|[a-z0-9]+(-[a-z0-9]+)*)(: \S.*)?\Z")
"""The form of a source; whether its key is registered is another question."""

Text = Annotated[
    str, Field(min_length=1, max_length=5000, pattern=r"\S"), Says("text", "put numbers and dates in quotes")
]
Name = Annotated[str, Field(pattern=_KEBAB, max_length=80), Says("a name of small letters, digits and hyphens")]
MaybeName = Annotated[str, Field(pattern=rf"^({_KEBAB[1:-2]})?\Z", max_length=80),
                      Says("a name of small letters, digits and hyphens, or nothing")]  # fmt: skip
Names = Annotated[str, Field(pattern=rf"^({_KEBAB[1:-2]}( {_KEBAB[1:-2]})*)?\Z", max_length=400),
                  Says("names with one space between them, or nothing")]  # fmt: skip
PayerName = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z", max_length=80),
                      Says("a name of letters, digits and hyphens")]  # fmt: skip
ParameterName = Annotated[str, Field(pattern=_SNAKE, max_length=120),
                          Says("a parameter, or parameter.row for one with a table")]  # fmt: skip
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\Z", max_length=80), Says("the id of an indicator")]
Source = Annotated[
    str,
    Field(pattern=SOURCE.pattern, max_length=2000),
    Says(f"'{JUDGEMENT}', or a key of `sources` with its place, as in 'plan: para. 3'"),
]  # fmt: skip
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}\Z"), Says("a currency code of three capitals")]
Flag = Annotated[bool, Says("true or false")]
Day = Annotated[
    date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"}), Says("a date as 2015-12-31")
]  # fmt: skip
Number = Annotated[float, BeforeValidator(_number), Says("a number")]
Positive = Annotated[float, Field(gt=0), BeforeValidator(_number), Says("a number above 0")]
NotNegative = Annotated[float, Field(ge=0), BeforeValidator(_number), Says("a number of 0 or more")]
Stock = Annotated[
    float, Field(ge=0, le=1e9), BeforeValidator(_number), Says("a number between 0 and 1000000000")
]  # fmt: skip
Fraction = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number), Says("a number between 0 and 1")]
Percentage = Annotated[float, Field(ge=0, le=100), BeforeValidator(_number), Says("a number between 0 and 100")]
Sigma = Annotated[float, Field(ge=0, le=5), BeforeValidator(_number), Says("a number between 0 and 5")]
Count = Annotated[int, Field(ge=0, le=1_000_000), Says("a whole number of 0 or more")]
Team = Annotated[int, Field(ge=1, le=100_000), Says("a whole number of 1 or more")]
Days = Annotated[int, Field(ge=1, le=3660), Says("a whole number of days between 1 and 3660")]
Year = Annotated[int, Field(ge=1900, le=2200), Says("a year")]
Months = Annotated[float, Field(ge=0, le=600), BeforeValidator(_number), Says("a number of months between 0 and 600")]

Quadrant = Literal["resurgence", "mission-impossible", "satisfaction", "civilian"]
QUADRANTS: tuple[Quadrant, ...] = ("resurgence", "mission-impossible", "satisfaction", "civilian")
Frozen = AfterValidator(FrozenDict)
"""Makes a validated mapping read-only."""


def names(*allowed: str) -> Says:
    """Words for a value that is one of a few names."""
    return Says(allowed[0] if len(allowed) == 1 else ", ".join(allowed[:-1]) + " or " + allowed[-1])
