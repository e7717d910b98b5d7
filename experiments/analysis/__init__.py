"""What lies behind the results: which mechanism matters, and whether what a plan states holds."""
