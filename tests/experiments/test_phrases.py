"""What sentences say, and above all what they do not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.phrases import Words, comparison, frequencies, frequency, level
from experiments.results import Exceedance, Paired, Summary, verdict_of
from experiments.statistics import OVER_CASES, OVER_DRAWS, Interval
from simulation.layout import INDICATORS

WORDS = Words({"mi": "“Mission impossible”"}, {"continuation": "Continuation", "core": "Core team"}, "CHF")
BY_ID = {one.id: one for one in INDICATORS}
DIRECTION = re.compile(
    r"\b(higher|lower|better|worse|more|less|fewer|greater|smaller|rises?|falls?|gains?|loss(es)?|increases?|decreases?"
    r"|improves?|reduces?|worsens?|above|below|up|down)\b"
)
numbers = st.floats(-1e9, 1e9, allow_nan=False)


def paired(
    low: float | None, high: float | None, mean: float | None, indicator: str = "visits_share", kind: str = OVER_DRAWS,
    changed: int = 7,
) -> Paired:  # fmt: skip
    verdict = verdict_of(Interval(mean, low, high, None, kind), BY_ID[indicator].better)
    return Paired("mi", "core", "continuation", mean, low, high, kind, 0.1, verdict, 100, changed)


def said(row: Paired, indicator: str = "visits_share") -> str:
    """The sentence without the label of its indicator, which may hold any word."""
    one = BY_ID[indicator]
    return comparison(row, one, WORDS).removeprefix(one.label)


@given(
    numbers,
    numbers,
    numbers,
    st.sampled_from(sorted(BY_ID)),
    st.sampled_from([OVER_DRAWS, OVER_CASES]),
    st.integers(0, 9),
)
def test_no_direction_where_the_interval_includes_zero(
    one: float, other: float, mean: float, indicator: str, kind: str, changed: int
) -> None:
    low, high = sorted((one, other))
    sentence = said(paired(low, high, mean, indicator, kind, changed), indicator)
    if low <= 0 <= high:
        assert not DIRECTION.search(sentence), sentence
        assert "do not settle" in sentence or "the same under" in sentence


@given(st.floats(-1e6, -1e-3), st.floats(1e-3, 1e6), numbers)
def test_a_verdict_alone_never_makes_a_direction(low: float, high: float, mean: float) -> None:
    row = Paired("mi", "core", "continuation", mean, low, high, OVER_DRAWS, 0.1, "better", 100, 7)
    assert not DIRECTION.search(said(row))


def test_a_settled_difference() -> None:
    assert comparison(paired(0.02, 0.05, 0.034), BY_ID["visits_share"], WORDS) == (
        "Planned visits carried out in “Mission impossible”: higher under “Core team” than under “Continuation”, which "
        "is better, by 3.4 percentage points over all simulated cases together (90 % interval over the parameter "
        "draws: 2 to 5 percentage points)."
    )


def test_a_settled_difference_downwards_in_money() -> None:
    assert comparison(paired(-3e6, -1e6, -2e6, "spending"), BY_ID["spending"], WORDS) == (
        "Spending in “Mission impossible”: lower under “Core team” than under “Continuation”, by "
        "2\N{NO-BREAK SPACE}M CHF on average over the simulated cases (90 % interval over the parameter "
        "draws: 1\N{NO-BREAK SPACE}M to "
        "3\N{NO-BREAK SPACE}M CHF)."
    )


def test_an_unsettled_difference_gives_its_interval() -> None:
    assert comparison(paired(-0.01, 0.05, 0.02, kind=OVER_CASES), BY_ID["visits_share"], WORDS) == (
        "Planned visits carried out in “Mission impossible”: the simulated cases do not settle whether “Core team” "
        "differs from “Continuation” (difference, 90 % interval, sampling error only: −1 to +5 percentage points)."
    )


def test_too_few_cases_for_an_interval() -> None:
    assert said(paired(None, None, 0.02)).endswith("differs from “Continuation”: there are too few of them.")


def test_no_difference_in_any_case() -> None:
    assert said(paired(0, 0, 0, changed=0)).endswith(
        "the same under “Core team” as under “Continuation” in each of the 100 simulated cases."
    )


def test_levels() -> None:
    row = Summary("mi", "core", 0.02, 0.1, 0.25, 0.11, 0.01, 98, 2)
    assert level(row, BY_ID["shortfall"], WORDS).replace("\N{NO-BREAK SPACE}", " ") == (
        "Verification shortfall in “Mission impossible” under “Core team”: 10 % in the median simulated case, 2 % to "
        "25 % in 80 of 100; 2 simulated cases failed and are left out."
    )
    none = Summary("mi", "core", None, None, None, None, None, 0, 0)
    assert level(none, BY_ID["late_share"], WORDS).endswith(": no event in any simulated case.")


@pytest.mark.parametrize(
    ("cases", "n", "words"),
    [
        (37, 100, "in 37 of 100 simulated cases"),
        (370, 1000, "in 37 of 100 simulated cases"),
        (7, 20, "in 7 of 20 simulated cases"),
        (0, 1000, "in none of 1,000 simulated cases"),
        (1000, 1000, "in all of 1,000 simulated cases"),
        (3, 1000, "in fewer than 1 of 100 simulated cases"),
        (997, 1000, "in more than 99 of 100 simulated cases"),
    ],
)
def test_frequencies_in_words(cases: int, n: int, words: str) -> None:
    assert frequency(cases, n) == words


def exceedance(option: str, cases: int, threshold: float, n: int = 100) -> Exceedance:
    return Exceedance("mi", option, threshold, True, cases / n if n else None, 0, 1, cases, n)


def test_frequencies_say_what_they_rest_on() -> None:
    rows = [exceedance("continuation", 37, 0.1), exceedance("core", 12, 0.1)]
    told = frequencies(rows, BY_ID["shortfall"], WORDS, "if requests come at 2 a year").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert told == (
        "Verification shortfall, above 10 %, in “Mission impossible”: in 37 of 100 simulated cases under “Continuation”"
        ", in 12 of 100 simulated cases under “Core team”; if requests come at 2 a year."
    )


def test_frequencies_of_a_first_event() -> None:
    rows = [exceedance("continuation", 5, 0), exceedance("core", 5, 0)]
    assert frequencies(rows, BY_ID["requests_late"], WORDS, "") == (
        "Requests that missed their time limit, at least one, in “Mission impossible”: in 5 of 100 simulated cases "
        "under every option."
    )
