"""What no single value can tell: references between files, sums, dates, and the bounds and capacities of the engine."""

from collections.abc import Iterator

from scenarios.checks.about import check_about
from scenarios.checks.document import check_document
from scenarios.checks.joint import check_joint
from scenarios.checks.milestones import check_milestones
from scenarios.checks.objectives import check_objectives
from scenarios.checks.obligations import check_obligations
from scenarios.checks.options import check_options
from scenarios.checks.parameters import check_parameters
from scenarios.checks.reports import check_reports
from scenarios.checks.scenarios import check_scenarios
from scenarios.checks.sources import check_sources
from scenarios.checks.statements import check_statements
from scenarios.checks.tables import check_tables
from scenarios.parts import Draft
from scenarios.problems import Problem

CHECKS = (
    *(check_about, check_objectives, check_parameters, check_scenarios, check_options, check_milestones),
    *(check_tables, check_obligations, check_reports, check_document, check_sources, check_statements),
    check_joint,
)


def faults_between(draft: Draft) -> Iterator[Problem]:
    """All faults that the checks find in what is sound by itself."""
    for check in CHECKS:
        yield from check(draft)
