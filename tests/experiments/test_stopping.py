"""A sweep with a stopping rule: rounds, one result however it is cut, and what it says of itself."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.clock import Progress
from experiments.faults import StoreError
from experiments.results import Results
from experiments.stopping import Decision, Rule
from experiments.study import Study
from experiments.summary import Overview
from experiments.sweep import sweep
from experiments.verify import verify
from tests.experiments.made import SCENARIOS, Interrupting, pack
from tests.experiments.test_cli import quadrille, sound

RULE = Rule("ranking", "shortfall", 0.9, alike_within=0.02, round=100)
OPTIONS = ("continuation", "lean-visits", "plan-as-drafted")
FILE = """\
pack: mine-ban-unit
scenarios: [resurgence, civilian]
replicates: 1000
draws: 4
stopping: {until: ranking, indicator: shortfall, confidence: 0.9, alike_within: 0.02, round: 104}
"""


def study(rule: Rule | None = RULE, replicates: int = 1000) -> Study:
    return Study(pack(), SCENARIOS, OPTIONS, replicates, 4, 1, stopping=rule and replace(rule, round=rule.round + 4))


@pytest.fixture(scope="module")
def asked() -> Study:
    return study(replicates=1040)


@pytest.fixture(scope="module")
def stopped(asked: Study, tmp_path_factory: pytest.TempPathFactory) -> Results:
    return sweep(asked, tmp_path_factory.mktemp("stopped") / "study")


def decision(results: Results) -> Decision:
    assert results.manifest.stopping is not None
    return Decision.from_json(results.manifest.stopping)


def test_it_ends_once_the_ranking_is_decided(stopped: Results) -> None:
    found = decision(stopped)
    assert found.decided
    assert found.replicates == stopped.manifest.study.replicates < found.at_most == 1040
    assert found.replicates % 104 == 0
    assert len(found.comparisons) == 3 * len(SCENARIOS)
    assert verify(stopped.folder) == []


def test_what_it_decided_is_what_its_cases_say(stopped: Results) -> None:
    for one in decision(stopped).comparisons:
        there, here = (stopped.horizon("shortfall")[one.scenario, name] for name in (one.versus, one.option))
        assert one.mean == pytest.approx(np.mean(here) - np.mean(there), abs=0.02)
        assert one.half_width is not None
        assert (one.verdict == "alike") == (abs(one.mean) + one.half_width <= 0.02)


def test_its_results_are_those_of_a_study_of_that_size(stopped: Results, tmp_path: Path) -> None:
    fixed = sweep(study(None, stopped.manifest.study.replicates), tmp_path)
    assert fixed.manifest.content_hash == stopped.manifest.content_hash
    assert fixed.manifest.stopping is None


@pytest.mark.parametrize(("workers", "block"), [(1, 1000), (2, 13), (3, 52)])
def test_workers_and_blocks_do_not_matter(
    asked: Study, stopped: Results, tmp_path: Path, workers: int, block: int
) -> None:
    again = sweep(asked, tmp_path, workers, block)
    assert again.manifest.content_hash == stopped.manifest.content_hash
    assert again.manifest.stopping == stopped.manifest.stopping


@pytest.mark.parametrize("after", [100, 700, 1300])
def test_an_interrupted_one_goes_on_to_the_same_end(asked: Study, stopped: Results, tmp_path: Path, after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep(asked, tmp_path, 2, 26, Interrupting(after))
    assert not (tmp_path / "manifest.json").exists()
    assert sweep(asked, tmp_path).manifest.content_hash == stopped.manifest.content_hash


def test_a_complete_one_is_left_as_it_is_and_a_spoiled_block_is_mended(asked: Study, tmp_path: Path) -> None:
    sweep(asked, tmp_path)
    before = (tmp_path / "manifest.json").stat().st_mtime_ns
    sweep(asked, tmp_path)
    assert (tmp_path / "manifest.json").stat().st_mtime_ns == before
    block = sorted(tmp_path.glob("blocks/*.parquet"))[0]
    block.write_bytes(block.read_bytes()[:-9])
    assert verify(tmp_path)
    sweep(asked, tmp_path)
    assert verify(tmp_path) == []


def test_another_rule_is_another_study(asked: Study, stopped: Results) -> None:
    assert asked.stopping is not None
    other = replace(asked, stopping=replace(asked.stopping, confidence=0.99))
    with pytest.raises(
        StoreError, match=r"stopping rule: the folder has ranking .* 90 % .*, asked for ranking .* 99 %"
    ):
        sweep(other, stopped.folder)


def test_where_it_cannot_be_decided_all_replicates_are_run_and_it_says_so(tmp_path: Path) -> None:
    strict = study(replace(RULE, alike_within=0.0), replicates=208)
    found = sweep(strict, tmp_path)
    assert not decision(found).decided
    assert found.manifest.study.replicates == 208
    method = Overview(found).method()
    assert "not decided after 208 of at most 208 cases per scenario and option in “Resurgence”" in method


def test_progress_tells_the_rounds(asked: Study, tmp_path: Path) -> None:
    steps: list[Progress] = []
    sweep(asked, tmp_path, progress=steps.append)
    news = list(dict.fromkeys(step.news for step in steps))
    assert news[0] == ""
    assert news[1].startswith("104 cases per scenario and option: 6 of 6 comparisons are open")
    assert steps[-1].done == steps[-1].total < 1040 * 6


def test_the_command_line_tells_what_was_decided(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(FILE.replace("1000", "1040"))
    assert "at most" in sound("check", file)
    said = " ".join(sound("sweep", file, "--out", tmp_path / "out").split())
    assert "decided after 312 of at most 1,040 cases per scenario and option" in said
    assert "“Civilian”, lowest first: Lean visits = Plan as drafted = Continuation." in said
    summary = " ".join(sound("summary", tmp_path / "out").split())
    assert "“Civilian”, lowest first: Lean visits = Plan as drafted = Continuation." in summary
    told = json.loads(sound("summary", tmp_path / "out", "--json"))
    assert told["stopping"]["replicates"] == told["study"]["replicates"] == 312


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("round: 104", "round: 100", "study.yaml:5:94: stopping.round: found 100, expected a multiple of 52"),
        ("indicator: shortfall", "indicator: shortfal", "study.yaml:5:39: stopping.indicator: found"),
        ("until: ranking", "until: precision", "study.yaml:5:11: stopping: found no half_width"),
        ("confidence: 0.9", "of: means", "study.yaml:5:50: stopping.of: found of, expected it only beside until"),
        ("confidence: 0.9", "confidence: 1", "study.yaml:5:62: stopping.confidence: found 1, expected a number from"),
        ("replicates: 1000", "replicates: 1000", "study.yaml:3:13: replicates: found 1000, expected a multiple of 104"),
        ("until: ranking", "until: best-one", "study.yaml:5:19: stopping.until: found 'best-one', expected"),
        (", alike_within: 0.02", ", alike_within: -1", "study.yaml:5:81: stopping.alike_within: found -1, expected a"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "study.yaml"
    assert old in FILE
    file.write_text(FILE.replace(old, new))
    code = quadrille("check", file)
    assert code.exit_code != 0
    assert said in " ".join(code.output.split()), code.output


def test_one_that_was_not_decided_goes_on_with_more(asked: Study, stopped: Results, tmp_path: Path) -> None:
    few = sweep(replace(asked, replicates=104), tmp_path)
    assert not decision(few).decided
    kept = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("blocks/*")}
    more = sweep(asked, tmp_path)
    assert more.manifest.content_hash == stopped.manifest.content_hash
    assert verify(tmp_path) == []
    assert {name: (tmp_path / "blocks" / name).stat().st_mtime_ns for name in kept} == kept


def test_a_manifest_that_claims_another_hash_is_written_anew(asked: Study, stopped: Results, tmp_path: Path) -> None:
    sweep(asked, tmp_path)
    told = json.loads((tmp_path / "manifest.json").read_text()) | {"content_hash": "0" * 64}
    told.pop("seal")
    (tmp_path / "manifest.json").write_text(json.dumps(told))
    assert sweep(asked, tmp_path).manifest.content_hash == stopped.manifest.content_hash


def test_the_draft_says_that_a_rule_chose_how_many_cases_there_are(stopped: Results, tmp_path: Path) -> None:
    sound("draft", stopped.folder, "--out", tmp_path)
    text = next(tmp_path.glob("*.md")).read_text(encoding="utf-8")
    assert "left to a stopping rule on “Verification shortfall”: rounds were added, until the rule was met." in text
