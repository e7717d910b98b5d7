"""The order of a step: README prints the list that the code is."""

import ast
import inspect
import pathlib

from simulation import schedule

PHASES = {
    "open_world": "Before the first day",
    "begin_month": "First day of a month",
    "begin_year": "First day of a year (within the month)",
    "live_day": "Every day",
    "end_month": "Last day of a month",
}
README = pathlib.Path(__file__).parents[2] / "README.md"


def rules_of(phase):
    """Names of the functions that a phase calls, in order."""
    tree = ast.parse(inspect.getsource(getattr(getattr(schedule, phase), "py_func", getattr(schedule, phase))))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    in_order = sorted(calls, key=lambda call: call.lineno)
    return [call.func.id for call in in_order if call.func.id not in ("range", "len", "compiled")]


def printed_schedule():
    """The schedule as README shows it: one line a phase."""
    lines = [f"- {words}: {', '.join(f'`{rule}`' for rule in rules_of(phase))}" for phase, words in PHASES.items()]
    return "\n".join(lines)


def test_readme_prints_the_schedule():
    text = README.read_text(encoding="utf-8")
    shown = text.split("<!-- schedule -->")[1].split("<!-- /schedule -->")[0].strip()
    assert shown == printed_schedule()


def test_the_phases_are_all_there_are():
    called = {rule for phase in ("step_day", "begin_month", *PHASES) for rule in rules_of(phase)}
    assert set(PHASES) - {"open_world"} <= called
