"""The twin as Mesa models are usually written: a step is a day, and teams are picked with Mesa's own AgentSet.

`Secretariat` is leaner than that: it leaps from event to event and keeps its inspectors sorted by hand. Both are lean
(nobody acts on a day on which nothing concerns them) and both leave the bits of the engine.
"""

from tests.reference.plan import Plan
from tests.reference.reserves import STAFF
from tests.reference.roster import LONG_MISSION, Inspector, Mission, Roster
from tests.reference.secretariat import Secretariat


class AgentSetRoster(Roster):
    """Inspectors as a plain AgentSet: select those who can leave, sort them, send the first."""

    def seat(self, row: int, joined: float) -> None:
        """Somebody starts in an empty row."""
        serial = self.serials[row] = self.serials.get(row, 0) + 1
        self.on_board[row] = Inspector(self.model, row, serial, joined)

    def unseat(self, inspector: Inspector) -> None:
        """An inspector who is at home leaves for good."""
        self.reserves.remember(inspector)
        del self.on_board[inspector.row]
        inspector.remove()
        self.model.month.leavers += 1

    def welcome_back(self, day: int) -> None:
        """Nothing to do: who is back says `free`."""

    def set_return(self, inspector: Inspector, back: int) -> None:
        """Somebody away comes back on another day."""
        inspector.free = back

    def _come_home(self, inspector: Inspector) -> None:
        """Nothing to do: who is back says `free`."""

    def send_team(self, kind: int, ref: int, size: int, days: int, qualified: int = 0) -> bool:
        """Send the least used, if enough can leave whose days of the year suffice; otherwise nobody, and say so."""
        day, limit = self.model.day, self.limit(kind, days)
        inspectors = self.model.agents_by_type[Inspector]
        ready = inspectors.select(lambda i: i.free <= day and i.used <= limit and i.may_serve(kind))
        ready.sort(lambda i: (i.contract, i.used, i.row), ascending=True, inplace=True)
        skilled = list(ready.select(lambda inspector: inspector.is_qualified))[:qualified]
        if len(ready) < size or len(skilled) < qualified:
            return False
        others = ready.select(lambda inspector: inspector not in skilled)
        back = day + days + (self.rest if days >= LONG_MISSION else 0)
        team = [*skilled, *others][:size]
        for inspector in team:
            self.charge(inspector, days)
            inspector.free = back
            inspector.mission = len(self.model.missions)
        self.model.missions.append(Mission(kind, ref, day, days, size))
        self.model.month.delivered[kind] += size * days
        self.model.month.temporary_days += days * sum(inspector.contract != STAFF for inspector in team)
        return True


class DailySecretariat(Secretariat):
    """The secretariat, one day a step."""

    roster_class = AgentSetRoster

    def __init__(self, plan: Plan, seed: int = 1, replicate: int = 0) -> None:
        self.tomorrow = 0
        super().__init__(plan, seed, replicate)

    @property
    def next_day(self) -> int:
        """The day of the next step."""
        return self.tomorrow

    def step(self) -> None:
        """That day."""
        super().step()
        self.tomorrow = self.day + 1
