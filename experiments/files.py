"""Files that are either whole or absent: temporary name in the same folder, fsync, rename, fsync of the folder."""

import hashlib
import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

PART = ".part"
ABANDONED_AFTER = 3600.0
"""Seconds after which a temporary file of a process that can't be asked for counts as left behind."""
_NAME = re.compile(rf"\.(?P<host>.+)-(?P<process>\d+)-\d+-[0-9a-f]+\{PART}")


def put(path: Path, write: Callable[[Path], object], settle: bool = True) -> None:
    """Let `write` fill a temporary file, then give it its name: whoever looks sees nothing or the whole file.

    `settle` False leaves the name to the next file put into the folder, whose fsync of the folder is for both. An
    OSError names the file, whatever step failed.
    """
    part = part_of(path)
    try:
        write(part)
        _to_disk(part)
        os.replace(part, path)
        if settle:
            _to_disk(path.parent)
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror or str(fault), str(path)) from fault
    finally:
        with suppress(OSError):  # a folder that can't be written to is told of above
            part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """The temporary name of a file: that of this thread alone, on whatever computer shares the folder."""
    mark = f"{_host()}-{os.getpid()}-{threading.get_ident()}-{_process_mark(os.getpid())}"
    return path.with_name(f".{mark}{PART}")


def put_text(path: Path, text: str) -> None:
    """A whole text file, UTF-8."""
    put(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))


def append_line(path: Path, line: str) -> None:
    """Add a line to a log; it reaches the disk before this returns. Half a line that a killed process left is ended."""
    with path.open("ab+") as log:
        if log.tell():
            log.seek(-1, os.SEEK_END)
            line = line if log.read(1) == b"\n" else f"\n{line}"
        log.write(f"{line}\n".encode())
        log.flush()
        os.fsync(log.fileno())


def is_part(name: str) -> bool:
    """Whether a name is that of a temporary file."""
    return name.startswith(".") and name.endswith(PART)


def remove_abandoned(folder: Path) -> None:
    """Remove temporary files that killed processes left.

    Those of this computer go once their process has; those of others, which can't be asked, after an hour.
    """
    for left in folder.glob(f".*{PART}"):
        if left.is_file() and _is_abandoned(left):
            left.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.]", "", socket.gethostname())[:60] or "unnamed"


@cache
def _process_mark(process: int) -> str:
    """Tells processes of one number apart: hosts may share a name, and every container has a process 1."""
    return secrets.token_hex(4)


def _is_abandoned(left: Path) -> bool:
    name = _NAME.fullmatch(left.name)
    if name and name["host"] == _host():
        process = int(name["process"])
        return process == os.getpid() or not _runs(process)
    try:
        return time.time() - left.stat().st_mtime > ABANDONED_AFTER
    except FileNotFoundError:
        return False


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
