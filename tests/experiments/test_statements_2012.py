"""Plan statements on synergies of three conventions: a verdict on every claim, and the verdicts found before."""

from functools import cache

import pytest

from experiments.analysis.statements.ledger import Entry, ledger
from experiments.story import story
from scenarios import load
from scenarios.compile import ground_truth, settings
from simulation.model import QuadrilleModel
from tests.experiments.ledgers import has_the_claims, says_why

PACK = "brs-synergies-2012-2013"
CLAIMS = {
    ("coded", 2): "23",
    ("em", 1): "06 09 15 19 24 27",
    ("em", 2): "13 28 35",
    ("in", 1): "04 11 29 32 33",
    ("in", 2): "08 14 16 18 20 21 22 30 41",
    ("in", 3): "17 25 26 34 40 42",
    ("rep", 1): "03 31 36 37 39",
    ("rep", 2): "38",
    ("rule", 1): "01 02 07 10 44",
    ("rule", 2): "05 12 43 45",
}
"""Numbers of the claims BRS by origin and priority, which the rows of the pack must keep."""
VERDICTS = {
    ("holds", "holds"): """
        01a 02a 02b 03a 03b 04a 04b 04c 04d 04e 04f 04g 04h 05a 06a 07a 08a 08b 09a 11a 11b 12a 13a 14 15a 15b 16a
        16b 17 18 20a 20b 21a 21b 22a 22b 22c 23a 25 26a 26b 26c 27a 27b 29a 29b 29c 29d 29e 30a 30b 30c 31a 31b 32a
        32b 32c 32d 32e 32f 32g 32h 32i 32j 32k 33c 34a 34b 35a 36a 37a 37d 38a 39a 39b 39c 40a 40b 41a 41b 42a 42b
        42c 42d 43 44a 44b 44c 45a
    """,
    ("not testable", "not testable"): """
        01b 03c 03d 05b 06b 07b 08c 09b 10 13b 13c 15c 20c 23b 24c 27e 27f 28 31c 33a 35b 36b 37b 37c 38b 45b
    """,
    ("holds", "fails"): "19a 19c 24a 24b 27c 27d",
    ("inconclusive", "fails"): "19b",
    ("fails", "fails"): "33b",
}
"""Verdicts as is and neutral on 200 simulated cases: findings, not wishes. A change that turns one is told in the
changelog."""
EXPECTED = {f"BRS-{number}": both for both, numbers in VERDICTS.items() for number in numbers.split()}


@cache
def entries() -> dict[str, Entry]:
    return {one.id: one for one in ledger(load(PACK)).entries}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdicts_are_those_found_before(name: str) -> None:
    one = entries()[name]
    assert (one.as_is.verdict, one.neutral.verdict) == EXPECTED[name], one.as_is


def test_every_statement_of_the_pack_has_a_verdict_to_compare() -> None:
    assert set(entries()) == set(EXPECTED)


def test_all_45_claims_are_there_with_their_origins_and_priorities() -> None:
    has_the_claims(PACK, "BRS", CLAIMS, 45)


def test_what_is_untested_or_fails_says_why() -> None:
    says_why(entries())


def begun(replicate: int) -> set[str]:
    """First days of the measures that all bodies have approved, in one simulated case."""
    pack = load(PACK)
    model = QuadrilleModel(ground_truth(pack), settings(pack, "centre", "plan-as-drafted"), replicate=replicate)
    events = story(model, pack, "plan-as-drafted").events
    return {event.text.rpartition(" ")[2] for event in events if ": approved, begins " in event.text}


def test_a_measure_begins_after_the_last_of_three_conferences() -> None:
    """Basel, in October 2011, is the last to meet: what it approves begins in 2012, what waits in 2013."""
    assert set().union(*map(begun, range(20))) == {"2012-01-01", "2013-06-01"}


def test_pooling_alone_shortens_the_waits() -> None:
    """Six servers with a load of 4.2 make one wait .19 of a service time, pairs with 1.4 each .96: 9.3 days."""
    low, high = entries()["BRS-15a"].as_is.interval or (0.0, 0.0)
    assert low < -9.3 < high
