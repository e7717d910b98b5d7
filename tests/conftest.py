"""What every test needs: no window for print charts, and examples that are the same on every machine."""

import os

from hypothesis import settings

os.environ["MPLBACKEND"] = "agg"

# derandomize: a test that passed here passes there; no deadline: the first example may compile machine code.
settings.register_profile("quadrille", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("quadrille")
