"""YAML 1.2 read as plain values that remember where they stand. Nothing is constructed, nothing can be executed.

Only the events of the parser are used; plain scalars get their type by the core schema of YAML 1.2: `NO` is text,
`1e26` a number, a date is text until a schema asks for a date. Tags are refused; aliases are copied within a bound.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from scenarios.files import place_in
from scenarios.problems import Problem, quoted, shortened

MOST_VALUES = 50_000
DEEPEST = 20

Path = tuple[str | int, ...]
Place = tuple[int, int]

_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}")
_BASED = re.compile(r"0o[0-7]{1,1000}|0x[0-9a-fA-F]{1,1000}")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_SAID: tuple[tuple[str, str, str, str], ...] = (
    # what the parser says, and how a message says it: found, expected, advice
    (r"found character '\\t' that cannot.*", "a tab", "spaces", "indent with spaces"),
    (
        r"mapping values are not allowed here",
        "a second ': ' in a value",
        "a value",
        "put text with ': ' in quotes, or check the indent",
    ),
    (r"found unexpected end of stream", "the end of the file", "a closing quote", ""),
    (r"expected <block end>, but found '-'", "a list item", "the next key", "check the indent of this line"),
    (
        r"expected <block end>, but found .*",
        "an entry",
        "one at the indent above",
        "check its indent and the quotes before it",
    ),
    (r"could not find expected ':'", "a line without ':'", "a key, ':' and a value", "check the line before"),
    (r"expected (.+), but (?:got|found) (.+)", r"\2", r"\1", ""),
    (r"found (.+)", r"\1", "YAML 1.2", "put text that begins with a special character in quotes"),
    (r"(.+)", r"text that is no YAML (\1)", "YAML 1.2", ""),
)
_JARGON = (("('", "'"), ("',)", "'"), ("'<stream end>'", "the end of the file"))


@dataclass(frozen=True)
class Document:
    """A YAML file: plain values, and the place (line, column from 1) of every value and of every key by its path."""

    file: str
    value: Any
    values: dict[Path, Place]
    keys: dict[Path, Place]

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where the value (or its key) stands; where there is none, the nearest key or list item around it."""
        if not key and path in self.values:
            return self.values[path]
        while path:
            where = self.values if isinstance(path[-1], int) else self.keys
            if path in where:
                return where[path]
            path = path[:-1]
        return self.values.get((), (1, 1))


@dataclass
class _Node:
    place: Place
    scalar: Any = None
    items: list["_Node"] | None = None
    entries: list[tuple[str, Place, "_Node"]] | None = None
    key: tuple[str, Place] | None = None


class _FormError(Exception):
    def __init__(self, place: Place, found: str, expected: str, advice: str = "") -> None:
        super().__init__(found)
        self.place, self.found, self.expected, self.advice = place, found, expected, advice


