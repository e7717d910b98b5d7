"""Plan statements put to the test: worlds, tests, verdicts, a ledger of them."""
