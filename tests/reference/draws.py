"""The engine's random numbers once more, in whole numbers of plain Python: the same slot gives the same bits."""

from collections.abc import Sequence

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
UNIT = 2.0**-52


def mix(x: int) -> int:
    """The finaliser of splitmix64."""
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


def key_of(seed: int, replicate: int) -> int:
    """The key of a simulated case."""
    return mix(mix((seed + 1) * GOLDEN & MASK) + replicate * GOLDEN & MASK)


def uniform(key: int, stream: int, time: int, entity: int) -> float:
    """The number of a slot, strictly between 0 and 1."""
    slot = stream << 48 | time << 24 | entity
    return ((mix((slot + key) * GOLDEN & MASK) >> 12) + 0.5) * UNIT


def branch_key(key: int, stream: int, time: int, entity: int) -> int:
    """The key of all that descends from a slot."""
    return mix(((stream << 48 | time << 24 | entity) + key) * GOLDEN & MASK)


def uniforms(key: int, stream: int, time: int, first: int, n: int) -> list[float]:
    """The numbers of n entities that follow one another: `uniform` written out in the loop, for the many sites."""
    x = ((stream << 48 | time << 24 | first) + key) * GOLDEN
    numbers = []
    for _ in range(n):
        z = x & MASK
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        numbers.append((((z ^ z >> 31) >> 12) + 0.5) * UNIT)
        x += GOLDEN
    return numbers


def quantile(table: Sequence[float], u: float) -> float:
    """The value of a table of quantiles at probability u, straight between its points."""
    place = u * (len(table) - 1)
    i = int(place)
    return table[i] + (place - i) * (table[i + 1] - table[i])
