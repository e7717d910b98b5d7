"""Many runs and what they show: studies, the store of results, statistics, charts, drafts, the command line."""
