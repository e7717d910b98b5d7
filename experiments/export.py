"""Tables as files: CSV with a description beside it, or Parquet. A file is whole or absent; nothing is held at once."""

import errno
import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from experiments.faults import UserError
from experiments.files import put, put_text, sha256_of
from experiments.frames import Field, Frame
from experiments.parquet import UnreadableError, column, connect, literal
from experiments.provenance import provenance, source
from experiments.summary import NATURE

if TYPE_CHECKING:
    from experiments.results import Results

SUFFIXES = (".csv", ".csv.gz", ".parquet", ".nc")
FORMAT = "quadrille-export/1"
_SQL_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
_GROUP = 2048
_CELLS_OF_A_GROUP, _MOST_ROWS = 4_000_000, 122_880


@dataclass(frozen=True)
class Written:
    """A file that was written, its rows if it has any, and the file beside it that says what it holds."""

    file: Path
    rows: int | None
    beside: Path | None


def suffix_of(target: Path) -> str:
    """The ending of a file that says its format. UserError for another."""
    found = next((one for one in SUFFIXES if target.name.lower().endswith(one)), None)
    if found is None or len(target.name) == len(found):
        *others, last = SUFFIXES
        raise UserError(f"{target}: expected the name of a file that ends in {', '.join(others)} or {last}")
    return found


def description_file(target: Path) -> Path:
    """Where the description of a CSV file stands."""
    return target.with_name(f"{target.name}.json")


def check_target(target: Path, overwrite: bool) -> None:
    """UserError unless a file may be written there: in a folder, over no other file unless told, into no store."""
    suffix = suffix_of(target)
    if not target.parent.is_dir():
        raise UserError(f"{target.parent}: no such folder; make it first, or choose another for {target.name}")
    if target.is_dir():
        raise UserError(f"{target}: is a folder, expected the name of a file")
    if _is_of_a_store(target):
        raise UserError(f"{target}: stands among the files of a study, which are never changed; choose another folder")
    taken = [one for one in (target, *([description_file(target)] if ".csv" in suffix else [])) if one.exists()]
    if taken and not overwrite:
        raise UserError(f"{taken[0]}: there already; choose another name, or --force to write over it")


def _is_of_a_store(target: Path) -> bool:
    folder = target.resolve().parent
    if target.name == "draws.parquet" and (folder / "study.json").is_file():
        return True
    above = [up for up in folder.parents if (up / "study.json").is_file()]
    return any(folder.relative_to(up).parts[0] in ("blocks", "pack") for up in above)


def write_frame(results: "Results", frame: Frame, target: Path) -> Written:
    """Write a table to a file that ends in .csv, .csv.gz or .parquet; what stands there is replaced at the end.

    Numbers read back bit for bit; a number that there is not is an empty cell, or null. The same study gives the same
    bytes. UserError when the disk is full: then nothing is left.
    """
    suffix = suffix_of(target)
    beside = None if suffix == ".parquet" else description_file(target)
    rows = 0

    def write(part: Path) -> None:
        nonlocal rows
        if beside is None:
            rows = _write_parquet(results, frame, part, scratch)
        else:
            rows = _write_csv(frame, part, scratch, compressed=suffix == ".csv.gz")
            told = json.dumps(describe(results, frame, target, part, rows), ensure_ascii=False, indent=1)
            put_text(scratch / beside.name, told + "\n")

    with says_what_is_full(target), tempfile.TemporaryDirectory(prefix=".export-", dir=target.parent) as folder:
        scratch = Path(folder)
        put(target, write)
        if beside is not None:
            os.replace(scratch / beside.name, beside)
    return Written(target, rows, beside)


@contextmanager
def says_what_is_full(target: Path) -> Iterator[None]:
    """A full disk in words that name the file that was to be written."""
    try:
        yield
    except (OSError, UnreadableError) as fault:
        if getattr(fault, "errno", None) not in (errno.ENOSPC, errno.EDQUOT) and "No space left" not in str(fault):
            raise
        raise UserError(f"{target}: no space left on the device; nothing was written") from None


