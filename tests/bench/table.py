"""Tables that a terminal can show, and medians of what was timed."""

import time
from collections.abc import Callable, Sequence
from statistics import median


def show(title: str, rows: Sequence[tuple[str, ...]], notes: Sequence[str] = ()) -> None:
    """A title, rows whose first column is text and whose others are figures, and notes below."""
    print(f"\n{title}")
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        figures = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        print("  ".join([f"  {first.ljust(widths[0])}", *figures]))
    for note in notes:
        print(f"  {note}")


def seconds_of(act: Callable[[], object]) -> float:
    """How long it takes, once."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def median_seconds(act: Callable[[], object], rounds: int = 7) -> float:
    """How long it takes, the median of several rounds after one that is not counted."""
    act()
    return median(seconds_of(act) for _ in range(rounds))
