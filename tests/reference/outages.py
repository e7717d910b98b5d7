"""Outages of the systems of headquarters: until they are back no first team and no visit leaves."""

from math import ceil
from typing import TYPE_CHECKING

from simulation import maths, slots
from tests.reference.draws import uniform

if TYPE_CHECKING:
    from tests.reference.secretariat import Secretariat


class Systems:
    """The latest outage: its first day, and the day on which the systems are back."""

    def __init__(self, model: "Secretariat") -> None:
        self.model = model
        self.begins = self.until = 0

    def begin_month(self, month: int, first: int, days: int) -> None:
        """An outage begins in the month, or none."""
        rules = self.model.plan.parameters
        if self.until > first:
            return
        key = self.model.key
        if uniform(key, slots.OUTAGE, month, 0) < 1.0 - maths.exp(-rules["outage_rate"] / 12.0):
            self.begins = first + int(uniform(key, slots.OUTAGE, month, 1) * days)
            patience = -maths.log(uniform(key, slots.OUTAGE, month, 2))
            self.until = self.begins + ceil(patience * rules["outage_days"])

    def are_down(self, day: int) -> bool:
        """Whether nothing can be prepared on that day."""
        return self.begins <= day < self.until

    def end_month(self, first: int, end: int) -> None:
        """Count the days of the month without systems."""
        self.model.month.systems_down_days = max(min(self.until, end) - max(self.begins, first), 0)
