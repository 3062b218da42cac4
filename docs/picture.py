"""Paints docs/main-screen.svg: the main screen as the interface itself draws it.

Run it with `python -m docs.picture`.
"""

import asyncio
import re
import tempfile
from datetime import date
from pathlib import Path

from rewatch.tui.app import RewatchApp
from rewatch.tui.session import Session
from rewatch.workspace import Workspace

HERE = Path(__file__).parent
# A fixed day, so that the picture changes only when the screen or the data does.
DAY = date(2026, 11, 21)


async def paint() -> str:
    """The main screen on the sample list at 120 by 36, settled."""
    with tempfile.TemporaryDirectory() as folder:
        app = RewatchApp(Session(Workspace.open(folder, today=DAY), "sample"))
        async with app.run_test(size=(120, 36)) as pilot:
            for _ in range(100):
                await pilot.pause(0.05)
                if all(worker.is_finished for worker in app.workers):
                    break
            await pilot.press("j", "j")
            for _ in range(600):
                await pilot.pause(0.05)
                if app.sampler.done:
                    break
            await pilot.pause(0.5)
            # Without the web fonts the toolkit names: the picture asks nobody for anything.
            return re.sub(r"@font-face \{.*?\}\s*", "", app.export_screenshot(), flags=re.DOTALL)


if __name__ == "__main__":
    (HERE / "main-screen.svg").write_text(asyncio.run(paint()), encoding="utf-8")
