"""Facts in, findings out: an engine, the findings that stand, and its state."""
