"""A block: the simulated cases that one worker computes and stores at once, the rows it holds, and their digests."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from experiments.design import Design
from experiments.isolation import Fault
from experiments.study import Outline
from simulation.ensemble import Cases
from simulation.layout import TALLIES

YEARLY = tuple(tally.name for tally in TALLIES)
MONTHLY = tuple(tally.name for tally in TALLIES if tally.monthly)


def columns_of(yearly: Iterable[str], monthly: Iterable[str]) -> tuple[str, ...]:
    """Columns of a store that keeps these tallies, and the months of some of them."""
    return (*yearly, *(f"{name}.m{month:02d}" for name in monthly for month in range(1, 13)))


COLUMNS = columns_of(YEARLY, MONTHLY)
"""What a store keeps of a run-year, float32: every tally, and the months of a chosen few (`cash.m01` is January)."""

_MONTHLY_ROWS = [i for i, tally in enumerate(TALLIES) if tally.monthly]


@dataclass(frozen=True)
class Block:
    """Replicates `first` to `first + count - 1` of a scenario and an option; `name` is a hash of what it computes."""

    name: str
    scenario: str
    option: str
    first: int
    count: int

    def identities(self, draws: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Draw and replicate of each case, in the order of the rows: by draw, then by replicate."""
        replicates = np.arange(self.first, self.first + self.count, dtype=np.int32)
        order = np.lexsort((replicates, replicates % draws))
        return (replicates % draws)[order], replicates[order]


@dataclass(frozen=True)
class Rows:
    """What a block stores, by draw, then by replicate: `values` float32 (case, year, COLUMNS), status int32 (case,).

    `faults` are exceptions of its cases, kept beside the numbers and outside their digests.
    """

    block: Block
    years: tuple[int, ...]
    draw: NDArray[np.int32]
    replicate: NDArray[np.int32]
    status: NDArray[np.int32]
    values: NDArray[np.float32]
    faults: tuple[Fault, ...] = ()

    def digests(self) -> NDArray[np.uint8]:
        """SHA-256 of each case: who it is, how it ended, and the bits of all its numbers; uint8 (case, 32)."""
        who = f"{self.block.scenario} {self.block.option}"
        bits = np.ascontiguousarray(self.values, dtype="<f4").data.cast("B")
        size = len(bits) // max(len(self.values), 1)
        told = zip(self.draw.tolist(), self.replicate.tolist(), self.status.tolist(), strict=True)
        found = b"".join(
            _digest(f"{who} {draw} {replicate} {status} ", bits[place * size : (place + 1) * size])
            for place, (draw, replicate, status) in enumerate(told)
        )
        return np.frombuffer(found, np.uint8).reshape(-1, 32)


def _digest(case: str, numbers: memoryview) -> bytes:
    digest = hashlib.sha256(case.encode())
    digest.update(numbers)
    return digest.digest()


def stored_values(cases: Cases) -> NDArray[np.float32]:
    """The numbers a store keeps of some cases, float32 (case, year, COLUMNS).

    What is not a number, as in a case that failed, has one bit pattern: Parquet keeps it as no value. What is too large
    for a float32 is infinite (see experiments.isolation.verdicts).
    """
    count, _, months = cases.monthly.shape
    years = months // 12
    values = np.empty((count, years, len(COLUMNS)), np.float32)
    kept = cases.monthly[:, _MONTHLY_ROWS].reshape(count, len(MONTHLY), years, 12)
    with np.errstate(over="ignore", invalid="ignore"):
        values[:, :, : len(YEARLY)] = cases.yearly()
        values[:, :, len(YEARLY) :] = kept.transpose(0, 2, 1, 3).reshape(count, years, -1)
    nowhere = np.isnan(values)
    if nowhere.any():
        values[nowhere] = np.nan
    return values


def digest_of_design(design: Design) -> str:
    """SHA-256 over names and bits of the points of the parameter uncertainty, hexadecimal."""
    digest = hashlib.sha256(json.dumps(design.names).encode())
    digest.update(design.values.astype("<f8").tobytes())
    return digest.hexdigest()


def blocks_of(outline: Outline, size: int, computed_by: Mapping[str, str], start: int = 0) -> Iterator[Block]:
    """The blocks of a study from replicate `start` on, of about `size` replicates each.

    `computed_by` holds the digests of what decides them.
    """
    replicates = outline.replicates - start
    pieces = -(-replicates // size)
    bounds = [start + replicates * i // pieces for i in range(pieces + 1)]
    for scenario, option in outline.pairs:
        for first, after in pairwise(bounds):
            asked = {
                **computed_by, "scenario": scenario, "option": option, "first": first, "count": after - first,
                "draws": outline.draws, "seed": outline.seed,
            }  # fmt: skip
            name = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
            yield Block(name[:32], scenario, option, first, after - first)
