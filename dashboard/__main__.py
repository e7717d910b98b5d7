"""`python -m dashboard DIR [--port PORT]`."""

from dashboard.app import main

if __name__ == "__main__":
    raise SystemExit(main())
