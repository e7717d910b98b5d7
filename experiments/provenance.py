"""Where exported numbers come from, and what they are not: it goes with every file."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from experiments.summary import AXES_BY_AUTHORS, INVENTED, NATURE

if TYPE_CHECKING:
    from experiments.results import Results


def provenance(results: "Results") -> dict[str, Any]:
    """The study, its pack, what computed it and its content hash, as JSON takes it."""
    manifest, pack = results.manifest, results.pack.pack
    return {
        "nature": NATURE,
        "cautions": cautions(results),
        "pack": {
            **asdict(manifest.pack), "document": pack.document, "invented": pack.invented, "currency": pack.currency,
            "price_year": pack.price_year, "data_as_of": pack.data_as_of.isoformat(),
        },
        "study": asdict(manifest.study),
        "failed": manifest.failed,
        "content_hash": manifest.content_hash,
        "computed_by": dict(manifest.computed_by),
        "versions": dict(manifest.versions),
        "created": manifest.created,
    }  # fmt: skip


def cautions(results: "Results") -> list[str]:
    """What a reader of the numbers has to know of the pack."""
    pack = results.pack.pack
    told = [INVENTED] * pack.invented + ([pack.caution] if pack.caution else [])
    return told + [AXES_BY_AUTHORS] * (pack.axes_by == "authors")


def source(results: "Results") -> str:
    """The same in a line."""
    manifest = results.manifest
    told = release(manifest.versions.get("quadrille"))
    return f"{told}; pack {manifest.pack.id} ({manifest.pack.digest[:12]}); content hash {manifest.content_hash}"


def release(version: str | None) -> str:
    """The program with its release, where it was installed as one."""
    return f"Quadrille {version}" if version and version[0].isdigit() else "Quadrille"
