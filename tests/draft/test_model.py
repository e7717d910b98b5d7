"""The content model refuses what no document should have, and tags name their cells."""

import pytest

from experiments.draft.formats import count, row_format
from experiments.draft.model import Number, Paragraph, Section, Tag, plain


def number(place: int, statistic: str = "p50") -> Number:
    return Number(f"n{place}", f"{place}.0", "shortfall", "civilian", "continuation", statistic, float(place), "%")


def test_a_lone_sub_heading_is_refused() -> None:
    part = Section("Limits", (Paragraph(("One.",)),))
    with pytest.raises(ValueError, match="lone sub-heading 'Limits'"):
        Section("Limits and method", parts=(part,))
    assert Section("Limits and method", parts=(part, part)).parts


def test_a_tag_spans_consecutive_cells_only() -> None:
    assert Tag((number(3),)).text == "n3"
    assert Tag((number(7), number(1), number(2), number(3), number(2))).text == "n1–n3, n7"


def test_a_tag_names_each_cell_once() -> None:
    cells = Tag((number(1, "p10"), number(2, "p90"))).cells
    assert cells == "shortfall; civilian; continuation; p10, p90"


def test_text_reads_with_its_tag() -> None:
    assert plain(("Half: ", number(5), Tag((number(5),)), ".")) == "Half: 5.0 [n5]."


@pytest.mark.parametrize(
    ("values", "unit", "difference", "printed", "told"),
    [
        ((0.123, 0.0), "%", False, ("12.3", "0.0"), "per cent"),
        ((-0.0004, 0.05), "%", True, ("0.0", "5.0"), "percentage points"),
        ((1.0, 3.0), "requests", False, ("1", "3"), "requests"),
        ((-0.25, 3.0), "requests", True, ("−0.25", "3.00"), "requests"),
        ((12_345_678.0, 950_000.0), "CHF", False, ("12.3", "0.9"), "million CHF"),
        ((1234.0, 987.4), "days", False, ("1,234", "987"), "days"),
        ((None, 2.5), "days", False, ("–", "2.50"), "days"),
    ],
)
def test_a_row_has_one_scale_and_one_number_of_decimals(
    values: tuple[float | None, ...], unit: str, difference: bool, printed: tuple[str, ...], told: str
) -> None:
    words = row_format(values, unit, difference)
    assert tuple(map(words, values)) == printed
    assert words.unit == told


def test_counts_are_grouped() -> None:
    assert count(12000.0) == "12,000"
