"""A simulated case as a Mesa model: the same record, the same schedule, the same bits as in a sweep.

Mesa's own random generator is there for user code; the engine never reads it.
"""

from collections.abc import Callable
from typing import Any

import mesa
import networkx as nx
import numpy as np
from numpy.typing import NDArray

from simulation import networks, status
from simulation.agents import Facility, Inspector, Mission, Payer, Request, RowAgent, Site
from simulation.ensemble import Ground, Settings, advance_case, as_records, blank_world, open_case, tallies_of
from simulation.layout import TALLY_INDEX, WORLD
from simulation.slots import key_of
from simulation.teams import ABSENT


class QuadrilleModel(mesa.Model):
    """One case, stepped by the day. `world`, `ground` and `settings` are one-row structured arrays.

    `agents` holds inspectors and requests from the start; payers, facilities, sites and missions join when they are
    first asked for (`model.payers`, ...). Inspectors appear when they start and go when they leave.
    """

    def __init__(self, ground: Ground, settings: Settings, seed: int = 1, replicate: int = 0) -> None:
        super().__init__(seed=seed)
        self.ground, self.settings = as_records(ground), as_records(settings)
        self.world = blank_world()
        self.key = np.uint64(_quiet(key_of, seed, replicate))
        _quiet(open_case, self.world, self.ground, self.settings, self.key)
        self._inspectors: dict[tuple[int, int], RowAgent] = {}
        self._others: dict[type[RowAgent], list[RowAgent]] = {Request: []}
        self._seen: tuple[int, ...] = ()
        self._show()

    @property
    def day(self) -> int:
        """Days since the first day of the plan."""
        return int(self.world["clock"]["day"][0])

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed, or the case stopped for a fault."""
        return self.day >= int(self.ground["n_days"][0]) or self.fault != status.NAMES[status.OK]

    @property
    def fault(self) -> str:
        """Why the case stopped, in words; "ok" while all is well."""
        return status.NAMES[int(self.world["clock"]["status"][0])]

    def step(self) -> None:
        """One day."""
        self.advance(1)

    def advance(self, days: int) -> None:
        """As many days as asked for: faster than as many steps, the same bits."""
        _quiet(advance_case, self.world, self.ground, self.settings, self.key, days)
        self.running = not self.is_over
        self._show()

    def run_to_end(self) -> None:
        """All days that are left."""
        self.advance(int(self.ground["n_days"][0]) - self.day)

    def tallies(self) -> NDArray[np.float64]:
        """What the months have left behind so far, float64 (tally, month of the horizon)."""
        return tallies_of(self.world)[:, : int(self.ground["n_months"][0])].copy()

    def tally(self, name: str) -> float:
        """A tally of the latest complete month, in its unit; 0 before the first month ends."""
        month = int(self.world["clock"]["month"][0]) - 1
        return float(tallies_of(self.world)[TALLY_INDEX[name], month]) if month >= 0 else 0.0

    @property
    def inspectors(self) -> mesa.agent.AgentSet:
        """Inspectors on board."""
        return mesa.agent.AgentSet(self._inspectors.values(), random=self.random)

    @property
    def requests(self) -> mesa.agent.AgentSet:
        """Requests made so far."""
        return self._all(Request, lambda: int(self.world["request"]["n"][0]))

    @property
    def payers(self) -> mesa.agent.AgentSet:
        """Payers of assessed contributions."""
        return self._all(Payer, lambda: int(self.ground["payer_n"][0]))

    @property
    def facilities(self) -> mesa.agent.AgentSet:
        """Facilities of planned presence."""
        return self._all(Facility, lambda: int(self.ground["facility_n"][0]))

    @property
    def sites(self) -> mesa.agent.AgentSet:
        """Sites that may be visited."""
        return self._all(Site, lambda: int(self.ground["site_n"][0]))

    @property
    def missions(self) -> mesa.agent.AgentSet:
        """Missions sent so far."""
        return self._all(Mission, lambda: int(self.world["mission"]["n"][0]))

    def graph(self) -> nx.MultiDiGraph:
        """The actors and who owes, hosts, serves whom, as they stand today (see simulation.networks)."""
        return networks.actors(self.world, self.ground)

    def _all(self, kind: type[RowAgent], count: Callable[[], int]) -> mesa.agent.AgentSet:
        rows = self._others.setdefault(kind, [])
        rows.extend(kind(self, row) for row in range(len(rows), count()))
        return mesa.agent.AgentSet(rows, random=self.random)

    def _show(self) -> None:
        """Let new inspectors appear, those who left go, and new requests and asked-for missions join."""
        seen = (*(int(self.world["staff"][c][0]) for c in ("hired", "left")), int(self.world["request"]["n"][0]))
        if seen != self._seen:
            self._seen = seen
            self._show_inspectors()
            _ = self.requests
        if Mission in self._others:
            _ = self.missions

    def _show_inspectors(self) -> None:
        staff = self.world["staff"]
        on_board = np.flatnonzero(staff["free"][0] != ABSENT)
        present = {(int(row), int(staff["serial"][0, row])) for row in on_board}
        for gone in [identity for identity in self._inspectors if identity not in present]:
            self._inspectors.pop(gone).remove()
        for identity in sorted(present - self._inspectors.keys()):
            self._inspectors[identity] = Inspector(self, identity[0])

    def case(self) -> NDArray[np.void]:
        """A copy of the record, shape (1,), to compare or to keep."""
        return self.world.view(WORLD).copy()


def _quiet(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a rule; uint64 keys wrap around by design, which ordinary NumPy scalars would warn of."""
    with np.errstate(over="ignore"):
        return function(*arguments)
