"""What the engine costs: `python -m tests.bench [SECTION ...]`. Figures are medians and ratios of one run."""
