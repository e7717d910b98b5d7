"""What a study adds to its pack: scenarios, measures, options, values. They pass every check that the pack passes."""

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from scenarios.files import Folder, read_folder, text_of
from scenarios.load import loaded
from scenarios.pack import Pack
from scenarios.positions import Document, Path, read_yaml, shown_path
from scenarios.problems import PackError, Problem
from scenarios.words import FrozenDict


@dataclass(frozen=True)
class Addition:
    """A value for a place in a file of a pack, and where it was written. A mapping joins one that is there."""

    file: str
    path: Path
    value: Any
    document: Document
    written: Path

    def problem(self, problem: Problem) -> Problem | None:
        """A fault of the pack as one of the place where this was written; None where it has to do with another."""
        key, ours = problem.key, shown_path(self.path)
        if problem.file != self.file or not (key == ours or key.startswith((f"{ours}.", f"{ours}["))):
            return None
        told = shown_path(self.written) + key[len(ours) :]
        place = self.document.place(self._written().get(told, self.written))
        return replace(problem, file=self.document.file, line=place[0], column=place[1], key=told)

    def _written(self) -> dict[str, Path]:
        return {shown_path(path): path for path in self.document.values}


def extended(pack: Pack, additions: Sequence[Addition]) -> Pack:
    """The pack with additions, as if they stood in its files; `rewritten` holds these. The pack itself without any.

    Raises PackError with every fault, each at the place where the addition that causes it was written.
    """
    if not additions:
        return pack
    folder = read_folder(pack.folder)
    rewritten = {file: _with(folder, file, additions) for file in sorted({one.file for one in additions})}
    try:
        found = loaded(folder.rewritten(rewritten))
    except PackError as fault:
        raise PackError(_placed(fault.problems, additions)) from None
    return replace(found, rewritten=FrozenDict(rewritten))


def _with(folder: Folder, file: str, additions: Iterable[Addition]) -> bytes:
    document, _ = read_yaml(file, text_of(file, folder.content[file])[0])
    assert document is not None
    whole = deepcopy(document.value)
    for one in additions:
        if one.file == file:
            _put(whole, one.path, one.value)
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _put(whole: Any, path: Path, value: Any) -> None:
    for part in path[:-1]:
        whole = whole[part] if isinstance(part, int) else whole.setdefault(part, {})
    held = whole.get(path[-1]) if isinstance(whole, dict) else whole[path[-1]]
    whole[path[-1]] = {**held, **value} if isinstance(held, dict) and isinstance(value, dict) else value


def _placed(problems: Iterable[Problem], additions: Sequence[Addition]) -> Iterator[Problem]:
    for problem in problems:
        yield next((placed for one in additions if (placed := one.problem(problem))), problem)
