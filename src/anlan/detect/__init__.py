"""Records into explained findings: model declarations, their compiler and the engine."""
