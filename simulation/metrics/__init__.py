"""What is written down each month, and what a user reads of it. One theme a file; a ratio keeps both of its parts."""
