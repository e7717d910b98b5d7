"""A study of the invented pack, its draft, and the same study under labels that break careless writers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from experiments.draft import write_draft
from experiments.draft.content import build_draft
from experiments.draft.model import Draft
from experiments.results import Results
from tests.draft.hostile import hostile_pack
from tests.figures.studies import invented_study


@dataclass(frozen=True)
class Written:
    """A draft and the folder it was written to."""

    draft: Draft
    folder: Path
    files: tuple[Path, ...]


def _written(results: Results, folder: Path) -> Written:
    return Written(build_draft(results), folder, write_draft(results, folder))


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invented_study(tmp_path_factory)


@pytest.fixture(scope="session")
def results(study: Path) -> Results:
    return Results.open(study)


@pytest.fixture(scope="session")
def written(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return _written(results, tmp_path_factory.mktemp("draft"))


@pytest.fixture(scope="session")
def hostile(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    results = Results.open(study)
    results.pack = hostile_pack(results.pack)
    return _written(results, tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def with_pack(study: Path) -> Callable[..., Results]:
    """The study as if its pack had other values: keyword arguments replace fields of the pack."""

    def changed(**fields: Any) -> Results:
        results = Results.open(study)
        results.pack = replace(results.pack, **fields)
        return results

    return changed
