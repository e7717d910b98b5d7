"""Sound studies of the invented pack, as files, for tests that alter them."""

from pathlib import Path

STUDY = """\
pack: mine-ban-unit
scenarios: [resurgence, own-mixture]
own_scenarios:
  own-mixture:
    label: "Own mixture"
    mode: mixture
    weights: {resurgence: 0.5, mission-impossible: 0.5, satisfaction: 0, civilian: 0}
    summary: "Conflict is high."
    source: "own-note: p. 1"
sources: {own-note: "A note"}
options: [continuation, lean-visits+own-measure]
options_file: options.yaml
indicators: [visits_share, shortfall]
replicates: 16
draws: 8
seed: 3
parameters:
  quit_rate: {value: 0.1, distribution: normal, sd: 0.05, source: "own-note: p. 2"}
  rest_days: {distribution: discrete, values: [5, 9], probabilities: [0.25, 0.75], source: "own-note: p. 2"}
  visit_cost: {distribution: lognormal, sigma: 0.5, source: "own-note: p. 2"}
design: {method: sobol}
"""
OPTIONS = """\
measures:
  own-measure:
    label: "Own measure"
    summary: "Visits cost less."
    source: "own-note: p. 3"
    start: 2022-01-01
    effects:
      - {parameter: visit_cost, operation: multiply, value: 0.9, low: 0.8, high: 1, source: "own-note: p. 3"}
    paid_by: "within the budget"
"""
POINTS = "quit_rate,rest_days\n0.05,4\n0.15,8\n"
TABLE = """\
pack: mine-ban-unit
replicates: 4
design: {method: csv, file: points.csv}
"""
STUDIES = {"full": STUDY, "table": TABLE}


def write(folder: Path, old: str = "", new: str = "", file: str = "study.yaml", study: str = STUDY) -> Path:
    """A sound study with its files, one text in one of them replaced; returns the study file."""
    for name, text in (("study.yaml", study), ("options.yaml", OPTIONS), ("points.csv", POINTS)):
        assert name != file or old in text
        (folder / name).write_text(text.replace(old, new, 1) if name == file else text, encoding="utf-8")
    return folder / "study.yaml"
