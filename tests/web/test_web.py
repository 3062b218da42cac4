"""`rewatch --web`: the same interface in a browser, for this machine and its address alone."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("textual_serve", reason="the extra web is not installed")

from rewatch.tui.web import serve
from tests.web.browser import Browser

REWATCH = str(Path(sys.executable).with_name("rewatch"))


@pytest.fixture
def address(environment: Mapping[str, str], tmp_path: Path) -> Iterator[str]:
    """Where `rewatch --web sample` says that it is; ended by Ctrl+C afterwards."""
    with subprocess.Popen(
        [REWATCH, "--web", "sample"], env=environment, stdout=subprocess.PIPE, text=True,
        cwd=tmp_path,
    ) as server:  # fmt: skip
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found, said
            yield found.group()
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(30) == 0


def status_of(address: str, **headers: str) -> int:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_only_the_whole_address_is_answered_and_only_its_own_page(address: str) -> None:
    parts = urlsplit(address)
    assert parts.hostname == "127.0.0.1"
    top = f"http://{parts.netloc}"
    token = parts.path.strip("/")
    assert len(token) >= 32
    assert status_of(address) == 200
    assert status_of(f"{address}static/js/textual.js") == 200
    # The last letter of a token is drawn by lot too: the wrong one has to differ from it.
    wrong = f"{token[:-1]}{'y' if token.endswith('x') else 'x'}"
    for other in (
        "/",
        "/ws",
        "/static/js/textual.js",
        f"/{wrong}/",
        f"/{token[:-1]}/",
        f"/x{token}/",
        "/download/x",
    ):
        assert status_of(top + other) == 404, other
    assert status_of(address, Host="rewatch.example") == 403
    assert status_of(address, Origin="http://elsewhere.example") == 403
    assert status_of(f"{address}ws", Origin="http://elsewhere.example") == 403


def test_every_start_has_an_address_of_its_own_that_no_other_machine_can_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []

    def not_run(_site: object, **named: Any) -> None:
        with named["sock"] as listening:
            assert listening.getsockname()[0] == "127.0.0.1"
        named["print"]("it answers")

    monkeypatch.setattr("aiohttp.web.run_app", not_run)
    for _ in range(2):
        assert serve(None, None, told.append) == 0
    first, second = (urlsplit(address).path for address in told)
    assert first != second


def test_a_command_cannot_be_served(environment: Mapping[str, str]) -> None:
    run = subprocess.run(
        [REWATCH, "--web", "rank"], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stderr == "rewatch: --web opens the interface; rank is a command\n"


@pytest.mark.slow
async def test_in_a_real_browser_filter_open_a_company_export_and_the_file_arrives(
    address: str, tmp_path: Path
) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    async with Browser(tmp_path / "profile", downloads) as browser:
        await browser.open(address)
        await browser.wait_for("Lynas Rare Earths")
        await browser.press("/")
        await browser.type("arafura")
        await browser.wait_for(lambda: "Lynas Rare Earths" not in browser.text)
        await browser.press("Enter", "Enter")
        await browser.wait_for("partnerships")
        await browser.press("x")
        await browser.wait_for("Export the scorecard")
        await browser.press("m")
        await browser.wait_for("Export as md")
        await browser.press("Enter")
        await browser.wait_for("Your browser downloads")
        await browser.wait_for(lambda: list(downloads.glob("*.md")))
        [card] = downloads.iterdir()
        assert card.name.startswith("arafura-rare-earths-")
        assert "Arafura Rare Earths" in card.read_text("utf-8")
        own = f"http://{urlsplit(address).netloc}/"
        outside = [asked for asked in browser.asked if not asked.startswith((own, "data:"))]
        assert set(outside) <= {"about:blank"}
        assert browser.problems == []
        assert list((tmp_path / "workspace").rglob("*.md")) == []
