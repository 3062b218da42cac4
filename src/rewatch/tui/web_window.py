"""The windows of `rewatch --web`: one interface each, ended with its window and never left behind.

Imported only where the extra `web` is installed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

_PATIENCE = 5.0  # seconds that an interface may take to end
_SIZES = (10, 1000)  # cells that a window may be wide or high


class Interface(AppService):
    """One interface as a process, whose end closes its window."""

    async def run(self) -> None:
        """Passes on what it shows until it ends, then waits for the process to be gone."""
        await super().run()
        if self._process is not None:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        with contextlib.suppress(ConnectionError, RuntimeError):  # closed from the other side
            await self.remote_close()


class Windows:
    """All windows that are open.

    Args:
        command: starts one interface.
        downloads: passes on the files that interfaces hand out.
    """

    def __init__(self, command: str, downloads: DownloadManager) -> None:
        self._command, self._downloads = command, downloads
        self._open: set[web.WebSocketResponse] = set()
        self._ended = asyncio.Condition()

    async def opened(self, request: web.Request) -> web.WebSocketResponse:
        """A window was opened: an interface runs for it until either ends."""
        socket = web.WebSocketResponse(heartbeat=15)
        await socket.prepare(request)

        async def close() -> None:
            await socket.close()

        interface = Interface(
            self._command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=close,
            download_manager=self._downloads,
        )
        self._open.add(socket)
        try:
            await interface.start(_cells(request, "width", 80), _cells(request, "height", 24))
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    await _pass_on(json.loads(message.data), interface, socket)
        finally:
            # Shielded: whoever stops the server must not leave the interface running.
            await asyncio.shield(interface.stop())
            async with self._ended:
                self._open.discard(socket)
                self._ended.notify_all()
        return socket

    async def close(self, _site: web.Application) -> None:
        """The server ends: all windows are closed and their interfaces with them."""
        for socket in list(self._open):
            await socket.close()
        async with self._ended:
            await self._ended.wait_for(lambda: not self._open)


def _cells(request: web.Request, name: str, usual: int) -> int:
    asked = request.query.get(name, "")
    low, high = _SIZES
    return min(high, max(low, int(asked))) if asked.isdecimal() else usual


async def _pass_on(said: Any, interface: Interface, socket: web.WebSocketResponse) -> None:
    """One message of the page: keys, a new size, a sign of life, the focus."""
    what, *more = said
    if what == "stdin":
        await interface.send_bytes(str(more[0]).encode())
    elif what == "resize":
        await interface.set_terminal_size(int(more[0]["width"]), int(more[0]["height"]))
    elif what == "ping":
        await socket.send_json(["pong", more[0]])
    elif what == "blur":
        await interface.blur()
    elif what == "focus":
        await interface.focus()
