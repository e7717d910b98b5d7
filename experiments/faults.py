"""Faults that a user can put right: each says in words what was found and what to do."""


class UserError(Exception):
    """Base of the faults that the command line prints without a traceback."""


class StudyError(UserError, ValueError):
    """A study that can't be run as asked; the message says what to change."""


class StoreError(UserError):
    """A folder that can't be read or written as a store; the message says why and what to do."""


class UnknownNameError(UserError, KeyError):
    """A scenario, option, indicator or case that the study doesn't have; the message names those it has."""

    def __str__(self) -> str:
        return str(self.args[0])
