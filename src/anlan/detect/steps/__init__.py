"""Rows and steps: what every engine runs on."""
