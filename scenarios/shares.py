"""Who pays what share: parties only, each year brought to 1, and the two groups of payers."""

from collections.abc import Sequence
from datetime import date

from scenarios.rows import Payer

LARGE = 0.01
"""A payer is large from this share of the assessment on."""

Shares = tuple[tuple[float, ...], ...]


def shares_by_year(payers: Sequence[Payer], years: Sequence[int]) -> Shares:
    """Shares of the assessment, one row a year and one column a payer; 0 before the first 1 January as a party."""
    return tuple(_of_year(payers, place, year) for place, year in enumerate(years))


def _of_year(payers: Sequence[Payer], place: int, year: int) -> tuple[float, ...]:
    assessed = [payer.shares[place] if payer.since <= date(year, 1, 1) else 0.0 for payer in payers]
    total = 0.0
    for share in assessed:
        total += share
    return tuple(share / total if total > 0.0 else 0.0 for share in assessed)


def groups_of(shares: Shares) -> tuple[str, ...]:
    """Group of each payer by its share in the first year in which it pays: "large" or "small"."""
    firsts = (next((share for share in payer if share > 0.0), 0.0) for payer in zip(*shares, strict=True))
    return tuple("large" if first >= LARGE else "small" for first in firsts)
