"""What things are called in the EMA Workbench, and its import: quiet, or with a clear fault."""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from experiments.faults import StudyError, UserError

PLANNING_SCENARIO = "planning_scenario"
"""The parameter that names one of the pack's scenarios; in EMA's tables `scenario` numbers points."""
OPTION, SEED, FAILED, TIME = "option", "seed", "failed_cases", "TIME"


def identifier(name: str) -> str:
    """A name as EMA wants it, letters, digits and `_`: request_rate.support-mission is request_rate_support_mission."""
    return re.sub(r"\W", "_", name)


def model_name(pack_id: str) -> str:
    """A name of letters and digits alone, which EMA asks of a model."""
    return "".join(letter for letter in pack_id if letter.isalnum())


def by_year(indicator: str) -> str:
    """The name of an indicator's values year by year."""
    return f"{indicator}_by_year"


def distinct(names: Iterable[str]) -> dict[str, str]:
    """Names to identifiers; StudyError where two become one."""
    found: dict[str, str] = {}
    for name in names:
        same = next((other for other, short in found.items() if short == identifier(name)), None)
        if same is not None:
            raise StudyError(f"{same!r} and {name!r} are both {identifier(name)!r} in the EMA Workbench: rename one")
        found[name] = identifier(name)
    return found


@contextmanager
def workbench() -> Iterator[None]:
    """To import from ema_workbench in: without its warnings of what else is not installed; UserError without it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "ipyparallel not installed", UserWarning)
        try:
            yield
        except ModuleNotFoundError as fault:
            raise UserError(
                f"The EMA Workbench can't be imported ({fault}). It comes with the extra `ema`: "
                "pip install 'ema-workbench>=2.5', or `make env` for everything that Quadrille was tested with."
            ) from None
