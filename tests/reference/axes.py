"""The level of conflict in a world that stays in one quadrant, month by month: followers of requests ask for it."""

from math import sqrt

from simulation import maths, slots
from tests.reference.draws import uniform

START = 4096
"""The month of the draw for the first day."""
RESURGENCE, MISSION_IMPOSSIBLE, CENTRE = 0, 1, 4


class Conflict:
    """An Ornstein-Uhlenbeck path around the archetype of the quadrant, thrown back into [0, 1]."""

    def __init__(self, key: int, quadrant: int, rules: dict[str, float]) -> None:
        self.key = key
        high = quadrant in (RESURGENCE, MISSION_IMPOSSIBLE)
        self.goal = 0.5 if quadrant == CENTRE else rules["axis_high"] if high else rules["axis_low"]
        self.noise, self.pull = rules["conflict_noise"], rules["conflict_pull"]
        self.kept = maths.exp(-self.pull / 12.0)
        self.level = _within(self.goal + self.noise / sqrt(2.0 * self.pull) * self._shock(START))

    def _shock(self, month: int) -> float:
        return maths.normal_quantile(uniform(self.key, slots.AXIS_CONFLICT, month, 0))

    def move(self, month: int) -> None:
        """One month."""
        spread = self.noise * sqrt((1.0 - self.kept * self.kept) / (2.0 * self.pull))
        self.level = _within(self.goal + (self.level - self.goal) * self.kept + spread * self._shock(month))


def _within(x: float) -> float:
    x = -x if x < 0.0 else x
    x = 2.0 - x if x > 1.0 else x
    return min(max(x, 0.0), 1.0)
