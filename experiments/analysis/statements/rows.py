"""The worlds that a plan statement speaks of, as the pack is and with the multipliers that encode it set neutral."""

from experiments.analysis.worlds import World
from scenarios.changes import Changes, sizes
from scenarios.statements import Condition, Statement
from scenarios.switches import BY_ID

AS_IS = Condition()


def world(row: Statement, scenario: str, condition: Condition | None, neutral: bool) -> World:
    """One world of a row: its scenario and option unless the condition names others."""
    given = condition or AS_IS
    option = given.option or row.option
    if option is None:
        raise AssertionError("a checked row names its option")
    switched = {name: size for one in given.switches for name, size in BY_ID[one].values.items()}
    changes = Changes(
        overrides=sizes(switched | dict(given.set)),
        factors=sizes(given.multiply),
        shifts=sizes(given.add),
        neutral=frozenset(row.neutral) if neutral else frozenset(),
        measures=given.measures,
        events=given.events,
    )
    return World(given.scenario or scenario, option, changes)


def pairs(row: Statement, neutral: bool) -> list[tuple[World, ...]]:
    """The worlds of a row, a tuple for each comparison: (above, below), (on, off), or a world by itself."""
    if row.awaits is not None or row.test == "INPUT":
        return []
    if row.test == "ORD":
        return [
            (world(row, high, row.on, neutral), world(row, low, row.on, neutral))
            for high in row.scenarios
            for low in row.below
        ]
    if row.off is not None:
        return [(world(row, one, row.on, neutral), world(row, one, row.off, neutral)) for one in row.scenarios]
    return [(world(row, one, row.on, neutral),) for one in row.scenarios]
