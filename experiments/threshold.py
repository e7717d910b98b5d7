"""How many failed cases a sweep bears: a share of all cases of the study, so that no order of work decides."""

import math
from collections.abc import Iterable
from shlex import quote
from typing import TYPE_CHECKING

from experiments.faults import UserError
from experiments.manifest import Stored

if TYPE_CHECKING:
    from experiments.begun import Begun
    from experiments.failures import Cause

AT_MOST = 0.05
"""The usual share: whatever the cases left out would have come to, P10 and P90 of the others then lie within five
percentiles of those of all, where failures are spread evenly over scenarios and options."""


class TooManyFailuresError(UserError):
    """More cases of a study failed than were to be borne. What is complete is kept; the message says what to do."""


class Limit:
    """Counts failed cases of blocks as they come. TooManyFailuresError once they exceed the share of all cases."""

    def __init__(self, share: float) -> None:
        if not 0.0 <= share <= 1.0:
            raise UserError(f"failures at most: found {share:g}, expected a share from 0 to 1")
        self.share = share
        self.cases = self.failed = 0

    @property
    def most(self) -> int:
        """How many cases may fail."""
        return math.floor(self.share * self.cases + 1e-9)

    def extend(self, cases: int) -> None:
        """Another round of so many cases."""
        self.cases += cases

    def count(self, blocks: Iterable[Stored]) -> None:
        """Blocks that are stored; each is to be counted once."""
        self.failed += sum(one.failed for one in blocks)
        if self.failed > self.most:
            raise TooManyFailuresError


def stopped(begun: "Begun", limit: Limit, found: "list[Cause]") -> TooManyFailuresError:
    """Why a sweep stopped, in words: how many failed of what, an example, how to look at it, how to go on."""
    failed, computed = sum(one.failed for one in begun.blocks), sum(one.block.count for one in begun.blocks)
    return TooManyFailuresError(
        f"{begun.folder}: stopped, too many simulated cases fail: {failed:,} of the {computed:,} computed, more than "
        f"{limit.share:g} of all {limit.cases:,} ({limit.most:,}).\n{_example(begun, found[0])}\n"
        f"All causes, with tracebacks: quadrille failures {quote(str(begun.folder))}\n"
        f"What is complete is kept. If so many may fail, the same command goes on with "
        f"--failures-at-most {_more(failed / computed)}."
    )


def _example(begun: "Begun", most: "Cause") -> str:
    from experiments.failures import replay_lines

    says, first = f" ({most.first.says})" if most.first.says else "", most.first
    return (
        f"Most frequent cause, {most.cases:,} of them: {most.cause}{says}.\n"
        f"An example: {first.scenario}, {first.option}, case {first.replicate}. It is told again by\n"
        f"{replay_lines(begun.folder, first)}"
    )


def _more(share: float) -> str:
    """A share, in whole hundredths, that is larger than that of the cases computed so far."""
    return f"{min((math.floor(100 * share) + 1) / 100, 1.0):g}"
