"""What happens in a world: rules over one record, stepped by one schedule. Opens no file of its own, draws nothing."""

from simulation.compiled import ENGINE_DIGEST

__all__ = ["ENGINE_DIGEST"]
