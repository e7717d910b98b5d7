"""Exported files: read back bit for bit, described, whole or absent, never over another file unasked."""

import csv
import errno
import gzip
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from experiments import arrays, frames, horizons
from experiments.cubes import by_year
from experiments.export import write_frame
from experiments.export_command import KINDS
from experiments.faults import UserError
from experiments.guards import USAGE
from experiments.results import Results
from experiments.selection import select
from experiments.summary import NATURE
from tests.experiments.made import OPTIONS, SCENARIOS
from tests.experiments.test_cli import refused, sound, unwrapped


def written(results: Results, target: Path) -> Path:
    chosen = select(results, ["cash_end", "late_share", "shortfall"])
    assert write_frame(results, frames.runs(results, chosen, True), target).rows == results.manifest.study.cases
    return target


def columns(text: str) -> dict[str, list[str]]:
    header, *rows = csv.reader(text.splitlines())
    return {name: [row[place] for row in rows] for place, name in enumerate(header)}


def expected(results: Results) -> dict[str, list[Any]]:
    (table,) = _whole(frames.runs(results, select(results, ["cash_end", "late_share", "shortfall"]), True))
    return {name: values.tolist() for name, values in table.items()}


def _whole(frame: frames.Frame) -> list[dict[str, Any]]:
    pieces = list(frame.pieces())
    return [{one.name: np.concatenate([piece[one.name] for piece in pieces]) for one in frame.fields}]


@pytest.mark.parametrize("which", ["results", "failing"])
def test_csv_reads_back_bit_for_bit(request: pytest.FixtureRequest, tmp_path: Path, which: str) -> None:
    results: Results = request.getfixturevalue(which)
    found = columns(written(results, tmp_path / "runs.csv").read_text(encoding="utf-8"))
    for name, values in expected(results).items():
        if isinstance(values[0], float):
            read = np.array([float(cell) if cell else np.nan for cell in found[name]])
            assert read.tobytes() == np.where(np.isnan(values), np.nan, values).tobytes(), name
        else:
            assert found[name] == list(map(str, values))


def test_awkward_numbers_read_back_bit_for_bit(results: Results, tmp_path: Path) -> None:
    awkward = np.array([0.1, -0.0, 1e-300, 5e-324, 1.7976931348623157e308, 1 / 3, 123456789012345680.0, -1e22])
    awkward = np.concatenate([awkward, np.random.default_rng(1).standard_normal(500) * 10.0 ** np.arange(-250, 250)])
    frame = frames.Frame("numbers", (frames.Field("value", "number", "", ""),), lambda: iter([{"value": awkward}]))
    write_frame(results, frame, tmp_path / "numbers.csv")
    read = columns((tmp_path / "numbers.csv").read_text(encoding="utf-8"))["value"]
    assert np.array(list(map(float, read))).tobytes() == awkward.tobytes()


def test_parquet_reads_back_bit_for_bit_and_says_where_it_is_from(failing: Results, tmp_path: Path) -> None:
    file = written(failing, tmp_path / "runs.parquet")
    found = duckdb.sql(f"SELECT * FROM read_parquet('{file}')").fetchnumpy()
    for name, values in expected(failing).items():
        read = np.ma.filled(found[name], np.nan) if isinstance(values[0], float) else found[name]
        assert np.array_equal(read, np.array(values), equal_nan=isinstance(values[0], float)), name
    about = duckdb.sql(f"SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('{file}')").fetchall()
    assert {key for key, _ in about} == {"quadrille", "nature"}
    assert failing.manifest.content_hash in dict(about)["quadrille"]
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["runs.csv", "runs.csv.gz", "runs.parquet", "runs.nc"])
def test_the_same_study_gives_the_same_bytes(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def bytes_in(folder: Path) -> dict[str, bytes]:
        folder.mkdir()
        if name.endswith(".nc"):
            arrays.write_netcdf(arrays.case_dataset(results, select(results)), folder / name)
        else:
            written(results, folder / name)
        return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}

    first = bytes_in(tmp_path / "first")
    monkeypatch.setattr(horizons, "PIECE", 1000)
    assert bytes_in(tmp_path / "second") == first


def test_compressed_text_is_the_text(results: Results, tmp_path: Path) -> None:
    plain, packed = (written(results, tmp_path / name) for name in ("runs.csv", "runs.csv.gz"))
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()


