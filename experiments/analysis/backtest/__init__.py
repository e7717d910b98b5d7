"""The engine against what was observed: dated observations scored by band, by CRPS and against persistence."""
