"""A study as its folder describes it, finished or not: what any one of its cases can be run from."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.design import Design
from experiments.faults import StoreError, UnknownNameError
from experiments.identity import Identity
from experiments.manifest import Stored
from experiments.store import Store
from experiments.study import Outline, with_options

if TYPE_CHECKING:
    from scenarios import Pack
    from simulation.ensemble import Ground, Settings


class Begun:
    """A study that a sweep has begun. Reading it needs no manifest; StoreError where the folder holds no study."""

    def __init__(self, folder: Path | str) -> None:
        self.store = Store(Path(folder))
        self.folder = self.store.folder
        identity = self.store.identity()
        if identity is None:
            raise StoreError(f"{folder}: no study here; `quadrille sweep PACK --out {folder}` begins one")
        self.identity: Identity = identity

    @property
    def outline(self) -> Outline:
        """Scenarios, options, replicates, draws and seed."""
        return self.identity.study

    @property
    def is_finished(self) -> bool:
        """Whether every block is there."""
        return self.store.manifest_file.is_file()

    @cached_property
    def pack(self) -> "Pack":
        """The pack, from the copy in the folder, with options that were put together."""
        from scenarios import load

        return with_options(load(self.store.pack_folder), self.outline.options)

    @cached_property
    def design(self) -> Design:
        """The points of the parameter uncertainty."""
        return self.store.design()

    def point_of_draw(self, draw: int) -> dict[str, float]:
        """The uncertain parameters of a draw, as scenarios.compile.settings takes them."""
        return self.design.point(draw)

    @cached_property
    def blocks(self) -> tuple[Stored, ...]:
        """The blocks that have a receipt when first asked for, in the order of the study; their bytes are not read."""
        planned = self.store.planned(self.identity)
        return tuple(told for block in planned if (told := self.store.receipt(block)))

    def records(self, scenario: str, option: str, replicate: int) -> "tuple[Ground, Settings]":
        """Ground truth and settings of a case. UnknownNameError: there is no such case; the settings may raise."""
        from scenarios.compile import ground_truth, settings

        check_case(self.outline, scenario, option, replicate)
        return ground_truth(self.pack), settings(
            self.pack, scenario, option, self.point_of_draw(replicate % self.outline.draws)
        )

    def statuses(self, stored: Stored) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Replicate and status of the cases of a stored block that failed, int32, in the order of the rows.

        StoreError when the block is no longer as it was written.
        """
        from experiments.parquet import failed_cases

        self.store.must_hold(stored)
        return failed_cases(self.store.block_file(stored.block))


def check_case(outline: Outline, scenario: str, option: str, replicate: int) -> None:
    """UnknownNameError when a study has no such case."""
    if (scenario, option) not in outline.pairs or not 0 <= replicate < outline.replicates:
        raise UnknownNameError(
            f"no such case: the study has the scenarios {', '.join(outline.scenarios)}, the options "
            f"{', '.join(outline.options)} and the replicates 0 to {outline.replicates - 1}"
        )
