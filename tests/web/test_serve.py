"""Serving begins: whoever is told the address can come, and nobody else has it."""

from __future__ import annotations

import socket
from contextlib import nullcontext
from urllib.parse import urlsplit

import pytest

from anlan.bootstrap import Deployment
from anlan.standards.errors import BadInput
from anlan.web.serve import serve


def test_who_is_told_the_address_can_connect_at_once(deployment: Deployment) -> None:
    told: list[str] = []

    def connect(address: str) -> None:
        told.append(address)
        host, port = urlsplit(address).hostname, urlsplit(address).port
        socket.create_connection((host, port), timeout=5).close()
        with pytest.raises(BadInput, match="cannot listen"):
            serve(deployment, str(host), port or 0, background=nullcontext())
        raise KeyboardInterrupt

    serve(deployment, "127.0.0.1", 0, background=nullcontext(), ready=connect)
    assert len(told) == 1
