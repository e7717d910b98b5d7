"""One page per file: `PATH`, `TITLE`, `layout(study)` and `register(app, study)`."""