def test_the_description_says_what_the_columns_are(results: Results, tmp_path: Path) -> None:
    file = written(results, tmp_path / "runs.csv")
    told = json.loads((tmp_path / "runs.csv.json").read_text(encoding="utf-8"))
    (resource,) = told["resources"]
    assert (resource["path"], resource["rows"]) == ("runs.csv", results.manifest.study.cases)
    assert resource["hash"] == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    assert resource["bytes"] == file.stat().st_size
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert list(fields) == file.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert fields["cash_end"]["unit"] == results.pack.pack.currency
    assert all(field["title"] and field["description"] for field in fields.values())
    assert told["description"] == NATURE
    assert told["quadrille"]["content_hash"] == results.manifest.content_hash
    assert told["quadrille"]["pack"]["digest"] == results.manifest.pack.digest
    assert "invented" in " ".join(told["quadrille"]["cautions"])


@pytest.mark.parametrize("what", KINDS)
def test_each_kind_is_written_and_holds_no_formula(folder: Path, tmp_path: Path, what: str) -> None:
    target = tmp_path / f"{what}.csv"
    told = sound("export", folder, "--to", target, "--what", what)
    cells = [cell for row in csv.reader(target.read_text(encoding="utf-8").splitlines()) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t") or (cell[:1] == "-" and not _number(cell))]
    rows = len(target.read_text(encoding="utf-8").splitlines()) - 1
    assert rows > 1
    assert f"{target}: {rows:,} rows, " in told
    assert f"{target}.json: what its columns mean" in told


def _number(cell: str) -> bool:
    try:
        return float(cell) <= 0
    except ValueError:
        return False


def test_choices_are_heeded(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "chosen.csv"
    words = ("--indicator", "shortfall", "--scenario", SCENARIOS[1], "--option", OPTIONS[1], "--quantile", "0.25")
    sound("export", folder, "--to", target, "--what", "quantiles", *words)
    found = columns(target.read_text(encoding="utf-8"))
    assert {name: set(found[name]) for name in ("indicator", "scenario", "option", "quantile")} == {
        "indicator": {"shortfall"}, "scenario": {SCENARIOS[1]}, "option": {OPTIONS[1]}, "quantile": {"0.25"},
    }  # fmt: skip
    curve = ("--threshold", "shortfall=0.02", "--threshold", "shortfall=0.2")
    sound("export", folder, "--to", target, "--what", "exceedances", *curve, "--force")
    found = columns(target.read_text(encoding="utf-8"))
    assert (set(found["indicator"]), set(found["threshold"])) == ({"shortfall"}, {"0.02", "0.2"})
    sound("export", folder, "--to", target, "--what", "months", "--indicator", "all", "--force")
    assert {"cash_end", "inspectors"} <= set(columns(target.read_text(encoding="utf-8")))


def test_a_file_that_is_there_stays_unless_forced(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("mine", encoding="utf-8")
    told = unwrapped(refused(USAGE, "export", folder, "--to", target))
    assert "there already; choose another name, or --force to write over it" in told
    assert target.read_text(encoding="utf-8") == "mine"
    sound("export", folder, "--to", target, "--force")
    assert target.read_text(encoding="utf-8").startswith("scenario,option,draw")
    target.unlink()
    assert "mine.csv.json: there already" in unwrapped(refused(USAGE, "export", folder, "--to", target))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--indicator", "shortfal"), "did you mean 'shortfall'?"),
        (("--option", "lean-visit"), "did you mean 'lean-visits'?"),
        (("--scenario", "peace"), "expected one of resurgence, civilian"),
        (("--what", "run"), "--what: found 'run' (did you mean 'runs'?), expected one of runs, years"),
        (("--what", "months", "--indicator", "shortfall"), "months are kept of cash_end"),
        (("--what", "quantiles", "--quantile", "90"), "expected a number from 0 to 1"),
        (("--quantile", "0.9"), "--quantile: found beside --what runs, expected with --what quantiles"),
        (("--versus", "lean-visits"), "expected with --what paired"),
        (("--what", "paired", "--versus", "nothing"), "expected one of continuation, lean-visits"),
        (("--what", "paired", "--with-parameters"), "expected with --what runs or years or months"),
        (("--what", "exceedances", "--threshold", "shortfall"), "expected INDICATOR=VALUE"),
        (("--what", "exceedances", "--threshold", "shortfall=9"), "expected a share from 0 to 1"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_words(
    folder: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    assert told in unwrapped(refused(USAGE, "export", folder, "--to", tmp_path / "a.csv", *words))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.xlsx", "ends in .csv, .csv.gz, .parquet or .nc"),
        (".csv", "expected the name of a file"),
        ("nowhere/a.csv", "no such folder; make it first"),
        ("sub.csv", "is a folder"),
    ],
)
def test_a_target_that_cannot_be_is_refused_in_words(folder: Path, tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "sub.csv").mkdir()
    assert told in unwrapped(refused(USAGE, "export", folder, "--to", tmp_path / name, "--force"))
    assert [file.name for file in tmp_path.iterdir()] == ["sub.csv"]


@pytest.mark.parametrize("name", ["draws.parquet", "blocks/x.csv", "pack/tables/x.csv"])
def test_the_files_of_a_study_are_never_written_over(folder: Path, tmp_path: Path, name: str) -> None:
    store = Path(shutil.copytree(folder, tmp_path / "study"))
    before = {file: file.read_bytes() for file in store.rglob("*") if file.is_file()}
    assert "files of a study" in unwrapped(refused(USAGE, "export", folder, "--to", store / name, "--force"))
    assert {file: file.read_bytes() for file in store.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.nc"])
def test_a_full_disk_leaves_what_was_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    target = tmp_path / name
    target.write_text("mine", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    told = unwrapped(refused(USAGE, "export", folder, "--to", target, "--force"))
    assert f"{name}: no space left on the device; nothing was written" in told
    assert target.read_text(encoding="utf-8") == "mine"
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_full_disk_met_by_duckdb_is_told_alike(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no space left on the device"):
        _raise_in_export(tmp_path / "a.csv", duckdb.IOException("IO Error: No space left on device"))
    with pytest.raises(duckdb.IOException):
        _raise_in_export(tmp_path / "a.csv", duckdb.IOException("IO Error: damaged"))


def _raise_in_export(target: Path, fault: Exception) -> None:
    from experiments.export import says_what_is_full

    with says_what_is_full(target):
        raise fault


def test_netcdf_reads_back_bit_for_bit(results: Results, tmp_path: Path) -> None:
    import xarray

    chosen = select(results, ["shortfall", "late_share"])
    target = tmp_path / "quantiles.nc"
    sound(
        "export",
        results.folder,
        "--to",
        target,
        "--what",
        "quantiles",
        "--indicator",
        "shortfall",
        "--indicator",
        "late_share",
    )
    cube = by_year(results, chosen)
    with xarray.open_dataset(target) as found:
        for place, one in enumerate(chosen.indicators):
            assert found[one.id].dims == ("scenario", "option", "year", "quantile")
            np.testing.assert_array_equal(found[one.id].values, cube.values[place])
            np.testing.assert_array_equal(found[f"{one.id}_n"].values, cube.n[place])
        assert found["shortfall"].attrs["units"] == "1"
        assert found["option"].values.tolist() == list(OPTIONS)
        assert found["year"].values.tolist() == list(results.years)
        assert NATURE in found.attrs["comment"]
        assert results.manifest.content_hash == found.attrs["content_hash"]


@pytest.mark.parametrize("what", ["runs", "years"])
def test_cases_as_a_dataset(failing: Results, what: str) -> None:
    found = arrays.case_dataset(failing, select(failing, ["cash_end", "late_share"]), what)
    chosen = found.sel(scenario=SCENARIOS[0], option=OPTIONS[1])
    place = found["replicate"].values.tolist().index(6)
    assert found["draw"].values.tolist() == [0] * 4 + [1] * 4
    assert np.unique(chosen["cash_end"].isel(case=place).values).tolist() == [6.0]
    failed = found["replicate"].values == 5
    assert chosen["status"].values[failed].tolist() == [6]
    assert np.isnan(chosen["cash_end"].values[failed]).all()
    assert int((found["status"] == 0).sum()) == 4 * 7


def test_results_give_a_dataset(results: Results) -> None:
    found = results.to_xarray(["shortfall"], [0.5])
    middle = found["shortfall"].sel(scenario=SCENARIOS[0], option=OPTIONS[0], quantile=0.5).values
    np.testing.assert_allclose(middle, results.bands("shortfall", [0.5])[SCENARIOS[0], OPTIONS[0]][0], rtol=1e-12)


def test_a_dataset_beyond_memory_is_refused(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "LARGEST", 159)
    with pytest.raises(UserError, match="1 x 160 values are more than a dataset of cases may hold"):
        arrays.case_dataset(results, select(results, ["shortfall"]))


def test_without_xarray_it_is_said_what_to_do(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    told = unwrapped(refused(USAGE, "export", folder, "--to", tmp_path / "a.nc", "--what", "quantiles"))
    assert "xarray is not installed" in told
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", ["paired", "months"])
def test_a_dataset_holds_arrays_alone(folder: Path, tmp_path: Path, what: str) -> None:
    told = unwrapped(refused(USAGE, "export", folder, "--to", tmp_path / "a.nc", "--what", what))
    assert "a NetCDF file holds runs, years, quantiles" in told


def test_a_damaged_study_is_not_exported(folder: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(folder, tmp_path / "study"))
    next((store / "blocks").glob("*.parquet")).write_bytes(b"nothing")
    assert "changed since it was written" in refused(USAGE, "export", store, "--to", tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()
