"""Starting the dashboard: the address, a taken port, a study that is not there or not whole."""

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.app import HOST, create_app, main
from dashboard.pages.explore import SHOWN
from tests.architecture.sources import REPOSITORY


def said(folder: Path) -> str:
    """What the page of a study that can't be shown says."""
    answer = create_app(folder).server.test_client().get("/_dash-layout")
    assert answer.status_code == 200
    return answer.text


def test_a_folder_that_does_not_exist_is_named_with_what_helps(tmp_path: Path) -> None:
    words = said(tmp_path / "nothing")
    assert "can't be shown" in words
    assert "nothing" in words
    assert "quadrille sweep" in words


def test_an_empty_folder_is_no_study(tmp_path: Path) -> None:
    assert "can't be shown" in said(tmp_path)


def test_a_study_that_is_not_whole_is_told(folder: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(folder, half)
    (half / "manifest.json").unlink()
    assert "can't be shown" in said(half)


def test_a_manifest_cut_in_half_is_told(folder: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(folder, half)
    text = (half / "manifest.json").read_text("utf-8")
    (half / "manifest.json").write_text(text[: len(text) // 2], "utf-8")
    assert "can't be shown" in said(half)


def test_a_missing_block_is_told(folder: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(folder, half)
    next((half / "blocks").glob("*.parquet")).unlink()
    assert "can't be shown" in said(half)


def test_a_block_that_can_not_be_read_is_told_on_the_page(folder: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(folder, half)
    for block in (half / "blocks").glob("*.parquet"):
        block.write_bytes(block.read_bytes()[:100])
    answer = drawn(create_app(half).server.test_client())
    assert "can't be drawn" in answer["sheet"]["children"]["props"]["children"]
    assert answer["chart-box"] == {"className": "chart hidden"}


def drawn(client: FlaskClient) -> dict[str, Any]:
    """What the page gets when it asks for its chart, by component."""
    asked = next(one for one in client.get("/_dash-dependencies").json or () if "chart.figure" in one["output"])
    outputs = [dict(zip(("id", "property"), place, strict=True)) for place in SHOWN.values()]
    inputs = [{"id": "state", "property": "data", "value": {}}, {"id": "live-state", "property": "data", "value": ""}]
    sent = {"output": asked["output"], "outputs": outputs, "inputs": inputs, "changedPropIds": ["state.data"]}
    answer = client.post("/_dash-update-component", json=sent)
    assert answer.status_code == 200
    return dict(answer.json["response"])


def test_it_serves_this_machine_only_and_prints_the_address(folder: Path) -> None:
    command = [sys.executable, "-m", "dashboard", str(folder), "--port", "0"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.terminate()
    found = re.search(r"http://([\d.]+):(\d+)", line)
    assert found is not None, line
    assert found[1] == HOST


def test_a_taken_port_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main([str(folder), "--port", str(port)]) == 1
    assert f"Port {port}" in capsys.readouterr().err
