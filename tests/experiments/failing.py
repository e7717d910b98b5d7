"""Studies in which cases really fail: points that the record has no room for, points outside their bounds."""

from pathlib import Path

from experiments.sampling import TABLE, Sampling
from experiments.study import Study
from tests.experiments.made import OPTIONS, SCENARIOS, pack

NAMES = ("quit_rate", "request_rate.completion-review")
SOUND, OVERFLOWS, REFUSED = (0.1, 1.5), (0.1, 100.0), (5.0, 1.5)
"""Points: ordinary ones, a hundred requests a year that fill the record, and resignations above their bound."""

OWN_OPTION = """\
measures:
  flood:
    label: "A flood of requests"
    summary: "Where the budget is not passed, requests come by the hundred."
    source: "own: p. 1"
    start: 2021-01-01
    gate: {probability: 0.4, source: "own: p. 1"}
    effects:
      - {parameter: request_rate.completion-review, operation: add, value: 95, low: 90, high: 98, source: "own: p. 1"}
    paid_by: "within the budget"
options:
  flooded: {label: "Flooded", summary: "Requests come by the hundred.", measures: [flood], source: "own: p. 1"}
"""
OWN_STUDY = """\
pack: mine-ban-unit
scenarios: [resurgence, civilian]
options: [continuation, flooded]
options_file: options.yaml
sources: {own: "A note"}
replicates: 40
draws: 4
failures_at_most: 0.6
"""


def of_points(points: tuple[tuple[float, ...], ...], replicates: int, pairs: bool = True) -> Study:
    """A study with these points, of two scenarios and options, or of one each."""
    scenarios, options = (SCENARIOS, OPTIONS) if pairs else (SCENARIOS[1:], OPTIONS[:1])
    return Study(pack(), scenarios, options, replicates, len(points), 1, Sampling(TABLE, {}, NAMES, points))


def mixed() -> Study:
    """Eight draws of five cases for each scenario and option: one overflows, one is refused."""
    return of_points((SOUND, OVERFLOWS, SOUND, REFUSED, *[SOUND] * 4), 40)


def uneven(folder: Path) -> Path:
    """A study file in whose second option some cases fail, and none in the first."""
    (folder / "options.yaml").write_text(OWN_OPTION, encoding="utf-8")
    (folder / "study.yaml").write_text(OWN_STUDY, encoding="utf-8")
    return folder / "study.yaml"
