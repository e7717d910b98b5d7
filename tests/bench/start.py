"""From the start of a process to the first simulated case: with nothing compiled yet, and with all of it kept."""

import os
import subprocess
import sys
import tempfile
from statistics import median

from tests.architecture.sources import REPOSITORY
from tests.bench.cases import PACK
from tests.bench.table import seconds_of, show

ROUNDS = 5
FIRST_CASE = """
import scenarios
from scenarios.compile import ground_truth, settings
from simulation.ensemble import simulate
pack = scenarios.load({pack!r})
simulate(ground_truth(pack), settings(pack, pack.matrix[0], "continuation"), 1, 0, 1)
"""


def report() -> None:
    """Print seconds of a cold and of a warm start, and of an interpreter that does nothing."""
    with tempfile.TemporaryDirectory() as cache:
        cold = seconds_of(lambda: _run(FIRST_CASE.format(pack=PACK), cache))
        warm = median(seconds_of(lambda: _run(FIRST_CASE.format(pack=PACK), cache)) for _ in range(ROUNDS))
    imports = median(seconds_of(lambda: _run("import simulation.ensemble", "")) for _ in range(ROUNDS))
    nothing = median(seconds_of(lambda: _run("pass", "")) for _ in range(ROUNDS))
    rows = [
        ("", "seconds", "wanted"),
        ("cold: nothing compiled yet, once for each state of the engine", f"{cold:.1f}", "60"),
        ("warm: to the first simulated case", f"{warm:.2f}", "0.8"),
        ("of which: interpreter and imports of the engine", f"{imports:.2f}", ""),
        ("an interpreter that does nothing", f"{nothing:.2f}", ""),
    ]
    show(f"Start of a process, {PACK}", rows, [f"warm: medians of {ROUNDS}"])


def _run(code: str, cache: str) -> None:
    """A process with a cache folder of its own; an empty name leaves the usual one."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    if cache:
        environment["XDG_CACHE_HOME"] = cache
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, env=environment, check=True)
