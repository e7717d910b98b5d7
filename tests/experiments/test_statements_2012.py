"""Plan statements on synergies of three conventions: a verdict on every claim, and the verdicts found before."""

from functools import cache

import pytest

from experiments.analysis.statements.ledger import Entry, ledger
from experiments.story import story
from scenarios import load
from scenarios.compile import Changes, ground_truth, settings
from scenarios.options import with_options
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
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
        01a 01b 01c 02a 02b 02c 03a 03b 03d 04a 04b 04c 04d 04e 04f 04g 04h 05a 05b 06a 06b 06c 06d 07a 07b
        07c 08a 08b 09a 09b 11a 11b 12a 13a 14 15a 15b 15c 16a 16b 17 18 19a 19b 20a 20b 20c 21a 21b 21c 22a
        22b 22c 23a 24a 25 26a 26b 26c 27a 27b 29a 29b 29c 29d 29e 30a 30b 30c 31a 31b 31c 32a 32b 32c 32d 32e
        32f 32g 32h 32i 32j 32k 33a 33b 33c 34a 34b 35a 36a 36c 37a 37b 37c 37d 38a 38b 39a 39b 39c 39d 40a
        40b 41a 41b 42a 42b 42c 42d 43 44a 44b 44d 44c 45a
    """,
    ("holds", "fails"): "13b 13c 19c 24b 24c 27c 27d 27e 27g 27h 35b",
    ("inconclusive", "inconclusive"): "28 44e",
    ("inconclusive", "fails"): "27f",
    ("fails", "fails"): "06e",
    ("not testable", "not testable"): "03c 08c 10 23b 31d 36b 45b",
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
    return {event.text.rpartition(" ")[2] for event in events if "it begins " in event.text}


def test_a_measure_begins_after_the_last_of_three_conferences() -> None:
    """Basel, in October 2011, is the last to meet: what it approves begins on its start, what waits in June 2013."""
    assert set().union(*map(begun, range(20))) == {"2012-01-01", "2013-01-01", "2013-06-01"}


def test_what_is_separate_shares_neither_conferences_nor_forms_nor_surveys() -> None:
    """Added to the plan, the measure of the counterfactual takes these back to what the counterfactual has."""
    joined = "plan-as-drafted+separate-services"
    pack = with_options(load(PACK), [joined])
    undone, separate = (
        simulate(ground_truth(pack), settings(pack, "centre", option), 1, 0, 20).yearly()
        for option in (joined, "separate-secretariats")
    )
    for tally in ("meeting_cost", "burden_surveys_hours"):
        assert undone[:, :, TALLY_INDEX[tally]] == pytest.approx(separate[:, :, TALLY_INDEX[tally]], abs=1e-9)
    reports = undone[:, :, TALLY_INDEX["burden_reports_hours"]]
    # Help still brings more reports; each takes the hours it takes without harmonised forms.
    assert (reports == 40.0 * undone[:, :, TALLY_INDEX["declarations_received"]]).all()


def test_queues_alone_shorten_the_waits_as_erlang_says() -> None:
    """With services that cost nothing, six servers with a load of 4.2 make one wait .19 of twelve days, pairs .96."""
    pack, waits = load(PACK), []
    g = ground_truth(pack)
    g["service_unit_cost"][0, :3] = 0.0
    for pooling in (0.0, 1.0):
        told = settings(pack, "centre", "continuation", changes=Changes(overrides=(("pooling", pooling),)))
        found = simulate(g, told, 1, 0, 400).monthly[:, :, 12:]
        waited, served = (found[:, TALLY_INDEX[f"cooperation_{name}"]].sum() for name in ("waited", "served"))
        waits.append(waited / served)
    assert waits[0] - waits[1] == pytest.approx(12.0 * (0.96078 - 0.18665), rel=0.06)


def test_money_that_is_not_pooled_lengthens_the_waits_further() -> None:
    one = entries()["BRS-15c"].as_is
    assert one.interval is not None
    assert one.interval[1] < 0.0
    assert one.value is not None
    assert one.value < -12.0 * (0.96078 - 0.18665)