@dataclass
class _Builder:
    """Turns events into nodes, without recursion: text from outside may nest as deep as it likes."""

    problems: list[Problem]
    file: str
    root: _Node | None = None
    open_nodes: list[_Node] = field(default_factory=list)
    anchors: dict[str, _Node | None] = field(default_factory=dict)
    open_anchors: list[str | None] = field(default_factory=list)
    count: int = 0

    def take(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent) and self.root is not None:
            raise _FormError(
                _place(event), "a second document", "one document", "delete the line '---' and what follows"
            )
        if isinstance(event, AliasEvent):
            self._add(self._copied(event), _place(event))
        elif isinstance(event, NodeEvent):
            self._start(event)
        elif self.open_nodes and type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()

    def _start(self, event: NodeEvent) -> None:
        self.count += 1
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) != "!":
            raise _FormError(_place(event), f"the tag {quoted(str(tag))}", "plain data", "delete the tag")
        if self.count > MOST_VALUES or len(self.open_nodes) >= DEEPEST:
            raise _FormError(_place(event), *_TOO_MUCH)
        node = _Node(_place(event))
        if isinstance(event, ScalarEvent):
            node.scalar = event.value if event.style or tag is not None else _typed(event.value)
        self._add(node, node.place)
        self._open(event, node)

    def _open(self, event: NodeEvent, node: _Node) -> None:
        anchor = None if event.anchor is None else str(event.anchor)
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            node.items = [] if isinstance(event, SequenceStartEvent) else None
            node.entries = [] if isinstance(event, MappingStartEvent) else None
            self.open_nodes.append(node)
            self.open_anchors.append(anchor)
        if anchor is not None:
            self.anchors[anchor] = node if isinstance(event, ScalarEvent) else None

    def _end(self) -> None:
        node, anchor = self.open_nodes.pop(), self.open_anchors.pop()
        if anchor is not None:
            self.anchors[anchor] = node

    def _copied(self, event: AliasEvent) -> _Node:
        name = str(event.anchor)
        node = self.anchors.get(name)
        if node is None:
            found = "an alias of itself" if name in self.anchors else f"the alias {quoted('*' + name)}"
            raise _FormError(_place(event), found, "an alias of an earlier value", "write the value out")
        return node

    def _add(self, node: _Node, place: Place) -> None:
        if not self.open_nodes:
            self.root = node
            return
        parent = self.open_nodes[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = (self._key(node, place), place)
        else:
            assert parent.entries is not None
            parent.entries.append((*parent.key, node))
            parent.key = None

    def _key(self, node: _Node, place: Place) -> str:
        # Numbers and lists as keys would need a meaning of their own; every key of a pack is a name.
        if isinstance(node.scalar, str):
            return node.scalar
        raise _FormError(
            place,
            "a key that is no text",
            "a name as key",
            "a key goes in quotes, a decimal has a point",
        )


_TOO_MUCH = (
    "too much data",
    f"at most {MOST_VALUES} values, {DEEPEST} levels deep",
    "a pack is far smaller; write fewer aliases and brackets",
)


def read_yaml(file: str, text: str) -> tuple[Document | None, list[Problem]]:
    """The document of a YAML text with places, and what is wrong with its form. None when it can't be read at all."""
    builder = _Builder([], file)
    try:
        for event in _events(text):
            builder.take(event)
        values: dict[Path, Place] = {}
        keys: dict[Path, Place] = {}
        plain = _Flattener(values, keys, file, builder.problems).plain(builder.root or _Node((1, 1)), ())
    except _FormError as fault:
        return None, [_problem(file, fault.place, fault.found, fault.expected, fault.advice)]
    except YAMLError as error:
        return None, [_translated(file, text, error)]
    except (ValueError, OverflowError, RecursionError, AttributeError, IndexError, TypeError) as error:
        # The parser trips over a few malformed texts (escapes beyond Unicode, odd directives) instead of refusing them.
        return None, [_problem(file, (1, 1), f"text that the parser can't read ({error})", "YAML 1.2")]
    return Document(file, plain, values, keys), builder.problems


def _events(text: str) -> Iterable[Event]:
    """What the fast parser finds; where it refuses a text, what the other says, which knows what is wrong and where."""
    try:
        return list(YAML(typ="safe").parse(text))
    except (YAMLError, ValueError):
        return YAML(typ="safe", pure=True).parse(text)  # type: ignore[no-any-return]


@dataclass
class _Flattener:
    values: dict[Path, Place]
    keys: dict[Path, Place]
    file: str
    problems: list[Problem]

    def plain(self, node: _Node, path: Path) -> Any:
        """Plain values below a node; aliases count every time they are used."""
        if len(self.values) >= MOST_VALUES or len(path) > DEEPEST:
            raise _FormError(node.place, *_TOO_MUCH)
        self.values[path] = node.place
        if node.items is not None:
            return [self.plain(item, (*path, i)) for i, item in enumerate(node.items)]
        return node.scalar if node.entries is None else self._mapping(node.entries, path)

    def _mapping(self, entries: list[tuple[str, Place, _Node]], path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, place, node in entries:
            inner = (*path, key)
            if key in mapping:
                first = self.keys[inner][0]
                found = f"the key {quoted(key)} again"
                self.problems.append(
                    Problem(self.file, *place, shown_path(inner), found, "each key once", f"it stands in line {first}")
                )
                continue
            self.keys[inner] = place
            mapping[key] = self.plain(node, inner)
        return mapping


def shown_path(path: Path) -> str:
    """A path as messages show it: names joined by dots, places in a list counted from 1."""
    shown = ""
    for part in path:
        shown += f"[{part + 1}]" if isinstance(part, int) else ("." if shown else "") + part
    return shown or "file"


def _typed(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _REAL.fullmatch(text) else text


def _place(event: Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _problem(file: str, place: Place, found: str, expected: str, advice: str = "") -> Problem:
    return Problem(file, *place, "yaml", found, expected, advice)


def _translated(file: str, text: str, error: YAMLError) -> Problem:
    if isinstance(error, ReaderError):
        place = place_in(text[: error.position])
        return _problem(file, place, f"the character {quoted(text[error.position])}", "printable text")
    if not isinstance(error, MarkedYAMLError):
        return _problem(file, (1, 1), shortened(str(error)), "YAML 1.2")
    mark = error.problem_mark or error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    said = " ".join(str(error.problem or error.context).split())
    for jargon, plain in _JARGON:
        said = said.replace(jargon, plain)
    pattern, *words = next(row for row in _SAID if re.fullmatch(row[0], said))
    found, expected, advice = (re.sub(pattern, word, said) for word in words)
    return _problem(file, place, shortened(found), expected, "; ".join(filter(None, (_context(error), advice))))


def _context(error: MarkedYAMLError) -> str:
    mark = error.context_mark
    return f"{error.context} that begins in line {mark.line + 1}" if error.context and mark is not None else ""
