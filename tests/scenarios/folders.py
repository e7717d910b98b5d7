"""The toy pack, and copies of it that a test may spoil."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from scenarios import PackError, load

TOY = Path(__file__).with_name("toy")


@contextmanager
def copied(source: Path = TOY) -> Iterator[Path]:
    """A copy of a pack folder, gone afterwards."""
    with TemporaryDirectory() as folder:
        yield copytree(source, Path(folder) / source.name)


def faults(folder: Path) -> str:
    """What load says about a folder; empty when nothing is wrong."""
    try:
        load(folder)
    except PackError as error:
        return str(error)
    return ""


def replaced(folder: Path, file: str, old: str, new: str) -> None:
    """Replace text that stands once in a file."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
