"""Why a world stopped: a code in its record, never an exception, so that one bad case alters no other."""

OK = 0
STAFF_FULL = 1
REQUESTS_FULL = 2
MISSIONS_FULL = 3
VISITS_FULL = 4
NOT_FINITE = 5
FORMER_FULL = 6
QUEUE_FULL = 7
DESK_FULL = 8

NAMES = {
    OK: "ok",
    STAFF_FULL: "more inspectors at once than the record holds",
    REQUESTS_FULL: "more requests than the record holds",
    MISSIONS_FULL: "more missions than the record holds",
    VISITS_FULL: "more visits in a year than the record holds",
    FORMER_FULL: "more former staff of the last years than the record holds",
    QUEUE_FULL: "more requests for a service waiting at once than the record holds",
    DESK_FULL: "more tasks waiting at the desk at once than the record holds",
    NOT_FINITE: "a sum of money or an indicator is not a finite number",
}
"""Status code to the words a user reads."""
