"""Words of a pack made safe, their direction, and Markdown that shows them as they are."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from experiments.draft.markdown import escape
from experiments.draft.text import BIDI_CONTROLS, clean, directions
from tests.draft.hostile import LABELS, READ


@pytest.mark.parametrize("name", LABELS)
def test_labels_come_out_clean(name: str) -> None:
    assert clean(LABELS[name]) == READ[name]


@given(st.text(st.characters(codec=None)))
def test_clean_text_is_one_line_that_xml_takes(text: str) -> None:
    shown = clean(text)
    element = ET.Element("t")
    element.text = shown
    assert (ET.fromstring(ET.tostring(element)).text or "") == shown
    assert not set(shown) & BIDI_CONTROLS
    assert len(shown.splitlines()) <= 1
    assert clean(shown) == shown


@given(st.text("ab 12-אבع،ب"))
def test_directions_lose_nothing(text: str) -> None:
    parts = list(directions(text))
    assert "".join(part for part, _ in parts) == text
    assert all(one != other for (_, one), (_, other) in pairwise(parts))


def test_marks_between_right_to_left_words_go_with_them() -> None:
    assert list(directions("12 נייר 12")) == [("12 ", False), ("נייר", True), (" 12", False)]
    assert list(directions("נייר 12 عمل")) == [("נייר 12 عمل", True)]
    assert list(directions("plan נייר, عمل for 2")) == [("plan ", False), ("נייר, عمل", True), (" for 2", False)]


@pytest.mark.parametrize("text", [*READ.values(), "a_b _c_ d_", "![x](y)", "https://a.b/c_d", "1 < 2 & 3 > 2"])
def test_markdown_shows_what_was_written(text: str) -> None:
    isolates = {ord("\u2068"): None, ord("\u2069"): None}
    inline = MarkdownIt("gfm-like", {"linkify": False}).parseInline(escape(text))[0]
    assert [child.type for child in inline.children or ()] == ["text"] * len(inline.children or ())
    assert "".join(child.content for child in inline.children or ()).translate(isolates) == text
