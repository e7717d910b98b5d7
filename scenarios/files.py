"""The files of a pack folder: read once, within bounds, as bytes and as text; nothing of them is ever executed."""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.problems import Problem, did_you_mean, quoted

YAML_FILES = ("pack.yaml", "parameters.yaml", "scenarios.yaml", "options.yaml")
TABLE_FILES = tuple(
    f"tables/{table}.csv"
    for table in (
        *("payers", "payment_classes", "lines", "site_classes"),
        *("request_kinds", "clocks", "facilities", "stoppages"),
        *("milestones", "stakeholders", "services", "state_classes", "sessions", "obligation_kinds"),
        *("obligations", "outputs", "activities", "instruments", "joint_activities", "reports", "meetings"),
    )
)
OPTIONAL = (
    *("tables/site_classes.csv", "tables/request_kinds.csv", "tables/clocks.csv", "tables/facilities.csv"),
    *("tables/stoppages.csv", "tables/milestones.csv", "tables/stakeholders.csv", "tables/services.csv"),
    *("tables/state_classes.csv", "tables/sessions.csv", "tables/obligations.csv", "tables/activities.csv"),
    *("tables/obligation_kinds.csv", "tables/outputs.csv", "tables/instruments.csv", "tables/joint_activities.csv"),
    *("tables/reports.csv", "tables/meetings.csv"),
    *("statements.yaml", "document.yaml"),
)
"""Files that a pack may leave out: a table without a file has no rows."""
OBSERVATIONS = "observations"
"""Folder of a pack that tells no world anything: it is no part of what is loaded, copied and hashed."""
REQUIRED = YAML_FILES + tuple(file for file in TABLE_FILES if file not in OPTIONAL)
LARGEST_FILE = 5_000_000
MOST_FILES = 200
MEGABYTE = 1_000_000
MOST_LINES = 50_000
LONGEST_LINE = 20_000

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONG_LINE = re.compile(rf"[^\r\n]{{{LONGEST_LINE + 1}}}")


@dataclass(frozen=True)
class Folder:
    """A pack folder as read: bytes by name (relative, with forward slashes), and what was wrong with the files."""

    path: Path
    content: dict[str, bytes]
    problems: tuple[Problem, ...]

    def rewritten(self, content: Mapping[str, bytes]) -> "Folder":
        """The folder with these files in the place of its own."""
        return Folder(self.path, {**self.content, **content}, self.problems)

    @property
    def digest(self) -> str:
        """SHA-256 over names and bytes of all files in the order of their names, hexadecimal."""
        total = hashlib.sha256()
        for name in sorted(self.content):
            for part in (name.encode(errors="surrogateescape"), self.content[name]):
                total.update(len(part).to_bytes(8, "big"))
                total.update(part)
        return total.hexdigest()


def read_folder(path: Path) -> Folder:
    """Read every file that makes the pack, one level of folders deep: all but hidden files, schemas, observations."""
    content: dict[str, bytes] = {}
    names = _names_in(path)
    problems = _unexpected(names)
    if len(names) > MOST_FILES:
        expected = f"at most {MOST_FILES}"
        problems.append(Problem(".", 1, 1, "folder", f"more than {MOST_FILES} files", expected, "is this a pack?"))
    for name in names[:MOST_FILES]:
        read = read_file(path / name, name)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            content[name] = read
    problems += [
        Problem(name, 1, 1, "file", "nothing", "this file in every pack", _nearest_stray(name, names))
        for name in REQUIRED
        if name not in names
    ]
    return Folder(path, content, tuple(problems))


def _names_in(path: Path) -> list[str]:
    names: list[str] = []
    folders = [path]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and folder == path and _is_counted(entry.name):
                    folders.append(Path(entry.path))
                elif not entry.is_dir(follow_symlinks=False) and _is_counted(entry.name):
                    names.append(Path(entry.path).relative_to(path).as_posix())
                if len(names) > MOST_FILES or len(folders) > MOST_FILES:
                    return sorted(names)
    return sorted(names)


def _is_counted(name: str) -> bool:
    return not name.startswith((".", "__")) and not name.endswith(("~", ".schema.json")) and name != OBSERVATIONS


def read_file(file: Path, name: str) -> bytes | Problem:
    """The bytes of a plain file within bounds, or what keeps it from being read."""
    if file.is_symlink() or not file.is_file():
        return Problem(name, 1, 1, "file", "a link or device", "a plain file", "copy the file into the pack")
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        found = f"a file that can't be read ({error.strerror})"
        return Problem(name, 1, 1, "file", found, "a readable file")
    if len(data) > LARGEST_FILE:
        found, most = f"more than {LARGEST_FILE // MEGABYTE} MB", f"at most {LARGEST_FILE // MEGABYTE} MB"
        return Problem(name, 1, 1, "file", found, most, "a pack holds plain tables; shorten the file")
    return data


def _unexpected(names: list[str]) -> list[Problem]:
    """Data files that no part of the programme would read: most likely a slip of the pen in a file name."""
    known = REQUIRED + OPTIONAL
    strays = [n for n in names if n not in known and n.endswith((".yaml", ".yml", ".csv")) and _may_be_meant(n)]
    return [
        Problem(n, 1, 1, "file", "a file that no pack has", "one of a pack's files", did_you_mean(n, known))
        for n in strays
    ]


def _may_be_meant(name: str) -> bool:
    return "/" not in name or name.startswith("tables/")


_ADD_IT = "add it; `quadrille init pack FOLDER` writes one to look at"


def _nearest_stray(name: str, names: list[str]) -> str:
    near = did_you_mean(name, [n for n in names if n not in REQUIRED + OPTIONAL], listed=0)
    return near.replace("did you mean", "is it the file") if near else _ADD_IT


def text_of(name: str, data: bytes) -> tuple[str, Problem | None]:
    """A file as text, or what keeps it from being UTF-8 text without a byte-order mark and control characters."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            found = f"a byte-order mark of {encoding}"
            return "", Problem(name, 1, 1, "file", found, "UTF-8 without one", "save the file as plain UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before, found = data[: error.start].decode("utf-8"), f"byte {data[error.start]:#04x}"
        return "", Problem(name, *place_in(before), "file", found, "UTF-8 text", "save the file as UTF-8")
    return text, _fault_of_text(name, text)


def _fault_of_text(name: str, text: str) -> Problem | None:
    control = _CONTROL.search(text)
    if control:
        found = f"the control character {quoted(control.group())}"
        return _at(name, text, control.start(), found, "plain text", "delete the character")
    # Bounds on lines keep the time of reading in proportion to the size of the file.
    long_line = _LONG_LINE.search(text)
    if long_line:
        expected = f"at most {LONGEST_LINE:,} characters"
        return _at(name, text, long_line.start(), "a very long line", expected, "break the line")
    if text.count("\n") + text.count("\r") > MOST_LINES:
        return Problem(name, 1, 1, "file", "too many lines", f"at most {MOST_LINES:,}", "shorten the file")
    return None


def _at(name: str, text: str, at: int, found: str, expected: str, advice: str) -> Problem:
    return Problem(name, *place_in(text[:at]), "file", found, expected, advice)


def place_in(before: str) -> tuple[int, int]:
    """Line and column, from 1, of the character that follows `before`."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1
