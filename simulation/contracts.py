"""Contracts of those who sit in a row of the staff table, and which missions each allows."""

from simulation.compiled import inlined

ON_STAFF, ON_CALL, RETURNED = 0, 1, 2
VISIT, PRESENCE, REQUEST = 0, 1, 2


@inlined
def may_serve(contract, kind):
    """Staff serve everywhere, on-call inspectors at planned presence alone, former staff there and at requests."""
    return contract == ON_STAFF or kind == PRESENCE or (contract == RETURNED and kind == REQUEST)
