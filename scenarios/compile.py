"""A checked pack as the records that the engine reads. Only + - * / and the engine's own functions are used."""

from scenarios.ground import ground_truth
from scenarios.points import Uncertain, uncertain
from scenarios.settings import settings

__all__ = ["Uncertain", "ground_truth", "settings", "uncertain"]
