"""The generated documents in docs/: written by `make docs`, compared with what the code says by a test."""
