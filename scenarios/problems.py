"""What is wrong with a pack, said so that its author can put it right: where, what was found, what was expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

ALIKE = 0.75
"""Least similarity of a known name that is suggested: a letter or two off, not an opposite with the same ending."""
LONGEST = 60
"""Characters of a found value that are shown."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a pack. `line` and `column` count characters of the file from 1; `key` says which value is meant."""

    file: str
    line: int
    column: int
    key: str
    found: str
    expected: str
    advice: str = ""

    def render(self) -> str:
        """The problem as one line: file:line:column: key: found X, expected Y; what to do."""
        place = f"{shortened(self.file)}:{self.line}:{self.column}"
        fault = f"{shortened(self.key)}: found {self.found}, expected {self.expected}"
        return escaped(f"{place}: {fault}; {self.advice}" if self.advice else f"{place}: {fault}")


class PackError(Exception):
    """A pack that can't be used; `problems` holds every fault that was found, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(problem.render() for problem in self.problems)


def described(value: object) -> str:
    """A value as a message shows it: text in quotes and cut, lists and mappings by their kind."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, (list, tuple)):
        return "a list" if value else "an empty list"
    return quoted(value) if isinstance(value, str) else shortened(str(value))


def quoted(text: str) -> str:
    """Text in quotes, cut to a readable length."""
    return repr(shortened(text)) if text else "an empty text"


def shortened(text: str) -> str:
    """Text cut to a readable length."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def escaped(text: str) -> str:
    """Text whose unprintable characters are written as escapes: it never breaks a line or drives a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that a word must have meant; empty when none begins alike and is all but the same."""
    names = [name for name in known if name[:1].lower() == word[:1].lower()]
    return next(iter(get_close_matches(word[:LONGEST], names, n=1, cutoff=ALIKE)), "")


def did_you_mean(word: str, known: Iterable[str], *, listed: int = 12) -> str:
    """The nearest known name as advice, else the known names when they are few, else nothing."""
    names = list(known)
    if near := nearest(word, names):
        return f"did you mean {near!r}?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= listed else ""
