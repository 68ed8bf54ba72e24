"""How the command line reaches the web: by its name; the two do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module


def portal_server() -> Callable[..., None]:
    """`anlan.web.serve.serve`."""
    server: Callable[..., None] = import_module("anlan.web.serve").serve
    return server
