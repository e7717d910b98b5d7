"""YAML 1.2 as plain values with places."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.positions import read_yaml, shown_path

TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="\x7f\u2028\u2029"), max_size=20
)
TEXTS = TEXTS.map(lambda text: "".join(c for c in text if not "\x7f" <= c < "\xa0"))
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
DATA = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("true", True), ("False", False), ("~", None), ("", None),
        ("1e26", 1e26), ("1E-3", 0.001), (".5", 0.5), ("+1.", 1.0), ("12", 12), ("-0", 0), ("0o17", 15), ("0x1F", 31),
        ("017", 17), ("1_000", "1_000"), ("12:30", "12:30"), ("2015-01-01", "2015-01-01"), (".inf", float("inf")),
        ("'1'", "1"), ('"1e3"', "1e3"), ("1e999", float("inf")), ("1.2.3", "1.2.3"), ("0b1", "0b1"), ("! 12", "12"),
    ],
)  # fmt: skip
def test_plain_text_has_the_type_of_the_core_schema(text: str, value: object) -> None:
    document, problems = read_yaml("f.yaml", f"a: {text}\n")
    assert problems == []
    assert document is not None
    assert document.value == {"a": value}
    assert type(document.value["a"]) is type(value)


def test_places_of_keys_and_values() -> None:
    document, _ = read_yaml("f.yaml", "a:\n  - {b: 1, c: [x, y]}\n  -\n    d: 2\n# end\ne: |\n  text\n")
    assert document is not None
    assert document.values[("a", 0, "c", 1)] == (2, 19)
    assert document.keys[("a", 0, "c")] == (2, 12)
    assert document.keys[("a", 1, "d")] == (4, 5)
    assert document.values[("e",)] == (6, 4)
    assert document.place(("a", 0, "missing")) == (2, 5)
    assert document.place(("a", 1, "d"), key=True) == (4, 5)
    assert document.place(("nowhere",)) == (1, 1)


def test_an_alias_is_the_value_it_stands_for() -> None:
    document, problems = read_yaml("f.yaml", "a: &x {b: [1, 2]}\nc: *x\nd: *x\n")
    assert problems == []
    assert document is not None
    assert document.value == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}, "d": {"b": [1, 2]}}


def test_every_repeated_key_is_told() -> None:
    document, problems = read_yaml("f.yaml", "a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [problem.key for problem in problems] == ["b.c", "a"]
    assert document is not None
    assert document.value == {"a": 1, "b": {"c": 1}}


@given(DATA)
def test_what_json_writes_is_read(value: object) -> None:
    document, problems = read_yaml("f.yaml", json.dumps(value, ensure_ascii=False, indent=1))
    assert problems == []
    assert document is not None
    assert document.value == value


def test_a_path_in_words() -> None:
    assert shown_path(("measures", "core-team", "effects", 0, "value")) == "measures.core-team.effects[1].value"
    assert shown_path(()) == "file"
