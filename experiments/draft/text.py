"""Words of a pack made safe for any writer, and their direction."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

NO_BREAK = "\N{NO-BREAK SPACE}"
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
RIGHT_TO_LEFT = ("R", "AL", "AN")
STRONG = (*RIGHT_TO_LEFT, "L")


def clean(text: str) -> str:
    """Text that any writer may place anywhere: one line, no control characters, no unpaired surrogates.

    Marks that reorder the text behind them are dropped; right-to-left letters stay.
    """
    spaced = (" " if c.isspace() and c != NO_BREAK else c for c in text)
    kept = (c for c in spaced if _printable(c))
    return " ".join(part for part in "".join(kept).split(" ") if part)


def _printable(character: str) -> bool:
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    hidden = unicodedata.category(character) in ("Cc", "Cs") or character in BIDI_CONTROLS
    return not (noncharacter or hidden)


def directions(words: str) -> Iterator[tuple[str, bool]]:
    """Stretches of one direction, True for right to left; marks and digits between two such words go with them."""
    kinds = [unicodedata.bidirectional(c) for c in words]
    strong = [place for place, kind in enumerate(kinds) if kind in STRONG]
    flags = [kind in RIGHT_TO_LEFT for kind in kinds]
    for here, after in pairwise(strong):
        if flags[here] and flags[after]:
            flags[here:after] = [True] * (after - here)
    start = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or flags[place] != flags[start]:
            yield words[start:place], flags[start]
            start = place
