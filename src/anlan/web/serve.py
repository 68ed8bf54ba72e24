"""Running the application: one process, until Ctrl-C."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager

import uvicorn

from anlan.bootstrap import Deployment
from anlan.standards.errors import BadInput
from anlan.web.app import create_app
from anlan.web.edge import LOOPBACK, Edge

LAST_WORDS = 1
"""Seconds open answers get to finish after Ctrl-C."""


class Server(uvicorn.Server):
    """Ends the open streams first; they would keep the server waiting."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.app.state.hub.close()  # type: ignore[union-attr]
        await super().shutdown(sockets)


def serve(
    deployment: Deployment,
    host: str,
    port: int,
    *,
    background: AbstractContextManager[object],
    names: frozenset[str] = frozenset(),
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Answer on host:port until interrupted. `background` runs meanwhile: followers, a demo.

    `names` are further host names the server answers to; `ready` is told the address once it can
    be connected to (port 0 takes a free one). BadInput when somebody else has the port.
    """
    listening = _listen(host, port)
    edge = Edge(hosts=LOOPBACK | names | {host.lower()})
    config = uvicorn.Config(
        create_app(deployment, edge),
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=LAST_WORDS,
        timeout_keep_alive=20,
        h11_max_incomplete_event_size=65_536,
    )
    gc.freeze()  # what was loaded lasts: the collector need not look through it
    try:
        with background:
            ready(f"http://{host}:{listening.getsockname()[1]}/")
            Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn raises it again after a clean stop
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # who is told the address may come at once, and waits
    except OSError as error:
        listening.close()
        raise BadInput(
            f"cannot listen on {host}:{port} ({error.strerror})",
            way_out="choose another port with --port, or stop what is using it",
        ) from None
    return listening
