"""What of the engine says something of a pack: indicators and parameters of mechanisms whose tables it has rows for."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scenarios.checks.numbered import NUMBERED, TABLES
from simulation.declare import Indicator
from simulation.layout import MECHANISMS, SHARED, THEMES
from simulation.states import INCOME_GROUPS

if TYPE_CHECKING:
    from scenarios import Pack

MISSIONS = ("site_classes", "facilities", "request_kinds")
OF_MODULE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("metrics.people", "metrics.verification", "rules.staff", "rules.pools", "teams"), MISSIONS),
    **dict.fromkeys(("rules.knowledge", "rules.outages"), MISSIONS),
    **dict.fromkeys(("metrics.facilities", "rules.facilities", "rules.presence"), ("facilities",)),
    **dict.fromkeys(("rules.visits", "sampling", "trips"), ("site_classes",)),
    **dict.fromkeys(("metrics.assurance", "rules.assurance"), ("site_classes",)),
    "rules.requests": ("request_kinds",),
    **dict.fromkeys(("metrics.milestones", "rules.milestones"), ("milestones",)),
    **dict.fromkeys(("metrics.engagement", "rules.engagement"), ("stakeholders",)),
    **dict.fromkeys(("metrics.services", "rules.services", "rules.assistance"), ("services",)),
    **dict.fromkeys(("metrics.states", "rules.membership", "rules.implementation"), ("state_classes",)),
    "rules.reporting": ("state_classes",),
    **dict.fromkeys(("metrics.obligations", "rules.obligations", "rules.donors"), ("obligations",)),
    "metrics.reports": ("reports",),
    **dict.fromkeys(("metrics.meetings", "rules.meetings"), ("meetings",)),
    "metrics.burden": ("reports", "meetings"),
    **dict.fromkeys(("metrics.desk", "rules.desk"), ("activities",)),
    **dict.fromkeys(("metrics.joint", "rules.joint"), ("instruments",)),
}
"""Tables of which one must have rows for a module to do anything; a module that is not here always does."""
OF_WORD: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("visit", "visits", "aims", "site", "sites", "detection"), ("site_classes",)),
    **dict.fromkeys(("requests", "late", "limits", "response"), ("request_kinds",)),
    "presence": ("facilities",),
}
"""The same by the first word of an indicator of inspections."""
OF_ONE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("posts_cover", "spending_inspectors", "spending_missions", "systems_down_days"), MISSIONS),
    **{"reimbursed_share": ("facilities",), "voluntary": ("request_kinds",), "transfers_share": ("site_classes",)},
}
"""The same of single indicators of money and circumstances."""
OF_GROUP: Mapping[str, str] = {
    "information_technology_unit_cost": "information-technology",
    "legal_unit_cost": "legal",
}
"""Groups of joint activities of which one must be there."""
QUEUES = ("cooperation", "support", "assistance", "training")
"""First words of indicators of services, which need a service of that theme."""


def relevant(pack: "Pack") -> tuple[Indicator, ...]:
    """Indicators that can differ from nothing in a pack, and all that the pack itself names."""
    named = {*pack.headline, *(name for one in pack.objectives.values() for name in one.indicators)}
    return tuple(
        one
        for theme in THEMES
        for one in theme.INDICATORS
        if one.id in named or _is_moved(pack, one.id, _short(theme.__name__))
    )


def concerns(pack: "Pack", parameter: str) -> bool:
    """Whether the mechanism of a parameter has anything to do in a pack."""
    modules = (module for module in (*MECHANISMS, *SHARED) if any(one.name == parameter for one in module.PARAMS))
    return all(_has_rows(pack, OF_MODULE.get(_short(module.__name__), ())) for module in modules)


def _short(module: str) -> str:
    return module.removeprefix("simulation.")


def _is_moved(pack: "Pack", name: str, theme: str) -> bool:
    if numbered := NUMBERED.match(name):
        return 0 < int(numbered[2]) <= len(getattr(pack.tables, TABLES[numbered[1]], ()))
    word = name.partition("_")[0]
    if theme == "metrics.services" and word in QUEUES:
        return any(row.theme == word for row in pack.tables.services)
    if name in OF_GROUP:
        return any(row.group == OF_GROUP[name] for row in pack.tables.joint_activities)
    if theme in ("metrics.reports", "metrics.meetings", "metrics.burden") and not _has_their_rows(pack, name):
        return False
    tables = OF_ONE.get(name) or OF_MODULE.get(theme, ())
    return _has_rows(pack, OF_WORD.get(word, tables) if tables == MISSIONS else tables)


def _has_their_rows(pack: "Pack", name: str) -> bool:
    """Whether the pack has the row, the income group or the kind of report that the indicator is of."""
    family, _, of = name.partition("_")
    if of in INCOME_GROUPS:
        return any(row.group == of for row in pack.tables.state_classes)
    if of in ("reports", "hours", "surveys"):
        return any(row.kind == ("survey" if of == "surveys" else "report") for row in pack.tables.reports)
    if family == "sponsored":
        return any(row.sponsors != "none" for row in pack.tables.meetings)
    if family == "inkind":
        given = any(name.startswith("inkind_") for name in pack.parameters)
        return given or any(row.host_share > 0.0 for row in pack.tables.meetings)
    return of != "meetings" or _has_rows(pack, ("meetings",))


def _has_rows(pack: "Pack", tables: tuple[str, ...]) -> bool:
    return not tables or any(getattr(pack.tables, table) for table in tables)
