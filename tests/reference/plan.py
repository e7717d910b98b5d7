"""What a case is told, read once from the engine's two records into plain Python objects.

The twin knows visits, planned presence, requests and inspectors. It assumes that the rest is inert, and refuses
settings under which it is not:

- no modifier and no measure: every parameter keeps its base value from the first day to the last;
- one quadrant, or the centre, from the first day to the last;
- no cut: the real appropriation does not fall (envelope_target of 1 or more);
- money never binds: mission days, visits and people not on staff cost nothing, the inspectors' line buys far more
  posts than any plan asks for, and nothing is postponed for want of cash (freeze_rung and visits_rung 0).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import floor

import numpy as np
from numpy.typing import NDArray

from simulation.capacity import STAFF
from simulation.layout import PARAM_OFFSET, PARAMS

INERT = {
    "freeze_rung": 0.0,
    "visits_rung": 0.0,
    "mission_day_cost": 0.0,
    "visit_cost": 0.0,
    "on_call_cost": 0.0,
    "return_cost": 0.0,
}
OF_KIND = {"rate": "request_rate", "branching": "branching"}
"""Parameters with a value for each kind of request."""
INSPECTORS_LINE = 0
CONTINUOUS, PERIODIC = 0, 2
TERMS = (
    "mode",
    "start",
    "end",
    "team",
    "standby",
    "rotation",
    "overlap",
    "per_year",
    "campaign",
    "stock",
    "rate",
    "before",
    "kind",
    "nth",
    "delay",
    "length",
)


@dataclass(frozen=True)
class SiteClass:
    """A class of sites: its weight in the quota, team and mean days of a visit, and its hosts."""

    weight: float
    team: int
    days: float
    sites: int
    hosts: tuple["HostSites", ...]


@dataclass(frozen=True)
class HostSites:
    """The sites of one class in host number `host`: rows first, first + 1, ..., first + n - 1.

    Visits to it count against the host's cap number `cap`, that of a host with `cap_sites` sites; -1 against none.
    """

    host: int
    first: int
    n: int
    log_n: float
    cap: int
    cap_sites: float


@dataclass(frozen=True)
class RequestKind:
    """A kind of request. `size` is a table of quantiles, inspector-days; those from `preparation` on are days."""

    team: int
    qualified: int
    rotation: int
    urgent: bool
    rate: float
    branching: float
    size: list[float]
    preparation: list[float]
    decision: list[float]
    travel: list[float]
    access: list[float]
    report: list[float]
    clocks: tuple["Clock", ...]


@dataclass(frozen=True)
class Clock:
    """A time limit between two milestones; owner 0 is the secretariat."""

    start: int
    end: int
    days: float
    owner: int
    explain: int


@dataclass(frozen=True)
class FacilityTerms:
    """A facility from day `start` to the day before `end`; `per_year` 0 means that it may operate all the time.

    One with a `kind` (of request, from 1) comes with the `nth` request of that kind, `delay` days after it and for
    `length` days, within its start and end.
    """

    mode: int
    start: int
    end: int
    team: int
    standby: int
    rotation: int
    overlap: int
    per_year: int
    campaign: int
    stock: float
    rate: float
    before: float
    kind: int
    nth: int
    delay: int
    length: int

    @property
    def is_periodic(self) -> bool:
        """Whether it is inspected now and then and not watched at work."""
        return self.mode == PERIODIC

    def openings(self, first: int) -> Iterator[int]:
        """Days on which campaigns, or inspections, of the year that begins on day `first` begin."""
        for j in range(self.per_year):
            yield first + ((2 * j + 1) * 365 // (2 * self.per_year) if self.is_periodic else j * 365 // self.per_year)


@dataclass(frozen=True)
class Event:
    """A request of a kind (from 0) that is placed on a day; a size below 0 is drawn."""

    day: int
    kind: int
    size: float


@dataclass(frozen=True)
class Plan:
    """Calendar, site classes, kinds, facilities, causes of stoppage, and parameters that have one value, by name."""

    n_days: int
    n_months: int
    month_start: list[int]
    classes: tuple[SiteClass, ...]
    kinds: tuple[RequestKind, ...]
    facilities: tuple[FacilityTerms, ...]
    stoppages: tuple[tuple[float, list[float]], ...]
    quadrant: int
    events: tuple["Event", ...]
    parameters: dict[str, float]

    @property
    def n_sites(self) -> int:
        """Sites of all classes."""
        return sum(c.sites for c in self.classes)


def read_plan(ground: NDArray[np.void], settings: NDArray[np.void]) -> Plan:
    """The plan of one-row arrays of GROUND and SETTINGS; ValueError when the settings go beyond what the twin knows."""
    value = {name: ground[0][name].tolist() for name in ground.dtype.names or ()}
    unmoved = settings[0]["unmoved"].tolist()
    parameters = {p.name: unmoved[PARAM_OFFSET[p.name]] for p in PARAMS if p.table is None}
    _refuse_what_is_not_inert(value, settings, parameters)
    return Plan(
        n_days=value["n_days"],
        n_months=value["n_months"],
        month_start=value["month_start"],
        classes=tuple(_class(value, parameters, c) for c in range(value["class_n"])),
        kinds=tuple(_kind(value, unmoved, kind) for kind in range(value["kind_n"])),
        facilities=tuple(_facility(value, parameters["equipment_shift"], f) for f in range(value["facility_n"])),
        stoppages=tuple((value["stoppage_rate"][c], value["stoppage_days"][c]) for c in range(value["stoppage_n"])),
        quadrant=int(settings[0]["quadrant"]),
        events=tuple(
            Event(*(settings[0][f"event_{c}"][i].item() for c in ("day", "kind", "size")))
            for i in range(settings[0]["event_n"])
        ),
        parameters=parameters,
    )


def _class(value: dict[str, list], parameters: dict[str, float], c: int) -> SiteClass:
    first = value["class_stratum"][c]
    strata = range(first, first + value["class_strata"][c])
    return SiteClass(
        weight=value["class_quota"][c],
        team=max(int(value["class_team"][c] * parameters["team_factor"] + 0.5), 1),
        days=max(value["class_days"][c] * parameters["duration_factor"], 1.0),
        sites=value["class_sites"][c],
        hosts=tuple(
            HostSites(
                host=value["stratum_host"][s],
                first=value["stratum_first"][s],
                n=value["stratum_sites"][s],
                log_n=value["stratum_log"][s],
                cap=value["stratum_cap"][s],
                cap_sites=value["cap_sites"][value["stratum_cap"][s]],
            )
            for s in strata
        ),
    )


def _facility(value: dict[str, list], shift: float, f: int) -> FacilityTerms:
    """Equipment changes the team of a continuous facility by whole inspectors, and leaves one at least."""
    terms = FacilityTerms(*(value[f"facility_{term}"][f] for term in TERMS))
    if terms.mode != CONTINUOUS or shift == 0.0:
        return terms
    return replace(terms, team=max(terms.team + floor(shift + 0.5), min(terms.team, 1)))


def _kind(value: dict[str, list], unmoved: list[float], kind: int) -> RequestKind:
    terms = {name: value[f"kind_{name}"][kind] for name in RequestKind.__dataclass_fields__ if f"kind_{name}" in value}
    clocks = tuple(
        Clock(*(value[f"clock_{column}"][c] for column in Clock.__dataclass_fields__))
        for c in range(value["clock_n"])
        if value["clock_kind"][c] == kind
    )
    rates = {name: unmoved[PARAM_OFFSET[param] + kind] for name, param in OF_KIND.items()}
    return RequestKind(**terms, **rates, clocks=clocks)


def _refuse_what_is_not_inert(value: dict[str, list], settings: NDArray[np.void], parameters: dict[str, float]) -> None:
    wrong = [name for name, inert in INERT.items() if parameters[name] != inert]
    wrong += [count for count in ("modifier_n", "measure_n", "mode") if settings[count][0] != 0]
    if parameters["envelope_target"] < 1.0:
        wrong.append("envelope_target")
    lines = zip(value["line_kind"][: value["line_n"]], value["line_share"], strict=False)
    share = sum(share for kind, share in lines if kind == INSPECTORS_LINE)
    if parameters["envelope"] * share < 100 * STAFF * parameters["inspector_cost"]:
        wrong.append("inspector_cost")
    if wrong:
        raise ValueError(f"the plain-Mesa twin does not model what these settings ask for: {', '.join(wrong)}")
