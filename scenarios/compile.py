"""A checked pack as the records that the engine reads. Only + - * / and the engine's own functions are used."""

from scenarios.changes import Changes
from scenarios.ground import ground_truth
from scenarios.points import Uncertain, uncertain
from scenarios.settings import settings

__all__ = ["Changes", "Uncertain", "ground_truth", "settings", "uncertain"]
