"""`anlan demo`: an invented city, its past filled in, played forward in the portal."""

from anlan.cli.demo.stage import run

__all__ = ["run"]
