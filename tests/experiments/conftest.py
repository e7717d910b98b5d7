"""One small study, simulated once for all tests that only read it."""

from pathlib import Path

import pytest

from experiments.results import Results
from experiments.sweep import sweep
from tests.experiments.made import few_events, stored_by_hand, study


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Two scenarios, two options, 40 cases in 4 draws."""
    return sweep(study(), tmp_path_factory.mktemp("study") / "store", workers=2, block=15)


@pytest.fixture(scope="session")
def folder(results: Results) -> Path:
    """The folder of that study; nobody writes to it."""
    return results.folder


@pytest.fixture(scope="session")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Eight cases in two draws, made by hand (few_events); case 5 failed."""
    return stored_by_hand(tmp_path_factory.mktemp("failing"), study(8, 2), few_events, frozenset({5}), block=3)
