"""What every test needs: no window for print charts, and examples that are the same on every machine."""

import os

import pytest
from hypothesis import settings

os.environ["MPLBACKEND"] = "agg"

# derandomize: a test that passed here passes there; no deadline: the first example may compile machine code.
settings.register_profile("quadrille", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("quadrille")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the engine once before several processes start, each of which would do so for itself."""
    shares_work = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if shares_work and not config.option.collectonly:
        from simulation.ensemble import simulate
        from tests.simulation.worlds import ground, settings

        simulate(ground(), settings(), 1, 0, 1)
