"""Rendered, the draft has two pages, whatever the pack."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.draft import write_draft
from experiments.study import study_of
from experiments.sweep import sweep
from scenarios import builtin, load
from tests.draft.conftest import Written

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="soffice (LibreOffice) is not installed")


def pages(document: Path, folder: Path) -> int:
    """Pages of a DOCX as LibreOffice sets it, with a profile of its own so that no open office is disturbed."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(document)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = (folder / document.with_suffix(".pdf").name).read_bytes()
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")


def test_the_draft_has_two_pages(written: Written, tmp_path: Path) -> None:
    assert pages(written.folder / "draft.docx", tmp_path) == 2


@pytest.mark.parametrize("pack", [name for name in builtin() if name != "mine-ban-unit"])
def test_every_pack_fills_two_pages(pack: str, tmp_path: Path) -> None:
    results = sweep(study_of(load(pack), replicates=20, draws=2), tmp_path / "study", workers=2)
    write_draft(results, tmp_path)
    assert pages(tmp_path / "draft.docx", tmp_path) == 2


def test_the_longest_study_has_two_pages(tmp_path: Path) -> None:
    """Five indicators, three options besides the reference, and more to say on each option than fits."""
    pack = load("mine-ban-unit")
    long = "What this option does takes many words to say, more than a page has room for. " * 8
    options = {name: option.model_copy(update={"summary": long}) for name, option in pack.options.items()}
    options["both"] = options["lean-visits"].model_copy(update={"label": "Both", "measures": tuple(pack.measures)})
    headline = ("shortfall", "visits_share", "receipts_share", "requests_late", "appropriation_nominal")
    pack = replace(pack, options=options, headline=headline)
    results = sweep(study_of(pack, replicates=20, draws=2), tmp_path / "study", workers=2)
    results.pack = pack
    write_draft(results, tmp_path)
    assert pages(tmp_path / "draft.docx", tmp_path) == 2
