"""Numbers as people read them, and round ticks."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.figures.numbers import NOTHING, readable, tick_texts, tick_values

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.37, "%", f"37{SPACE}%"),
        (0.0123, "%", f"1.2{SPACE}%"),
        (0.999, "%", f"99.9{SPACE}%"),
        (1.0, "%", f"100{SPACE}%"),
        (0.0, "%", f"0{SPACE}%"),
        (1_234_567, "CHF", f"1.23{SPACE}M"),
        (999_999, "CHF", f"1{SPACE}M"),
        (2.5e9, "EUR", f"2.5{SPACE}bn"),
        (12_300, "visits", "12,300"),
        (241.4, "visits", "241"),
        (3.14159, "days", "3.14"),
        (0.0004, "days", "0.0004"),
        (-0.2, "%", f"\N{MINUS SIGN}20{SPACE}%"),
        (float("nan"), "%", NOTHING),
        (None, "%", NOTHING),
    ],
)
def test_numbers_read_as_people_write_them(value: float | None, unit: str, text: str) -> None:
    assert readable(value, unit) == text


@pytest.mark.parametrize(("value", "text"), [(2.0, "+2"), (-2.0, "\N{MINUS SIGN}2"), (0.0, "0"), (-0.0, "0")])
def test_a_signed_number_has_its_sign_and_zero_has_none(value: float, text: str) -> None:
    assert readable(value, "visits", signed=True) == text


@given(
    low=st.floats(-1e9, 1e9),
    size=st.floats(1e-6, 1e9),
)
def test_ticks_enclose_the_values_in_a_few_equal_steps(low: float, size: float) -> None:
    high = low + size
    marks = tick_values(low, high)
    slack = 1e-6 * max(abs(low), abs(high), 1.0)
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack
    steps = [b - a for a, b in itertools.pairwise(marks)]
    assert max(steps) - min(steps) <= slack
    assert len(marks) <= 8


@pytest.mark.parametrize(
    ("low", "high", "unit", "texts"),
    [
        (0, 0.41, "%", ["0", *(f"{n}{SPACE}%" for n in (10, 20, 30, 40, 50))]),
        (45e6, 79e6, "CHF", [f"{n}{SPACE}M" for n in range(45, 85, 5)]),
        (0, 2.2, "requests", ["0", "0.5", "1.0", "1.5", "2.0", "2.5"]),
        (-0.02, 0.01, "%", [f"\N{MINUS SIGN}2{SPACE}%", f"\N{MINUS SIGN}1{SPACE}%", "0", f"1{SPACE}%"]),
    ],
)
def test_tick_labels_share_scale_and_decimals(low: float, high: float, unit: str, texts: list[str]) -> None:
    assert tick_texts(tick_values(low, high), unit) == texts


def test_ticks_of_a_single_value_still_make_an_axis() -> None:
    marks = tick_values(5.0, 5.0)
    assert marks[0] <= 5.0 <= marks[-1]
    assert len(marks) >= 2
