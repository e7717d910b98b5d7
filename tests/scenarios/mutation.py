"""Small mutations of a pack folder, written as data: one faulty thing at a time."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

Case = Mapping[str, Any]


def mutated(folder: Path, case: Case) -> None:
    """Change one file of a pack in place, as a case of `malformed/` says."""
    file = folder / case["file"]
    data = file.read_bytes()
    for old, new in _replacements(case):
        assert data.count(old) == 1, f"{case['case']}: {old!r} stands {data.count(old)} times in {file.name}"
        data = data.replace(old, new)
    data = bytes.fromhex(case.get("prefix_hex", "")) + data + b"#" * case.get("grow", 0)
    data = bytes.fromhex(case["content_hex"]) if "content_hex" in case else data
    data = case["content"].encode() if "content" in case else data
    data = b"".join(data.splitlines(keepends=True)[: case.get("keep_lines")])
    file.unlink()
    if "link" in case:
        file.symlink_to(case["link"])
    elif "delete" not in case:
        (folder / case.get("rename", case["file"])).write_bytes(data)


def _replacements(case: Case) -> list[tuple[bytes, bytes]]:
    if "old_hex" in case:
        return [(bytes.fromhex(case["old_hex"]), bytes.fromhex(case["new_hex"]))]
    pairs = [(case["old"], case["new"])] if "old" in case else []
    return [(old.encode(), new.encode()) for old, new in [*pairs, *case.get("also", [])]]
