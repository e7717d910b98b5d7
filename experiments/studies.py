"""Which studies lie below a folder, and how each stands: read from manifests and receipts, no block is opened."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from experiments.blocks import Block
from experiments.faults import StoreError
from experiments.identity import Identity
from experiments.manifest import FORMAT, Manifest
from experiments.store import Store
from experiments.study import Outline
from experiments.versions import computed_by

State = Literal["complete", "unfinished", "being written", "damaged", "another format"]
DEPTH = 4
"""Levels of folders below the one named that are looked through."""
_HEAD = ("manifest.json", "study.json")


@dataclass(frozen=True)
class StudyInfo:
    """A stored study. What can't be told is None, as the failures of one that is damaged.

    `why` says what is wrong; `done` is the share of its cases that is stored, `bytes` is all files together, `failed`
    counts stored cases. `has_rule`: the cases of `study` are the most that a stopping rule may take. `replays` is False
    where another version of the program computed it: bits may differ.
    """

    folder: Path
    state: State
    why: str
    pack: str | None
    title: str | None
    study: Outline | None
    done: float | None
    failed: int | None
    bytes: int
    created: str
    computed_by: dict[str, str]
    release: str | None
    replays: bool | None
    content_hash: str | None
    has_rule: bool = False


def studies(root: Path | str) -> list[StudyInfo]:
    """Every study in or below a folder, newest first. StoreError when there is no such folder."""
    root = Path(root)
    if not root.is_dir():
        raise StoreError(f"{root}: no such folder; `quadrille sweep PACK` stores a study in results/")
    found = [study_in(folder) for folder in _stores(root, DEPTH, set())]
    return sorted(sorted(found, key=lambda one: str(one.folder)), key=lambda one: one.created, reverse=True)


def _stores(folder: Path, levels: int, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Folders that hold a study; none is entered twice, whatever links lead to it."""
    try:
        about = folder.stat()
        entries = sorted(folder.iterdir())
    except OSError:
        return
    if (about.st_dev, about.st_ino) in seen:
        return
    seen.add((about.st_dev, about.st_ino))
    if any((folder / name).is_file() for name in _HEAD):
        if _is_a_study(folder):
            yield folder
        return
    if levels:
        for entry in entries:
            if entry.is_dir() and not entry.name.startswith("."):
                yield from _stores(entry, levels - 1, seen)


def _is_a_study(folder: Path) -> bool:
    """A manifest.json or study.json alone may be another program's."""
    return (folder / "blocks").is_dir() or all((folder / name).is_file() for name in _HEAD)


def study_in(folder: Path) -> StudyInfo:
    """How the study in a folder stands."""
    store = Store(folder)
    try:
        return _with_manifest(store) if store.manifest_file.is_file() else _without_manifest(store)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # files that another hand wrote
        return _unreadable(store, "damaged", f"`quadrille check {folder}` may say how")


def _without_manifest(store: Store) -> StudyInfo:
    try:
        identity = store.identity()
    except StoreError:
        return _unreadable(store, "damaged", "study.json can't be read; sweep into another folder")
    return _unfinished(store, identity) if identity else _unreadable(store, "damaged", "study.json is missing")


def _with_manifest(store: Store) -> StudyInfo:
    kept = _format_of(store.manifest_file)
    if kept not in (None, FORMAT):
        return _unreadable(store, "another format", f"{kept}; this program reads {FORMAT}")
    try:
        manifest = store.manifest()
    except StoreError:
        told = "manifest.json can't be read; the same `quadrille sweep` writes it anew from the blocks"
        return _unreadable(store, "damaged", told)
    sizes = _sizes(store.blocks_folder)
    lost = _missing(store, manifest, sizes)
    return StudyInfo(
        store.folder, "damaged" if lost else "complete", lost, manifest.pack.id, manifest.pack.title, manifest.study,
        1.0, manifest.failed, _bytes(store, sizes), str(manifest.created), dict(manifest.computed_by),
        manifest.versions.get("quadrille"), _replays(manifest), manifest.content_hash,
    )  # fmt: skip


def _missing(store: Store, manifest: Manifest, sizes: dict[str, int]) -> str:
    """Which files are not there, and what to do; empty where all are."""
    blocks = sum(f"{one.block.name}.parquet" not in sizes for one in manifest.blocks)
    others = [file.name for file in (store.study_file, store.draws_file, store.pack_folder) if not file.exists()]
    told = [*others, *([f"{blocks} of {len(manifest.blocks)} blocks"] if blocks else [])]
    return f"{', '.join(told)} missing; `quadrille check {store.folder}` says more" if told else ""


def _unfinished(store: Store, identity: Identity) -> StudyInfo:
    sizes = _sizes(store.blocks_folder)
    receipts = [found for block in store.planned(identity) if (found := _receipt(store, block, sizes))]
    stored = sum(found["block"]["count"] for found in receipts)
    return StudyInfo(
        store.folder, "being written" if _is_locked(store.folder / ".lock") else "unfinished", "", identity.pack, None,
        identity.study, stored / identity.study.cases, sum(found["failed"] for found in receipts), _bytes(store, sizes),
        _written(store.study_file), dict(identity.computed_by), None, identity.computed_by == computed_by(), None,
        identity.round is not None,
    )  # fmt: skip


def _unreadable(store: Store, state: State, why: str) -> StudyInfo:
    written = max((_written(store.folder / name) for name in _HEAD if (store.folder / name).is_file()), default="")
    size = _bytes(store, _sizes(store.blocks_folder))
    return StudyInfo(store.folder, state, why, None, None, None, None, None, size, written, {}, None, None, None)


def _receipt(store: Store, block: Block, sizes: dict[str, int]) -> dict[str, Any] | None:
    """What the receipt of a block says, where its rows are there too."""
    if not {f"{block.name}.parquet", f"{block.name}.json"} <= sizes.keys():
        return None
    try:
        found: dict[str, Any] = json.loads(store.receipt_file(block).read_text(encoding="utf-8"))
        return found if {"block", "failed"} <= found.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def _replays(manifest: Manifest) -> bool:
    return dict(manifest.computed_by) == computed_by()


def _format_of(file: Path) -> str | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(found["format"]) if isinstance(found, dict) and "format" in found else None


def _sizes(folder: Path) -> dict[str, int]:
    """Bytes of the files of a folder by name."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}
    except OSError:
        return {}


def _bytes(store: Store, blocks: dict[str, int]) -> int:
    """All files of a study; those of its copy of the pack and of a draft lie deeper and are counted too."""
    others = (file for file in store.folder.rglob("*") if file.is_file() and store.blocks_folder not in file.parents)
    return sum(blocks.values()) + sum(file.stat().st_size for file in others)


def _written(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _is_locked(file: Path) -> bool:
    """Whether a process holds the lock of a sweep, by the table of the system: trying the lock would disturb it."""
    try:
        held = Path("/proc/locks").read_text(encoding="ascii").splitlines()
        number = str(file.stat().st_ino)
    except OSError:
        return False
    return any("FLOCK" in line and line.split()[5].rpartition(":")[2] == number for line in held)
