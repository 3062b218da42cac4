"""A person at a browser: real headless Chromium, spoken to by its own protocol.

What the page's terminal shows is read from what the server sent it: the frames go through the same
emulator that stands for a terminal elsewhere. Waiting is always for something to be seen.
"""

import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from tests.terminal.emulator import Emulator

PATIENCE = 60.0
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Key, code and number as the protocol wants them; letters are sent as text.
_KEYS = {"Enter": ("\r", 13), "Escape": ("", 27), "ArrowDown": ("", 40), "/": ("/", 191)}


def chromium() -> str:
    """The browser's program; the test is skipped where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium is installed (Debian's package chromium, see .ci/system-packages)")
    return found


class Browser:
    """One window of a browser whose downloads go to a folder.

    Args:
        profile: an empty folder for the browser's own files.
        downloads: where its downloads go.
    """

    def __init__(self, profile: Path, downloads: Path) -> None:
        self._profile, self._downloads = profile, downloads
        self._number = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._session: str | None = None
        self._changed = asyncio.Event()
        self.screen = Emulator(80, 24, lambda _reply: None)
        self.asked: list[str] = []
        self.problems: list[str] = []

    async def __aenter__(self) -> Self:
        self._process = subprocess.Popen(
            [chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--window-size=1280,800", "--remote-debugging-port=0",
             f"--user-data-dir={self._profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            port, path = await self._address()
            self._http = aiohttp.ClientSession()
            self._socket = await self._http.ws_connect(
                f"ws://127.0.0.1:{port}{path}", max_msg_size=0
            )
            self._reader = asyncio.create_task(self._read())
            behaviour = {"behavior": "allow", "downloadPath": str(self._downloads)}
            await self.call("Browser.setDownloadBehavior", behaviour)
        except BaseException:
            self._kill()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.cancel()
        await self._socket.close()
        await self._http.close()
        self._kill()

    def _kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    async def _address(self) -> tuple[str, str]:
        file = self._profile / "DevToolsActivePort"
        async with asyncio.timeout(PATIENCE):
            while not (file.exists() and len(lines := file.read_text().splitlines()) == 2):
                await asyncio.sleep(0.05)
        return lines[0], lines[1]

    async def call(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Asks the browser for something and returns its answer."""
        self._number += 1
        message: dict[str, Any] = {
            "id": self._number, "method": method, "params": parameters or {},
        }  # fmt: skip
        if self._session is not None:
            message["sessionId"] = self._session
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json(message)
        async with asyncio.timeout(PATIENCE):
            found: dict[str, Any] = await answer
        return found

    async def _read(self) -> None:
        async for message in self._socket:
            event = json.loads(message.data)
            if "id" in event:
                answer = self._answers.pop(event["id"])
                if "error" in event:
                    answer.set_exception(RuntimeError(event["error"]["message"]))
                else:
                    answer.set_result(event["result"])
            else:
                self._take(event["method"], event["params"])

    def _take(self, method: str, told: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])
        elif method == "Network.webSocketCreated":
            asked = parse_qs(urlsplit(told["url"]).query)
            if "width" in asked:
                self.screen.resize(int(asked["width"][0]), int(asked["height"][0]))
        elif method == "Network.webSocketFrameSent":
            said = json.loads(told["response"]["payloadData"])
            if said[0] == "resize":
                self.screen.resize(said[1]["width"], said[1]["height"])
        elif method == "Network.webSocketFrameReceived" and told["response"]["opcode"] == 2:
            self.screen.feed(base64.b64decode(told["response"]["payloadData"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.problems.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        elif method == "Runtime.exceptionThrown":
            details = told["exceptionDetails"]
            thrown = details.get("exception", {}).get("description", "")
            self.problems.append(f"{details['text']} {thrown}")
        self._changed.set()

    async def open(self, address: str) -> None:
        """Goes to an address in a window."""
        made = await self.call("Target.createTarget", {"url": "about:blank"})
        target = {"targetId": made["targetId"], "flatten": True}
        self._session = (await self.call("Target.attachToTarget", target))["sessionId"]
        for domain in ("Network", "Page", "Log", "Runtime"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", {"url": address})
        await self.call("Page.bringToFront")

    async def evaluate(self, script: str) -> Any:
        """What an expression is in the page."""
        answer = await self.call("Runtime.evaluate", {"expression": script, "returnByValue": True})
        return answer["result"].get("value")

    async def press(self, *keys: str) -> None:
        """Presses keys: `Enter`, `Escape`, `ArrowDown` or a letter."""
        for key in keys:
            text, number = _KEYS.get(key, (key, ord(key[0].upper())))
            told = {"key": key, "windowsVirtualKeyCode": number, "text": text}
            await self.call("Input.dispatchKeyEvent", {"type": "keyDown", **told})
            await self.call("Input.dispatchKeyEvent", {"type": "keyUp", **told})

    async def type(self, text: str) -> None:
        """Types letters."""
        await self.press(*text)

    @property
    def text(self) -> str:
        """What the terminal in the page shows."""
        return "\n".join(line.rstrip() for line in self.screen.lines)

    def _shows(self, wanted: str | Callable[[], object]) -> object:
        if not self.screen.whole:  # a frame of which only the first lines came
            return False
        return wanted in self.text if isinstance(wanted, str) else wanted()

    async def wait_for(self, wanted: str | Callable[[], object]) -> None:
        """Until a text is on the screen, or something else is so."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not self._shows(wanted):
                    self._changed.clear()
                    # Files arrive without a word, so they are looked for as well.
                    waiting = asyncio.wait_for(self._changed.wait(), 0.2)
                    try:
                        await waiting
                    except TimeoutError:
                        continue
        except TimeoutError:
            raise AssertionError(
                f"{wanted!r} not seen; problems {self.problems}\n{self.text}"
            ) from None
