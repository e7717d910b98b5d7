"""A window on stored studies and live runs, in the browser of the person who started it."""
