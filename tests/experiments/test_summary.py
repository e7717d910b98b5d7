"""The summary of a study: keys that stay, a method line that hides nothing, conditions on judged rates."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from experiments.faults import UnknownNameError
from experiments.request_rates import condition, rests_on_requests
from experiments.results import Results
from experiments.summary import NATURE, Overview, default_threshold, sentences
from scenarios import builtin, load
from simulation.layout import INDICATORS
from tests.experiments.made import pack, stored_by_hand, study

BY_ID = {one.id: one for one in INDICATORS}

KEYS: dict[str, Any] = {
    "format": str,
    "pack": {
        "id": str, "title": str, "document": str, "invented": bool, "axes_by": str, "currency": str, "price_year": int,
        "data_as_of": str, "digest": str,
    },
    "study": {"scenarios": [str], "options": [str], "replicates": int, "draws": int, "seed": int},
    "years": [int],
    "content_hash": str,
    "failed": int,
    "stopping": type(None),
    "failure_rates": [{
        "scenario": str, "option": str, "failed": int, "n": int, "share": float, "low": float, "high": float,
    }],
    "failures": [],
    "indicators": [{
        "id": str, "label": str, "unit": str, "better": str, "level": str, "control": str,
        "summary": [{
            "scenario": str, "option": str, "p10": float, "p50": float, "p90": float, "mean": float, "mc_error": float,
            "n": int, "failed": int,
        }],
        "paired": [{
            "scenario": str, "option": str, "versus": str, "mean": float, "low": float, "high": float, "kind": str,
            "mc_error": float, "verdict": str, "n": int, "changed": int,
        }],
        "exceedance": [{
            "scenario": str, "option": str, "threshold": float, "above": bool, "probability": float, "low": float,
            "high": float, "cases": int, "n": int,
        }],
    }],
    "sentences": [str],
    "method": str,
}  # fmt: skip


def shape_of(value: Any) -> Any:
    """Types in place of values; a list by its first entry."""
    if isinstance(value, dict):
        return {key: shape_of(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [shape_of(value[0])] if value else []
    return type(value)


def test_the_keys_of_the_json_stay(results: Results) -> None:
    found = json.loads(json.dumps(Overview(results).to_json(), allow_nan=False))
    assert shape_of(found) == KEYS
    assert found["format"] == "quadrille-summary/2", "new keys need a new format"
    assert [one["id"] for one in found["indicators"]] == list(pack().headline)


def test_no_event_is_null_in_json(tmp_path: Path) -> None:
    nothing = stored_by_hand(tmp_path, study(4, 2), lambda *case: 0.0)
    found = json.loads(json.dumps(Overview(nothing).to_json(), allow_nan=False))
    row = found["indicators"][0]["summary"][0]
    assert (row["p50"], row["mean"], row["mc_error"], row["n"]) == (None, None, None, 0)
    assert all(
        "no event" in s for s in found["sentences"] if s.startswith("Verification shortfall in") and "median" in s
    )


def test_every_scenario_and_option_is_told(results: Results) -> None:
    told = "\n".join(sentences(results))
    for words in ("“Resurgence”", "“Civilian”", "“Continuation”", "“Lean visits”", "simulated cases"):
        assert words in told
    assert set(Overview(results).summaries) == set(pack().headline)
    assert not re.search(r"most likely|baseline|policy|regret|future", told)


def test_every_sentence_ends_and_has_no_id(results: Results) -> None:
    for sentence in sentences(results):
        assert sentence.endswith(".")
        assert not re.search(r"[a-z]_[a-z]|lean-visits|None|nan", sentence), sentence


def test_the_method_line(results: Results) -> None:
    line = Overview(results).method()
    for words in (
        "40 simulated cases per scenario and option", f"4 draws of {len(results.design.names)} uncertain parameters",
        "seed 1", "sampling error of a mean", "0 of 160 simulated cases failed", results.manifest.content_hash,
        "data as of 2020-12-31", "all data are invented", "chosen by the authors of the pack", NATURE,
    ):  # fmt: skip
        assert words in line
    assert NATURE == "planning aid; indicative; not a compliance assessment; not an official document"


def test_the_method_line_without_parameter_uncertainty(tmp_path: Path) -> None:
    one = stored_by_hand(tmp_path, study(4, 1), lambda *case: 1.0, frozenset({2}))
    line = Overview(one).method()
    assert "parameters at their central values" in line
    assert "4 of 16 simulated cases failed" in line


def test_sentences_settle_what_is_settled(tmp_path: Path) -> None:
    def values(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        gain = (0.2 + draw / 50) * (option == "lean-visits") if scenario == "civilian" else 0.0
        return {"visits_planned": 10.0, "visits_done": 7 + gain}.get(tally, 1.0)

    told = Overview(stored_by_hand(tmp_path, study(8, 4), values)).sentences()
    (civilian,) = [s for s in told if s.startswith("Planned quality visits carried out in “Civilian”: ")]
    assert "higher under “Lean visits” than under “Continuation”, which is better, by 2.3 percentage points" in civilian
    (resurgence,) = [s for s in told if s.startswith("Planned quality visits carried out in “Resurgence”: ")]
    assert "the same under “Lean visits” as under “Continuation” in each of the 8 simulated cases" in resurgence


def test_thresholds_of_the_reader(results: Results) -> None:
    overview = Overview(results, {"shortfall": 0.03, "cash_low": 1e5})
    assert [one.id for one in overview.indicators] == [*pack().headline, "cash_low"]
    assert {row.threshold for row in overview.exceedances["shortfall"]} == {0.03}
    assert {row.above for row in overview.exceedances["cash_low"]} == {False}
    with pytest.raises(UnknownNameError):
        Overview(results, {"happiness": 1.0})


@pytest.mark.parametrize(
    ("indicator", "threshold"),
    [("visits_share", 0.9), ("shortfall", 0.1), ("requests_late", 0.0), ("spending", None), ("detection_5", None),
     ("conflict", None), ("visits_done", None)],
)  # fmt: skip
def test_thresholds_nobody_gave(indicator: str, threshold: float | None) -> None:
    assert default_threshold(BY_ID[indicator]) == threshold


def test_frequencies_of_requests_say_the_judged_rates(results: Results) -> None:
    told = [
        s
        for s in Overview(results).sentences()
        if s.startswith("Support requests that missed their time limit, at least one")
    ]
    assert len(told) == 2
    # 0.8 a year times 2.5 in resurgence, and 1.5 times 0.6
    assert told[0].endswith("; if support requests come at 2.9 a year (judged 1.2 to 6.5).")


def test_the_rates_at_the_centre_are_those_of_the_pack() -> None:
    assert condition(pack(), "centre") == "if support requests come at 2.3 a year (judged 1.1 to 4.5)"


@pytest.mark.parametrize("name", builtin())
def test_judged_rates_are_never_negative(name: str) -> None:
    shipped = load(name)
    for scenario in shipped.scenarios:
        rates = [float(number) for number in re.findall(r"-?\d+\.?\d*", condition(shipped, scenario))]
        assert bool(rates) == bool(shipped.tables.request_kinds)
        assert all(number >= 0 for number in rates), condition(shipped, scenario)


def test_the_brief_names_what_is_settled_and_leaves_the_rest_open(tmp_path: Path) -> None:
    def values(scenario: str, option: str, draw: int, replicate: int, tally: str) -> float:
        gain = (
            (0.2 + draw / 50) * (option == "lean-visits") if scenario == "civilian" else 0.01 * (replicate % 2) - 0.005
        )
        return {"visits_planned": 10.0, "visits_done": 7 + gain * (option != "continuation")}.get(tally, 1.0)

    overview = Overview(stored_by_hand(tmp_path, study(8, 4), values))
    told = overview.brief_on(BY_ID["visits_share"])
    assert told[0].startswith("Planned visits carried out in “Civilian”: higher under “Lean visits”")
    assert "Elsewhere the simulated cases do not settle whether an option differs from “Continuation”." in told
    assert not [s for s in told[1:] if re.search(r"higher|lower|better|worse", s)]


def test_what_rests_on_requests() -> None:
    assert rests_on_requests(BY_ID["requests_late"])
    assert rests_on_requests(BY_ID["shortfall"])
    assert not rests_on_requests(BY_ID["receipts_share"])
