"""Results of the invented pack to draw."""

import pytest

from experiments.results import Results
from tests.figures.studies import invented_study


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return Results.open(invented_study(tmp_path_factory))
