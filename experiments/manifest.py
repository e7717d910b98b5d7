"""What a store says of itself: the study, what computed it, its blocks with their checksums, and its content hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.blocks import COLUMNS, Block, columns_of
from experiments.sampling import CHOSEN, LATIN_HYPERCUBE
from experiments.sealed import sealed, unsealed
from experiments.study import Outline

FORMAT = "quadrille-store/1"


@dataclass(frozen=True)
class Stored:
    """A block that stands in a store: the file's bytes by SHA-256, its rows (run-years), and how many cases failed."""

    block: Block
    rows: int
    failed: int
    sha256: str


@dataclass(frozen=True)
class PackName:
    """The pack of a study by id, title and digest."""

    id: str
    title: str
    digest: str


@dataclass(frozen=True)
class Manifest:
    """The head of a store; it exists only once every block does.

    `content_hash` is the identity of the results: independent of blocks, workers, order and files. `tallies` gives the
    unit of every column and how its months make a year. `created` and `versions` are for the reader, outside the hash.
    `stopping`: what a stopping rule decided (stopping.Decision), and `study` then holds the replicates it took.
    `design`: how the points of the parameters were laid, as Sampling.name says it.
    """

    format: str
    pack: PackName
    study: Outline
    years: tuple[int, ...]
    computed_by: Mapping[str, str]
    versions: Mapping[str, str]
    points: str
    draws_file: str
    tallies: tuple[Mapping[str, Any], ...]
    blocks: tuple[Stored, ...]
    content_hash: str
    created: str
    stopping: Mapping[str, Any] | None = None
    design: str = LATIN_HYPERCUBE

    @property
    def has_chosen_points(self) -> bool:
        """Whether the points of the parameters were chosen, not drawn: their range is no uncertainty interval."""
        return self.study.draws > 1 and self.design.partition(",")[0] in CHOSEN

    @property
    def failed(self) -> int:
        """Simulated cases of the study that ended with a status other than 0."""
        return sum(one.failed for one in self.blocks)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the study was stored with, whatever this version stores."""
        kept = [tally["name"] for tally in self.tallies if tally["monthly"]]
        return columns_of([tally["name"] for tally in self.tallies], kept)

    def to_json(self) -> str:
        """The manifest as it stands in a store."""
        return sealed(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read back what `to_json` wrote. ValueError when it is no manifest of this format, or was changed."""
        try:
            found = unsealed(text)
            if found["format"] != FORMAT:
                raise ValueError(f"format {found['format']!r}, expected {FORMAT!r}")
            return cls(**{**found, **_parts(found)})
        except (KeyError, TypeError) as fault:
            raise ValueError(f"not a manifest of a store: {fault}") from None


def _parts(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pack": PackName(**found["pack"]),
        "study": outline_of(found["study"]),
        "years": tuple(found["years"]),
        "tallies": tuple(found["tallies"]),
        "blocks": tuple(Stored(**{**one, "block": Block(**one["block"])}) for one in found["blocks"]),
    }


def outline_of(found: Mapping[str, Any]) -> Outline:
    """An outline from its JSON form."""
    return Outline(**{**found, "scenarios": tuple(found["scenarios"]), "options": tuple(found["options"])})


def content_hash(
    outline: Outline, digests: Iterable[tuple[Block, NDArray[np.uint8]]], columns: Sequence[str] = COLUMNS
) -> str:
    """SHA-256 over the digests of all cases sorted by (scenario, option, draw, replicate), hexadecimal.

    `digests` pairs every block with the digests of its cases (Rows.digests), in any order; `columns` are those of the
    version that stored them.
    """
    by_pair: dict[tuple[str, str], list[tuple[Block, NDArray[np.uint8]]]] = {}
    for block, found in digests:
        by_pair.setdefault((block.scenario, block.option), []).append((block, found))
    total = hashlib.sha256(json.dumps(list(columns)).encode())
    for pair in sorted(by_pair):
        total.update(_in_order(outline, by_pair[pair]).tobytes())
    return total.hexdigest()


def _in_order(outline: Outline, parts: list[tuple[Block, NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    draw, replicate = (
        np.concatenate(column) for column in zip(*(block.identities(outline.draws) for block, _ in parts), strict=True)
    )
    digests = np.concatenate([found for _, found in parts])
    return digests[np.lexsort((replicate, draw))]
