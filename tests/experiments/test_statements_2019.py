"""Plan statements of the cluster munitions unit 2019: a verdict on every claim, and the verdicts found before."""

from functools import cache

import pytest

from experiments.analysis.detection import sampling_plan
from experiments.analysis.provision import provisions
from experiments.analysis.statements.ledger import Entry, ledger
from experiments.faults import StudyError
from experiments.story import Story, story
from scenarios import load
from scenarios.compile import ground_truth, settings
from simulation.model import QuadrilleModel
from tests.experiments.ledgers import has_the_claims, says_why

PACK = "ccm-isu-2019"
CLAIMS = {
    ("coded", 1): "13 16",
    ("coded", 2): "35",
    ("coded", 3): "17",
    ("em", 1): "10 15 20 27 29 30 37",
    ("em", 2): "19 22 38",
    ("in", 1): "01 03 05 24 31 32 33",
    ("in", 2): "02 04 06 07 11 12 26",
    ("in", 3): "21 23 28 34",
    ("rep", 2): "39",
    ("rep", 3): "18",
    ("rule", 1): "14 25",
    ("rule", 2): "08",
    ("rule", 3): "09 36",
}
"""Numbers of the claims CCM by origin and priority, which the rows of the pack must keep."""
VERDICTS = {
    ("holds", "holds"): """
        01a 01b 01c 01d 02 03 04a 04b 04c 05a 05b 05c 05d 06 07 08 09 10a 10b 10c 11 12a 12b 14 15a 15b 16a
        16b 16c 17 18 19a 19b 21 23 24a 24b 24c 25a 25b 26 27b 28 29a 29c 30b 30c 31a 31b 31c 31d 31e 31f 31g
        31h 31i 32 33a 33b 33c 33d 33e 34 35a 35b 36 37 38 39a 39b
    """,
    ("holds", "fails"): "13a 15c 15d 20a 20b 20c 20d 27a",
    ("inconclusive", "inconclusive"): "13b",
    ("fails", "fails"): "22 29b 30a",
}
"""Verdicts as is and neutral on 200 simulated cases: findings, not wishes. A change that turns one is told in the
changelog."""
EXPECTED = {f"CCM-{number}": both for both, numbers in VERDICTS.items() for number in numbers.split()}


@cache
def entries() -> dict[str, Entry]:
    return {one.id: one for one in ledger(load(PACK)).entries}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdicts_are_those_found_before(name: str) -> None:
    one = entries()[name]
    assert (one.as_is.verdict, one.neutral.verdict) == EXPECTED[name], one.as_is


def test_every_statement_of_the_pack_has_a_verdict_to_compare() -> None:
    assert set(entries()) == set(EXPECTED)


def test_all_39_claims_are_there_with_their_origins_and_priorities() -> None:
    has_the_claims(PACK, "CCM", CLAIMS, 39)


def test_what_is_untested_or_fails_says_why() -> None:
    says_why(entries())


@cache
def told() -> Story:
    pack = load(PACK)
    model = QuadrilleModel(ground_truth(pack), settings(pack, "centre", "plan-as-drafted"))
    return story(model, pack, "plan-as-drafted")


def test_a_case_of_a_pack_without_inspections_speaks_of_none() -> None:
    names = [line.indicator.id for line in told().lines]
    headline = list(load(PACK).headline)
    assert names == [*headline, "appropriation_nominal", "receipts_share", "cash_end"]


def test_what_bodies_approve_is_told_when_it_begins() -> None:
    begins = {event.text.rpartition(" ")[2] for event in told().events if "it begins " in event.text}
    assert begins
    assert min(begins) == "2019-01-01"


def test_what_is_sampled_and_provided_for_is_not_asked_of_a_pack_without_it() -> None:
    with pytest.raises(StudyError, match="holds no site classes"):
        sampling_plan(load(PACK), None, "continuation", 0.5)
    with pytest.raises(StudyError, match="holds no kinds of request"):
        provisions(load(PACK), 0.9, "continuation", 20)
