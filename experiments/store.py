"""The folder of a study: Parquet blocks that are whole or absent, a receipt for each, and a manifest written last."""

import base64
import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.blocks import COLUMNS, Block, Rows, blocks_of, digest_of_design
from experiments.design import Design
from experiments.faults import StoreError
from experiments.files import PART, append_line, is_part, put, put_text, remove_abandoned, sha256_of
from experiments.identity import Identity
from experiments.isolation import Fault
from experiments.manifest import Manifest, Stored, content_hash
from experiments.parquet import read_design, write_design, write_rows
from experiments.sealed import sealed, unsealed
from experiments.study import Outline

if TYPE_CHECKING:
    from scenarios import Pack


_RECEIPT = {field.name for field in fields(Stored)} | {"digests"}


class Store:
    """A folder that a study is, or is being, stored in. `Store(folder)` touches nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest_file = folder / "manifest.json"
        self.study_file = folder / "study.json"
        self.draws_file = folder / "draws.parquet"
        self.pack_folder = folder / "pack"
        self.blocks_folder = folder / "blocks"
        self.log_file = folder / "log.jsonl"
        self.failures_file = folder / "failures.json"
        self.lock_file = folder / ".lock"
        self.ticket_file = folder / ".ticket"

    def block_file(self, block: Block) -> Path:
        """Where the rows of a block stand."""
        return self.blocks_folder / f"{block.name}.parquet"

    def receipt_file(self, block: Block) -> Path:
        """Where the checksum of a block and the digests of its cases stand."""
        return self.blocks_folder / f"{block.name}.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One sweep at a time writes to the folder; the lock goes with the process, however it ends.

        StoreError when another sweep has the lock, or the file system has none. On network file systems a lock may hold
        on one computer only (Lustre with `localflock`, NFS with `nolock`): two sweeps from two computers then do the
        same work twice and write the same bytes; on a cluster, workers refuse the first when the second begins.
        """
        self._must_be_ours()
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.lock_file.open("w") as handle:
            self._lock(handle.fileno())
            yield

    def _lock(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{self.folder}: another sweep is writing to this folder") from None
        except OSError as fault:
            words = f"{self.folder}: its file system keeps no locks ({fault.strerror}); mount it with locks, or choose"
            raise StoreError(f"{words} another folder") from None

    @contextmanager
    def ticketed(self) -> Iterator[str]:
        """While the sweep that has the lock works with other computers: a text that no other sweep has.

        They tell by it that they see this folder and that the sweep has not ended.
        """
        ticket = secrets.token_hex(8)
        put_text(self.ticket_file, ticket)
        try:
            yield ticket
        finally:
            with suppress(OSError):
                self.ticket_file.unlink(missing_ok=True)

    def ticket(self) -> str | None:
        """The ticket of the sweep that works, or last did and was killed; None where there is none to be read."""
        try:
            return self.ticket_file.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None

    def _must_be_ours(self) -> None:
        if self.folder.is_symlink() and not self.folder.exists():
            raise StoreError(f"{self.folder}: is a link to nothing, expected a folder")
        if self.folder.exists() and not self.folder.is_dir():
            raise StoreError(f"{self.folder}: is a file, expected a folder")
        names = {entry.name for entry in self.folder.iterdir()} if self.folder.exists() else set()
        others = {name for name in names if name != self.lock_file.name and not is_part(name)}
        if others and self.study_file.name not in names:
            raise StoreError(f"{self.folder}: holds other files and no study; choose an empty or new folder")

    def identity(self) -> Identity | None:
        """The identity of what the folder holds, None when it holds nothing. StoreError when it can't be read."""
        if not self.study_file.exists():
            return None
        try:
            return Identity.from_json(self.study_file.read_text(encoding="utf-8"))
        except ValueError as fault:
            raise StoreError(
                f"{self.study_file}: can't be read ({fault}); the same `quadrille sweep` command mends it"
            ) from None

    def prepare(self, asked: Identity, points: Design, pack: "Pack") -> Identity:
        """Make the folder ready for a study, or check that it holds the same one; what differs is named, never mixed.

        The identity returned is the folder's: a sweep that goes on keeps the block size it began with. What was damaged
        is written anew, study.json only where every block beside it is one of those asked for.
        """
        held = self._held(asked)
        if held is not None and (differing := held.differences(asked)):
            listed = "".join(f"\n  {what}" for what in differing)
            raise StoreError(f"{self.folder}: holds another study.{listed}\nChoose another folder.")
        kept = replace(asked, block=held.block) if held else asked
        if held != kept:
            put_text(self.study_file, kept.to_json())
        self.blocks_folder.mkdir(exist_ok=True)
        if not self._has_draws(points):
            put(self.draws_file, lambda part: write_design(points, part))
        self._keep_pack(pack)
        self._tidy()
        return kept

    def _tidy(self) -> None:
        self.ticket_file.unlink(missing_ok=True)
        for folder in (self.folder, self.blocks_folder):
            remove_abandoned(folder)

    def _held(self, asked: Identity) -> Identity | None:
        try:
            return self.identity()
        except StoreError:
            names = {file.stem for file in self.blocks_folder.glob("*.parquet")}
            strange = names - {block.name for block in self.planned(asked)}
        if strange:
            words = (
                f"{self.study_file}: damaged, and {len(strange)} of {len(names)} blocks beside it are not of the study"
            )
            raise StoreError(f"{words} asked for, or of another size; choose another folder")
        return None

    def _has_draws(self, points: Design) -> bool:
        """Whether the draws are those of the study, to the byte; before there is a manifest nothing tells."""
        told = self._told()
        if told is None or not self.draws_file.is_file():
            return False
        return told.points == digest_of_design(points) and told.draws_file == sha256_of(self.draws_file)

    def _keep_pack(self, pack: "Pack") -> None:
        """A copy of the files of the pack, so that the store stands alone."""
        from scenarios.files import read_folder

        if self.pack_folder.is_dir() and read_folder(self.pack_folder).digest == pack.digest:
            return
        files = read_folder(pack.folder).rewritten(pack.rewritten)
        if files.digest != pack.digest:
            raise StoreError(f"{pack.folder}: the pack has changed since it was read; start again")
        part = self.folder / f".pack{PART}"
        for folder in (part, self.pack_folder):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            for name, content in files.content.items():
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                put(part / name, partial(_write_bytes, content=content), settle=False)
            part.rename(self.pack_folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def write(self, rows: Rows) -> Stored:
        """Store a block: its rows, then the receipt that makes it count."""
        put(self.block_file(rows.block), lambda part: write_rows(rows, part), settle=False)
        stored = Stored(
            rows.block, rows.values.shape[0] * rows.values.shape[1], int(np.count_nonzero(rows.status)),
            sha256_of(self.block_file(rows.block)),
        )  # fmt: skip
        receipt = asdict(stored) | {"digests": base64.b64encode(rows.digests().tobytes()).decode()}
        if rows.faults:
            receipt["faults"] = [asdict(fault) for fault in rows.faults]
        put_text(self.receipt_file(rows.block), sealed(receipt))
        return stored

    def stored(self, block: Block) -> Stored | None:
        """The block as stored, None unless its file and its receipt are there, whole and unchanged."""
        receipt, file = self.receipt(block), self.block_file(block)
        if receipt is None or not file.is_file() or sha256_of(file) != receipt.sha256:
            return None
        return receipt

    def must_hold(self, stored: Stored) -> None:
        """StoreError unless the file of a block is there, whole and unchanged."""
        file = self.block_file(stored.block)
        if not file.is_file() or sha256_of(file) != stored.sha256:
            raise StoreError(f"{file}: missing, or changed since it was written; the same `quadrille sweep` mends it")

    def receipt(self, block: Block) -> Stored | None:
        """What the receipt of a block says, None unless it is there, whole and unchanged."""
        found = self._receipt(block)
        return Stored(block, **{name: found[name] for name in _RECEIPT - {"block", "digests"}}) if found else None

    def digests(self, block: Block) -> NDArray[np.uint8]:
        """Digests of the cases of a stored block, from its receipt, uint8 (case, 32)."""
        receipt = self._receipt(block)
        if receipt is None:
            raise StoreError(f"{self.receipt_file(block)}: missing or unreadable; run the sweep again")
        return np.frombuffer(base64.b64decode(receipt["digests"]), np.uint8).reshape(-1, 32)

    def faults(self, block: Block) -> tuple[Fault, ...]:
        """The exceptions that cases of a stored block failed with."""
        kept = (self._receipt(block) or {}).get("faults", [])
        lists = ("traceback", "replicates")
        return tuple(Fault(**{**one, **{name: tuple(one[name]) for name in lists}}) for one in kept)

    def _receipt(self, block: Block) -> dict[str, Any] | None:
        try:
            found = unsealed(self.receipt_file(block).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if set(found) - {"faults"} == _RECEIPT and found["block"] == asdict(block) else None

    def planned(self, identity: Identity) -> list[Block]:
        """The blocks that the study of this folder consists of, round by round; a stopping rule may need fewer."""
        return [block for start, end in identity.rounds for block in self.planned_round(identity, start, end)]

    def planned_round(self, identity: Identity, start: int, end: int) -> list[Block]:
        """The blocks of replicates `start` to `end` - 1 of every scenario and option."""
        computed_by = {**identity.computed_by, "pack": identity.pack_digest, "points": identity.points}
        outline = replace(identity.study, replicates=end)
        return list(blocks_of(outline, identity.block, computed_by, start))

    def content_hash(self, outline: Outline, blocks: list[Block], columns: Sequence[str] = COLUMNS) -> str:
        """The content hash over the receipts of these blocks, with the columns that they were stored with."""
        return content_hash(outline, ((block, self.digests(block)) for block in blocks), columns)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest: from now on the folder is a complete study."""
        self._tidy()
        put_text(self.manifest_file, manifest.to_json())

    def is_finished(self, expected: Manifest) -> bool:
        """Whether the manifest is whole and says what is expected, but for the day and the releases of libraries."""
        told = self._told()
        if told is None:
            return False
        return replace(told, created=expected.created, versions=expected.versions).to_json() == expected.to_json()

    def _told(self) -> Manifest | None:
        try:
            return self.manifest()
        except StoreError:
            return None

    def log(self, event: dict[str, object]) -> None:
        """Add what is of no consequence to the results: wall time, host, workers."""
        append_line(self.log_file, json.dumps(event))

    def manifest(self) -> Manifest:
        """The manifest of a complete study. StoreError says what is wrong with the folder."""
        if not self.manifest_file.is_file():
            raise StoreError(_no_manifest(self))
        try:
            return Manifest.from_json(self.manifest_file.read_text(encoding="utf-8"))
        except ValueError as fault:
            raise StoreError(
                f"{self.manifest_file}: can't be read ({fault}); the same `quadrille sweep` command mends it"
            ) from None

    def design(self) -> Design:
        """The points of the parameter uncertainty that the study was computed with."""
        return read_design(self.draws_file)


def _write_bytes(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def _no_manifest(store: Store) -> str:
    if store.study_file.is_file():
        return f"{store.folder}: the sweep is not finished; the same `quadrille sweep` command goes on with it"
    return f"{store.folder}: no study here (no manifest.json); `quadrille sweep PACK --out {store.folder}` makes one"
