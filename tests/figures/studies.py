"""A small study of the invented pack, swept once for all tests that look at results."""

from pathlib import Path

import pytest

from experiments.study import study_of
from experiments.sweep import sweep
from scenarios import load

REPLICATES = 200


def invented_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the study: four scenarios, all options, 200 cases over 10 draws."""
    folder = tmp_path_factory.getbasetemp() / "mine-ban-unit"  # a second call finds the blocks of the first
    sweep(study_of(load("mine-ban-unit"), replicates=REPLICATES), folder)
    return folder
