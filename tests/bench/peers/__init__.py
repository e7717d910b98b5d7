"""The sweep beside its peers on the same functions: `make peers`. Every cell is measured when it is printed."""

from tests.bench.peers.report import report

__all__ = ["report"]
