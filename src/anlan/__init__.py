"""Anlan 安澜: an open public-safety operations platform for a city."""

__version__ = "0.1.0"
