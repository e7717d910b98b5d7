"""The schema itself: sources are demanded, editors get what the reader enforces."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scenarios import measures, objectives, rows, schema, study_schema
from scenarios.json_schemas import MODELS, json_schema, write_schemas
from scenarios.words import Strict
from simulation.layout import PARAMS

WITHOUT_SOURCE = {"About", "Point", "Event", "Weights", "Corners", "StudyFile", "StudyDesign", "Stopping"}
"""Heads of packs; what is asked of studies; parts of a scenario, whose source covers them; a base of two models."""


def models() -> list[type[Strict]]:
    known = [*vars(schema).values(), *vars(rows).values(), *vars(objectives).values(), *vars(measures).values()]
    known += vars(study_schema).values()
    return list({m: None for m in known if isinstance(m, type) and issubclass(m, Strict) and m is not Strict})


def bears_numbers(model: type[Strict]) -> bool:
    return any(re.search(r"\b(float|int|date)\b", str(field.annotation)) for field in model.model_fields.values())


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_a_mapping_with_a_number_demands_a_source(model: type[Strict]) -> None:
    if bears_numbers(model) and model.__name__ not in WITHOUT_SOURCE:
        assert model.model_fields["source"].is_required()


def test_the_test_above_looks_at_something() -> None:
    assert {"Quantity", "Effect", "Cost", "Beside", "Target", "Gate", "Line", "Payer"} <= {
        m.__name__ for m in models() if bears_numbers(m)
    }


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_model_is_frozen_strict_and_closed(model: type[Strict]) -> None:
    config = model.model_config
    assert (config["frozen"], config["extra"], config["strict"]) == (True, "forbid", True)
    assert config["allow_inf_nan"] is False


def objects(node: Any) -> list[dict[str, Any]]:
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    found = [node] if isinstance(node, dict) and "properties" in node and node.get("type") == "object" else []
    return found + [o for part in inner for o in objects(part)]


@pytest.mark.parametrize("kind", MODELS)
def test_editors_are_told_of_closed_mappings(kind: str) -> None:
    found = objects(json_schema(kind))
    assert found
    assert all(mapping.get("additionalProperties") is False for mapping in found)


def test_editors_are_offered_the_parameters_of_the_engine() -> None:
    parameters = json_schema("parameters")["properties"]["parameters"]
    assert list(parameters["properties"]) == [param.name for param in PARAMS]
    assert "envelope" in parameters["required"]
    assert "quit_rate" not in parameters["required"]
    assert "planning_margin" not in parameters["required"]
    assert "resignations per inspector (per year, 0 to 3)" in parameters["properties"]["quit_rate"]["description"]


def test_schemas_are_written_as_files(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "new")
    assert [file.name for file in written] == [f"{kind}.schema.json" for kind in MODELS]
    for kind, file in zip(MODELS, written, strict=True):
        assert json.loads(file.read_text(encoding="utf-8")) == json_schema(kind)
