"""Files that are either whole or absent: temporary name in the same folder, fsync, rename, fsync of the folder."""

import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

PART = ".part"


def put(path: Path, write: Callable[[Path], object], settle: bool = True) -> None:
    """Let `write` fill a temporary file, then give it its name: whoever looks sees nothing or the whole file.

    `settle` False leaves the name to the next file put into the folder, whose fsync of the folder is for both.
    """
    part = path.with_name(f".{os.getpid()}-{threading.get_ident()}{PART}")
    try:
        write(part)
        _to_disk(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    if settle:
        _to_disk(path.parent)


def put_text(path: Path, text: str) -> None:
    """A whole text file, UTF-8."""
    put(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))


def append_line(path: Path, line: str) -> None:
    """Add a line to a log; it reaches the disk before this returns."""
    with path.open("a", encoding="utf-8", newline="\n") as log:
        log.write(line + "\n")
        log.flush()
        os.fsync(log.fileno())


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
