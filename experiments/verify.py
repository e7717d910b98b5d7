"""Whether a stored study is still what was written: every byte of its blocks, its draws, its pack, its content hash."""

from pathlib import Path

from experiments.blocks import Block, digest_of_design
from experiments.faults import StoreError
from experiments.files import sha256_of
from experiments.manifest import Manifest, Stored
from experiments.parquet import UnreadableError
from experiments.store import Store


def verify(folder: Path | str) -> list[str]:
    """Everything that is wrong with a store, in words; empty when every byte is as it was written.

    Of an unfinished one, what there is so far. StoreError when the folder holds no study.
    """
    store = Store(Path(folder))
    if not store.manifest_file.exists():
        return _unfinished_faults(store)
    try:
        manifest = store.manifest()
    except StoreError:
        return [
            "manifest.json: damaged; the same `quadrille sweep` command writes it anew",
            *_study_faults(store, None),
        ]
    found = _study_faults(store, manifest)
    found += [problem for one in manifest.blocks if (problem := _fault_of(store, one))]
    found += _draws_faults(store, manifest)
    if _pack_digest(store) != manifest.pack.digest:
        found.append("pack: changed since it was copied")
    return found or _content_faults(store, manifest)


def _unfinished_faults(store: Store) -> list[str]:
    """Of a study without manifest: blocks that have a file or a receipt, draws, the pack."""
    if not store.study_file.exists():
        store.manifest()
    if found := _study_faults(store, None):
        return found
    identity = store.identity()
    assert identity is not None
    if not _has_points(store, identity.points):
        found.append("draws.parquet: missing or changed since it was written")
    if _pack_digest(store) != identity.pack_digest:
        found.append("pack: missing or changed since it was copied")
    return found + [problem for block in store.planned(identity) if (problem := _half_of(store, block))]


def _has_points(store: Store, points: str) -> bool:
    try:
        return digest_of_design(store.design()) == points
    except (OSError, UnreadableError):
        return False


def _half_of(store: Store, block: Block) -> str | None:
    """What is wrong with a block that has a file or a receipt, of which one may have been about to be written."""
    file, receipt = store.block_file(block), store.receipt_file(block)
    if not receipt.exists() or store.stored(block) is not None:
        return None
    what = f"blocks/{file.name}" if store.receipt(block) else f"blocks/{receipt.name}"
    return f"{what} ({_cases(block)}): missing or changed since it was written; the same sweep computes it again"


def _cases(block: Block) -> str:
    return f"{block.scenario}, {block.option}, cases {block.first} to {block.first + block.count - 1}"


def _study_faults(store: Store, manifest: Manifest | None) -> list[str]:
    try:
        held = store.identity()
    except StoreError:
        return ["study.json: changed since it was written"]
    if held is None:
        return ["study.json: missing"]
    if manifest and (held.pack_digest, held.points) != (manifest.pack.digest, manifest.points):
        return ["study.json: is that of another study"]
    return []


def _draws_faults(store: Store, manifest: Manifest) -> list[str]:
    if not store.draws_file.is_file() or sha256_of(store.draws_file) != manifest.draws_file:
        return ["draws.parquet: missing or changed since it was written"]
    if digest_of_design(store.design()) != manifest.points:
        return ["draws.parquet: its points are not those of the study"]
    return []


def _pack_digest(store: Store) -> str | None:
    from scenarios.files import read_folder

    return read_folder(store.pack_folder).digest if store.pack_folder.is_dir() else None


def _fault_of(store: Store, one: Stored) -> str | None:
    file, block = store.block_file(one.block), one.block
    cases = _cases(block)
    if not file.is_file():
        return f"blocks/{file.name} ({cases}): missing"
    if sha256_of(file) != one.sha256:
        return f"blocks/{file.name} ({cases}): changed since it was written"
    if store.receipt(block) != one:
        return f"blocks/{store.receipt_file(block).name} ({cases}): missing or changed since it was written"
    return None


def _content_faults(store: Store, manifest: Manifest) -> list[str]:
    held = {(b.block.scenario, b.block.option): 0 for b in manifest.blocks}
    for one in manifest.blocks:
        held[one.block.scenario, one.block.option] += one.block.count
    expected = manifest.study.replicates
    short = [pair for pair in manifest.study.pairs if held.get(pair) != expected]
    if short:
        return [f"manifest.json: {s}, {o}: {held.get((s, o), 0)} cases, expected {expected}" for s, o in short]
    try:
        found = store.content_hash(manifest.study, [one.block for one in manifest.blocks], manifest.columns)
    except (StoreError, ValueError, IndexError) as fault:
        return [str(fault)]
    return [] if found == manifest.content_hash else ["manifest.json: the content hash is not that of the blocks"]
