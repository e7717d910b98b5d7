"""Whatever stands in the files: either a pack comes back or PackError, soon, with printable one-line problems."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scenarios import PackError, load
from scenarios.files import TABLE_FILES, YAML_FILES
from tests.scenarios.folders import TOY, copied
from tests.scenarios.test_malformed import LINE

SOON = settings(deadline=timedelta(seconds=5), max_examples=60)
FILES = YAML_FILES + TABLE_FILES
YAMLISH = st.text(st.sampled_from(list("a0-:,[]{}#&*!|>'\"%@`?~<. \n\t\\é\x85\ufeff")), max_size=60)
KEYS = st.sampled_from(["value", "source", "low", "mode", "resurgence", "a"]) | st.text(max_size=4)
ODD = ["expert judgement", "plan: x", "2021-01-01", "resurgence", "multiply", 1e308, -1, 0, 10**400]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def survives(file: str, data: bytes) -> None:
    with copied() as folder:
        (folder / file).write_bytes(data)
        said = outcome(folder)
    assert said is None or said
    assert all(LINE.fullmatch(line) and line.isprintable() for line in said or ())


def outcome(folder: Path) -> list[str] | None:
    """None for a pack, else its problems as lines; any other error than PackError goes through."""
    try:
        load(folder)
    except PackError as error:
        return [problem.render() for problem in error.problems]
    return None


@SOON
@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_any_bytes(file: str, data: bytes) -> None:
    survives(file, data)


@SOON
@given(st.sampled_from(YAML_FILES), YAMLISH)
def test_any_text_that_looks_like_yaml(file: str, text: str) -> None:
    survives(file, text.encode())


@SOON
@given(st.sampled_from(FILES), st.data())
def test_any_slip_of_the_pen(file: str, data: st.DataObject) -> None:
    text = (TOY / file).read_text(encoding="utf-8")
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(begin + 40, len(text))))
    survives(file, (text[:begin] + data.draw(YAMLISH) + text[end:]).encode())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, part in inner for place in places(part, (*path, key))]


def changed(value: Any, path: tuple[Any, ...], new: Any, *, rename: str | None) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1 and rename is not None and isinstance(copy, dict):
        copy[rename] = copy.pop(path[0])
    else:
        copy[path[0]] = changed(copy[path[0]], path[1:], new, rename=rename)
    return copy


STRUCTURES = {file: YAML(typ="safe").load(TOY / file) for file in YAML_FILES}


@settings(SOON, max_examples=150)
@given(st.sampled_from(YAML_FILES), st.data())
def test_any_change_of_structure(file: str, data: st.DataObject) -> None:
    value = STRUCTURES[file]
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(value)))
        rename = data.draw(st.none() | st.text(max_size=5) | st.sampled_from(["source", "value", "continuation"]))
        value = changed(value, path, data.draw(VALUES), rename=rename)
    survives(file, json.dumps(value, default=str).encode())


@SOON
@given(st.sampled_from(TABLE_FILES), st.data())
def test_any_cell(file: str, data: st.DataObject) -> None:
    lines = (TOY / file).read_text(encoding="utf-8").split("\n")
    i = data.draw(st.integers(0, len(lines) - 1))
    cells = lines[i].split(",")
    j = data.draw(st.integers(0, len(cells) - 1))
    cells[j] = data.draw(st.text(max_size=6) | st.sampled_from(["nan", "-1", "1e308", "0", "", "99999999999999999999"]))
    lines[i] = ",".join(cells)
    survives(file, "\n".join(lines).encode())


LARGE = [
    *("[" * 200_000, "- " * 9_000, "? " * 9_000, "{a: " * 4_900, "!" * 19_000, "'" * 19_000, "&a " * 6_000),
    *("a: 1\n" * 49_000, "%a\n" * 49_000, "#\n" * 49_000, "a: |\n" + " x\n" * 49_000, "a: '" + "x\n" * 49_000),
    '"' + "\\U0010FFFF" * 1_900,
]


@pytest.mark.parametrize("text", LARGE, ids=lambda text: repr(text[:8]))
@pytest.mark.parametrize("file", ["pack.yaml", "tables/payers.csv"])
def test_large_texts_are_refused_soon(file: str, text: str) -> None:
    begin = time.process_time()
    survives(file, text.encode())
    assert time.process_time() - begin < 5
