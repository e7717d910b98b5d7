"""What holds of the ledger of any pack: its claims are those of the list, and what is untested or fails says why."""

from collections.abc import Mapping

from experiments.analysis.statements.ledger import Entry
from scenarios import load
from scenarios.statements import ID

Kinds = Mapping[tuple[str, int], str]
"""Numbers of claims by origin and priority."""


def has_the_claims(pack: str, prefix: str, kinds: Kinds, count: int) -> None:
    """Every claim has a row, every row a claim, with its origin and priority."""
    claims = {f"{prefix}-{number}": kind for kind, numbers in kinds.items() for number in numbers.split()}
    rows = {name: (row.origin, row.priority) for name, row in load(pack).statements.items()}
    parts = {name: ID.match(name) for name in rows}
    assert {name: claims[match[1]] for name, match in parts.items() if match} == rows
    assert {match[1] for match in parts.values() if match} == set(claims)
    assert len(claims) == count


def says_why(entries: Mapping[str, Entry]) -> None:
    """What can't be tested names what is missing; what fails or stays open, and nothing else, is explained."""
    for name, one in entries.items():
        assert bool(one.row.awaits) == (one.as_is.verdict == "not testable"), name
        assert bool(one.row.explained) == (one.as_is.verdict in ("fails", "inconclusive")), name
