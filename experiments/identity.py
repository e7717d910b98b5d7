"""What all results in a folder have in common, and what tells two studies apart."""

from dataclasses import asdict, dataclass

from experiments.manifest import outline_of
from experiments.sampling import LATIN_HYPERCUBE
from experiments.sealed import sealed, unsealed
from experiments.study import Outline


@dataclass(frozen=True)
class Identity:
    """What all results of a folder have in common; results of another identity are never mixed in."""

    format: str
    pack: str
    pack_digest: str
    study: Outline
    computed_by: dict[str, str]
    points: str
    block: int
    design: str = LATIN_HYPERCUBE
    stopping: str = "none"
    round: int | None = None

    @property
    def rounds(self) -> tuple[tuple[int, int], ...]:
        """First replicate and last + 1 of each round of the most that there may be; without a stopping rule one."""
        size, most = self.round or self.study.replicates, self.study.replicates
        return tuple((first, min(first + size, most)) for first in range(0, most, size))

    def to_json(self) -> str:
        """As it stands in study.json."""
        return sealed(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Identity":
        """Read back; ValueError when it is none, or no longer what was written."""
        try:
            found = unsealed(text)
            return cls(**{**found, "study": outline_of(found["study"])})
        except (KeyError, TypeError) as fault:
            raise ValueError(str(fault)) from None

    def differences(self, other: "Identity") -> list[str]:
        """What keeps results of this identity apart from those of another, in words; the size of blocks does not.

        Nor does the most that a stopping rule may take.
        """
        here, there = self._facts(), other._facts()
        if self.round and self.stopping == other.stopping:
            del here["replicates"]  # the most: a sweep that goes on may be given more, or less
        found = [
            f"{what}: the folder has {_words(here[what])}, asked for {_words(there[what])}"
            for what in here
            if here[what] != there[what]
        ]
        if not found and self.points != other.points:
            found = [f"points of the parameter uncertainty: {_OTHER_POINTS}"]
        return found

    def _facts(self) -> dict[str, object]:
        return {
            "format": self.format,
            "pack": self.pack,
            "content of the pack": self.pack_digest[:12],
            **asdict(self.study),
            "design": self.design,
            "stopping rule": self.stopping,
            **{f"version of the {part}": digest[:12] for part, digest in self.computed_by.items()},
        }


_OTHER_POINTS = "other distributions, levels or tables of points, or another release of SciPy, which draws other ones"


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
