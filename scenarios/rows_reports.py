"""The rows of the tables of reports that parties owe and of meetings that they are invited to."""

from typing import Annotated, Literal

from scenarios.words import Count, Day, Days, Fraction, MaybeName, Name, Names, NotNegative, Source, Strict, Text, names

KINDS_OF_REPORT = ("report", "survey")


class Report(Strict):
    """A kind of report that parties owe: first on a day and every `period_years` from then on, once without a period.

    One without a day is due once, `entry_days` after a State's entry. It takes `hours` of a State's staff. `form` is
    shared by reports whose forms are alike. Without `classes` all parties owe it. A survey is asked once.
    """

    report: Name
    label: Text
    kind: Annotated[Literal["report", "survey"], names(*KINDS_OF_REPORT)] = "report"
    first_due: Day | None = None
    period_years: Count = 0
    entry_days: Count = 0
    hours: NotNegative
    form: MaybeName = ""
    classes: Names = ""
    source: Source


class Meeting(Strict):
    """A meeting that delegations of parties are invited to, of so many days up to its last one.

    Meetings of one `gathering` may be co-ordinated: they then share the set-up of the first, and a delegation travels
    once. Without `invites` all parties are invited. Sponsored places are for States of the income group `sponsors`.
    The host gives a share of the cost in kind.
    """

    meeting: Name
    label: Text
    last_day: Day
    days: Days
    gathering: MaybeName = ""
    invites: Names = ""
    sponsors: Annotated[
        Literal["none", "developing", "transition", "other"], names("none", "developing", "transition", "other")
    ] = "none"
    set_up: NotNegative
    cost_per_day: NotNegative
    travel_days: NotNegative
    host_share: Fraction = 0.0
    source: Source
