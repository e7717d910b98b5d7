"""Planned presence: rotation after rotation at the same place, as long as the site operates."""

from typing import TYPE_CHECKING

import mesa

from simulation import slots
from tests.reference.draws import uniform
from tests.reference.plan import CommitmentTerms
from tests.reference.roster import PRESENCE
from tests.reference.visits import NEVER

if TYPE_CHECKING:
    from tests.reference.secretariat import Secretariat


class Commitment(mesa.Agent):
    """A commitment of planned presence. `next_day` is the day on which it next needs attention."""

    def __init__(self, model: "Secretariat", number: int, terms: CommitmentTerms) -> None:
        super().__init__(model)
        self.number, self.terms = number, terms
        self.rotation = 0
        self.until = self.next_day = max(terms.start, 0)
        self.is_waiting = False

    def attend(self, day: int) -> None:
        """Begin the rotation that is due; send the team that is wanted, or lose the day and ask again tomorrow."""
        if day >= self.until:
            self._begin_rotation(day)
        if self.is_waiting and not self._find_team(day):
            self.model.month.presence_lost += self.terms.team
            self.model.month.required[PRESENCE] += self.terms.team
            self.next_day = day + 1
        else:
            self.next_day = self.until if self.until > day else NEVER

    def _begin_rotation(self, day: int) -> None:
        model, terms = self.model, self.terms
        self.is_waiting = False
        length = min(terms.rotation, terms.end - day, model.plan.n_days - day)
        if length <= 0:
            return
        self.until = day + length
        operates = uniform(model.key, slots.PRESENCE_STATE, self.rotation, self.number)
        self.is_waiting = operates < model.plan.parameters["site_availability"]
        self.rotation += 1

    def _find_team(self, day: int) -> bool:
        days = self.until - day
        if self.model.roster.send_team(PRESENCE, self.number, self.terms.team, days):
            self.is_waiting = False
            self.model.month.required[PRESENCE] += self.terms.team * days
        return not self.is_waiting


class PresenceProgramme:
    """All commitments, in the order in which they are served."""

    def __init__(self, model: "Secretariat") -> None:
        self.model = model
        self.commitments = [Commitment(model, i, terms) for i, terms in enumerate(model.plan.commitments)]
        self.next_day = 0

    def planned_days(self, first: int, end: int) -> int:
        """Inspector-days asked for from day `first` to the day before `end`, when every site operates."""
        return sum(max(min(t.end, end) - max(t.start, first), 0) * t.team for t in self.model.plan.commitments)

    def keep(self, day: int) -> None:
        """Attend to those that need it today."""
        for commitment in self.commitments:
            if commitment.next_day <= day:
                commitment.attend(day)
        self.next_day = min((c.next_day for c in self.commitments), default=NEVER)
