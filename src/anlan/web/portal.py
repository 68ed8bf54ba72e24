"""The portal: static files with a fallback to its one page, or a page that says how to build it."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

NOT_BUILT = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>安澜 Anlan</title>
<style>body{font:16px/1.7 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem}
code{background:#8882;padding:.1em .4em;border-radius:4px}</style>
<h1>安澜 Anlan</h1>
<p>服务已经启动，但门户还没有构建。请在源码目录运行 <code>make demo</code>，它会构建门户并重新启动。</p>
<p lang="en">The server is running, but the portal has not been built. Run <code>make demo</code> in
the source folder: it builds the portal and starts again.</p></html>"""


class Portal(StaticFiles):
    """Files of the built portal. What is not a file is a page of the portal itself."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or not _is_page(path):
                raise
            response = await super().get_response("index.html", scope)
        hashed = path.startswith("assets/") and response.status_code == 200
        response.headers["Cache-Control"] = FOREVER if hashed else ASK_AGAIN
        return response


class NotBuilt:
    """Says, on every page, how to build the portal."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_page(scope["path"].lstrip("/")):
            raise HTTPException(404)
        await HTMLResponse(NOT_BUILT, status_code=503)(scope, receive, send)


def files(folder: Path = STATIC) -> ASGIApp:
    """What answers at every path that is no route."""
    if (folder / "index.html").is_file():
        return GZipMiddleware(Portal(directory=folder, html=True))
    return NotBuilt()


def _is_page(path: str) -> bool:
    """Whether a path may be a page: not the API's, and without a file's ending."""
    return not path.startswith("api/") and path != "api" and "." not in path.rsplit("/", 1)[-1]
