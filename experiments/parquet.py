"""Parquet through DuckDB: rows of a block out, tables in. One connection a thread, no extension, no network."""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from experiments.blocks import COLUMNS, Rows
from experiments.design import Design

UnreadableError = duckdb.Error
"""What reading a damaged file raises: its words are SQL, for logs and not for readers."""
_OPTIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 1,
}
_SNAPPY = "(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)"
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)
_threads = threading.local()


def connect(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that loads nothing from outside; as many threads as the machine has unless told."""
    options = dict(_OPTIONS)
    if threads is None:
        del options["threads"]
    return duckdb.connect(":memory:", config=options)


def write_rows(rows: Rows, part: Path) -> None:
    """The rows of a block, one per run-year: who, when, how it ended, then COLUMNS as FLOAT."""
    writer: Writer | None = getattr(_threads, "writer", None)
    _threads.writer = None  # one that fails is not used again
    with _told_as_os_error(part):
        if writer is None or not writer.fits(rows, part):
            writer = Writer(rows, part)
        writer.write(rows)
    _threads.writer = writer


class Writer:
    """Writes blocks of one size to one file name, one after the other.

    The statement is prepared once and its arrays are filled anew for each block: with more than a hundred columns,
    binding them costs as much as writing them.
    """

    def __init__(self, rows: Rows, part: Path) -> None:
        self._cases, self._years, self._part = rows.values.shape[0], rows.years, part
        length = self._cases * len(self._years)
        self._values = np.empty((len(COLUMNS), length), np.float32)
        self._identity = {name: np.empty(length, np.int32) for name in ("draw", "replicate", "year", "status")}
        self._connection = connect(threads=1)
        self._connection.register("stored_rows", {**self._identity, **dict(zip(COLUMNS, self._values, strict=True))})
        names = "$1::VARCHAR AS scenario, $2::VARCHAR AS option"
        query = f"SELECT {names}, * FROM stored_rows"
        self._connection.execute(f"PREPARE store_block AS COPY ({query}) TO {literal(str(part))} {_SNAPPY}")

    def fits(self, rows: Rows, part: Path) -> bool:
        """Whether this writer writes blocks of this size to this file."""
        return (len(rows.values), rows.years, part) == (self._cases, self._years, self._part)

    def write(self, rows: Rows) -> None:
        """Write the file anew."""
        self._values[:] = rows.values.reshape(-1, len(COLUMNS)).T
        for name in ("draw", "replicate", "status"):
            self._identity[name][:] = np.repeat(getattr(rows, name), len(self._years))
        self._identity["year"][:] = np.tile(np.asarray(self._years, np.int32), self._cases)
        who = f"{literal(rows.block.scenario)}, {literal(rows.block.option)}"
        self._connection.execute(f"EXECUTE store_block({who})")


def write_design(design: Design, file: Path) -> None:
    """The points of the parameter uncertainty, one row per draw."""
    table = {"draw": np.arange(design.draws, dtype=np.int32)}
    table |= {name: np.ascontiguousarray(design.values[:, i]) for i, name in enumerate(design.names)}
    _copy("SELECT * FROM stored_rows ORDER BY draw", table, file)


def read_design(file: Path) -> Design:
    """What `write_design` wrote."""
    with connect(threads=1) as connection:
        found = connection.execute("SELECT * FROM read_parquet($1) ORDER BY draw", [str(file)]).fetchnumpy()
    names = tuple(name for name in found if name != "draw")
    values = np.empty((len(found["draw"]), len(names)))
    for i, name in enumerate(names):
        values[:, i] = found[name]
    return Design(names, values)


def failed_cases(file: Path) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Replicate and status of the cases of a block that failed, int32, by draw, then replicate."""
    query = "SELECT DISTINCT draw, replicate, status FROM read_parquet($1) WHERE status <> 0 ORDER BY draw, replicate"
    with connect(threads=1) as connection:
        found = connection.execute(query, [str(file)]).fetchnumpy()
    return found["replicate"], found["status"]


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def column(name: str) -> str:
    """A column name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _told_as_os_error(file: Path) -> Iterator[None]:
    """A full disk and the like as Python tells them, when DuckDB meets them while writing."""
    try:
        yield
    except duckdb.IOException as fault:
        number = next((n for n in _OF_THE_DISK if os.strerror(n) in str(fault)), errno.EIO)
        raise OSError(number, os.strerror(number), str(file)) from fault


def _copy(query: str, table: dict[str, np.ndarray], file: Path) -> None:
    with _told_as_os_error(file), connect(threads=1) as connection:
        connection.register("stored_rows", table)
        connection.execute(f"COPY ({query}) TO {literal(str(file))} {_SNAPPY}")
