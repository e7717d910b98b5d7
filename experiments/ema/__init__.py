"""The engine and its stored studies for the EMA Workbench (Kwakkel 2017), with the extra `ema`: see docs/ema.md.

`ema_model` makes the engine a model of the workbench, `to_ema` hands a stored study to its analyses.
"""

from experiments.ema.names import PLANNING_SCENARIO
from experiments.ema.stored import to_ema
from experiments.ema.wanted import ema_model

__all__ = ["PLANNING_SCENARIO", "ema_model", "to_ema"]
