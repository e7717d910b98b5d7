"""The table against peers: how a task ended is told apart, the words say it, and the command runs."""

import re
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.architecture.sources import REPOSITORY
from tests.bench.peers.elsewhere import Ending, ended
from tests.bench.peers.measure import EMA, FRAMEWORKS, MESA, OURS, USUAL, Found, Sizes
from tests.bench.peers.report import notes, report, rows

SIZES = Sizes(100, 300, 300, 200, 400, 1_300, 100, 20, 8.0)


def run(code: str, folder: Path, idle: float = 5.0) -> Ending:
    return ended([sys.executable, "-c", code], idle, str(folder))


def test_what_a_task_printed_last_is_its_finding(tmp_path: Path) -> None:
    found = run("open('left', 'w'); print('noise'); print('{\"a\": 1}'); print('more')", tmp_path)
    assert (found.found, found.hung, found.signal, found.files) == ({"a": 1}, False, 0, 1)


def test_a_task_that_does_nothing_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    child = "import time, pathlib; time.sleep(4); pathlib.Path('late').touch()"
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    found = run(code, tmp_path, idle=1.5)
    assert (found.hung, found.idle) == (True, 1.5)
    time.sleep(3)
    assert not (tmp_path / "late").exists()


def test_a_task_is_not_ended_while_it_or_a_child_of_it_works(tmp_path: Path) -> None:
    work = "import time\nuntil = time.monotonic() + 4\nwhile time.monotonic() < until: pass\nprint('{}')"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}]); print('{{\"a\": 2}}')"
    assert run(child, tmp_path, idle=1.5).found == {"a": 2}


def test_a_task_that_is_killed_or_fails_says_so(tmp_path: Path) -> None:
    assert run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", tmp_path).signal == 9
    assert "no_such_module" in run("import no_such_module", tmp_path).error


def findings() -> Found:
    """A finding for every cell."""
    pace = Ending({"in_all": 90.0, "alone": 50.0})
    found: Found = {}
    for who in FRAMEWORKS:
        found |= {(who, "pace", function, workers): pace for function in ("tiny", "engine") for workers in "12"}
        found |= {(who, "slow", workers): Ending({"value": 1.25}) for workers in "12"}
        found |= {(who, "raising", workers): Ending({"fault": "ValueError", "kept": 0}) for workers in "12"}
        found[who, "memory"] = Ending({"few": 300.0, "many": 400.0, "growth": 5.0})
        found |= {(who, "killing", "1"): Ending(signal=9), (who, "killing", "2"): Ending(hung=True, idle=8.0)}
    found[OURS, "save"] = Ending({"size": 1.5, "numbers": 1960})
    found[EMA, "save"] = Ending({"seconds": 1.7, "size": 2.2, "numbers": 600})
    found[OURS, "signal"] = Ending({"fault": "", "kept": 1300, "failed": 1, "altered": 0})
    found[EMA, "signal"] = Ending({"failed": 50, "wrong": 50})
    found[OURS, "killed"], found[OURS, "resumed"] = Ending(signal=9), Ending({"left": 900, "same": True})
    return found


def test_the_words_of_a_cell_are_what_was_found() -> None:
    told = {name: cells for name, *cells in rows(findings(), SIZES)}
    assert told["Overhead a run, processor time: one, two workers"] == ["40 µs, 40 µs"] * 3
    assert told["The engine's case in all, processor time"] == ["90 µs, 90 µs"] * 3
    assert told["One run raises, one worker"] == ["ends with ValueError; 0 of 1,300 runs are kept"] * 3
    assert (
        told["A worker is killed (SIGKILL), two workers"][1:]
        == ["hangs (stopped after 8 s in which it did nothing)"] * 2
    )
    failed = ["1,300 of 1,300 runs, 1 of them counted as failed; 0 others differ", "50 of 50 such runs hold the series"]
    assert told["A run says that it failed"][0] == failed[0]
    assert told["A run says that it failed"][1].startswith(failed[1])
    last = told["The process is killed midway, called again"]
    assert last[0] == "900 of 1,300 runs were on disk; it goes on, the same content hash as one never killed"
    assert last[1:] == ["0 files are left; all 1,300 runs anew"] * 2


def test_a_task_without_a_finding_is_never_shown_as_one() -> None:
    found = findings()
    found[MESA, "raising", "1"] = Ending(error="ModuleNotFoundError: mesa")
    found[OURS, "resumed"] = Ending({"left": 900, "same": False})
    told = {name: cells for name, *cells in rows(found, SIZES)}
    assert told["One run raises, one worker"][2] == "failed: ModuleNotFoundError: mesa"
    assert "ANOTHER content hash" in told["The process is killed midway, called again"][0]


def test_the_document_has_the_rows_that_the_table_has() -> None:
    document = (REPOSITORY / "docs" / "peers.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```text\n(.*?)^```", document, re.MULTILINE | re.DOTALL)
    column = " ".join(" ".join(line[:27] for line in shown.splitlines()).split())
    assert [name for name, *_ in rows(findings(), USUAL) if name not in column] == [], "make peers, and put it there"


def test_where_a_peer_does_better_the_table_says_so() -> None:
    found = findings()
    found[MESA, "memory"] = Ending({"few": 299.0, "many": 900.0, "growth": 9.0})
    found[EMA, "memory"] = Ending({"few": 600.0, "many": 900.0, "growth": 9.0})
    found[EMA, "pace", "tiny", "2"] = Ending({"in_all": 95.0, "alone": 50.0})
    found[EMA, "raising", "2"] = Ending(hung=True, idle=8.0)
    told = [note for note in notes(found, SIZES) if note.startswith("As good")]
    assert told == [
        f"As good as ours or better, EMA Workbench {version('ema-workbench')}: overhead with one worker; "
        "slow pure Python with one worker; slow pure Python with two workers.",
        f"As good as ours or better, Mesa {version('mesa')} batch_run: overhead with one worker; slow pure Python with "
        "one worker; overhead with two workers; slow pure Python with two workers; a run that raises ends the sweep "
        "and does not hang it; memory for few runs.",
    ]


@pytest.mark.long
def test_the_table_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    report(SIZES)
    text = capsys.readouterr().out
    words = " ".join(text.split())
    assert "failed:" not in words
    assert "the same content" in words
    assert words.count("hangs (stopped") == 3
    assert max(map(len, text.splitlines())) <= 98