def _write_csv(frame: Frame, part: Path, scratch: Path, compressed: bool) -> int:
    """UTF-8, lines end in LF. Text that is compressed holds neither time nor name, so that its bytes are the same."""
    with part.open("wb") as raw, ExitStack() as stack:
        out: BinaryIO = raw
        if compressed:
            zipped = gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0)
            out = cast(BinaryIO, stack.enter_context(zipped))
        out.write((",".join(one.name for one in frame.fields) + "\n").encode())

        def add(file: Path) -> None:
            with file.open("rb") as text:
                shutil.copyfileobj(text, out, 2**20)
            file.unlink()

        return _copy_pieces(frame, scratch, "FORMAT csv, HEADER false", add)


def _write_parquet(results: "Results", frame: Frame, part: Path, scratch: Path) -> int:
    """One file out of those of the pieces; what its columns mean and where they come from stands in its metadata."""
    files: list[str] = []
    form = f"FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {_rows_of_a_group(len(frame.fields))}"
    rows = _copy_pieces(frame, scratch, form, lambda file: files.append(str(file)))
    told = json.dumps({"fields": _fields(frame), **_origin(results)}, ensure_ascii=False)
    about = f"KV_METADATA {{quadrille: {literal(told)}, nature: {literal(NATURE)}}}"
    with connect(threads=1) as connection:
        query = "SELECT * FROM read_parquet($files)"
        connection.execute(f"COPY ({query}) TO {literal(str(part))} ({form}, {about})", {"files": files})
    return rows


def _rows_of_a_group(columns: int) -> int:
    """How many rows a writer holds before it writes them: the more columns, the fewer."""
    return min(max(_CELLS_OF_A_GROUP // columns // _GROUP, 1) * _GROUP, _MOST_ROWS)


def _copy_pieces(frame: Frame, scratch: Path, form: str, take: Callable[[Path], None]) -> int:
    """Every piece in a file of its own, handed on one after the other; the rows of all."""
    chosen = ", ".join(map(_cell, frame.fields))
    rows = 0
    with connect(threads=1) as connection:
        for number, piece in enumerate(frame.pieces()):
            file = scratch / f"{number:06d}"
            connection.register("piece", piece)
            connection.execute(f"COPY (SELECT {chosen} FROM piece) TO {literal(str(file))} ({form})")
            connection.unregister("piece")
            rows += len(piece[frame.fields[0].name])
            take(file)
    return rows


def _cell(one: Field) -> str:
    name = column(one.name)
    value = f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END" if one.kind == "number" else name
    return f"({value})::{_SQL_TYPES[one.kind]} AS {name}"


def describe(results: "Results", frame: Frame, target: Path, content: Path, rows: int) -> dict[str, Any]:
    """What a CSV file holds, as a data package (datapackage.org): columns with unit and meaning, checksum, provenance.

    It stands beside the file, since lines of comment above a table would stop spreadsheets and most programs.
    """
    resource = {
        "name": frame.what,
        "path": target.name,
        "type": "table",
        "format": "csv",
        "mediatype": "application/gzip" if target.name.lower().endswith(".gz") else "text/csv",
        "encoding": "utf-8",
        "bytes": content.stat().st_size,
        "hash": f"sha256:{sha256_of(content)}",
        "rows": rows,
        "dialect": {"delimiter": ",", "header": True, "lineTerminator": "\n"},
        "schema": {"fields": _fields(frame), "missingValues": [""]},
    }
    name = "-".join(("quadrille", results.manifest.pack.id, frame.what))
    return {"name": name, "resources": [resource], **_origin(results)}


def _origin(results: "Results") -> dict[str, Any]:
    return {
        "title": results.manifest.pack.title,
        "description": NATURE,
        "sources": [{"title": source(results)}],
        "quadrille": {"format": FORMAT, **provenance(results)},
    }


def _fields(frame: Frame) -> list[dict[str, str]]:
    return [
        {"name": one.name, "type": one.kind, "title": one.title, "description": one.doc}
        | ({"unit": one.unit} if one.unit else {})
        for one in frame.fields
    ]
