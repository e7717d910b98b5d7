"""Mesa agents as windows on rows of the record: reading an attribute reads the world, writing it writes the world."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from simulation.layout import GROUND, GROUPS

if TYPE_CHECKING:
    from simulation.model import QuadrilleModel


class Cell:
    """One column of the world seen from a row: `agent.used` is `world.staff.used[row]`; the docstring has its unit."""

    def __init__(self, group: str, column: str, doc: str) -> None:
        self._group, self._column, self.__doc__ = group, column, doc

    def __get__(self, agent: "RowAgent | None", kind: type | None = None) -> Any:
        if agent is None:
            return self
        value = agent.model.world[self._group][self._column][0, agent.row]
        return value.copy() if isinstance(value, np.ndarray) else value.item()

    def __set__(self, agent: "RowAgent", value: Any) -> None:
        agent.model.world[self._group][self._column][0, agent.row] = value


class Fact:
    """One column of the ground truth seen from a row: the same for every scenario and option, never written."""

    def __init__(self, column: str, doc: str) -> None:
        self._column, self.__doc__ = column, doc

    def __get__(self, agent: "RowAgent | None", kind: type | None = None) -> Any:
        return self if agent is None else agent.model.ground[self._column][0, agent.row].item()

    def __set__(self, agent: "RowAgent", value: Any) -> None:
        raise AttributeError(f"{self._column} is ground truth, shared by every case: change the pack instead")


class RowAgent(mesa.Agent):
    """An agent that is a row of the record; it keeps nothing of its own but the number of that row."""

    model: "QuadrilleModel"

    def __init__(self, model: "QuadrilleModel", row: int) -> None:
        super().__init__(model)
        self.row = row

    def step(self) -> None:
        """Nothing: the schedule moves the record, and the agent shows it."""


def _window(name: str, doc: str, group: str | None, rows: int, facts: tuple[str, ...] = ()) -> type[RowAgent]:
    """An agent class with one descriptor for each column of the group, and each fact, that has `rows` rows."""
    members: dict[str, Any] = {"__doc__": doc, "__module__": __name__}
    for column in GROUPS[group] if group else ():
        if column.shape and column.shape[0] == rows:
            members[column.name] = Cell(group or "", column.name, f"{column.doc} ({column.unit})")
    for fact in facts:
        assert fact in (GROUND.names or ()), fact
        members[fact.split("_", 1)[1]] = Fact(fact, fact)
    return type(name, (RowAgent,), members)


_ROWS = {(group, c.name): c.shape[0] for group, columns in GROUPS.items() for c in columns if c.shape}

Inspector = _window("Inspector", "An inspector on board.", "staff", _ROWS["staff", "free"])
Payer = _window("Payer", "A payer of assessed contributions.", "fund", _ROWS["fund", "payment_class"], ("payer_group",))
Request = _window("Request", "A request that nobody planned.", "request", _ROWS["request", "kind"])
Facility = _window(
    "Facility", "A facility of planned presence.", "facility", _ROWS["facility", "state"],
    ("facility_mode", "facility_team", "facility_standby", "facility_rotation", "facility_rate"),
)  # fmt: skip
Site = _window("Site", "A site that may be visited.", None, 0, ("site_class", "site_host", "site_stratum"))
Mission = _window("Mission", "A mission that was sent.", "mission", _ROWS["mission", "kind"])
