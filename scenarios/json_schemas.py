"""JSON Schemas of the YAML files of packs and of studies, for editors that check and complete while one types."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenarios.schema import FILES
from scenarios.study_schema import STUDY_FILES
from scenarios.words import Strict
from simulation.layout import PARAMS

MODELS: Mapping[str, type[Strict]] = {**FILES, **STUDY_FILES}
"""What each kind of YAML file holds, by its name without .yaml."""


def json_schema(file_kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of YAML file ("pack", "parameters", "study" and so on), for editors."""
    schema = MODELS[file_kind].model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"{file_kind}.yaml"}
    if file_kind == "parameters":
        _name_parameters(schema)
    return schema


def _name_parameters(schema: dict[str, Any]) -> None:
    """Let editors offer the engine's parameters, with unit and meaning, instead of any name."""
    properties = {}
    for param in PARAMS:
        says = f"{param.doc} ({param.unit}, {param.low:g} to {param.high:g})"
        one: dict[str, Any] = {"$ref": "#/$defs/Quantity"}
        given = {"type": "object", "additionalProperties": one} if param.table else one
        properties[param.name] = {**given, "description": says}
    schema["properties"]["parameters"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [param.name for param in PARAMS if param.default is None and not param.of_missions],
    }


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write `<file>.schema.json` for every kind of YAML file into a folder; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = tuple(folder / f"{kind}.schema.json" for kind in MODELS)
    for kind, file in zip(MODELS, written, strict=True):
        file.write_text(json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return written
