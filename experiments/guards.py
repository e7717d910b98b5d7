"""How the command line ends: faults that a user can put right in words and with an exit code, others as they are."""

import errno
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from textwrap import fill
from typing import NoReturn, ParamSpec

import typer

from experiments.faults import UserError

FAILED, USAGE, INTERRUPTED = 1, 2, 130
LONGEST_LINE = 96
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
Arguments = ParamSpec("Arguments")


def reports_faults(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """What a user can put right goes to standard error in words, with exit code 2; other faults are ours and show."""

    @wraps(command)
    def guarded(*arguments: Arguments.args, **named: Arguments.kwargs) -> None:
        try:
            command(*arguments, **named)
        except BrokenPipeError:
            sys.stderr.close()  # whoever read the output has gone; nothing is left to say
            raise typer.Exit(0) from None
        except (UserError, OSError) as fault:
            end(_words_of(fault), USAGE)
        except Exception as fault:
            _end_if_damaged(fault, [value for value in named.values() if isinstance(value, Path)])
            raise

    return guarded


def _end_if_damaged(fault: Exception, folders: list[Path]) -> None:
    """A store whose files are no longer what was written: said in words, not in SQL."""
    from experiments.parquet import UnreadableError
    from scenarios import PackError

    where = folders[0] if folders else Path()
    if isinstance(fault, UnreadableError | PackError):
        end(f"{where}: files of the study are damaged or missing; `quadrille check {where}` says which", USAGE)


def _words_of(fault: UserError | OSError) -> str:
    if isinstance(fault, OSError):
        more = "; the same command goes on when there is room" if fault.errno in _NO_ROOM else ""
        place = f"{fault.filename}: " if fault.filename else ""
        return f"{place}{fault.strerror or fault}{more}"
    return str(fault)


def end(message: str, code: int) -> NoReturn:
    """Say why on standard error, and end with an exit code."""
    for line in message.splitlines():
        typer.echo(in_lines(line), err=True)
    raise typer.Exit(code)


def in_lines(text: str) -> str:
    """A message broken between words where it is longer than a narrow page; names are never broken."""
    return fill(text, LONGEST_LINE, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
