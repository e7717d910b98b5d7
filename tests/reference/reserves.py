"""People who are not on staff: on-call inspectors, and former staff who return for a mission."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation import maths, slots
from tests.reference.draws import uniform

if TYPE_CHECKING:
    from tests.reference.roster import Inspector, Roster

STAFF, ON_CALL, RETURNED = range(3)
VISIT, PRESENCE, REQUEST = range(3)
ROWS = 256
NEVER = 1 << 60
BEFORE = 1_000_000
IDLE_DAYS = 30


@dataclass(eq=False)
class Person:
    """Somebody who may be called up from day `free`; `used` are mission days of the year `year`.

    Former staff left their row, as its holder number `serial`, on day `left`.
    """

    contract: int
    free: int = 0
    left: int = 0
    row: int = 0
    serial: int = 0
    is_qualified: bool = False
    used: int = 0
    year: int = 0
    serves: bool = False


def may_serve(contract: int, kind: int) -> bool:
    """On-call inspectors serve at planned presence alone, former staff at requests too."""
    return kind in ((VISIT, PRESENCE, REQUEST), (PRESENCE,), (PRESENCE, REQUEST))[contract]


class Reserves:
    """All who may be called up, and those who have been: `serving`, who sit in rows from the last one down."""

    def __init__(self, roster: "Roster") -> None:
        self.roster, self.model, self.rules = roster, roster.model, roster.rules
        self.on_call = [Person(ON_CALL) for _ in range(int(self.rules["on_call_pool"]))]
        self.former: list[Person] = []
        self.serving: list[Inspector] = []
        for row, inspector in roster.on_board.items():
            self._remember_holders_before(row, inspector.joined)

    def _remember_holders_before(self, row: int, joined: float) -> None:
        """Those who held a post before, back to those who left too long ago."""
        key, rate, left, serial = self.model.key, self.rules["quit_rate"], joined, BEFORE
        while -left < self.rules["return_years"] * 365.25:
            skilled = uniform(key, slots.STAFF_QUALIFIED, serial, row) < self.rules["qualified_share"]
            self.former.append(Person(RETURNED, int(left), int(left), row, serial, skilled))
            patience = -maths.log(uniform(key, slots.STAFF_BEFORE, serial, row)) / rate if rate > 0.0 else NEVER
            left -= 365.25 * min(patience, self.rules["tenure_years"])
            serial += 1

    def remember(self, inspector: "Inspector") -> None:
        """Somebody leaves staff."""
        day, row = self.model.day, inspector.row
        person = Person(RETURNED, day, day, row, self.roster.serials[row], inspector.is_qualified)
        person.used, person.year = inspector.used, self._year()
        self.former.append(person)

    def _year(self) -> int:
        return len(self.model.months) // 12

    def _days_used(self, person: Person) -> int:
        return person.used if person.year == self._year() else 0

    def call_up(self, kind: int, size: int, qualified: int, days: int) -> None:
        """As many as a team lacks, those on their way counted in; of former staff the one who left last comes first."""
        limit = self.roster.limit(kind, days)
        coming = [i for i in self.roster.on_board.values() if self._comes(i) and i.used <= limit and i.may_serve(kind)]
        short, short_of_skill = size - len(coming), qualified - sum(i.is_qualified for i in coming)
        if kind == PRESENCE:
            for person in self._ready(self.on_call, limit)[: max(short, 0)]:
                self._seat(person, int(self.rules["on_call_days"]))
                short -= 1
        willing = [person for person in self._ready(self.former, limit) if self._would_return(person, self.model.day)]
        willing.sort(key=lambda person: (-person.left, person.row))
        while short > 0 or short_of_skill > 0:
            person = next((p for p in willing if p.is_qualified or short_of_skill <= 0), None)
            if person is None:
                return
            willing.remove(person)
            self._seat(person, int(self.rules["refresher_days"]))
            short -= 1
            short_of_skill -= person.is_qualified

    def _comes(self, inspector: "Inspector") -> bool:
        """At home, or called up and on the way."""
        return inspector.free <= self.model.day or (inspector.contract != STAFF and inspector.mission < 0)

    def _ready(self, people: list[Person], limit: int) -> list[Person]:
        day = self.model.day
        return [p for p in people if not p.serves and p.free <= day and self._days_used(p) <= limit]

    def _would_return(self, person: Person, day: int) -> bool:
        """Willing, and not yet out of practice."""
        key, years = self.model.key, (day - person.left) / 365.25
        willing = uniform(key, slots.FORMER_WILLING, person.serial, person.row) < self.rules["return_willingness"]
        kept = maths.exp(-maths.LN2 * years / self.rules["return_half_life"])
        able = uniform(key, slots.FORMER_ABLE, person.serial, person.row) < kept
        return years < self.rules["return_years"] and willing and able

    def _seat(self, person: Person, ready: int) -> None:
        row = next(row for row in reversed(range(ROWS)) if row not in self.roster.on_board)
        self.serving.append(self.roster.seat_person(person, row, self.model.day + ready, self._days_used(person)))
        person.serves = True
        self.model.month.called_up += 1

    def _home_day(self, inspector: "Inspector") -> int:
        """The end of the mission, or of a month without one."""
        if inspector.mission < 0:
            return inspector.free + IDLE_DAYS
        mission = self.model.missions[inspector.mission]
        return mission.start + mission.days

    @property
    def next_day(self) -> int:
        """The next day on which somebody goes home."""
        return min((max(self._home_day(i), self.model.day + 1) for i in self.serving), default=NEVER)

    def send_home(self, day: int) -> None:
        """Rest and days of the year are kept in mind."""
        for inspector in [i for i in self.serving if self._home_day(i) <= day]:
            person = inspector.person
            assert person is not None
            person.free, person.used, person.year, person.serves = inspector.free, inspector.used, self._year(), False
            self.serving.remove(inspector)
            del self.roster.on_board[inspector.row]
            inspector.remove()

    def count(self, day: int) -> int:
        """Former staff who would return, those who serve counted in."""
        return sum(self._would_return(person, day) for person in self.former)
