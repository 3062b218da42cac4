"""The interface in a browser on the same machine (`rewatch --web`, needs the extra `web`).

The extra's server starts one interface per window that is opened and passes keys and cells to and
fro. Here it is kept to this machine: it listens on the loopback address alone, under a random name
that only its address tells; whoever asks for another name, or comes from another site's page, gets
nothing. The page asks nobody else for anything.
"""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any

from rewatch.domain.errors import MissingExtra, Refused

LOOPBACK = "127.0.0.1"
_TOKEN_BYTES = 24

# The page may run the server's own script and speak to the server, and nothing else.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self' ws://{host}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

# What the server's script looks for: an element of that class with the address to speak to.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/css/xterm.css">
<script src="own.js"></script>
<script src="static/js/textual.js"></script>
<style>
body {{ margin: 0; background: #15181c; color: #d8dadd; font-family: monospace; }}
.closed-dialog {{ display: none; padding: 2rem; }}
body.-closed .closed-dialog {{ display: block; }}
body.-closed .textual-terminal {{ display: none; }}
a {{ color: #6ea8d8; }}
</style>
</head>
<body>
<div class="closed-dialog">rewatch has ended. <a href="./">Open it again</a></div>
<div id="terminal" class="textual-terminal" data-session-websocket-url="{socket}"
     data-font-size="{size}"></div>
</body>
</html>
"""

# The server's script opens a window on an address at the top of the site; a file comes better
# without one, and from below the token. Keys shall go to the terminal without a click.
_SCRIPT = """"use strict";
const opened = window.open.bind(window);
window.open = (address, target) => {
  const wanted = new URL(address, location.href);
  if (wanted.origin !== location.origin || !wanted.pathname.startsWith("/download/")) {
    return opened(address, target);
  }
  const link = document.createElement("a");
  link.href = new URL("." + wanted.pathname, location.href).href;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
  return null;
};
const focus = () => {
  const typed = document.querySelector("body.-first-byte .xterm-helper-textarea");
  if (typed) typed.focus();
  return Boolean(typed);
};
const watch = new MutationObserver(() => focus() && watch.disconnect());
watch.observe(document, { attributes: true, childList: true, subtree: true });
window.addEventListener("focus", focus);
"""


def serve(watchlist: str | None, workspace: str | None, said: Callable[[str], object]) -> int:
    """Serves the interface until Ctrl+C.

    Args:
        watchlist: slug of the list that opens.
        workspace: folder, the usual one if None.
        said: gets the address, once it answers.

    Returns:
        the exit code.

    Raises:
        MissingExtra: the server is not installed.
        Refused: no port of this machine can be listened on.
    """
    try:
        import textual_serve  # noqa: F401 - asked for here, so that its lack is told
        from aiohttp import web
    except ImportError as error:
        raise MissingExtra(
            "--web needs the extra web: install it with  pip install 'rewatch[web]'"
        ) from error
    if workspace is not None:
        os.environ["REWATCH_WORKSPACE"] = workspace  # for the interfaces it will start
    try:
        listening = socket.create_server((LOOPBACK, 0))
    except OSError as error:
        raise Refused(f"no port can be listened on: {error.strerror}") from error
    host = f"{LOOPBACK}:{listening.getsockname()[1]}"
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    command = [sys.executable, "-m", "rewatch", *([watchlist] if watchlist else [])]

    def tell(_text: str) -> None:  # called when the server answers
        said(f"http://{host}/{token}/")

    web.run_app(_site(shlex.join(command), host, token), sock=listening, print=tell)
    return 0


def _site(command: str, host: str, token: str) -> Any:
    """Everything that is served, below the token.

    Args:
        command: starts one interface.
        host: address and port.
        token: the first part of every path.
    """
    from aiohttp import web
    from textual_serve.server import Server

    from rewatch.tui.web_window import Windows

    inner = Server(command, host=LOOPBACK, title="rewatch")
    windows = Windows(command, inner.download_manager)
    headers = {name: value.format(host=host) for name, value in _HEADERS.items()}

    async def page(request: Any) -> Any:
        size = request.query.get("fontsize", "16")
        text = _PAGE.format(
            title="rewatch",
            socket=escape(f"ws://{host}/{token}/ws"),
            size=size if size.isdigit() else "16",
        )
        return web.Response(text=text, content_type="text/html")

    async def script(_request: Any) -> Any:
        return web.Response(text=_SCRIPT, content_type="text/javascript")

    @web.middleware
    async def guarded(request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        origin = request.headers.get("Origin", f"http://{host}")
        if request.headers.get("Host") != host or origin != f"http://{host}":
            raise web.HTTPForbidden(text="for its own page only")
        return await handler(request)

    async def sealed(_request: Any, response: Any) -> None:
        response.headers.update(headers)

    site = web.Application(middlewares=[guarded])
    site.on_response_prepare.append(sealed)
    site.on_shutdown.append(windows.close)
    site.add_routes(
        [
            web.get(f"/{token}/", page),
            web.get(f"/{token}/own.js", script),
            web.get(f"/{token}/ws", windows.opened),
            web.get(f"/{token}/download/{{key}}", inner.handle_download),
            web.static(f"/{token}/static", inner.statics_path),
        ]
    )
    return site
