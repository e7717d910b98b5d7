"""How many rows the record holds. Rules loop to counts, never to capacities; a full table stops the world."""

YEARS = 6
MONTHS = 12 * YEARS
DAYS = 366 * YEARS
PAYERS = 256
PAYMENT_CLASSES = 8
LINES = 16
SITE_CLASSES = 8
SITES = 8192
STRATA = 512
REQUEST_KINDS = 8
REQUESTS = 256
FOLLOWERS = 256
EVENTS = 32
FACILITIES = 64
CAUSES = 8
CLOCKS = 32
STAFF = 256
STATES = 256
STATE_CLASSES = 16
REGIONS = 8
ON_CALL = 64
FORMER = 512
VISITS = 1024
REFERENCES = 64
MISSIONS = 4096
MEASURES = 32
MODIFIERS = 256
PATH_POINTS = 24
QUANTILES = 257

OF_TABLE = {"lines": LINES, "request_kinds": REQUEST_KINDS, "site_classes": SITE_CLASSES}
"""Rows that a parameter with a table has room for, by table."""
