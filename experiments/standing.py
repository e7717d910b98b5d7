"""How far a study is: blocks that its folder held, new ones, and what the last round of a stopping rule decided."""

import socket
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from experiments.blocks import Block
from experiments.files import sha256_of
from experiments.identity import Identity
from experiments.manifest import FORMAT, Manifest, PackName, Stored
from experiments.results import Results
from experiments.stopping import Decision
from experiments.store import Store
from experiments.study import Study
from experiments.versions import versions
from simulation.layout import TALLIES


class Standing:
    """What of a study is done in a sweep that computes it round by round."""

    def __init__(self, store: Store, study: Study, identity: Identity) -> None:
        self.store, self.study, self.identity = store, study, identity
        self.held: dict[Block, Stored] = {}
        self.new: dict[Block, Stored] = {}
        self.decision: Decision | None = None
        self._planned: list[Block] = []

    @property
    def is_finished(self) -> bool:
        """Whether the folder says that the study is complete as it is planned so far."""
        return not self.new and self.store.is_finished(self.manifest())

    @property
    def _blocks(self) -> tuple[Stored, ...]:
        return tuple(self.held.get(one) or self.new[one] for one in self._planned)

    def plan(self, start: int, end: int) -> tuple[Sequence[Block], Sequence[Stored]]:
        """Add a round: its blocks that are missing, and those that the folder holds."""
        planned = self.store.planned_round(self.identity, start, end)
        held = {one: stored for one in planned if (stored := self.store.stored(one))}
        self._planned += planned
        self.held |= held
        return [one for one in planned if one not in held], list(held.values())

    def manifest(self) -> Manifest:
        """The head of the store as it would be if the study ended here."""
        head = self._head()
        return replace(head, content_hash=self.store.content_hash(head.study, self._planned))

    def results(self) -> Results:
        """The results of all rounds so far; no content hash is taken of them."""
        return Results(self.store, self._head())

    def _head(self) -> Manifest:
        study, pack = self.study, self.study.pack.pack
        outline = replace(study.outline, replicates=max(one.first + one.count for one in self._planned))
        return Manifest(
            format=FORMAT,
            pack=PackName(pack.id, pack.title, study.pack.digest),
            study=outline,
            years=pack.years,
            computed_by=self.identity.computed_by,
            versions=versions(),
            points=self.identity.points,
            draws_file=sha256_of(self.store.draws_file),
            tallies=tuple({"name": t.name, "unit": t.unit, "over": t.over, "monthly": t.monthly} for t in TALLIES),
            blocks=self._blocks,
            content_hash="",
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            stopping=asdict(self.decision) if self.decision else None,
            design=study.sampling.name,
        )

    def event(self, crew: Mapping[str, object], seconds: float) -> dict[str, object]:
        """What the log says of the sweep and of who computed it: nothing that results hang on."""
        return {
            "event": "sweep",
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "host": socket.gethostname(),
            **crew,
            "cases": sum(one.count for one in self.new),
            "kept": sum(one.count for one in self.held),
            "failed": sum(one.failed for one in self.new.values()),
            "seconds": round(seconds, 3),
            "versions": versions(),
        }
