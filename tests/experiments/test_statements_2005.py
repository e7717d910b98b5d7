"""Plan statements of the plan 2005-2007: a verdict on every claim, and the verdicts found before."""

from functools import cache

import pytest

from experiments.analysis.statements.inputs import computed, given
from experiments.analysis.statements.ledger import Entry, ledger
from scenarios import load
from tests.experiments.ledgers import has_the_claims, says_why
from tests.scenarios.folders import TOY

PACK = "opcw-2005-2007"
CLAIMS = {
    ("coded", 1): "17",
    ("coded", 2): "25 32 33 62",
    ("coded", 3): "03 26",
    ("em", 1): "13 19 20 22 24 29 31 34 37 45 52 53 55 61 63",
    ("em", 2): "21 30 60",
    ("in", 1): "02 04 23 36 39 40 44 48 50 51 54 56 57 64",
    ("in", 2): "18 28 41 42",
    ("in", 3): "35 49",
    ("rep", 1): "05 06 07 08 09 10 11 58",
    ("rep", 3): "16",
    ("rule", 1): "14 15 43 46 47 65 66",
    ("rule", 2): "01 27 38 59",
    ("rule", 3): "12",
}
"""Numbers of the claims M5 by origin and priority, which the rows of the pack must keep."""
VERDICTS = {
    "holds": """
        01 02 04a 04b 04c 04d 05a 06a 07a 09a 10a 10b 10c 14a 14b 15a 18 20b 20d 21 22a 23a 23b 24a 24b 28 29a
        29b 29c 29d 31a 31b 31c 32 34a 34b 36a 36b 37a 39 40a 40b 40c 40d 40e 41a 41b 42a 42b 43 44a 44b 44c 45a
        45b 46b 47a 48a 48b 48c 48d 48e 48f 49 50a 50b 50c 50d 50e 51a 51b 51c 51d 51e 51f 51g 51h 51i 52a 52b
        52c 52d 52e 53a 53b 53c 53d 54a 54b 54c 55 56a 56b 57a 57b 57c 57d 57e 57f 58a 58b 58c 61a 61b 61c 61d
        62 63a 63b 63c 64a 64b 65a 65b 65c 66b
    """,
    "fails": """
        20a 30 46a
    """,
    "not testable": """
        03 05b 06b 07b 08 09b 11 12 13 15b 16 17 19 20c 22b 24c 25 26 27 33 35 37b 38 44d 47b 59 60 61e 66
    """,
}
"""Verdicts on 200 simulated cases. They are findings, not wishes: a change of the engine that turns one is told in the
changelog. None names parameters that encode it, so the neutral verdict is the same."""
EXPECTED = {f"M5-{number}": verdict for verdict, numbers in VERDICTS.items() for number in numbers.split()}


@cache
def entries() -> dict[str, Entry]:
    return {one.id: one for one in ledger(load(PACK)).entries}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdicts_are_those_found_before(name: str) -> None:
    one = entries()[name]
    assert (one.as_is.verdict, one.neutral.verdict) == (EXPECTED[name], EXPECTED[name]), one.as_is


def test_every_statement_of_the_pack_has_a_verdict_to_compare() -> None:
    assert set(entries()) == set(EXPECTED)


def test_all_66_claims_are_there_with_their_origins_and_priorities() -> None:
    has_the_claims(PACK, "M5", CLAIMS, 66)


def test_what_is_untested_or_fails_says_why() -> None:
    says_why(entries())


def test_cells_of_the_document_are_added_taken_off_and_divided() -> None:
    pack = load(TOY)
    row = pack.statements["TOY-05"]
    found = computed(pack, row)
    assert (found.verdict, found.value) == ("holds", 0.4)
    assert computed(pack, row.model_copy(update={"equals": 0.5})).verdict == "fails"
    assert computed(pack, row.model_copy(update={"equals": None, "low": 0.3})).verdict == "holds"
    within = computed(pack, row.model_copy(update={"equals": None, "low": 0.3, "high": 0.35}))
    assert (within.verdict, within.threshold) == ("fails", 0.35)


@pytest.mark.parametrize(
    ("key", "equals", "verdict"),
    [
        (("document", "plan", "staff"), [600000, 610000], "holds"),
        (("document", "plan", "staff"), [600000, 610001], "fails"),
        (("document", "plan", "income", "2022"), "none", "holds"),
        (("document", "plan", "income", "2021"), -5.5, "holds"),
        (("document", "plan", "income", "2023"), 1, "not testable"),
        (("document", "plan", "nothing"), [1], "not testable"),
        (("document", "other", "staff"), [1], "not testable"),
    ],
)
def test_a_key_reaches_a_cell_or_a_row_of_the_document(key: tuple[str, ...], equals: object, verdict: str) -> None:
    assert given(load(TOY), key, equals).verdict == verdict
