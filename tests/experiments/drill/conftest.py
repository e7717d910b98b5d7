"""What all drills share: where sweeps are started, and the store that they have to be equal to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.experiments.drill.parents import SMALL, Parents


@pytest.fixture(scope="session")
def parents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parents]:
    """Where sweeps are started."""
    server = Parents(tmp_path_factory.mktemp("parents"))
    yield server
    server.end()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the small study, never disturbed."""
    folder = tmp_path_factory.mktemp("small") / "store"
    SMALL.sweep(folder)
    return folder
