"""JSON files that notice a changed byte: the last field is a digest of all the others, and the form is fixed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SEAL = "seal"


def sealed(fields: Mapping[str, Any]) -> str:
    """The fields as a file holds them, with their seal: SHA-256 of the text without it."""
    return _text({**fields, SEAL: hashlib.sha256(_text(fields).encode()).hexdigest()})


def unsealed(text: str) -> dict[str, Any]:
    """The fields of what `sealed` wrote, to the byte. ValueError when the text is another.

    Files of earlier versions bear no seal; they are read as they are.
    """
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(f"found {type(found).__name__}, expected an object")
    fields = {name: value for name, value in found.items() if name != SEAL}
    if SEAL in found and text != sealed(fields):
        raise ValueError("changed since it was written")
    return fields


def _text(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
