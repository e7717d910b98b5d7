"""Results as xarray datasets with named axes, units and provenance, and as NetCDF files. Needs the extra `xarray`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.cubes import USUAL, by_year
from experiments.export import Written, says_what_is_full
from experiments.faults import UserError
from experiments.files import put
from experiments.frames import Frame, field_of, identity, runs, years
from experiments.horizons import Span
from experiments.provenance import cautions, source
from experiments.selection import Selection
from experiments.summary import NATURE

if TYPE_CHECKING:
    from xarray import Dataset

    from experiments.results import Results

LARGEST = 15_000_000
"""Numbers of a dataset of cases: more do not belong in memory at once."""
CASES: dict[str, Callable[["Results", Selection], Frame]] = {"runs": runs, "years": years}


def quantile_dataset(results: "Results", chosen: Selection, quantiles: Sequence[float] = USUAL) -> "Dataset":
    """Each indicator over (scenario, option, year, quantile), the cases counted (`NAME_n`) and those that failed."""
    xarray = _xarray()
    cube = by_year(results, chosen, quantiles)
    axes = ("scenario", "option", "year", "quantile")
    held: dict[str, Any] = {
        "failed": (axes[:2], cube.failed.astype(np.int32), {"long_name": "simulated cases that failed", "units": "1"})
    }
    for place, one in enumerate(cube.indicators):
        held[one.id] = (axes, cube.values[place], _about(results, one.id))
        counted = {"long_name": f"simulated cases counted in {one.id}", "units": "1"}
        held[f"{one.id}_n"] = (axes[:3], cube.n[place].astype(np.int32), counted)
    coordinates = _coordinates(results, chosen) | {
        "year": _years(results),
        "quantile": ("quantile", np.array(cube.quantiles), {"long_name": "share of counted cases below", "units": "1"}),
    }
    dataset: Dataset = xarray.Dataset(held, coordinates, _attributes(results))
    return dataset


def case_dataset(results: "Results", chosen: Selection, what: str = "runs") -> "Dataset":
    """Each indicator over (scenario, option, case), with `what` "years" over (..., year), and the status of cases.

    Cases stand by draw, then by replicate, and meet the same random numbers in every scenario and option. All is in
    memory: UserError above LARGEST numbers.
    """
    xarray = _xarray()
    study, span = results.manifest.study, len(results.years) if what == "years" else 1
    shape = (len(chosen.scenarios), len(chosen.options), study.replicates, span)
    if len(chosen.indicators) * int(np.prod(shape)) > LARGEST:
        raise UserError(
            f"{len(chosen.indicators)} x {int(np.prod(shape)):,} values are more than a dataset of cases may hold "
            f"({LARGEST:,}); choose fewer indicators, scenarios or options, or write .csv or .parquet"
        )
    kept = {one.id: np.full(shape, np.nan) for one in chosen.indicators}
    status = np.zeros(shape, np.int32)
    at = 0
    for piece in CASES[what](results, chosen).pieces():
        here = slice(at, at := at + len(piece["draw"]))
        status.reshape(-1)[here] = piece["status"]
        for name, values in kept.items():
            values.reshape(-1)[here] = piece[name]
    axes = ("scenario", "option", "case", "year")[: 3 + (what == "years")]
    held: dict[str, Any] = {
        "status": (axes[:3], status[..., 0], {"long_name": "0: ran to its end; else why it stopped", "units": "1"})
    }
    held |= {name: (axes, values.reshape(shape[: len(axes)]), _about(results, name)) for name, values in kept.items()}
    dataset: Dataset = xarray.Dataset(held, _coordinates_of_cases(results, chosen, what), _attributes(results))
    return dataset


def write_netcdf(dataset: "Dataset", target: Path) -> Written:
    """Write a dataset as NetCDF 3 (64-bit offsets), which every NetCDF program reads; whole or not at all."""
    with says_what_is_full(target):
        put(target, lambda part: dataset.to_netcdf(part, format="NETCDF3_64BIT", engine="scipy"))
    return Written(target, None, None)


def _xarray() -> Any:
    try:
        import xarray
    except ImportError:
        raise UserError(
            "xarray is not installed; `pip install xarray` in the environment of quadrille, or write .csv or .parquet"
        ) from None
    return xarray


def _coordinates(results: "Results", chosen: Selection) -> dict[str, Any]:
    pack = results.pack
    return {
        name: (name, list(ids), {"long_name": name, "labels": "; ".join(f"{one}: {pack.label(one)}" for one in ids)})
        for name, ids in (("scenario", chosen.scenarios), ("option", chosen.options))
    }


def _coordinates_of_cases(results: "Results", chosen: Selection, what: str) -> dict[str, Any]:
    draw, replicate = identity(results, Span(0, results.manifest.study.replicates))
    found = _coordinates(results, chosen) | {
        "draw": ("case", draw, {"long_name": "number of the point of the parameter uncertainty"}),
        "replicate": ("case", replicate, {"long_name": "number of the simulated case"}),
    }
    return found | ({"year": _years(results)} if what == "years" else {})


def _years(results: "Results") -> tuple[str, Any, dict[str, str]]:
    return "year", np.array(results.years, np.int32), {"long_name": "year of the plan"}


def _about(results: "Results", name: str) -> dict[str, str]:
    found = field_of(results, results.indicator(name))
    return {"long_name": found.title, "units": found.unit, "description": found.doc}


def _attributes(results: "Results") -> dict[str, str]:
    manifest = results.manifest
    return {
        "title": manifest.pack.title,
        "source": source(results),
        "comment": "; ".join((NATURE, *cautions(results))),
        "study": json.dumps(asdict(manifest.study)),
        "content_hash": manifest.content_hash,
        "created": manifest.created,
    }
