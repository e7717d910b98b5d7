"""Faults that a user can put right: each says in words what was found and what to do."""

from collections.abc import Iterable


class UserError(Exception):
    """Base of the faults that the command line prints without a traceback."""


class StudyError(UserError, ValueError):
    """A study that can't be run as asked; the message says what to change."""


class StoreError(UserError):
    """A folder that can't be read or written as a store; the message says why and what to do."""


class ClusterError(UserError):
    """A cluster that can't compute a study; the message says why and what to do."""


class UnknownNameError(UserError, KeyError):
    """A scenario, option, indicator or case that the study doesn't have; the message names those it has."""

    def __str__(self) -> str:
        return str(self.args[0])


MOST_LISTED = 60
"""Names that a message lists; of more it says where they stand (indicators)."""


def unknown(what: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """The fault of a name that there is not: the nearest one if there is any, then all."""
    return UnknownNameError(not_among(what, name, known))


def not_among(what: str, name: str, known: Iterable[str]) -> str:
    """The same in words, for faults of another kind."""
    from scenarios.problems import nearest

    every = list(known)
    near = nearest(name, every)
    listed = ", ".join(every) if len(every) <= MOST_LISTED else f"{len(every)}, which `quadrille {what}s` lists"
    return f"{what}: found {name!r}{near and f' (did you mean {near!r}?)'}, expected one of {listed}"
